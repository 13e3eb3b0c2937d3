/*
 * Virtual CPUs: threads that are interrupted, like a CPU (abi sheet §13, §7.11).
 *
 * A thread in vCPU mode has a state area, shared with the kernel, and two modes:
 *
 *                      resume, with the user-mode flag
 *      vCPU kernel mode ------------------------------> vCPU user mode
 *      in its own task  <------------------------------ in another task
 *             ^  |        page fault, exception, system
 *             '--'        call, message: an event
 *         message, fault,
 *         if its flag is on
 *
 * An event saves the registers in the area, turns off the flags that allow events, and goes on at
 * the entry point. In user mode every event leads there: nothing is executed, no pager is asked.
 *
 * A message may come at any time while the thread runs with the IRQ flag on. The sender finds it
 * THREAD_OPEN, which it is from the end of one kernel entry to the next, and delivers as to a
 * waiting thread; the thread notices when it next would return to user mode (THREAD_UPCALL).
 *
 * User programs write the area as they like: the kernel reads each field once and trusts only its
 * own THREAD_USER_MODE.
 */
#include "kernel/object/vcpu.h"
#include "kernel/ipc/ipc.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/map.h"
#include "kernel/trace.h"

#define F_EVENTS (L4_VCPU_F_IRQ | L4_VCPU_F_PAGE_FAULTS | L4_VCPU_F_EXCEPTIONS)

struct task *vcpu_task(const struct thread *t)
{
	return t->state & THREAD_USER_MODE ? t->vcpu.user_task : t->task;
}

/* ---- Events --------------------------------------------------------------------------------- */

static void leave_user_mode(struct thread *self)
{
	self->state &= ~(uint32_t)(THREAD_USER_MODE | THREAD_NO_FPU);
	arch_space_activate(&vcpu_task(self)->mem);
	arch_vcpu_load_host(self);
	arch_fpu_update(self);
}

static void enter_handler(struct thread *self, word_t sp)
{
	arch_vcpu_enter(self, self->vcpu.state->entry_ip, sp, self->vcpu.user);
}

/* The registers go to the state area, and the thread to its entry point. @p cause: 0 as it is. */
static void event(struct thread *self, word_t cause)
{
	volatile l4_vcpu_state_t *v = self->vcpu.state;
	const l4_uint16_t flags     = v->state;
	word_t sp                   = arch_user_sp(self);

	arch_exception_to_words(self, (word_t *)&self->vcpu.state->r);
	if (cause)
		l4_exc_set_cause(&self->vcpu.state->r, cause);
	trace(vcpu_exit, thread_id(self), l4_exc_cause(&self->vcpu.state->r));
	v->saved_state = flags;
	v->state       = flags & (l4_uint16_t) ~(F_EVENTS | L4_VCPU_F_USER_MODE);
	if (self->state & THREAD_USER_MODE) {
		sp = v->entry_sp;
		leave_user_mode(self);
	}
	enter_handler(self, sp);
}

bool vcpu_take_exception(struct thread *self, bool page_fault)
{
	const unsigned flag = page_fault ? L4_VCPU_F_PAGE_FAULTS : L4_VCPU_F_EXCEPTIONS;

	if (!self->vcpu.state)
		return false;
	if (!(self->state & THREAD_USER_MODE) && !(self->vcpu.state->state & flag))
		return false;
	event(self, 0);
	return true;
}

/* ---- Messages at any time ------------------------------------------------------------------- */

bool vcpu_accepts_message(const struct thread *t)
{
	return t->state & THREAD_OPEN && t->vcpu.state->state & L4_VCPU_F_IRQ;
}

void vcpu_begin_message(struct thread *t)
{
	t->vcpu.wait  = (struct invocation){.dest = L4_SYSF_WAIT, .caller = t};
	t->message    = &t->vcpu.wait;
	t->partner    = NULL;
	t->ipc_error  = 0;
	t->reply_into = &t->reply;
	t->state      = (t->state & ~(uint32_t)THREAD_OPEN) | THREAD_RECEIVING | THREAD_UPCALL;
}

