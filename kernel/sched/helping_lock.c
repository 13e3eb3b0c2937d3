/*
 * Helping locks: taking, handing over, and lending time. The picture is in helping_lock.h.
 *
 * Three words make the protocol: "holder" changes from NULL to a thread by compare-and-exchange, and from
 * a thread to another or to NULL by that thread alone; "next" is where the best waiter writes itself.
 * A waiter looks at both again and again, and in between makes the holder run.
 */
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/trace.h"

static bool change(struct thread **word, struct thread *from, struct thread *to)
{
	return __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_ACQ_REL,
					   __ATOMIC_ACQUIRE);
}

static struct thread *look(struct thread *const *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

bool helping_lock_held(const struct helping_lock *l)
{
	return look(&l->holder) == thread_current();
}

/* ---- Lending time --------------------------------------------------------------------------- */

#ifndef CONFIG_NO_HELPING

/*
 * @p holder, which could run on this CPU if it were its turn, runs now, on our time. Unless it has given back
 * the lock, and moved here after, since we looked: while it is here, that is certain.
 */
static void run_here(const struct helping_lock *l, struct thread *self, struct thread *holder)
{
	if (look(&l->holder) != holder)
		return;
	trace(lock_help, thread_id(self), thread_id(holder));
	holder->helped = true;
	ready_queue_push(&self->cpu->ready, &self->sched);
	switch_to(holder);
}

struct visit {
	const struct helping_lock *lock;
	struct cpu *to;
};

/* On the CPU of @p holder: if it does not run there, and has the lock still, it comes to us. */
static long invite(struct thread *holder, void *argument)
{
	const struct visit *v = argument;

	if (look(&v->lock->holder) != holder || holder->cpu->current == holder)
		return false;
	thread_leave(holder, v->to);
	return true;
}

/* @p holder was seen on another CPU. */
static void fetch(const struct helping_lock *l, struct thread *self, struct thread *holder)
{
	struct visit v = {l, self->cpu};

	if (__atomic_load_n(&thread_cpu(holder)->current, __ATOMIC_RELAXED) == holder) {
		wait_point(); /* it runs: then it needs no help */
		return;
	}
	object_get(&holder->object);
	thread_call(holder, invite, &v);
	object_put(&holder->object);
}

/*
 * Make @p l's holder run, if it does not. It cannot vanish while we look: after it has given back its last
 * lock, it waits for a grace period before it ends.
 */
static void help(struct helping_lock *l)
{
	struct thread *self   = thread_current();
	struct thread *holder = look(&l->holder);

	if (!holder || holder == self)
		return;
	l->helped++;
	if (!thread_runnable(self))
		wait_point();
	else if (thread_is_here(holder))
		run_here(l, self, holder);
	else
		fetch(l, self, holder);
}

#else

enum {
	LOOK_AGAIN_US = 1000,
};

/* Without helping: sleep a little, and hope that the holder's turn has come. */
static void help(struct helping_lock *l)
{
	struct thread *self = thread_current();

	if (!look(&l->holder))
		return;
	thread_timeout_arm(self, arch_clock_us() + LOOK_AGAIN_US);
	thread_block(THREAD_BLOCKED);
	thread_timeout_disarm(self);
}

#endif

/* ---- Taking and giving back ----------------------------------------------------------------- */

/* Be the next holder, unless a better thread is. */
static void stand_in_line(struct helping_lock *l, struct thread *self)
{
	struct thread *next = look(&l->next);

	while (next != self && (!next || next->sched.priority < self->sched.priority) &&
	       !change(&l->next, next, self))
		next = look(&l->next);
}

static void wait(struct helping_lock *l, struct thread *self)
{
	self->waits_for = l;
	for (;;) {
		stand_in_line(l, self);
		if (look(&l->holder) == self || change(&l->holder, NULL, self))
			break;
		help(l);
	}
	self->waits_for = NULL;
	change(&l->next, self, NULL); /* or we would hand over to ourselves */
}

void helping_lock(struct helping_lock *l)
{
	struct thread *self = thread_current();

	assert(look(&l->holder) != self);
	if (!change(&l->holder, NULL, self))
		wait(l, self);
	l->taken++;
}

void helping_unlock(struct helping_lock *l)
{
	struct thread *self = thread_current();

	assert(look(&l->holder) == self);
	__atomic_store_n(&l->holder, __atomic_exchange_n(&l->next, NULL, __ATOMIC_ACQ_REL),
			 __ATOMIC_RELEASE);
	if (self->helped || self->home != self->cpu) {
		self->helped = false;
		schedule(); /* the time was lent until here; and a visitor goes home */
	}
}

void helping_lock_pause(struct helping_lock *l)
{
	preemption_point();
	if (look(&l->next)) {
		helping_unlock(l);
		helping_lock(l);
	}
}

bool helping_lock_ok(const struct helping_lock *l)
{
	if (l->holder && !(l->holder->state & THREAD_READY) && l->holder->waits_for != l)
		return invariant_failed("who holds a lock does not block", l->holder);
	if (l->next && l->next->waits_for != l && l->next != l->holder)
		return invariant_failed("the next holder waits for the lock", l->next);
	return true;
}
