/*
 * Slabs: many objects of one size, packed into frames of the pool.
 *
 * Each object is charged to the quota of the user it is made for (its slot size, rounded as the
 * slab rounds it). Empty frames go back to the pool, all but one: a slab whose only object comes and
 * goes again and again would do nothing but cut up frames. Freed objects of debug builds are filled with
 * 0xa5 behind the free-list pointer, so that a use after free shows.
 *
 * Invariants (slab_ok): a frame is on the list that its number of free slots says; free and used
 * slots add up; the slab's total is that of its frames.
 */
#ifndef KERNEL_MEM_SLAB_H
#define KERNEL_MEM_SLAB_H

#include "kernel/mem/quota.h"
#include "kernel/sched/spinlock.h"

enum {
	SLAB_ALIGN_ORDER = 4,
	SLAB_OBJECT_MAX  = FRAME_SIZE / 2,
};

struct slab {
	const char *name;
	size_t size;              /* bytes of a slot */
	struct list_node partial; /* frames with free slots */
	struct list_node full;
	struct frame *spare; /* an empty one, or NULL */
	struct spinlock lock;
	size_t in_use;     /* objects handed out */
	bool known;        /* in all_slabs? Entered with the first object. */
	struct slab *next; /* all slabs, for the debugger */
};

extern struct slab *all_slabs;

/* A slab for objects of @p object_type that needs no slab_init(). */
#define SLAB_INIT(self, slab_name, object_type)                                               \
	{                                                                                     \
		.name = (slab_name), .size = align_up(sizeof(object_type), SLAB_ALIGN_ORDER), \
		.partial = LIST_INIT((self).partial), .full = LIST_INIT((self).full)          \
	}

/** Set up @p s for objects of @p size bytes (at most 2 KiB), 16-byte aligned. */
void slab_init(struct slab *s, const char *name, size_t size);

/** A zeroed object charged to @p q; NULL when quota or pool is exhausted. */
void *slab_alloc(struct slab *s, struct quota *q);
void slab_free(struct slab *s, struct quota *q, void *object);

/** slab_free() for quota.c, which does its own accounting: nothing is returned to a quota. */
void slab_put(struct slab *s, void *object);

bool slab_ok(const struct slab *s);

#endif
