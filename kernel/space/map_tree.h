/*
 * Mapping trees: who gave which page (or port, or capability) to whom.
 *
 * Every map operation adds a node under the sender's node; every unmap cuts a subtree. A tree is
 * kept as one ring in depth-first order behind its head, each node knowing its depth:
 *
 *      head -> root task (1) -> pager (2) -> client A (3) -> client B (3) -> logger (2) -> head
 *                               '------------ subtree of pager ---------'
 *
 * so "the subtree of a node" is the run behind it with greater depth: inserting is O(1), cutting is
 * O(nodes cut), and no recursion is needed on a small kernel stack. The parent of a node is the
 * nearest node before it with a smaller depth.
 *
 * This file knows only the ring. What a node stands for is its user's business: mapdb.c embeds it
 * in memory mappings, cap_table.c in capability slots.
 *
 * Invariants (map_tree_ok): the ring's links agree; every node is deeper than the head; depth grows
 * by at most one from a node to the next.
 */
#ifndef KERNEL_SPACE_MAP_TREE_H
#define KERNEL_SPACE_MAP_TREE_H

#include "kernel/lib/types.h"

enum {
	MAP_DEPTH_MAX = UINT16_MAX, /* a node this deep can have no children */
};

struct map_node {
	struct map_node *next, *prev;
	uint16_t depth;     /* usually 0: head of a tree */
	uint8_t rights;     /* memory: R W X; object: R W S D */
	uint8_t attributes; /* owner's use: object-specific rights, kind of node */
};

/** Both of them, read at once. */
static inline word_t map_node_rights(const struct map_node *n)
{
	uint16_t both;

	_Static_assert(offsetof(struct map_node, attributes) ==
				       offsetof(struct map_node, rights) + 1 &&
			       offsetof(struct map_node, rights) % sizeof(both) == 0,
		       "two bytes side by side");
	__builtin_memcpy(&both, &n->rights, sizeof(both));
	return (both | both >> 8) & 0xff;
}

/** Make @p n the head of an empty tree, or an unlinked node. */
void map_tree_init(struct map_node *n);

/** Put @p n into the tree as first child of @p parent (which may be the head; not too deep). */
void map_tree_insert(struct map_node *parent, struct map_node *n);

/** Take over @p old's place, depth and children in the tree; @p old is unlinked after. (Grant) */
void map_tree_replace(struct map_node *old, struct map_node *n);

/**
 * Unlink @p n alone. Its children become children of its parent: the run of its subtree moves up
 * by one level, O(nodes in the subtree).
 */
void map_tree_remove(struct map_node *n);

/** True when @p n, a node behind @p top, belongs to the subtree of @p top. */
static inline bool map_tree_below(const struct map_node *top, const struct map_node *n)
{
	return n->depth > top->depth;
}

/** Does @p n have children? */
static inline bool map_tree_has_children(const struct map_node *n)
{
	return map_tree_below(n, n->next);
}

/** Nearest ancestor of @p n (not a head itself), possibly the head. O(distance). */
struct map_node *map_tree_parent(const struct map_node *n);

bool map_tree_ok(const struct map_node *head);

#endif
