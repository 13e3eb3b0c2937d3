/*
 * Timeouts of a CPU: what shall happen at which time of the kernel clock.
 *
 * One-shot: the timer is programmed for the earliest entry only (or the end of the running time
 * slice); when nothing is due, no interrupt comes.
 */
#ifndef KERNEL_SCHED_TIMEOUT_H
#define KERNEL_SCHED_TIMEOUT_H

#include "kernel/abi/l4_types.h"
#include "kernel/lib/list.h"

struct timeout {
	struct timeout *child, *sibling, *prev; /* pairing heap */
	usec_t at;
	bool armed;
	void (*expired)(struct timeout *t); /* runs with interrupts off, disarmed already */
};

struct timeout_queue {
	struct timeout *first; /* earliest */
};

void timeout_arm(struct timeout_queue *q, struct timeout *t, usec_t at);
void timeout_disarm(struct timeout_queue *q, struct timeout *t);
/** Run everything due at @p now. */
void timeout_run(struct timeout_queue *q, usec_t now);
/**
 * Tell the timer hardware about the next deadline of this CPU (timeouts, slice, debugger poll).
 * kernel/sched/timer.c
 */
void timer_update(void);

/**
 * Decode half of an L4 timeout (§5).
 * @param br  buffer registers, for absolute timeouts
 * @return point on the kernel clock; USEC_NEVER; 0 for "zero or expired"
 */
usec_t timeout_decode(l4_timeout_s t, const word_t *br, usec_t now);

bool timeout_queue_ok(const struct timeout_queue *q);

#endif
