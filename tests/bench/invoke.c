/*
 * The way into the kernel and out of it: the least that a system call can do.
 */
#include "tests/bench/bench.h"

/* Calling an empty slot, which the kernel answers with an IPC error. */
static void null_invoke(void)
{
	l4_cap_idx_t nothing = bench_slot();

	bench_figure("null_invoke");
	while (bench_round()) {
		uint32_t from = counter_read();
		l4_msgtag_t tag =
			l4_ipc_call(nothing, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);

		bench_took(from, counter_read());
		if (l4_ipc_error(tag, l4_utcb()) != L4_IPC_ENOT_EXISTENT)
			bench_fail("an empty slot answers", (long)l4_ipc_error(tag, l4_utcb()));
	}
}

/* The simplest question to a kernel object: what is in this slot of the task? */
static void cap_valid(void)
{
	bench_figure("cap_valid");
	while (bench_round()) {
		uint32_t from   = counter_read();
		l4_msgtag_t tag = l4_task_cap_valid(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP);

		bench_took(from, counter_read());
		bench_expect(tag, 1);
	}
}

void figures_of_invocation(void)
{
	null_invoke();
	cap_valid();
}
