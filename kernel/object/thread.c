/*
 * The life of a thread: made by a factory, bound to a task, started by ex_regs, given a CPU by
 * run_thread, ended by deletion or by a fault that nobody serves.
 *
 *      create            ex_regs             run_thread, bind
 *      ------->  DEAD  ----------->  READY  <----------------   runs when it has all three
 *                                    |   ^
 *                            block   v   |  thread_wake
 *                            SENDING, RECEIVING, BLOCKED …
 *
 *      deletion (DYING): the victim is made ready, unwinds what it was doing as if it had been
 *      cancelled, and ends itself on its way to user mode: thread_exit(). So whatever its kernel
 *      stack holds is released by the code that took it.
 *
 * A thread that never ran has nothing to unwind; whoever deletes it cuts its relations directly.
 */
#include "kernel/arch.h"
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/irq.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/ipc/ipc.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"
#include "kernel/trace.h"

static void thread_kill(struct object *obj);
static void thread_free(struct object *obj);
static void thread_object_invoke(struct object *obj, word_t rights, struct invocation *inv);

static const struct object_type thread_type = {
	.kind   = OBJECT_THREAD,
	.name   = "thread",
	.invoke = thread_object_invoke,
	.kill   = thread_kill,
	.free   = thread_free,
};

struct thread *thread_of(struct object *obj)
{
	return obj->type == &thread_type ? container_of(obj, struct thread, object) : NULL;
}

static void thread_object_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	ipc_invoke_thread(container_of(obj, struct thread, object), rights, inv);
}

/* ---- Birth ---------------------------------------------------------------------------------- */

static void timeout_expired(struct timeout *timeout)
{
	struct thread *t = container_of(timeout, struct thread, timeout);

	trace(timeout, thread_id(t), timeout->at);
	timeout->at = USEC_NEVER;
	t->state |= THREAD_TIMEOUT;
	thread_wake(t);
}

/* The first thing a new thread does, on its own kernel stack. */
static void first_run(struct thread *self)
{
	switch_finish();
	before_return_to_user();
	arch_return_to_user(self);
}

static void init(struct thread *t, struct quota *q)
{
	object_init(&t->object, &thread_type, q);
	t->state = THREAD_DEAD;
	t->cpu = t->home    = &cpus[0];
	t->sched.priority   = 1;
	t->sched.quantum_us = DEFAULT_QUANTUM_US;
	t->sched.left_us    = DEFAULT_QUANTUM_US;
	t->pager            = THREAD_CAP_UNSET;
	t->handler          = THREAD_CAP_UNSET;
	t->timeout.expired  = timeout_expired;
	t->timeout.at       = USEC_NEVER;
	t->reply_into       = &t->reply;
	list_init(&t->sched.link);
	list_init(&t->in_task);
	list_init(&t->deletion_link);
	list_init(&t->reap);
	sender_init(&t->sender, false);
	sender_queue_init(&t->senders);
	thread_mail_init(t);
	arch_thread_init(t, first_run);
}

struct thread *thread_create(struct quota *q)
{
	void *frames = quota_frame_alloc(q, KERNEL_STACK_ORDER, FRAME_STACK, NULL);
	char *stack;
	struct thread *t;

	if (!frames)
		return NULL;
	stack = arch_stack_map(frames, KERNEL_STACK_ORDER);
	if (!stack) {
		quota_frame_free(q, frames, KERNEL_STACK_ORDER);
		return NULL;
	}
	t = (struct thread *)(stack + (1UL << KERNEL_STACK_ORDER) - sizeof(*t));
	memset(t, 0, sizeof(*t)); /* what is below it nobody reads before it is written */
	frame_of(frames)->owner = t;
	init(t, q);
	return t;
}

int thread_bind(struct thread *t, struct task *task, vaddr_t utcb)
{
	void *kernel_utcb = ku_mem_at(&task->mem, utcb, sizeof(l4_utcb_t));

	if (t->task || t->ended || task->object.dying || !kernel_utcb)
		return -L4_EINVAL;
	object_get(&task->object);
	t->task      = task;
	t->utcb      = kernel_utcb;
	t->utcb_user = utcb;
	spin_lock(&task->lock);
	list_append(&task->threads, &t->in_task);
	spin_unlock(&task->lock);
	arch_thread_bound(t, utcb);
	trace(thread_bind, thread_id(t), task->object.id);
	thread_enqueue(t);
	return 0;
}

