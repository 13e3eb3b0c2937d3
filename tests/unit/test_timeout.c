/*
 * Timeouts: the 16-bit encoding (abi sheet §5), and the heap against a naive model.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/sched/timeout.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum {
	TIMEOUTS = 64,
	STEPS    = 20000,
	NOW      = 1000000,
	ABSOLUTE = 0x8000,
};

static word_t br[L4_UTCB_GENERIC_BUFFERS_SIZE];

static usec_t decode(unsigned raw)
{
	return timeout_decode((l4_timeout_s){(uint16_t)raw}, br, NOW);
}

static unsigned relative(unsigned mantissa, unsigned exponent)
{
	return exponent << 10 | mantissa;
}

Test(timeout_decode, zero_word_means_never)
{
	cr_assert_eq(decode(0), USEC_NEVER);
}

Test(timeout_decode, mantissa_zero_is_expired_with_any_exponent_but_zero)
{
	for (unsigned e = 1; e < 32; e++)
		cr_assert_eq(decode(relative(0, e)), 0);
}

Test(timeout_decode, relative_times_count_from_now)
{
	cr_assert_eq(decode(relative(1, 0)), NOW + 1);
	cr_assert_eq(decode(relative(5, 10)), NOW + 5 * 1024);
	cr_assert_eq(decode(relative(1023, 31)), NOW + (1023ULL << 31));
}

Test(timeout_decode, absolute_times_stand_in_the_buffer_registers)
{
	uint64_t at = NOW + 77;

	memcpy(&br[8], &at, sizeof(at));
	cr_assert_eq(decode(ABSOLUTE | 8), NOW + 77);
}

Test(timeout_decode, absolute_times_of_the_past_are_expired)
{
	uint64_t at = NOW;

	memcpy(&br[8], &at, sizeof(at));
	cr_assert_eq(decode(ABSOLUTE | 8), 0);
	at = NOW - 1;
	memcpy(&br[8], &at, sizeof(at));
	cr_assert_eq(decode(ABSOLUTE | 8), 0);
}

Test(timeout_decode, an_index_beyond_the_buffers_means_the_last_one)
{
	uint64_t at   = NOW + 5;
	unsigned last = L4_UTCB_GENERIC_BUFFERS_SIZE - sizeof(at) / sizeof(word_t);

	memcpy(&br[last], &at, sizeof(at));
	cr_assert_eq(decode(ABSOLUTE | 63), NOW + 5);
}

/* ---- The queue ------------------------------------------------------------------------------ */

static struct timeout_queue queue;
static struct timeout timeouts[TIMEOUTS];
static struct timeout *expired[TIMEOUTS];
static unsigned expired_count;

static void note(struct timeout *t)
{
	cr_assert_not(t->armed);
	expired[expired_count++] = t;
}

static void setup(void)
{
	for (unsigned i = 0; i < TIMEOUTS; i++)
		timeouts[i].expired = note;
}

TestSuite(timeout_queue, .init = setup);

Test(timeout_queue, the_earliest_is_first_whatever_the_order_of_arming)
{
	timeout_arm(&queue, &timeouts[0], 30);
	timeout_arm(&queue, &timeouts[1], 10);
	timeout_arm(&queue, &timeouts[2], 20);
	cr_assert_eq(queue.first, &timeouts[1]);
	timeout_disarm(&queue, &timeouts[1]);
	cr_assert_eq(queue.first, &timeouts[2]);
	cr_assert(timeout_queue_ok(&queue));
}

Test(timeout_queue, only_what_is_due_expires)
{
	timeout_arm(&queue, &timeouts[0], 30);
	timeout_arm(&queue, &timeouts[1], 10);
	timeout_arm(&queue, &timeouts[2], 20);
	timeout_run(&queue, 20);
	cr_assert_eq(expired_count, 2);
	cr_assert_eq(expired[0], &timeouts[1]);
	cr_assert_eq(expired[1], &timeouts[2]);
	cr_assert(timeouts[0].armed);
}

Test(timeout_queue, arming_again_moves)
{
	timeout_arm(&queue, &timeouts[0], 30);
	timeout_arm(&queue, &timeouts[1], 40);
	timeout_arm(&queue, &timeouts[0], 50);
	cr_assert_eq(queue.first, &timeouts[1]);
	timeout_run(&queue, 100);
	cr_assert_eq(expired_count, 2);
}

Test(timeout_queue, disarming_twice_is_harmless)
{
	timeout_arm(&queue, &timeouts[0], 30);
	timeout_disarm(&queue, &timeouts[0]);
	timeout_disarm(&queue, &timeouts[0]);
	cr_assert_null(queue.first);
}

static void rearm(struct timeout *t)
{
	note(t);
	timeout_arm(&queue, t, t->at + 10);
}

Test(timeout_queue, what_is_armed_in_a_handler_waits_for_its_own_time)
{
	timeouts[0].expired = rearm;
	timeout_arm(&queue, &timeouts[0], 10);
	timeout_run(&queue, 15);
	cr_assert_eq(expired_count, 1);
	timeout_run(&queue, 20);
	cr_assert_eq(expired_count, 2);
}

Test(timeout_queue, the_predicate_finds_a_child_due_before_its_parent)
{
	timeout_arm(&queue, &timeouts[0], 10);
	timeout_arm(&queue, &timeouts[1], 20);
	timeouts[1].at = 5;
	cr_assert_not(timeout_queue_ok(&queue));
}

static usec_t naive_first(void)
{
	usec_t first = USEC_NEVER;

	for (unsigned i = 0; i < TIMEOUTS; i++)
		if (timeouts[i].armed && timeouts[i].at < first)
			first = timeouts[i].at;
	return first;
}

Test(timeout_queue, random_use_agrees_with_a_naive_model)
{
	usec_t now = 0;

	srand(2);
	for (unsigned step = 0; step < STEPS; step++) {
		struct timeout *t = &timeouts[rand() % TIMEOUTS];

		switch (rand() % 4) {
		case 0:
			timeout_disarm(&queue, t);
			break;
		case 1:
			now += (usec_t)rand() % 20;
			expired_count = 0;
			timeout_run(&queue, now);
			for (unsigned i = 1; i < expired_count; i++)
				cr_assert_leq(expired[i - 1]->at, expired[i]->at);
			cr_assert_gt(naive_first(), now);
			break;
		default:
			timeout_arm(&queue, t, now + 1 + (usec_t)rand() % 500);
			break;
		}
		cr_assert_eq(queue.first ? queue.first->at : USEC_NEVER, naive_first(), "step %u",
			     step);
		if (step % 50 == 0)
			cr_assert(timeout_queue_ok(&queue), "step %u", step);
	}
}
