/*
 * Semaphores: a counter raised by interrupts or programs, lowered by threads that wait while it is
 * zero (abi sheet §8.6).
 *
 * As the end of an interrupt line: an edge that finds the counter above zero masks the pin, and the
 * down that takes the counter back to one unmasks it. A level masks the pin until EOI.
 *
 * Waiters stand in line by priority. An up with somebody waiting does not count: it takes the first
 * out of the line, which tells that one that its down has succeeded. All of this with the line's
 * lock: waiters may be on any CPU, and are woken by mail where they are.
 */
#include <limits.h>
#include "kernel/ipc/flow.h"
#include "kernel/ipc/invoke.h"
#include "kernel/ipc/ipc.h"
#include "kernel/mem/slab.h"
#include "kernel/object/semaphore.h"
#include "kernel/object/thread.h"
#include "kernel/trace.h"

static void semaphore_invoke(struct object *obj, word_t rights, struct invocation *inv);
static void semaphore_kill(struct object *obj);
static void semaphore_free(struct object *obj);

static struct slab semaphore_slab = SLAB_INIT(semaphore_slab, "semaphore", struct semaphore);

static const struct object_type semaphore_type = {
	.kind   = OBJECT_SEMAPHORE,
	.name   = "semaphore",
	.invoke = semaphore_invoke,
	.kill   = semaphore_kill,
	.free   = semaphore_free,
};

static struct semaphore *semaphore_at(struct object *obj)
{
	return container_of(obj, struct semaphore, line.object);
}

struct semaphore *semaphore_of(struct object *obj)
{
	return obj->type == &semaphore_type ? semaphore_at(obj) : NULL;
}

/* ---- Up ------------------------------------------------------------------------------------- */

/* Take the first waiter out of the line and let it run; NULL when nobody waits. */
static struct thread *release_first(struct semaphore *sm)
{
	struct sender *s = sender_first(&sm->waiting);
	struct thread *t = s ? container_of(s, struct thread, sender) : NULL;

	if (!t)
		return NULL;
	sender_dequeue(s);
	if (thread_is_here(t))
		thread_wake_first(t);
	else
		thread_post(t, MAIL_WAKE);
	return t;
}

static void semaphore_up(struct irq_line *line)
{
	struct semaphore *sm = container_of(line, struct semaphore, line);
	struct thread *waiter;

	spin_lock(&line->lock);
	waiter = release_first(sm);
	trace(irq_trigger, flow_new(), line->object.id, thread_id(waiter));
	if (line->level)
		irq_line_mask(line);
	else if (sm->counter > 0)
		irq_line_overrun(line);
	if (!waiter && sm->counter < LONG_MAX)
		sm->counter++;
	spin_unlock(&line->lock);
}

static bool semaphore_idle(const struct irq_line *line)
{
	return container_of(line, const struct semaphore, line)->counter < 1;
}

/* ---- Down ----------------------------------------------------------------------------------- */

static unsigned interruption(const struct semaphore *sm, const struct thread *self)
{
	if (sm->line.object.dying)
		return L4_IPC_ENOT_EXISTENT;
	return self->state & (THREAD_CANCEL | THREAD_DYING) ? L4_IPC_RECANCELED : L4_IPC_RETIMEOUT;
}

/* Count down, or stand in line. */
static bool take_one(struct semaphore *sm, struct thread *self, bool may_wait)
{
	bool taken;

	spin_lock(&sm->line.lock);
	taken = sm->counter > 0;
	if (taken && --sm->counter == 1 && sm->line.overrun)
		irq_line_unmask(&sm->line);
	if (!taken && may_wait)
		sender_enqueue(&sm->waiting, &self->sender, self->sched.priority);
	spin_unlock(&sm->line.lock);
	return taken;
}

/* 0: it has been counted down for @p self. Otherwise the error that ended the wait. */
static unsigned wait(struct semaphore *sm, struct thread *self, usec_t until)
{
	unsigned error = 0;

	if (!until)
		return L4_IPC_RETIMEOUT;
	if (take_one(sm, self, true))
		return 0;
	thread_timeout_arm(self, until);
	while (__atomic_load_n(&self->sender.queue, __ATOMIC_ACQUIRE) &&
	       !thread_interrupted(self) && !sm->line.object.dying)
		thread_block(THREAD_BLOCKED);
	spin_lock(&sm->line.lock);
	if (self->sender.queue || sm->line.object.dying)
		error = interruption(sm, self);
	sender_dequeue(&self->sender); /* unless an up has done so */
	spin_unlock(&sm->line.lock);
	thread_timeout_disarm(self);
	return error;
}

static void semaphore_down(struct semaphore *sm, struct invocation *inv)
{
	struct thread *self = inv->caller;
	unsigned error      = 0;

	self->utcb->error = 0;
	if (!take_one(sm, self, false))
		error = wait(sm, self,
			     timeout_decode(inv->timeout.p.rcv, self->utcb->br, arch_clock_us()));
	if (error)
		answer_ipc_error(inv, error);
	else
		answer(inv, 0, 0);
}

/* An empty message comes before the protocol, and the protocol before the rest (abi sheet §16). */
static void semaphore_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	struct semaphore *sm = semaphore_at(obj);
	long protocol        = l4_msgtag_label(inv->tag);

	if (protocol == L4_PROTO_IRQ)
		irq_line_control(&sm->line, inv, NULL);
	else if (l4_msgtag_words(inv->tag) == 0)
		answer(inv, -L4_EINVAL, 0);
	else if (protocol != L4_PROTO_SEMAPHORE)
		answer(inv, -L4_EBADPROTO, 0);
	else if ((message_word(inv, 0) & 0xffff) != L4_SEMAPHORE_OP_DOWN)
		answer(inv, -L4_ENOSYS, 0);
	else if (!(rights & L4_CAP_FPAGE_S))
		answer(inv, -L4_EPERM, 0);
	else if (obj->dying)
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
	else
		semaphore_down(sm, inv);
}

/* ---- Life and death ------------------------------------------------------------------------- */

struct semaphore *semaphore_create(struct quota *q)
{
	struct semaphore *sm = slab_alloc(&semaphore_slab, q);

	if (!sm)
		return NULL;
	object_init(&sm->line.object, &semaphore_type, q);
	irq_line_init(&sm->line, semaphore_up, semaphore_idle);
	sender_queue_init(&sm->waiting);
	return sm;
}

static void semaphore_kill(struct object *obj)
{
	struct semaphore *sm = semaphore_at(obj);

	irq_line_release(&sm->line);
	spin_lock(&sm->line.lock);
	while (release_first(sm))
		;
	spin_unlock(&sm->line.lock);
}

static void semaphore_free(struct object *obj)
{
	slab_free(&semaphore_slab, obj->quota, semaphore_at(obj));
}
