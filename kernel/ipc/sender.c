/*
 * The line of those who want to send to a thread. The structure is drawn in sender.h.
 */
#include "kernel/ipc/sender.h"
#include "kernel/lib/invariant.h"

static struct sender *leader_at(struct list_node *n)
{
	return container_of(n, struct sender, link);
}

void sender_queue_init(struct sender_queue *q)
{
	list_init(&q->priorities);
	q->waiting = NULL;
}

void sender_queue_report(struct sender_queue *q, uint16_t *waiting)
{
	q->waiting = waiting;
	if (waiting && sender_first(q))
		*waiting |= 1;
}

void sender_init(struct sender *s, bool is_irq)
{
	list_init(&s->link);
	list_init(&s->peers);
	s->queue  = NULL;
	s->is_irq = is_irq;
}

void sender_enqueue(struct sender_queue *q, struct sender *s, unsigned priority)
{
	struct list_node *at = q->priorities.next;

	if (q->waiting)
		*q->waiting |= 1;
	s->queue    = q;
	s->priority = (uint8_t)priority;
	while (at != &q->priorities && leader_at(at)->priority > priority)
		at = at->next;
	if (at != &q->priorities && leader_at(at)->priority == priority)
		list_append(&leader_at(at)->peers, &s->peers);
	else
		list_append(at, &s->link); /* a new leader, before the lower priorities */
}

void sender_dequeue(struct sender *s)
{
	if (!s->queue)
		return;
	if (list_linked(&s->link)) { /* a leader: the next peer takes its place */
		if (list_linked(&s->peers)) {
			struct sender *heir = container_of(s->peers.next, struct sender, peers);

			list_insert_after(&s->link, &heir->link);
		}
		list_remove(&s->link);
	}
	list_remove(&s->peers);
	if (s->queue->waiting && !sender_first(s->queue))
		*s->queue->waiting &= (uint16_t)~1;
	s->queue = NULL;
}

struct sender *sender_first(const struct sender_queue *q)
{
	return list_empty(&q->priorities) ? NULL : leader_at(q->priorities.next);
}

struct sender *sender_next(const struct sender_queue *q, const struct sender *s)
{
	struct sender *peer = container_of(s->peers.next, struct sender, peers);

	if (!list_linked(&peer->link))
		return peer;
	/* The peers of this priority are through: peer is their leader again. */
	return peer->link.next == &q->priorities ? NULL : leader_at(peer->link.next);
}

static bool ring_ok(const struct sender_queue *q, const struct sender *leader)
{
	const struct list_node *n = &leader->peers;

	do {
		const struct sender *s = container_of(n, struct sender, peers);

		if (s->queue != q)
			return invariant_failed("a queued sender knows its queue", s);
		if (s->priority != leader->priority)
			return invariant_failed("peers have the same priority", s);
		if (s != leader && list_linked(&s->link))
			return invariant_failed("one sender of each priority leads", s);
		n = n->next;
	} while (n != &leader->peers);
	return true;
}

bool sender_queue_ok(const struct sender_queue *q)
{
	unsigned above = 256;

	list_for_each (n, &q->priorities) {
		const struct sender *leader = leader_at(n);

		if (leader->priority >= above)
			return invariant_failed("priorities fall along the line", leader);
		above = leader->priority;
		if (!ring_ok(q, leader))
			return false;
	}
	return true;
}
