/*
 * Senders: who can stand in a thread's line to deliver a message: threads and IRQ objects.
 *
 * Line order: by the priority the sender had when it joined (IRQs: 255), first come first served
 * within one priority (abi sheet §7.2).
 */
#ifndef KERNEL_IPC_SENDER_H
#define KERNEL_IPC_SENDER_H

#include "kernel/lib/list.h"

struct thread;
struct sender_queue;

struct sender {
	struct list_node link;      /* in the queue; see sender.c */
	struct list_node peers;     /* others of the same priority behind the first */
	struct sender_queue *queue; /* NULL: in no queue */
	uint8_t priority;
	bool is_irq;                /* container is struct irq, else struct thread */
};

struct sender_queue {
	struct list_node priorities; /* first sender of each priority, highest first */
};

void sender_queue_init(struct sender_queue *q);
void sender_init(struct sender *s, bool is_irq);
void sender_enqueue(struct sender_queue *q, struct sender *s, unsigned priority);
void sender_dequeue(struct sender *s);
/** Head of the line or NULL. */
struct sender *sender_first(const struct sender_queue *q);
/** Next in line after @p s or NULL. */
struct sender *sender_next(const struct sender_queue *q, const struct sender *s);
bool sender_queue_ok(const struct sender_queue *q);

#endif
