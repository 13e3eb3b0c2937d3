/*
 * The ready queue: one ring a priority, and a bitmap of the rings that are not empty.
 *
 *      occupied   ...0100 0001          ring[2]  -> A -> B
 *                    |       \________  ring[0]  -> C
 *                    2
 *
 * Finding the best thread looks at 256 / 32 words at most.
 */
#include "kernel/lib/invariant.h"
#include "kernel/sched/cpu.h"

enum {
	WORD_BITS = 32,
};

void ready_queue_init(struct ready_queue *q)
{
	for (unsigned p = 0; p < PRIORITIES; p++)
		list_init(&q->ring[p]);
	for (unsigned i = 0; i < array_size(q->occupied); i++)
		q->occupied[i] = 0;
	q->length = 0;
}

static void entered(struct ready_queue *q, unsigned priority)
{
	q->occupied[priority / WORD_BITS] |= 1U << priority % WORD_BITS;
	q->length++;
}

void ready_queue_append(struct ready_queue *q, struct schedule_context *s)
{
	list_append(&q->ring[s->priority], &s->link);
	entered(q, s->priority);
}

void ready_queue_push(struct ready_queue *q, struct schedule_context *s)
{
	list_push(&q->ring[s->priority], &s->link);
	entered(q, s->priority);
}

void ready_queue_remove(struct ready_queue *q, struct schedule_context *s)
{
	list_remove(&s->link);
	q->length--;
	if (list_empty(&q->ring[s->priority]))
		q->occupied[s->priority / WORD_BITS] &= ~(1U << s->priority % WORD_BITS);
}

struct schedule_context *ready_queue_best(const struct ready_queue *q)
{
	for (unsigned i = array_size(q->occupied); i-- > 0;) {
		unsigned bit;

		if (!q->occupied[i])
			continue;
		bit = WORD_BITS - 1 - (unsigned)__builtin_clz(q->occupied[i]);
		return list_first(&q->ring[i * WORD_BITS + bit], struct schedule_context, link);
	}
	return NULL;
}

static bool entry_ok(const struct ready_queue *q, const struct schedule_context *s, unsigned p)
{
	const struct thread *t = container_of(s, struct thread, sched);

	if (s->priority != p)
		return invariant_failed("a ready thread stands in the ring of its priority", t);
	if (!(t->state & THREAD_READY))
		return invariant_failed("a queued thread is ready", t);
	if (!t->cpu || &t->cpu->ready != q)
		return invariant_failed("a queued thread stands at its home CPU", t);
	return true;
}

bool ready_queue_ok(const struct ready_queue *q)
{
	unsigned length = 0;

	for (unsigned p = 0; p < PRIORITIES; p++) {
		bool occupied = q->occupied[p / WORD_BITS] & 1U << p % WORD_BITS;

		if (occupied == list_empty(&q->ring[p]))
			return invariant_failed("a bit is set when its ring is not empty", q);
		list_for_each (n, &q->ring[p]) {
			if (!entry_ok(q, container_of(n, struct schedule_context, link), p))
				return false;
			length++;
		}
	}
	if (length != q->length)
		return invariant_failed("the length counts the entries of all rings", q);
	return true;
}
