/*
 * The mapping database of memory: for each page in a space, where it came from and who got it.
 *
 * One node (struct mapping) for each leaf in a page table that came by map (not KU memory). Found by
 * (space, address) in a hash table, so that an operation costs what it touches, not what exists.
 * Nodes of one size hang in one mapping tree (map_tree.h). Where a page was given on in smaller
 * pieces, the node has a list of slices, each the head of a tree of that smaller size:
 *
 *      sigma0 2M at 0x40000000
 *        +-- root 2M at 0x200000                      (same size: child in the tree)
 *              +-- slice 4K at 0x203000 --> client 4K at 0x8000 --> …    (smaller: own tree)
 *
 * sigma0's nodes are made on demand: it owns every physical address at the same virtual one.
 *
 * Invariants (mapdb_ok): each node's leaf exists in its space, with its physical address, size and
 * at most its rights; a child's rights are a subset of its parent's; a child's physical range lies
 * inside its parent's; trees obey map_tree_ok; every node is found by its hash key.
 */
#ifndef KERNEL_SPACE_MAPDB_H
#define KERNEL_SPACE_MAPDB_H

#include "kernel/space/map_tree.h"
#include "kernel/space/page_table.h"

struct mem_space;

struct mapping {
	struct map_node node;
	struct mapping *hash_next;
	struct mem_space *space;
	vaddr_t va_order;       /* address | log2 bytes in the low 6 bits */
	paddr_t pa;
	struct mapping *slices; /* first slice; linked by ... see mapdb.c */
};

void mapdb_init(void);

/** Mapping of exactly the leaf at @p va with size 2^@p order in @p s, or NULL. */
struct mapping *mapdb_find(const struct mem_space *s, vaddr_t va, unsigned order);

/** First mapping of the physical frame at @p pa (sigma0's node), or NULL. For the debugger. */
struct mapping *mapdb_root(paddr_t pa);

bool mapdb_ok(void);

#endif
