/*
 * Quotas: every byte the kernel allocates for a user is charged to a factory's quota.
 *
 * A quota outlives its factory while something is charged to it: quota_release() (the factory is
 * gone) and the last quota_return() together free it and give its reserve back to the parent.
 *
 *      root (unlimited)  used: 1 MiB + cost, own objects …
 *        '-- server      limit 1 MiB, used: 64 KiB + cost, …
 *              '-- client   limit 64 KiB
 *
 * Invariants (quota_ok): used <= limit; a parent's used includes limit and quota_cost() of each
 * child; a quota that was released still has something charged to it.
 */
#ifndef KERNEL_MEM_QUOTA_H
#define KERNEL_MEM_QUOTA_H

#include "kernel/mem/frame.h"

#define QUOTA_UNLIMITED (SIZE_MAX / 2)

struct quota {
	struct quota *parent; /* NULL for the root's */
	size_t limit;         /* bytes, at most QUOTA_UNLIMITED */
	size_t used;          /* bytes charged now, children's limits included */
	size_t reserved;      /* the part of it that is children's limits and costs */
	unsigned children;
	bool released; /* its factory is gone */
};

extern struct quota root_quota; /* the root factory's, unlimited */

/** Bytes that the parent pays for a quota besides its limit. */
size_t quota_cost(void);

/**
 * A new quota of @p limit bytes, reserved in @p parent.
 * @return NULL when the parent has less than limit plus quota_cost() left.
 */
struct quota *quota_create(struct quota *parent, size_t limit);
void quota_release(struct quota *q);

/** Charge @p bytes; false (nothing charged) when the limit would be exceeded. */
bool quota_charge(struct quota *q, size_t bytes);
void quota_return(struct quota *q, size_t bytes);

/** frame_alloc() / frame_free() of a run that @p q pays for; NULL when either refuses. */
void *quota_frame_alloc(struct quota *q, unsigned order, enum frame_use use, void *owner);
void quota_frame_free(struct quota *q, void *address, unsigned order);
void quota_frame_free_zeroed(struct quota *q, void *address); /* frame_free_zeroed() */

bool quota_ok(const struct quota *q);

#endif
