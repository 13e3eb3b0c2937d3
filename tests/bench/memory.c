/*
 * Pages: faults that a user-level pager resolves, mapping to and from another task; capabilities
 * likewise.
 */
#include "tests/bench/bench.h"

static char page[L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE)));
static struct partner_task other;

static l4_fpage_t page_to_share(void)
{
	return l4_fpage((l4_addr_t)page, L4_PAGESHIFT, L4_FPAGE_RW);
}

static l4_msgtag_t take_back(l4_fpage_t what)
{
	return l4_task_unmap(L4_BASE_TASK_CAP, what, L4_FP_OTHER_SPACES);
}

/* ---- Faults --------------------------------------------------------------------------------- */

/* Answers a fault with the page, and anything else by taking the page back. */
static void pager(void *unused)
{
	l4_umword_t label;
	l4_msgtag_t tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);

	(void)unused;
	for (;;) {
		bool fault = l4_msgtag_is_page_fault(tag);

		tag = l4_msgtag(0, 0, 0, 0);
		if (fault)
			l4_sndfpage_add(page_to_share(), l4_map_control(BENCH_WINDOW_AT, 0, 0),
					&tag);
		else
			bench_expect(take_back(page_to_share()), 0);
		tag = l4_ipc_reply_and_wait(l4_utcb(), tag, &label, L4_IPC_SEND_TIMEOUT_0);
	}
}

/* Runs in the other task. One store is measured, from before the fault to behind it. */
static void touch(void *done)
{
	volatile char *there = (volatile char *)BENCH_WINDOW_AT;
	l4_cap_idx_t gate    = (l4_cap_idx_t)PARTNER_PAGER_INDEX << L4_CAP_SHIFT;

	bench_figure("pagefault");
	while (bench_round()) {
		uint32_t from = counter_read();

		*there = 1;
		bench_took(from, counter_read());
		bench_expect(l4_ipc_call(gate, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER), 0);
	}
	*(volatile bool *)done = true;
	partner_end();
}

/* Both run above this thread, so that they are done when it goes on. */
static void page_fault(void)
{
	static bool done;
	l4_cap_idx_t gate = bench_gate(partner_start(NULL, pager, NULL, BENCH_PRIORITY + 1));

	partner_task_give(&other, gate, PARTNER_PAGER_INDEX);
	partner_start(&other, touch, &done, BENCH_PRIORITY + 1);
	if (!*(volatile bool *)&done)
		bench_fail("the faulting thread stopped", 0);
}

/* ---- Mapping and unmapping ------------------------------------------------------------------ */

static void map(const char *name, l4_fpage_t what, l4_umword_t where)
{
	bench_figure(name);
	while (bench_round()) {
		uint32_t from   = counter_read();
		l4_msgtag_t tag = l4_task_map(other.cap, L4_BASE_TASK_CAP, what, where);

		bench_took(from, counter_read());
		bench_expect(tag, 0);
		bench_expect(take_back(what), 0);
	}
}

static void unmap(const char *name, l4_fpage_t what, l4_umword_t where)
{
	bench_figure(name);
	while (bench_round()) {
		l4_msgtag_t tag = l4_task_map(other.cap, L4_BASE_TASK_CAP, what, where);
		uint32_t from;

		bench_expect(tag, 0);
		from = counter_read();
		tag  = take_back(what);
		bench_took(from, counter_read());
		bench_expect(tag, 0);
	}
}

void figures_of_memory(void)
{
	l4_umword_t page_there = l4_map_control(BENCH_WINDOW_AT, 0, 0);
	l4_umword_t cap_there  = l4_map_obj_control((l4_cap_idx_t)0x40 << L4_CAP_SHIFT, 0);
	l4_fpage_t cap;

	partner_task_make(&other);
	page[0] = 1; /* present, and ours to write */
	page_fault();
	map("map_page", page_to_share(), page_there);
	unmap("unmap_page", page_to_share(), page_there);
	cap = l4_obj_fpage(bench_gate(L4_BASE_THREAD_CAP), 0, L4_CAP_FPAGE_RWS);
	map("map_cap", cap, cap_there);
	unmap("unmap_cap", cap, cap_there);
}