void thread_start(struct thread *t, word_t ip, word_t sp)
{
	t->state &= ~(uint32_t)THREAD_DEAD;
	arch_set_user_ip(t, ip);
	arch_set_user_sp(t, sp);
	thread_wake(t);
}

void thread_set_registers(struct thread *t, const word_t words[L4_EXC_FRAME_WORDS])
{
	word_t all[L4_EXC_WORDS];

	arch_exception_to_words(t, all);
	memcpy(all, words, L4_EXC_FRAME_WORDS * sizeof(word_t));
	arch_exception_from_words(t, all, L4_EXC_WORDS);
}

/* ---- Ready and blocked ---------------------------------------------------------------------- */

bool thread_runnable(const struct thread *t)
{
	return (t->scheduled && (t->task || t->state & THREAD_DYING)) || t->pulls;
}

/* True when @p t is ready to run but neither runs nor stands in the queue yet. */
static bool missing_in_queue(const struct thread *t)
{
	return t->state & THREAD_READY && thread_runnable(t) && !list_linked(&t->sched.link) &&
	       t->cpu->current != t;
}

void thread_enqueue(struct thread *t)
{
	struct cpu *c = t->cpu;

	if (!missing_in_queue(t))
		return;
	ready_queue_append(&c->ready, &t->sched);
	if (t->sched.priority > c->context->priority)
		c->reschedule = true;
}

void thread_wake(struct thread *t)
{
	if (t->state & THREAD_READY)
		return;
	t->state |= THREAD_READY;
	trace(wakeup, thread_id(t), thread_id(thread_current()), t->sched.priority);
	thread_enqueue(t);
}

void thread_wake_first(struct thread *t)
{
	struct cpu *c = t->cpu;

	if (t->state & THREAD_READY)
		return;
	if (t->sched.priority < c->context->priority) {
		thread_wake(t);
		return;
	}
	t->state |= THREAD_READY;
	trace(wakeup, thread_id(t), thread_id(thread_current()), t->sched.priority);
	if (!missing_in_queue(t))
		return;
	ready_queue_push(&c->ready, &t->sched);
	c->reschedule = true;
}

void thread_sleep(void)
{
	struct thread *self = thread_current();

	self->state &= ~(uint32_t)THREAD_READY;
	self->blocked_since = clock_cycles();
	schedule();
}

void thread_block(uint32_t state)
{
	struct thread *self = thread_current();

	self->state |= state;
	thread_sleep();
	self->state &= ~state;
}

void thread_timeout_arm(struct thread *t, usec_t at)
{
	if (at == USEC_NEVER)
		return;
	timeout_arm(&t->cpu->timeouts, &t->timeout, at);
	if (t->cpu->timeouts.first == &t->timeout)
		timer_update();
}

void thread_timeout_disarm(struct thread *t)
{
	timeout_disarm(&t->cpu->timeouts, &t->timeout);
	t->timeout.at = USEC_NEVER; /* nor when it arrives at another CPU */
	t->state &= ~(uint32_t)THREAD_TIMEOUT;
}

/* ---- Death ---------------------------------------------------------------------------------- */

/* Everybody who wants to send to @p t learns that this will not happen. */
static void turn_senders_away(struct thread *t)
{
	struct sender *s;

	while ((s = sender_first(&t->senders))) {
		if (s->is_irq)
			irq_message_back(container_of(s, struct irq, sender));
		else
			ipc_sender_failed(container_of(s, struct thread, sender),
					  L4_IPC_SECANCELED);
	}
}

/* Cut all relations but those to callers and task. @p t does not run any more, or is about to stop. */
static void cut_relations(struct thread *t)
{
	vcpu_release(t);
	thread_timeout_disarm(t);
	reply_drop(t);
	turn_senders_away(t);
	irq_line_forget(t);
	arch_fpu_release(t);
	if (t->utcb)
		t->utcb->free_marker = 0;
	t->utcb       = NULL;
	t->trampoline = (struct pf_trampoline){0};
}

static void leave_task(struct thread *t)
{
	struct task *task = t->task;
	bool last;

	if (!task)
		return;
	spin_lock(&task->lock);
	list_remove(&t->in_task);
	last = list_empty(&task->threads);
	spin_unlock(&task->lock);
	if (last)
		reply_table_destroy(&task->replies, task->caps.quota);
	t->task = NULL;
	if (t == thread_current())
		cpu_leave_space(t->cpu);
	object_put(&task->object);
}