static void note_message(struct thread *self, const struct invocation *received)
{
	self->vcpu.state->i.tag   = received->tag;
	self->vcpu.state->i.label = received->label;
}

bool vcpu_before_return(struct thread *self)
{
	if (!(self->state & THREAD_UPCALL)) {
		self->state |= THREAD_OPEN;
		return false;
	}
	while (self->state & THREAD_TRANSFER)
		ipc_await_transfer(self);
	self->state &= ~(uint32_t)THREAD_UPCALL;
	self->message = NULL;
	note_message(self, &self->vcpu.wait);
	event(self, L4_EXC_CAUSE_VCPU_IPC);
	return true;
}

l4_uint16_t vcpu_irq_off(struct thread *t)
{
	l4_uint16_t was = 0;

	if (t->vcpu.state) {
		was = t->vcpu.state->state & L4_VCPU_F_IRQ;
		t->vcpu.state->state &= (l4_uint16_t)~L4_VCPU_F_IRQ;
	}
	return was;
}

void vcpu_irq_restore(struct thread *t, l4_uint16_t was)
{
	if (t->vcpu.state)
		t->vcpu.state->state |= was;
}

/* ---- Resume --------------------------------------------------------------------------------- */

static void set_user_task(struct thread *self, struct task *task)
{
	struct task *old = self->vcpu.user_task;

	if (task)
		object_get(&task->object);
	self->vcpu.user_task = task;
	if (old)
		object_put(&old->object);
}

