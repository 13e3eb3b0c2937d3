/*
 * Rounds, their order statistics, and the line that is printed for a figure.
 */
#include "tests/bench/bench.h"
#include <l4/sys/platform_control.h>
#include <stdio.h>

static struct {
	const char *name;
	unsigned rounds; /* begun, the warm-up included */
	uint32_t overhead;
	uint32_t median;
	uint32_t sample[BENCH_ROUNDS];
} figure;

void measure_init(void)
{
	uint32_t least = UINT32_MAX;

	for (unsigned i = 0; i < BENCH_ROUNDS; i++) {
		uint32_t from  = counter_read();
		uint32_t empty = counter_read() - from;

		if (empty < least)
			least = empty;
	}
	figure.overhead = least;
}

void bench_figure(const char *name)
{
	figure.name   = name;
	figure.rounds = 0;
}

static void sort(uint32_t *value, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		uint32_t v = value[i];
		unsigned at;

		for (at = i; at > 0 && value[at - 1] > v; at--)
			value[at] = value[at - 1];
		value[at] = v;
	}
}

static void print(uint32_t median, uint32_t least, uint32_t most)
{
	printf("figure %s %lu %lu %lu\n", figure.name, (unsigned long)median, (unsigned long)least,
	       (unsigned long)most);
}

bool bench_round(void)
{
	if (figure.rounds++ <= BENCH_ROUNDS)
		return true;
	sort(figure.sample, BENCH_ROUNDS);
	figure.median = figure.sample[BENCH_ROUNDS / 2];
	print(figure.median, figure.sample[0], figure.sample[BENCH_ROUNDS - 1]);
	return false;
}

void bench_took(uint32_t from, uint32_t to)
{
	/* Round 1 is the warm-up: whatever is filled in on first use is there afterwards. */
	if (figure.rounds > 1)
		figure.sample[figure.rounds - 2] = to - from - figure.overhead;
}

void bench_took_besides(uint32_t from, uint32_t to, uint32_t other)
{
	bench_took(from + other, to);
}

uint32_t bench_median(void)
{
	return figure.median;
}

void bench_single(const char *name, uint32_t value)
{
	figure.name = name;
	print(value, value, value);
}

void bench_expect(l4_msgtag_t tag, long label)
{
	long found = l4_error(tag);

	if (found != label)
		bench_fail("unexpected answer", found);
}

/* Whatever thread and task this happens in: say it, and let nobody else go on. */
_Noreturn void bench_fail(const char *what, long found)
{
	printf("failed %s: %s (%ld)\n", figure.name ? figure.name : "set-up", what, found);
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
	partner_end();
}
