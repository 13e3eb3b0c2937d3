/*
 * Page-fault trampolines: a thread's own handler takes one page fault (abi sheet §9.5).
 *
 *      armed ---- page fault: registers saved, on to the handler ----> disarmed
 *        ^                                                               |
 *        '---- resume, or reflect: registers restored; or enable --------'
 *
 * While disarmed, faults go to the pager: those of the handler too, so that it cannot recurse.
 */
#include "kernel/ipc/pf_trampoline.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"

_Static_assert(sizeof(struct trap_frame) == L4_EXC_FRAME_WORDS * sizeof(word_t),
	       "the trap frame is the register block");

bool pf_trampoline_take(struct thread *self, word_t fault)
{
	struct pf_trampoline *p = &self->trampoline;

	if (!p->armed)
		return false;
	p->armed           = false;
	p->data->saved_mr0 = self->utcb->mr[0];
	p->data->flags |= L4_PF_TRAMPOLINE_IN_PROGRESS;
	memcpy(&p->data->state, thread_frame(self), sizeof(p->data->state));
	arch_set_user_ip(self, p->data->handler_ip);
	arch_set_user_argument(self, 0, p->user);
	arch_set_user_argument(self, 1, fault);
	return true;
}

static long setup(struct thread *t, const struct invocation *inv)
{
	vaddr_t user = message_word(inv, 1);
	void *data   = t->task ? ku_mem_at(&t->task->mem, user, sizeof(l4_pf_trampoline_t)) : NULL;

	if (l4_msgtag_words(inv->tag) < 2)
		return -L4_EMSGTOOSHORT;
	if (!data)
		return -L4_EINVAL;
	t->trampoline = (struct pf_trampoline){data, user, true};
	return 0;
}

/* Back to where the fault was. With @p reflect the fault becomes an exception first. */
static long resume(struct thread *t, struct invocation *inv, bool reflect)
{
	struct pf_trampoline *p = &t->trampoline;
	word_t flags;

	if (t != inv->caller)
		return -L4_EPERM;
	if (!p->data || p->armed)
		return -L4_EINVAL;
	flags          = p->data->flags;
	p->data->flags = flags & ~(word_t)(L4_PF_TRAMPOLINE_IN_PROGRESS | L4_PF_TRAMPOLINE_TRIGGER);
	p->armed       = true;
	t->utcb->mr[0] = p->data->saved_mr0;
	thread_set_registers(t, (const word_t *)&p->data->state);
	inv->resumed = true;
	if (flags & L4_PF_TRAMPOLINE_TRIGGER)
		t->state |= THREAD_TRIGGER;
	if (reflect)
		user_exception();
	return 0;
}

static long enable(struct thread *t)
{
	if (!t->trampoline.data)
		return -L4_EINVAL;
	t->trampoline.armed = true;
	return 0;
}

static void disable(struct thread *t, struct invocation *inv)
{
	answer_word(inv, 0, t->trampoline.armed);
	t->trampoline.armed = false;
	answer(inv, 0, 1);
}

void pf_trampoline_invoke(struct thread *t, struct invocation *inv)
{
	unsigned op    = message_word(inv, 0) >> L4_PF_TRAMPOLINE_SHIFT & L4_PF_TRAMPOLINE_MASK;
	unsigned words = op == L4_PF_TRAMPOLINE_SETUP ? 2 : 1;

	if (op > L4_PF_TRAMPOLINE_ENABLE) {
		answer(inv, -L4_ENOSYS, 0);
		return;
	}
	if (l4_msgtag_items(inv->tag) || l4_msgtag_words(inv->tag) > words) {
		answer(inv, -L4_EMSGTOOLONG, 0);
		return;
	}
	switch (op) {
	case L4_PF_TRAMPOLINE_SETUP:
		answer(inv, setup(t, inv), 0);
		break;
	case L4_PF_TRAMPOLINE_RESUME:
	case L4_PF_TRAMPOLINE_REFLECT:
		answer(inv, resume(t, inv, op == L4_PF_TRAMPOLINE_REFLECT), 0);
		break;
	case L4_PF_TRAMPOLINE_ENABLE:
		answer(inv, enable(t), 0);
		break;
	default:
		disable(t, inv);
	}
}
