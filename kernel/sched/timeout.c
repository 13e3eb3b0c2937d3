/*
 * Timeouts: decoding the 16-bit form of the interface, and the queue of what is due when.
 *
 * The queue is a pairing heap: a tree in which no child is due before its parent, so that the
 * earliest entry is the root. Children of a node are a list through "sibling"; "prev" points to the
 * left sibling, or to the parent from the first child, so that any entry can leave.
 *
 *           10                     merge(a, b): the later root becomes the first child of
 *         /   \                    the earlier one. Arming is one merge. Taking the root
 *       12 --- 30 --- 15           away merges its children in pairs from left to right, then
 *              |                   the pairs from right to left: O(log n) amortised.
 *              44
 *
 * Invariant (timeout_queue_ok): no child is due before its parent; links agree; all are armed.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/lib/invariant.h"
#include "kernel/sched/timeout.h"

enum {
	MANTISSA_BITS = 10,
	MANTISSA_MASK = (1 << MANTISSA_BITS) - 1,
	EXPONENT_MASK = 0x1f,
	BR_INDEX_MASK = 0x3f,
	BR_PER_TIME   = sizeof(uint64_t) / sizeof(word_t), /* buffer registers of a 64-bit time */
};

/* A time on the kernel clock in the buffer registers; the index is clamped to what exists. */
static usec_t absolute_time(unsigned index, const word_t *br)
{
	uint64_t at;

	index = min_of(index, (unsigned)(L4_UTCB_GENERIC_BUFFERS_SIZE - BR_PER_TIME));
	__builtin_memcpy(&at, &br[index], sizeof(at));
	return at;
}

usec_t timeout_decode(l4_timeout_s t, const word_t *br, usec_t now)
{
	unsigned exponent = (t.t >> MANTISSA_BITS) & EXPONENT_MASK;
	uint64_t mantissa = t.t & MANTISSA_MASK;

	if (t.t == L4_TIMEOUT_NEVER_RAW)
		return USEC_NEVER;
	if (t.t & L4_TIMEOUT_ABSOLUTE_BIT) {
		usec_t at = absolute_time(t.t & BR_INDEX_MASK, br);

		return at > now ? at : 0;
	}
	return mantissa ? now + (mantissa << exponent) : 0;
}

/* Both are roots: no siblings, no prev. Either may be NULL. */
static struct timeout *merge(struct timeout *a, struct timeout *b)
{
	if (!a || !b)
		return a ? a : b;
	if (b->at < a->at) {
		struct timeout *earlier = b;

		b = a;
		a = earlier;
	}
	b->prev    = a;
	b->sibling = a->child;
	if (a->child)
		a->child->prev = b;
	a->child = b;
	return a;
}

/* Cut @p t off the front of a list of siblings and make it a root. */
static struct timeout *take_first(struct timeout **list)
{
	struct timeout *t = *list;

	if (t) {
		*list      = t->sibling;
		t->sibling = t->prev = NULL;
	}
	return t;
}

/* Merge a list of siblings to one heap. */
static struct timeout *merge_siblings(struct timeout *list)
{
	struct timeout *pairs = NULL, *heap = NULL;

	while (list) {
		struct timeout *a    = take_first(&list);
		struct timeout *pair = merge(a, take_first(&list));

		pair->sibling = pairs;
		pairs         = pair;
	}
	while (pairs)
		heap = merge(heap, take_first(&pairs));
	return heap;
}

void timeout_arm(struct timeout_queue *q, struct timeout *t, usec_t at)
{
	timeout_disarm(q, t);
	t->child = t->sibling = t->prev = NULL;
	t->at                           = at;
	t->armed                        = true;
	q->first                        = merge(q->first, t);
}

void timeout_disarm(struct timeout_queue *q, struct timeout *t)
{
	struct timeout *orphans;

	if (!t->armed)
		return;
	t->armed = false;
	orphans  = merge_siblings(t->child);
	t->child = NULL;
	if (q->first == t) {
		q->first = orphans;
		return;
	}
	if (t->prev->child == t)
		t->prev->child = t->sibling;
	else
		t->prev->sibling = t->sibling;
	if (t->sibling)
		t->sibling->prev = t->prev;
	t->sibling = t->prev = NULL;
	q->first             = merge(q->first, orphans);
}

void timeout_run(struct timeout_queue *q, usec_t now)
{
	while (q->first && q->first->at <= now) {
		struct timeout *t = q->first;

		timeout_disarm(q, t);
		t->expired(t);
	}
}

static bool node_ok(const struct timeout *t)
{
	if (!t->armed)
		return invariant_failed("a queued timeout is armed", t);
	for (const struct timeout *c = t->child, *left = t; c; left = c, c = c->sibling) {
		if (c->prev != left)
			return invariant_failed("prev points to the left sibling or the parent", c);
		if (c->at < t->at)
			return invariant_failed("no timeout is due before its parent", c);
	}
	return true;
}

/* The node behind @p t in depth-first order, or NULL; without recursion. */
static const struct timeout *next_in_tree(const struct timeout *t)
{
	if (t->child)
		return t->child;
	while (t && !t->sibling) {
		while (t->prev && t->prev->child != t) /* to the first sibling */
			t = t->prev;
		t = t->prev; /* to the parent */
	}
	return t ? t->sibling : NULL;
}

bool timeout_queue_ok(const struct timeout_queue *q)
{
	if (q->first && (q->first->prev || q->first->sibling))
		return invariant_failed("the root has no siblings", q->first);
	for (const struct timeout *t = q->first; t; t = next_in_tree(t))
		if (!node_ok(t))
			return false;
	return true;
}
