/*
 * Operations on threads: protocol -12 (abi sheet §8.3). The low 16 bits of MR0 choose the
 * operation, the bits above are its flags.
 *
 * Not built yet: doorbell IRQs; they answer as on a kernel without.
 */
#include "kernel/ipc/ipc.h"
#include "kernel/object/irq.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

/* ---- Control -------------------------------------------------------------------------------- */

static long bind_task(struct thread *t, struct invocation *inv)
{
	word_t utcb = message_word(inv, 5), rights;
	struct object *obj;
	long error = capability_argument(inv, 0, &obj, &rights);

	if (error)
		return error;
	if (!task_of(obj))
		return -L4_EINVAL;
	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	return thread_bind(t, task_of(obj), utcb);
}

/* From now on system calls of @p t are reported to its handler, or not. */
static void set_alien(struct thread *t, bool on)
{
	t->state &= ~(uint32_t)(THREAD_ALIEN | THREAD_ALLOWED);
	if (on)
		t->state |= THREAD_ALIEN;
}

static long control(struct thread *t, word_t rights, struct invocation *inv)
{
	word_t flags = message_word(inv, 0), pager = message_word(inv, 1);
	word_t handler   = message_word(inv, 2);
	word_t old_pager = t->pager, old_handler = t->handler;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	if (l4_msgtag_words(inv->tag) < 6)
		return -L4_EINVAL;
	if (flags & L4_THREAD_CONTROL_BIND_TASK) {
		long error = bind_task(t, inv);

		if (error)
			return error;
	}
	if (flags & L4_THREAD_CONTROL_SET_PAGER)
		t->pager = pager >> L4_CAP_SHIFT;
	if (flags & L4_THREAD_CONTROL_SET_EXC_HANDLER)
		t->handler = handler >> L4_CAP_SHIFT;
	if (flags & L4_THREAD_CONTROL_ALIEN)
		set_alien(t, message_word(inv, 4) & L4_THREAD_CONTROL_ALIEN);
	answer_word(inv, 1, old_pager << L4_CAP_SHIFT);
	answer_word(inv, 2, old_handler << L4_CAP_SHIFT);
	return 0;
}

/* ---- Registers ------------------------------------------------------------------------------ */

/* End whatever @p t waits for. It notices when it runs; see ipc.h. */
static void cancel(struct thread *t)
{
	if (t->state & (THREAD_SENDING | THREAD_RECEIVING | THREAD_TRANSFER | THREAD_BLOCKED)) {
		t->state |= THREAD_CANCEL;
		thread_wake(t);
	}
}

static void set_registers(struct thread *t, word_t ip, word_t sp)
{
	const word_t keep = ~(word_t)0;

	if (t->state & THREAD_DEAD) {
		thread_start(t, ip == keep ? arch_user_ip(t) : ip,
			     sp == keep ? arch_user_sp(t) : sp);
		return;
	}
	if (ip != keep)
		arch_set_user_ip(t, ip);
	if (sp != keep)
		arch_set_user_sp(t, sp);
}

static long ex_regs(struct thread *t, struct invocation *inv)
{
	word_t flags = message_word(inv, 0), ip = message_word(inv, 1), sp = message_word(inv, 2);
	word_t old_flags = arch_user_flags(t), old_ip = arch_user_ip(t), old_sp = arch_user_sp(t);
	bool excepting = t->state & THREAD_EXCEPTION;

	if (l4_msgtag_words(inv->tag) != 3 || t->ended || flags & L4_EX_REGS_REFUSED)
		return -L4_EINVAL;
	if (!excepting || flags & L4_THREAD_EX_REGS_CANCEL) {
		set_registers(t, ip, sp);
		if (flags & L4_THREAD_EX_REGS_CANCEL)
			cancel(t);
		if (flags & L4_THREAD_EX_REGS_TRIGGER_EXCEPTION)
			t->state |= THREAD_TRIGGER;
	}
	answer_word(inv, 0, old_flags);
	answer_word(inv, 1, old_ip);
	answer_word(inv, 2, old_sp);
	return 0;
}

/* ---- Time ----------------------------------------------------------------------------------- */

