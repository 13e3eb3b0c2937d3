/*
 * The guardian: pager and exception handler of all victims. It answers as randomly as they ask: with a
 * page, with nothing, with noise, or never; who gets no answer is started again by the supervisor.
 */
#include <stdio.h>
#include "tests/fuzz/fuzz.h"

enum {
	KU_PAGE_AT = 0xb0000000UL, /* in the supervisor's task */
};

extern const char l4re_thread_entry[];

static char stack[STACK_SIZE] __attribute__((aligned(16)));
static struct victim self; /* for the random words of answers; its den is the first */

static l4_msgtag_t page(void)
{
	l4_utcb_mr()->mr[0] = HOLE_AT | L4_ITEM_MAP;
	l4_utcb_mr()->mr[1] =
		l4_fpage((l4_addr_t)dens[0].play[random_below(&self.random, PLAY_PAGES)],
			 L4_PAGESHIFT, L4_FPAGE_RWX)
			.raw;
	return l4_msgtag(0, 0, 1, 0);
}

/*
 * To an exception, whose registers are in the message: go on as you were, or behind the instruction, or
 * with a register spoilt. A system call of an alien is mostly allowed.
 */
static l4_msgtag_t registers(void)
{
	struct random *r = &self.random;

	if (chance(r, 20))
		l4_utcb_exc_pc_set(l4_utcb_exc(),
				   l4_utcb_exc_pc(l4_utcb_exc()) + random_below(r, 8));
	if (chance(r, 20))
		l4_utcb_mr()->mr[random_below(r, L4_EXC_WORDS)] = any_word(&self);
	return l4_msgtag(chance(r, 70) ? L4_PROTO_ALLOW_SYSCALL : (long)random_below(r, 8) - 4,
			 L4_EXC_WORDS - (chance(r, 10) ? random_below(r, L4_EXC_WORDS) : 0), 0,
			 random_below(r, 2) ? L4_MSGTAG_TRANSFER_FPU : 0);
}

/* An answer to @p question, in the message registers. */
static l4_msgtag_t make_answer(l4_msgtag_t question)
{
	struct random *r = &self.random;

	if (l4_msgtag_is_exception(question) && chance(r, 80))
		return registers();
	switch (random_below(r, 4)) {
	case 0:
		return page();
	case 1: /* exception: go on as you were; fault: try again */
		return l4_msgtag(0, 0, 0, 0);
	case 2:
		for (unsigned i = 0; i < L4_EXC_WORDS; i++)
			l4_utcb_mr()->mr[i] = any_word(&self);
		return l4_msgtag(0, L4_EXC_WORDS, 0, 0);
	default: /* one more page fault in a moment: nothing of the state is changed */
		return l4_msgtag((long)random_below(r, 64) - 32, random_below(r, 4), 0, 0);
	}
}

static void guardian_main(void *unused)
{
	l4_umword_t label;
	l4_msgtag_t tag;

	(void)unused;
	l4_utcb_receive_nothing();
	for (;;) {
		tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		while (!l4_msgtag_has_error(tag) && chance(&self.random, 70))
			tag = l4_ipc_reply_and_wait(l4_utcb(), make_answer(tag), &label,
						    L4_IPC_NEVER);
	}
}

bool guardian_start(l4_cap_idx_t gate)
{
	l4_cap_idx_t thread    = slot_cap(0x90);
	l4_addr_t *top         = (l4_addr_t *)(stack + STACK_SIZE);
	l4_fpage_t area        = l4_fpage(KU_PAGE_AT, L4_PAGESHIFT, L4_FPAGE_RW);
	l4_sched_param_t sched = l4_sched_param(GUARDIAN_PRIO, 0);

	self   = (struct victim){.den = &dens[0], .random = random_stream(1, 1)};
	*--top = 0;
	*--top = (l4_addr_t)guardian_main;
	if (l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &area)) < 0 ||
	    l4_error(l4_factory_create_thread(L4_BASE_FACTORY_CAP, thread)))
		return false;
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)KU_PAGE_AT, L4_BASE_TASK_CAP);
	return l4_error(l4_thread_control_commit(thread)) == 0 &&
	       l4_error(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top,
					  0)) == 0 &&
	       l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched)) == 0 &&
	       l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, gate, thread, 0x10)) == 0;
}
