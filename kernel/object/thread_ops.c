/*
 * Operations on threads: protocol -12 (abi sheet §8.3). The low 16 bits of MR0 choose the
 * operation, the bits above are its flags.
 *
 * What concerns the thread's state is done on its CPU (thread_call()): functions named "…_here". They may
 * run while the caller waits on another CPU, so they read and write the caller's message only.
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

/* The task argument of a bind, with a reference. */
static long task_argument(struct invocation *inv, struct task **task)
{
	struct object *obj;
	word_t rights;
	long error = capability_argument(inv, 0, &obj, &rights);

	if (error)
		return error;
	if (!task_of(obj))
		return -L4_EINVAL;
	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	object_get(obj);
	*task = task_of(obj);
	return 0;
}

/* From now on system calls of @p t are reported to its handler, or not. */
static void set_alien(struct thread *t, bool on)
{
	t->state &= ~(uint32_t)(THREAD_ALIEN | THREAD_ALLOWED);
	if (on)
		t->state |= THREAD_ALIEN;
}

struct control {
	struct invocation *inv;
	struct task *bind_to; /* NULL: not asked for */
};

static long control_here(struct thread *t, void *argument)
{
	const struct control *c = argument;
	struct invocation *inv  = c->inv;
	word_t flags = message_word(inv, 0), pager = message_word(inv, 1);
	word_t handler   = message_word(inv, 2);
	word_t old_pager = t->pager, old_handler = t->handler;

	if (c->bind_to) {
		long error = thread_bind(t, c->bind_to, message_word(inv, 5));

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

static long control(struct thread *t, word_t rights, struct invocation *inv)
{
	struct control c = {.inv = inv};
	long error       = 0;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	if (l4_msgtag_words(inv->tag) < 6)
		return -L4_EINVAL;
	if (message_word(inv, 0) & L4_THREAD_CONTROL_BIND_TASK)
		error = task_argument(inv, &c.bind_to);
	if (!error)
		error = thread_call(t, control_here, &c);
	if (c.bind_to)
		object_put(&c.bind_to->object);
	return error;
}

/* ---- Registers ------------------------------------------------------------------------------ */

/* It notices when it runs; see ipc.h. */
void thread_cancel(struct thread *t)
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

static long ex_regs_here(struct thread *t, void *argument)
{
	struct invocation *inv = argument;
	word_t flags = message_word(inv, 0), ip = message_word(inv, 1), sp = message_word(inv, 2);
	word_t old_flags = arch_user_flags(t), old_ip = arch_user_ip(t), old_sp = arch_user_sp(t);
	bool excepting = t->state & THREAD_EXCEPTION;

	if (l4_msgtag_words(inv->tag) != 3 || t->ended || flags & L4_EX_REGS_REFUSED)
		return -L4_EINVAL;
	if (!excepting || flags & L4_THREAD_EX_REGS_CANCEL) {
		set_registers(t, ip, sp);
		if (flags & L4_THREAD_EX_REGS_CANCEL)
			thread_cancel(t);
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

	if (t == self || !thread_is_here(t))
		return;
	if (!list_linked(&t->sched.link)) {
		schedule();
		return;
	}
	ready_queue_append(&self->cpu->ready, &self->sched);
	switch_to(t);
}

static long stats_time_here(struct thread *t, void *inv)
{
	if (t->cpu->current == t)
		cpu_account(t->cpu);
	answer_u64(inv, arch_cycles_us(t->consumed));
	return 0;
}

/* ---- Deletion IRQ, senders ------------------------------------------------------------------ */

static long watch_here(struct thread *t, void *line)
{
	return irq_line_watch(line, t);
}

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
	object_get(obj);
	error = thread_call(t, watch_here, line);
	object_put(obj);
	return error;
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

	if (!thread_is_here(t))
		return -L4_EINVAL;
	for (struct sender *s = sender_first(&t->senders); s; s = sender_next(&t->senders, s))
		s->label = modified_label(s->label, patterns, count);
	return 0;
}

/* ---- Choosing ------------------------------------------------------------------------------- */

static long vcpu_control_here(struct thread *t, void *inv)
{
	vcpu_control(t, inv);
	return 0;
}

static long trampoline_here(struct thread *t, void *inv)
{
	pf_trampoline_invoke(t, inv);
	return 0;
}

static long arch_here(struct thread *t, void *inv)
{
	arch_thread_invoke(t, inv);
	return 0;
}

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
	long error = thread_call(t, ex_regs_here, inv);

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
		thread_call(t, stats_time_here, inv);
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
		thread_call(t, vcpu_control_here, inv);
		break;
	case L4_THREAD_REGISTER_DOORBELL_IRQ_OP:
		answer(inv, -L4_ENOSYS, 0);
		break;
	case L4_THREAD_PF_TRAMPOLINE_OP:
		thread_call(t, trampoline_here, inv);
		break;
	default:
		thread_call(t, arch_here,
			    inv); /* answers -L4_ENOSYS to what is unknown there too */
		break;
	}
}
