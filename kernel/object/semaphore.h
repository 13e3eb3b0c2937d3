/*
 * Semaphores: a counter that an interrupt or a program raises and a thread lowers, waiting while it
 * is zero (abi sheet §8.6).
 */
#ifndef KERNEL_OBJECT_SEMAPHORE_H
#define KERNEL_OBJECT_SEMAPHORE_H

#include "kernel/object/irq.h"

struct semaphore {
	struct irq_line line;
	long counter;
	struct sender_queue waiting;
};

/** New semaphore at zero, charged to @p q; NULL when out of quota. */
struct semaphore *semaphore_create(struct quota *q);

/** The semaphore behind @p obj, or NULL when it is of another type. */
struct semaphore *semaphore_of(struct object *obj);

#endif
