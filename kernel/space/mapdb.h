/*
 * The mapping database of memory: for each page in a space, where it came from and who got it.
 *
 * One node (struct mapping) for each leaf in a page table that came by map (not KU memory). Found by
 * (space, address, size) in a hash table, so that an operation costs what it touches, not what
 * exists. Nodes of one size hang in one mapping tree (map_tree.h). Where a page was given on in
 * smaller pieces, each piece is a slice: the head of a tree of that smaller size, found by
 * (larger mapping, offset in it, size) in the same hash table.
 *
 *      physical memory, 1G at 0                                           depth 0
 *        +-- slice 2M at 0x40000000                                       0
 *              +-- root 2M at 0x200000                                    1
 *                    |-- client 2M at 0x600000       (same size: child)   2
 *                    +-- slice 4K at +0x3000                              1
 *                          +-- client 4K at 0x8000   (smaller: own tree)  2
 *
 * Depth counts on from tree to tree, so that in the order of mapdb_next() (a mapping, its slices'
 * trees, its children) "the subtree of a mapping" is the run behind it with greater depth, as within
 * one tree. Physical memory itself is a mapping of the largest page size in sigma0's space; such a
 * root is made when a first piece of it is mapped and goes with the last. Mappings are charged to
 * the space that holds them, slices to the space of the larger mapping.
 *
 * Invariants (mapdb_ok): each mapping's leaf exists in its space (but for roots), with its physical
 * address and size, and at most its rights; a child's rights are a subset of its parent's; a child's
 * physical range lies inside its parent's; trees obey map_tree_ok; slices are never empty; every
 * node is found by its hash key.
 */
#ifndef KERNEL_SPACE_MAPDB_H
#define KERNEL_SPACE_MAPDB_H

#include "kernel/lib/list.h"
#include "kernel/space/map_tree.h"
#include "kernel/space/page_table.h"

struct mem_space;

/* What mappings and slices have in common: a place in a tree, and a key in the hash table. */
struct map_entry {
	struct map_node node; /* attributes: enum map_entry_kind */
	struct map_entry *hash_next;
	const void *where; /* struct mem_space; of a slice: struct mapping of the larger page */
	vaddr_t at;        /* address in the space (slice: in the larger page) | log2 bytes */
};

enum map_entry_kind {
	MAP_ENTRY_MAPPING,
	MAP_ENTRY_ROOT, /* a mapping that is physical memory itself */
	MAP_ENTRY_SLICE,
};

struct mapping {
	struct map_entry entry;
	paddr_t pa;
	struct slice *slices; /* one of them; they form a ring. NULL: none */
};

struct slice {
	struct map_entry entry;
	struct list_node others; /* ring of the slices of the same mapping */
};

_Static_assert(sizeof(struct mapping) <= 64 && sizeof(struct slice) <= 64, "nodes are small");

static inline unsigned map_entry_order(const struct map_entry *e)
{
	return e->at & 0x3f;
}

static inline struct mem_space *mapping_space(const struct mapping *m)
{
	return (struct mem_space *)m->entry.where;
}

static inline vaddr_t mapping_va(const struct mapping *m)
{
	return m->entry.at & ~(vaddr_t)0x3f;
}

static inline unsigned mapping_order(const struct mapping *m)
{
	return map_entry_order(&m->entry);
}

static inline unsigned mapping_depth(const struct mapping *m)
{
	return m->entry.node.depth;
}

static inline bool mapping_has_descendants(const struct mapping *m)
{
	return m->slices || map_tree_has_children(&m->entry.node);
}

void mapdb_init(void);

/** Mapping of exactly the leaf at @p va with size 2^@p order in @p s, or NULL. */
struct mapping *mapdb_find(const struct mem_space *s, vaddr_t va, unsigned order);

/** The piece of physical memory (ports) around @p pa, @p sigma0's node; or NULL. */
struct mapping *mapdb_root(const struct mem_space *sigma0, paddr_t pa);
/** The same, made when it is not there; NULL when the quota of @p sigma0 is used up. */
struct mapping *mapdb_root_make(struct mem_space *sigma0, paddr_t pa);

/**
 * Enter the leaf at @p va (2^@p order bytes) of @p s as a child of @p parent, whose physical memory
 * it shows from @p pa on.
 * @return the new mapping, or NULL: out of quota, or the tree is too deep.
 */
struct mapping *mapdb_insert(struct mapping *parent, struct mem_space *s, vaddr_t va, paddr_t pa,
			     unsigned order, unsigned rights);

/**
 * Grant: @p m now stands for the leaf of the same size at @p va in @p s; children and slices stay.
 * @return false (nothing changed) when @p s has not enough quota left.
 */
bool mapdb_move(struct mapping *m, struct mem_space *s, vaddr_t va);

/** Forget @p m, which has neither children nor slices. Its leaf is the caller's business. */
void mapdb_remove(struct mapping *m);

/** An unused root is forgotten; no effect on any other mapping. */
void mapdb_trim(struct mapping *m);

/** Is @p child a direct child of @p parent, of the same or a smaller size? */
bool mapdb_is_child(const struct mapping *parent, const struct mapping *child);

/** Slice of @p m at @p offset with exactly this size, or NULL. */
struct slice *mapdb_slice(const struct mapping *m, vaddr_t offset, unsigned order);

/**
 * The next mapping in depth-first order over sizes, or NULL behind the last one under the same root.
 * The subtree of m: what follows as long as its depth is greater than that of m.
 */
struct mapping *mapdb_next(const struct mapping *m);

/*
 * A walk over the descendants of a mapping or in a slice that survives preemption: when somebody
 * else removes what the walk stands on, the walk steps back.
 *
 *      mapdb_walk_begin(&walk, &m->entry, true);
 *      while ((child = mapdb_walk_deepest(&walk))) {
 *              … remove child …
 *              preemption_point();
 *      }
 *      mapdb_walk_end(&walk);
 */
struct mapdb_walk {
	struct list_node active;
	struct map_entry *top; /* NULL: gone, and all its descendants with it */
	struct map_entry *at;  /* top, or somewhere below */
	bool with_slices;      /* go into the slices of top itself, too? */
};

/** With @p with_slices all descendants of @p top, else only those of its own size and theirs. */
void mapdb_walk_begin(struct mapdb_walk *w, struct map_entry *top, bool with_slices);
void mapdb_walk_end(struct mapdb_walk *w);
/**
 * A descendant that has none itself, or NULL when there are none left. The caller removes it before
 * asking for the next.
 */
struct mapping *mapdb_walk_deepest(struct mapdb_walk *w);
/** The next descendant, parents first; NULL at the end. After a step back some come twice. */
struct mapping *mapdb_walk_next(struct mapdb_walk *w);

/** Number of mappings in the database. */
size_t mapdb_count(void);

bool mapdb_ok(void);

#endif
