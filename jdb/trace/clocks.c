/*
 * Comparing the clocks of several CPUs. See clocks.h.
 */
#include "jdb/trace/clocks.h"
#include "kernel/sched/cpu.h"
#include "jdb/trace/ring.h"

enum {
	EXCHANGES = 8, /* at least … */
	GOOD_US   = 1, /* … until one was so quick, … */
	BUDGET_US =
		20000, /* … or all together took so long: an emulator may run one CPU at a time */
	PATIENCE_US = 500000, /* with somebody who does not answer, or ask */
	LAST        = UINT32_MAX,
};

/* Both look at it; the two counters are in lines of their own. */
static struct exchange {
	uint32_t asked __attribute__((aligned(64)));
	uint32_t answered __attribute__((aligned(64)));
	uint64_t cycles; /* the answer */
	struct cpu_request request;
	bool over;
} exchange;

static bool wait_until(const uint32_t *counter, uint32_t value)
{
	usec_t end = arch_clock_us() + PATIENCE_US;

	while (__atomic_load_n(counter, __ATOMIC_ACQUIRE) != value) {
		if (arch_clock_us() > end)
			return false;
		cpu_relax();
	}
	return true;
}

/* On the other CPU, interrupts off. */
static void answer_all(struct cpu_request *r)
{
	struct exchange *x = container_of(r, struct exchange, request);
	usec_t end         = arch_clock_us() + PATIENCE_US;
	uint32_t done = 0, asked = 0;

	while (asked != LAST && arch_clock_us() < end) {
		asked = __atomic_load_n(&x->asked, __ATOMIC_ACQUIRE);
		if (asked == done) {
			cpu_relax();
			continue;
		}
		x->cycles = clock_cycles();
		done      = asked;
		__atomic_store_n(&x->answered, done, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&x->over, true, __ATOMIC_RELEASE);
}

/* One exchange; better ones replace what @p ring knows. False: no answer came. */
static bool ask(struct exchange *x, uint32_t n, struct trace_ring *ring)
{
	uint64_t before = clock_cycles(), after;

	__atomic_store_n(&x->asked, n, __ATOMIC_RELEASE);
	if (!wait_until(&x->answered, n))
		return false;
	after = clock_cycles();
	if ((after - before + 1) / 2 >= ring->error)
		return true;
	ring->error = (after - before + 1) / 2;
	ring->ahead = (int64_t)(x->cycles - (before + (after - before) / 2));
	return true;
}

/* False: the CPU does not answer, and keeps the request. */
static bool compare(struct cpu *c)
{
	struct exchange *x      = &exchange;
	struct trace_ring *ring = trace_ring_of(c->number);
	uint64_t good           = arch_cycles_khz() / 1000 * GOOD_US;
	usec_t end              = arch_clock_us() + BUDGET_US;

	*x          = (struct exchange){.request.run = answer_all};
	ring->error = UINT64_MAX;
	cpu_request(c, &x->request);
	for (uint32_t n = 1; ask(x, n, ring); n++)
		if (n >= EXCHANGES && (ring->error <= good || arch_clock_us() > end))
			break;
	/* A difference that may be none is none: most machines start all clocks at once. */
	if ((uint64_t)(ring->ahead < 0 ? -ring->ahead : ring->ahead) <= ring->error)
		ring->ahead = 0;
	__atomic_store_n(&x->asked, LAST, __ATOMIC_RELEASE);
	for (end = arch_clock_us() + PATIENCE_US; arch_clock_us() < end; cpu_relax())
		if (__atomic_load_n(&x->over, __ATOMIC_ACQUIRE))
			return true;
	return false;
}

void clocks_compare(void)
{
	for (unsigned i = 1; i < cpu_count && compare(&cpus[i]); i++)
		;
}
