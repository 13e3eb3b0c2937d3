/*
 * Requests: what one CPU lets another do for it. A thread's state is changed on its own CPU only
 * (design: home CPUs), so whoever wants it changed from elsewhere asks that CPU.
 *
 *      cpu_request()   asynchronous: the request lies in the sender's hands until it has run
 *      cpu_call()      synchronous: the caller waits for the result, and lets others in meanwhile
 *
 * A request runs in interrupt context with interrupts off: it may not block, call or have
 * preemption points. Requests from one CPU to another run in the order in which they were made.
 */
#ifndef KERNEL_SCHED_REQUEST_H
#define KERNEL_SCHED_REQUEST_H

#include "kernel/lib/types.h"

struct cpu;

struct cpu_request {
	struct cpu_request *next;
	void (*run)(struct cpu_request *r); /* may use r again, or free it */
};

/** Let @p c, another CPU than this, run @p r->run(r) soon. */
void cpu_request(struct cpu *c, struct cpu_request *r);

/**
 * Run @p run(@p argument) on @p c and return its result. On this CPU that is a plain call; for
 * another the caller waits with preemption points, even when it shall die, so it holds references
 * to what it needs after, and no spinlock.
 */
long cpu_call(struct cpu *c, long (*run)(void *argument), void *argument);

#endif
