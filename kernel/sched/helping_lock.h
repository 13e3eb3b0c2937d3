/*
 * Helping locks: for work that is too long for interrupts off. (The lecture: "X-CPU helping locks")
 *
 * The holder of such a lock can be preempted. Whoever then wants the lock does not wait for the holder's
 * turn, which may be far away behind threads of middle priority; it lends the holder its own time and
 * priority until the lock is free:
 *
 *                           lock()                       holder preempted, on this CPU: switch to it, on
 *      FREE ------------------------------> HELD         our time; it gives the CPU back in unlock()
 *       ^                                  |    ^  ...   holder preempted, on another CPU: fetch it to
 *       |  unlock(), nobody wants it       |    |        this CPU ("visit"), then as above
 *       '----------------------------------'    |        holder running on another CPU: look again
 *                                          |    |
 *          unlock() with somebody waiting: '----'  the best waiter is the next holder at once
 *
 * So a waiter is delayed by no more than the critical section, whatever else is ready to run. It never
 * sleeps: there is no wake-up that could be lost, and a thread that is deleted while it holds or wants a
 * lock goes on until it has given the lock back. A holder may be preempted, but does not block.
 *
 * Long work (recursive unmap) pauses between its steps: helping_lock_pause() takes interrupts, and hands the lock
 * over if somebody wants it. Locks may be nested; then always in this order: mappings, capabilities.
 *
 * Invariants: a lock that is held names its holder; the next holder is a thread in helping_lock().
 * tests/model has the protocol in Promela. With HELPING=0 the kernel only waits, to show what would be.
 */
#ifndef KERNEL_SCHED_HELPING_LOCK_H
#define KERNEL_SCHED_HELPING_LOCK_H

#include "kernel/lib/types.h"

struct thread;

struct helping_lock {
	const char *name;
	struct thread *holder;  /* NULL: free */
	struct thread *next;    /* the best of those who wait; holder after the next unlock() */
	uint64_t taken, helped; /* how often, for people */
};

/** Take @p l; may switch to other threads. No spinlock is held. */
void helping_lock(struct helping_lock *l);
void helping_unlock(struct helping_lock *l);

/** A preemption point while @p l is held; who wants it gets it first, so all may have changed after. */
void helping_lock_pause(struct helping_lock *l);

/** Does the current thread hold @p l? */
bool helping_lock_held(const struct helping_lock *l);

/** Holder and next are threads that could run. */
bool helping_lock_ok(const struct helping_lock *l);

#endif