/* The field user_task says: another task (bits 0), none (8), or the one from before. */
static long choose_user_task(struct thread *self)
{
	volatile l4_vcpu_state_t *v = self->vcpu.state;
	const word_t selector       = v->user_task;
	struct object *obj;
	struct task *task;
	word_t rights;

	if ((selector & L4_SYSF_MASK) == L4_SYSF_REPLY)
		set_user_task(self, NULL);
	if (selector & (L4_SYSF_MASK | L4_INVALID_CAP_BIT))
		return 0;
	obj  = cap_lookup(&self->task->caps, selector >> L4_CAP_SHIFT, &rights);
	task = obj ? task_of(obj) : NULL;
	if (task && !(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	set_user_task(self, task);
	v->user_task = selector | L4_SYSF_SEND;
	return 0;
}

/* The message's items are mapped into the user task, where they say. */
static long map_items(struct thread *self, const struct invocation *inv)
{
	const volatile word_t *mr = self->utcb->mr;
	unsigned at               = l4_msgtag_words(inv->tag);
	struct map_request r      = {
		     .from   = self->task,
		     .to     = self->vcpu.user_task,
		     .window = l4_fpage_raw_make(0, L4_FPAGE_SPECIAL, L4_WHOLE_ADDRESS_SPACE, 0),
		     .strong = true,
        };

	if (!r.to)
		return 0;
	for (unsigned n = l4_msgtag_items(inv->tag); n > 0; n--, at += 2) {
		if (r.to->object.dying)
			return -L4_ENOENT;
		if (at + 1 >= L4_UTCB_GENERIC_DATA_SIZE)
			return -L4_EIPC_LO - L4_IPC_SEMSGCUT;
		r.control  = mr[at];
		r.send.raw = mr[at + 1];
		if (r.control && map_execute(&r) < 0)
			return -L4_EIPC_LO - L4_IPC_SEMAPFAILED;
	}
	return 0;
}

/* Somebody waits in line, and resuming would let him in: take his message as the event instead. */
static bool take_pending_message(struct thread *self)
{
	volatile l4_vcpu_state_t *v = self->vcpu.state;
	struct invocation wait      = {
		     .dest = L4_SYSF_WAIT, .caller = self, .timeout.raw = L4_TIMEOUT_ZERO_RAW};
	const l4_uint16_t saved = v->saved_state;

	if (!(saved & L4_VCPU_F_IRQ) || !(v->sticky_flags & L4_VCPU_SF_IRQ_PENDING))
		return false;
	self->reply_into = &self->reply;
	ipc_receive(&wait, NULL);
	if (l4_msgtag_has_error(wait.tag) && self->ipc_error == L4_IPC_RECANCELED)
		return false;
	note_message(self, &wait);
	l4_exc_set_cause(&self->vcpu.state->r, L4_EXC_CAUSE_VCPU_IPC);
	if (saved & L4_VCPU_F_USER_MODE)
		enter_handler(self, v->entry_sp);
	else
		enter_handler(self, l4_exc_sp(&self->vcpu.state->r));
	return true;
}

static void enter_user_mode(struct thread *self, l4_uint16_t flags)
{
	const l4_exc_regs_t r = self->vcpu.state->r;

	trace(vcpu_enter, thread_id(self), self->vcpu.user_task->object.id);
	self->vcpu.state->state = flags | F_EVENTS;
	self->state |= THREAD_USER_MODE;
	if (!(flags & L4_VCPU_F_FPU_ENABLED))
		self->state |= THREAD_NO_FPU;
	arch_fpu_update(self);
	arch_exception_from_words(self, (const word_t *)&r, L4_EXC_WORDS);
	arch_vcpu_load_user(self, &r);
	arch_space_activate(&vcpu_task(self)->mem);
}

static long resume(struct thread *self, struct invocation *inv)
{
	volatile l4_vcpu_state_t *v = self->vcpu.state;
	l4_uint16_t flags;
	long error;

	if (self != inv->caller || !v)
		return -L4_EINVAL;
	error = choose_user_task(self);
	if (!error)
		error = map_items(self, inv);
	if (error)
		return error;
	if (take_pending_message(self)) {
		inv->resumed = true;
		return 0;
	}
	flags    = v->saved_state;
	v->state = flags;
	if (!(flags & L4_VCPU_F_USER_MODE))
		thread_set_registers(self, (const word_t *)&self->vcpu.state->r);
	else if (self->vcpu.user_task)
		enter_user_mode(self, flags);
	else
		return -L4_ENOENT;
	inv->resumed = true;
	return 0;
}

void vcpu_resume(struct thread *t, struct invocation *inv)
{
	answer_result(inv, resume(t, inv));
}

/* ---- Control, end --------------------------------------------------------------------------- */

void vcpu_control(struct thread *t, struct invocation *inv)
{
	bool extended = message_word(inv, 0) & L4_THREAD_VCPU_CONTROL_EXTENDED;
	size_t bytes  = extended ? L4_VCPU_STATE_EXT_SIZE : sizeof(l4_vcpu_state_t);
	word_t user   = message_word(inv, 1);
	void *state   = t->task && user ? ku_mem_at(&t->task->mem, user, bytes) : NULL;

	if (l4_msgtag_words(inv->tag) < 2 || !state) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	if (extended) {
		answer(inv, -L4_ENOSYS, 0); /* no hardware-assisted virtualization: not built */
		return;
	}
	t->vcpu.state          = state;
	t->vcpu.user           = user;
	t->vcpu.state->version = L4_VCPU_STATE_VERSION;
	sender_queue_report(&t->senders, &t->vcpu.state->sticky_flags);
	arch_vcpu_init(t);
	t->state |= THREAD_VCPU;
	answer(inv, 0, 0);
}

void vcpu_release(struct thread *t)
{
	t->state &= ~(uint32_t)(THREAD_VCPU | THREAD_USER_MODE | THREAD_OPEN | THREAD_UPCALL);
	sender_queue_report(&t->senders, NULL);
	set_user_task(t, NULL);
	t->vcpu.state = NULL;
}
