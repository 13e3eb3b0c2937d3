/*
 * Inside of the mapping database: from entries to what they are. For mapdb.c and mapdb_check.c
 * only; everybody else uses mapdb.h.
 */
#ifndef KERNEL_SPACE_MAPDB_NODES_H
#define KERNEL_SPACE_MAPDB_NODES_H

#include "kernel/abi/l4_types.h"
#include "kernel/space/flexpage.h"
#include "kernel/space/mapdb.h"

struct mapdb_hash {
	struct map_entry **buckets;
	size_t count; /* a power of two */
};

extern struct mapdb_hash mapdb_hash;

/** The bucket for a key. */
struct map_entry **mapdb_bucket(const void *where, vaddr_t at);

static inline struct map_entry *entry_of(struct map_node *n)
{
	return container_of(n, struct map_entry, node);
}

static inline bool is_slice(const struct map_entry *e)
{
	return e->node.attributes == MAP_ENTRY_SLICE;
}

static inline bool is_root(const struct map_entry *e)
{
	return e->node.attributes == MAP_ENTRY_ROOT;
}

static inline struct mapping *mapping_of(const struct map_entry *e)
{
	return container_of(e, struct mapping, entry);
}

static inline struct slice *slice_of(const struct map_entry *e)
{
	return container_of(e, struct slice, entry);
}

static inline struct slice *next_slice(const struct slice *s)
{
	return container_of(s->others.next, struct slice, others);
}

/* The first mapping in a slice; a slice is never empty. */
static inline struct mapping *first_in(const struct slice *s)
{
	return mapping_of(entry_of(s->entry.node.next));
}

/* The entry before @p e in the subtree of @p top: in its ring, or the larger page of its slice. */
static inline struct map_entry *entry_before(const struct map_entry *e, const struct map_entry *top)
{
	struct map_entry *before = entry_of(e->node.prev);

	if (is_slice(before) && before != top)
		return &((struct mapping *)before->where)->entry;
	return before;
}

#endif