/*
 * Whoever is on the way to @p t, or still looks at it, comes before it goes. First, because a CPU that lets
 * it go has told the next one before it posts ARRIVED: an empty mail alone means nothing.
 */
static void wait_for_others(const struct thread *t)
{
	grace_period();
	while (!thread_mail_drained(t))
		wait_point();
	grace_period();
}

/* @p t shall end itself when it runs next; it holds a reference on itself until then. */
static void doom(struct thread *t)
{
	if (t->state & THREAD_DYING)
		return;
	object_get(&t->object);
	t->state |= THREAD_DYING;
	t->scheduled = true;
	thread_wake(t);
	thread_enqueue(t); /* it may have been ready, but without a CPU */
}

/* True when @p t has ended by this; then its task is still to be left. */
static long end_or_doom(struct thread *t, void *unused)
{
	(void)unused;
	if (t->ended)
		return false;
	if (t->task && !(t->state & THREAD_DEAD)) {
		doom(t);
		return false;
	}
	t->ended = true;
	t->state = THREAD_DEAD;
	cut_relations(t);
	return true;
}

static void thread_kill(struct object *obj)
{
	struct thread *t = container_of(obj, struct thread, object);

	if (!thread_call(t, end_or_doom, NULL))
		return;
	leave_task(t);
	wait_for_others(t);
}

void thread_die(void)
{
	doom(thread_current());
}

void thread_exit(void)
{
	struct thread *self = thread_current();

	self->ended = true; /* nobody may send to it from now on */
	self->state |= THREAD_DEAD;
	reply_slot_empty(&self->reply);
	cpu_leave_space(self->cpu); /* which may be that of a vCPU's user task */
	cut_relations(self);
	leave_task(self);
	object_reap();
	wait_for_others(self);

	self->state      = THREAD_DEAD;
	self->home       = self->cpu;
	self->cpu->ended = self;
	schedule();
	panic("thread %u runs after its end", thread_id(self));
}

static void thread_free(struct object *obj)
{
	struct thread *t = container_of(obj, struct thread, object);
	struct quota *q  = obj->quota;
	void *stack      = thread_stack(t);
	void *frames     = arch_stack_frames(stack);

	arch_stack_unmap(stack, KERNEL_STACK_ORDER);
	quota_frame_free(q, frames, KERNEL_STACK_ORDER);
}

/* ---- For people ----------------------------------------------------------------------------- */

const char *thread_state_name(const struct thread *t)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
		{THREAD_DYING, "dying"},
		{THREAD_DEAD, "dead"},
		{THREAD_TRANSFER, "transferring items"},
		{THREAD_FAULT, "waits for its pager"},
		{THREAD_EXCEPTION, "waits for its exception handler"},
		{THREAD_SENDING, "waits to send"},
		{THREAD_RECEIVING, "waits for a message"},
		{THREAD_BLOCKED, "blocked"},
	};

	if (t->state & THREAD_READY && !(t->state & (THREAD_DYING | THREAD_DEAD)))
		return thread_runnable(t) ? "ready" : "has no CPU";
	for (unsigned i = 0; i < array_size(names); i++)
		if (t->state & names[i].bit)
			return names[i].name;
	return "stopped";
}

bool thread_ok(const struct thread *t)
{
	bool queued = list_linked(&t->sched.link);

	if (queued && (!(t->state & THREAD_READY) || !thread_runnable(t)))
		return invariant_failed("a thread in the ready queue is ready and has a CPU", t);
	/* One that has just come from another CPU still has to open its mail. */
	if (t->state & THREAD_READY && thread_runnable(t) && !queued && t->cpu->current != t &&
	    t->cpu->idle != t && thread_mail_drained(t))
		return invariant_failed("a ready thread runs or stands in the ready queue", t);
	if (t->sender.queue && (!(t->state & (THREAD_SENDING | THREAD_BLOCKED))))
		return invariant_failed("only a sending thread stands in a sender queue", t);
	/* On another CPU, who took it out of the slot may still be on the way with the answer (reply.h). */
	if (t->replied_by && !reply_slot_holds(t->replied_by, t) && cpu_count == 1)
		return invariant_failed("a caller and the slot that holds it know each other", t);
	if (t->state & THREAD_USER_MODE && !t->vcpu.user_task)
		return invariant_failed("a vCPU in user mode has a user task", t);
	if (t->parked && t->state & (THREAD_SENDING | THREAD_BLOCKED))
		return invariant_failed("a parked thread only receives", t);
	return sender_queue_ok(&t->senders);
}
