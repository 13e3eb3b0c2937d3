/*
 * Spinlocks: for a bounded handful of instructions that several CPUs may run.
 *
 * Interrupts are off in the kernel anyway, so the holder is never preempted, and a waiter waits no
 * longer than the others' handfuls. Inside there is no preemption point, no request to another CPU, no
 * helping lock, and no other spinlock but one further down this list:
 *
 *      gate, IRQ, semaphore, pin, task  >  quotas  >  slab  >  frame pool, list of objects
 *
 * Anything longer takes a helping lock (helping_lock.h).
 */
#ifndef KERNEL_SCHED_SPINLOCK_H
#define KERNEL_SCHED_SPINLOCK_H

#include "kernel/lib/types.h"
#include <arch/defs.h>

struct spinlock {
	bool taken;
};

static inline void spin_lock(struct spinlock *l)
{
	while (unlikely(__atomic_exchange_n(&l->taken, true, __ATOMIC_ACQUIRE)))
		while (__atomic_load_n(&l->taken, __ATOMIC_RELAXED))
			cpu_relax(); /* reading alone does not take the line from the holder */
}

static inline void spin_unlock(struct spinlock *l)
{
	__atomic_store_n(&l->taken, false, __ATOMIC_RELEASE);
}

#endif
