/*
 * Senders: who can stand in a thread's line to deliver a message: threads and IRQ objects.
 *
 * Line order: by the priority the sender had when it joined (IRQs: 255), first come first served
 * within one priority (abi sheet §7.2). The queue is a list of rings, one ring a priority:
 *
 *      priorities -> [IRQ 255] -> [A 20] -> [B 10]
 *                                   |         |
 *                                 peers     peers: C 10, D 10
 *
 * so joining costs O(priorities in use) and leaving O(1).
 *
 * Invariants (sender_queue_ok): priorities fall strictly along the list; all peers of a leader have
 * its priority; each member knows the queue.
 */
#ifndef KERNEL_IPC_SENDER_H
#define KERNEL_IPC_SENDER_H

#include "kernel/lib/list.h"

struct sender_queue;

struct sender {
	struct list_node link;      /* leaders only: in queue->priorities */
	struct list_node peers;     /* ring of all senders of one priority, in order of arrival */
	struct sender_queue *queue; /* NULL: in no queue */
	word_t label;               /* the receiver will see it; modify_senders may change it */
	uint8_t priority;
	bool is_irq; /* container is struct irq, else struct thread */
};

struct sender_queue {
	struct list_node priorities; /* first sender of each priority, highest first */
	uint16_t *waiting;           /* bit 0 there: somebody stands in line; NULL: nobody asks */
};

/** Report in bit 0 of *@p waiting whether somebody stands in line (NULL: no more). */
void sender_queue_report(struct sender_queue *q, uint16_t *waiting);

void sender_queue_init(struct sender_queue *q);
void sender_init(struct sender *s, bool is_irq);
void sender_enqueue(struct sender_queue *q, struct sender *s, unsigned priority);
/** Leave the line; harmless when in none. */
void sender_dequeue(struct sender *s);
/** Head of the line or NULL. */
struct sender *sender_first(const struct sender_queue *q);
/** Next in line after @p s or NULL. */
struct sender *sender_next(const struct sender_queue *q, const struct sender *s);
bool sender_queue_ok(const struct sender_queue *q);

#endif
