/*
 * The hierarchy of quotas; see quota.h for the idea.
 *
 * A child's limit is reserved in its parent when it is created, so that charging looks at one quota
 * only: what a factory was promised can always be used, as far as the pool has memory.
 */
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/fail_alloc.h"
#include "kernel/mem/quota.h"
#include "kernel/mem/slab.h"
#include "kernel/sched/spinlock.h"

struct quota root_quota = {.limit = QUOTA_UNLIMITED};

static struct slab quotas = SLAB_INIT(quotas, "quota", struct quota);
static struct spinlock lock; /* of all quotas: a charge may concern a whole line of them */

size_t quota_cost(void)
{
	return quotas.size;
}

struct quota *quota_create(struct quota *parent, size_t limit)
{
	struct quota *q;

	if (limit > QUOTA_UNLIMITED || !quota_charge(parent, limit))
		return NULL;
	q = slab_alloc(&quotas, parent);
	if (!q) {
		quota_return(parent, limit);
		return NULL;
	}
	q->parent = parent;
	q->limit  = limit;
	spin_lock(&lock);
	parent->reserved += limit + quota_cost();
	parent->children++;
	spin_unlock(&lock);
	return q;
}

/* Free each quota up the line that is released and has nothing charged to it any more. */
static void free_unused(struct quota *q)
{
	while (q->released && q->used == 0) {
		struct quota *parent = q->parent;
		size_t reserve       = q->limit + quota_cost();

		slab_put(&quotas, q);
		assert(parent->used >= reserve && parent->reserved >= reserve);
		parent->used -= reserve;
		parent->reserved -= reserve;
		parent->children--;
		q = parent;
	}
}

void quota_release(struct quota *q)
{
	assert(q != &root_quota && !q->released);
	spin_lock(&lock);
	q->released = true;
	free_unused(q);
	spin_unlock(&lock);
}

bool quota_charge(struct quota *q, size_t bytes)
{
	bool granted;

	spin_lock(&lock);
	assert(quota_ok(q));
	granted = bytes <= q->limit - q->used && !fail_alloc_now();
	if (granted)
		q->used += bytes;
	spin_unlock(&lock);
	return granted;
}

void quota_return(struct quota *q, size_t bytes)
{
	spin_lock(&lock);
	assert(quota_ok(q));
	if (bytes > q->used)
		panic("quota %p: %zu bytes returned, but only %zu are charged", (void *)q, bytes,
		      q->used);
	q->used -= bytes;
	free_unused(q);
	spin_unlock(&lock);
}

void *quota_frame_alloc(struct quota *q, unsigned order, enum frame_use use, void *owner)
{
	void *run;

	if (!quota_charge(q, (size_t)1 << order))
		return NULL;
	run = frame_alloc(order, use, owner);
	if (!run)
		quota_return(q, (size_t)1 << order);
	return run;
}

void quota_frame_free(struct quota *q, void *address, unsigned order)
{
	frame_free(address, order);
	quota_return(q, (size_t)1 << order);
}

void quota_frame_free_zeroed(struct quota *q, void *address)
{
	frame_free_zeroed(address);
	quota_return(q, FRAME_SIZE);
}

bool quota_ok(const struct quota *q)
{
	if (q->used > q->limit)
		return invariant_failed("quota: used is at most limit", q);
	if (q->reserved > q->used)
		return invariant_failed("quota: used includes what is reserved for children", q);
	if ((q->reserved == 0) != (q->children == 0) || q->reserved < q->children * quota_cost())
		return invariant_failed("quota: each child reserves its limit and its cost", q);
	if (q->released && q->used == 0)
		return invariant_failed("quota: a released quota has something charged to it", q);
	if (q != &root_quota) {
		if (!q->parent)
			return invariant_failed("quota: only the root's has no parent", q);
		if (q->parent->reserved < q->limit + quota_cost())
			return invariant_failed("quota: the limit is reserved in the parent", q);
	}
	return true;
}