/* Give the rest of the caller's time slice to @p t, if it can use it. */
static void thread_switch(struct thread *t)
{
	struct thread *self = thread_current();

	if (t == self || t->cpu != self->cpu)
		return;
	if (!list_linked(&t->sched.link)) {
		schedule();
		return;
	}
	ready_queue_append(&self->cpu->ready, &self->sched);
	switch_to(t);
}

static void stats_time(struct thread *t, struct invocation *inv)
{
	if (t->cpu->current == t)
		cpu_account(t->cpu);
	answer_u64(inv, t->consumed_us);
}

/* ---- Deletion IRQ, senders ------------------------------------------------------------------ */

static long register_deletion_irq(struct thread *t, struct invocation *inv)
{
	struct irq_line *line;
	struct object *obj;
	word_t rights;
	long error = capability_argument(inv, 0, &obj, &rights);

	if (error)
		return error;
	line = irq_line_of(obj);
	if (!line)
		return -L4_EINVAL;
	if (!(rights & L4_CAP_FPAGE_W))
		return -L4_EPERM;
	if (t->ended) /* nobody would take it off the IRQ's list again */
		return -L4_EINVAL;
	if (t->deletion_irq)
		return -L4_EBUSY;
	t->deletion_irq = line;
	list_append(&line->watched, &t->deletion_link);
	return 0;
}

enum {
	PATTERN_WORDS = 4, /* mask, value, bits to clear, bits to set */
};

/* The first pattern that @p label matches changes it. */
static word_t modified_label(word_t label, const word_t *patterns, unsigned count)
{
	for (const word_t *p = patterns; p < patterns + count * PATTERN_WORDS; p += PATTERN_WORDS)
		if ((label & p[0]) == p[1])
			return (label & ~p[2]) | p[3];
	return label;
}

static long modify_senders(struct thread *t, struct invocation *inv)
{
	const word_t *patterns = &inv->caller->utcb->mr[1];
	unsigned count         = (l4_msgtag_words(inv->tag) - 1) / PATTERN_WORDS;

	if (t->cpu != cpu_current())
		return -L4_EINVAL;
	for (struct sender *s = sender_first(&t->senders); s; s = sender_next(&t->senders, s))
		s->label = modified_label(s->label, patterns, count);
	return 0;
}

/* ---- Choosing ------------------------------------------------------------------------------- */

static void control_or_error(struct thread *t, word_t rights, struct invocation *inv)
{
	long error = control(t, rights, inv);

	if (error)
		answer_result(inv, error);
	else
		answer(inv, 0, 3);
}

static void ex_regs_or_error(struct thread *t, struct invocation *inv)
{
	long error = ex_regs(t, inv);

	answer(inv, error, error ? 0 : 3);
}

void thread_invoke(struct thread *t, word_t rights, struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) < 1) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	switch (message_word(inv, 0) & L4_THREAD_OPCODE_MASK) {
	case L4_THREAD_CONTROL_OP:
		control_or_error(t, rights, inv);
		break;
	case L4_THREAD_EX_REGS_OP:
		ex_regs_or_error(t, inv);
		break;
	case L4_THREAD_SWITCH_OP:
		answer(inv, 0, 0);
		thread_switch(t);
		break;
	case L4_THREAD_STATS_OP:
		stats_time(t, inv);
		break;
	case L4_THREAD_VCPU_RESUME_OP:
		vcpu_resume(t, inv);
		break;
	case L4_THREAD_REGISTER_DELETE_IRQ_OP:
		answer_result(inv, register_deletion_irq(t, inv));
		break;
	case L4_THREAD_MODIFY_SENDER_OP:
		answer(inv, modify_senders(t, inv), 0);
		break;
	case L4_THREAD_VCPU_CONTROL_OP:
		vcpu_control(t, inv);
		break;
	case L4_THREAD_REGISTER_DOORBELL_IRQ_OP:
		answer(inv, -L4_ENOSYS, 0);
		break;
	case L4_THREAD_PF_TRAMPOLINE_OP:
		pf_trampoline_invoke(t, inv);
		break;
	default:
		arch_thread_invoke(t, inv); /* answers -L4_ENOSYS to what is unknown there too */
		break;
	}
}
