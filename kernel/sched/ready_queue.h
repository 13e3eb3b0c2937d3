/*
 * The ready queue of a CPU: 256 priorities, round robin within one.
 *
 * A bitmap tells the occupied priorities, so that the best thread is found in a few instructions.
 *
 * Invariants (ready_queue_ok): a bit is set exactly when its ring is not empty; every thread in a
 * ring has that priority, is ready and has this CPU as home.
 */
#ifndef KERNEL_SCHED_READY_QUEUE_H
#define KERNEL_SCHED_READY_QUEUE_H

#include "kernel/lib/list.h"

enum {
	PRIORITY_MAX       = 255,
	PRIORITIES         = 256,
	DEFAULT_QUANTUM_US = 10000,
	GRANULARITY_US     = 1000,
};

struct ready_queue {
	uint32_t occupied[PRIORITIES / 32];
	struct list_node ring[PRIORITIES]; /* of struct schedule_context::link */
	unsigned length;
};

/* A thread's right to run. */
struct schedule_context {
	struct list_node link;
	uint8_t priority;
	uint32_t quantum_us; /* time slice */
	uint32_t left_us;    /* rest of the current slice */
};

void ready_queue_init(struct ready_queue *q);
void ready_queue_append(struct ready_queue *q, struct schedule_context *s); /* behind its peers */
void ready_queue_push(struct ready_queue *q, struct schedule_context *s);   /* before its peers */
void ready_queue_remove(struct ready_queue *q, struct schedule_context *s);
/** Best entry, or NULL; stays queued. */
struct schedule_context *ready_queue_best(const struct ready_queue *q);
bool ready_queue_ok(const struct ready_queue *q);

#endif
