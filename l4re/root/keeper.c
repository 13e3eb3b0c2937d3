/*
 * The keeper: pager, exception handler and parent of all programs, in one thread.
 *
 * Each program has a gate of its own to this thread, so the label of a message says who it is
 * about, and nobody can speak for another. A program that did something which cannot be repaired
 * gets no answer: it stays blocked where it is, for people to look at, until the tour destroys it.
 *
 * Messages: page fault, exception, exit (MR0 = code). Everything else is answered -L4_EBADPROTO.
 * The keeper receives no items: a message that brings one fails, and is dropped.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/thread.h>
#include <l4/sys/debugger.h>
#include <l4/sys/semaphore.h>
#include <stdio.h>
#include "l4re/root/keeper.h"
#include "l4re/root/program.h"

enum {
	STACK_SIZE      = 8192,
	KEEPER_PRIORITY = 240, /* above all programs, below sigma0 */
	LABEL_SHIFT     = 4,
	FAULT_WRITE     = 2, /* page-fault word: bit 1 write, bit 2 fetch */
	FAULT_FETCH     = 4,
	FAULT_BITS      = 7,
};

enum verdict {
	ANSWER,
	NO_ANSWER,
};

static l4_cap_idx_t thread_cap;
static char stack[STACK_SIZE] __attribute__((aligned(16)));

l4_cap_idx_t keeper_thread(void)
{
	return thread_cap;
}

static const char *kind_of_place(l4_addr_t address)
{
	if (address > L4_USER_MAX)
		return "which belongs to the kernel";
	return "where it has no memory, or not this right";
}

static enum verdict stop(struct program *p)
{
	p->end = PROGRAM_STOPPED;
	l4_semaphore_up(p->ended);
	return NO_ANSWER;
}

static enum verdict page_fault(struct program *p, l4_msgtag_t *answer)
{
	l4_umword_t word = l4_utcb_mr()->mr[0], ip = l4_utcb_mr()->mr[1];
	l4_addr_t address = word & ~(l4_umword_t)FAULT_BITS;

	if (p->fallback && l4_trunc_page(address) == p->fallback && !(word & FAULT_WRITE)) {
		p->fallback_faults++;
		*answer = l4_msgtag(0, 0, 0, 0);
		l4_sndfpage_add(l4_fpage((l4_addr_t)p->fallback_frame, L4_PAGESHIFT, L4_FPAGE_RO),
				l4_map_control(p->fallback, 0, L4_MAP_ITEM_MAP), answer);
		return ANSWER;
	}
	printf("root: '%s' %s address 0x%lx, %s (at instruction 0x%lx). It is stopped.\n", p->name,
	       word & FAULT_FETCH   ? "jumped to"
	       : word & FAULT_WRITE ? "wrote to"
				    : "read from",
	       address, kind_of_place(address), ip);
	return stop(p);
}

static enum verdict exception(struct program *p)
{
	l4_exc_regs_t regs = *l4_utcb_exc();

	if (l4_utcb_exc_is_pf(&regs))
		printf("root: '%s' touched address 0x%lx, %s (at instruction 0x%lx). It is "
		       "stopped.\n",
		       p->name, regs.pfa, kind_of_place(regs.pfa), l4_utcb_exc_pc(&regs));
	else
		printf("root: '%s' %s (exception 0x%lx at instruction 0x%lx). It is stopped.\n",
		       p->name, l4_exc_name(&regs), l4_utcb_exc_typeval(&regs),
		       l4_utcb_exc_pc(&regs));
	return stop(p);
}

static enum verdict handle(l4_msgtag_t tag, l4_umword_t label, l4_msgtag_t *answer)
{
	struct program *p = program_by_number(label >> LABEL_SHIFT);

	if (l4_msgtag_has_error(tag) || !p)
		return NO_ANSWER;
	switch (l4_msgtag_label(tag)) {
	case L4_PROTO_PAGE_FAULT:
		return page_fault(p, answer);
	case L4_PROTO_EXCEPTION:
		return exception(p);
	case L4RE_PROTO_PARENT_EXIT:
		p->exit_code = (int)l4_utcb_mr()->mr[0];
		p->end       = PROGRAM_EXITED;
		l4_semaphore_up(p->ended);
		return NO_ANSWER;
	default:
		*answer = l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
		return ANSWER;
	}
}

static void keeper(void *unused)
{
	l4_umword_t label;
	l4_msgtag_t answer, tag;

	(void)unused;
	l4_utcb_receive_nothing();
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (handle(tag, label, &answer) == ANSWER)
			tag = l4_ipc_reply_and_wait(l4_utcb(), answer, &label,
						    L4_IPC_SEND_TIMEOUT_0);
		else
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	}
}

int keeper_start(void)
{
	int error;

	thread_cap = l4re_util_cap_alloc();
	error = l4re_thread_start(thread_cap, keeper, NULL, stack, sizeof(stack), KEEPER_PRIORITY);
	if (error >= 0)
		l4_debugger_set_object_name(thread_cap, "keeper");
	return error;
}
