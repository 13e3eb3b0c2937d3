/*
 * The ring behind mapping trees; map_tree.h has the picture.
 *
 * A head is the least deep node of its ring, so that every walk over a subtree ends there at last.
 */
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/space/map_tree.h"

void map_tree_init(struct map_node *n)
{
	n->next = n->prev = n;
	n->depth          = 0;
}

static void unlink(struct map_node *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	n->next = n->prev = n;
}

void map_tree_insert(struct map_node *parent, struct map_node *n)
{
	assert(parent->depth < MAP_DEPTH_MAX);
	n->depth           = (uint16_t)(parent->depth + 1);
	n->prev            = parent;
	n->next            = parent->next;
	parent->next->prev = n;
	parent->next       = n;
}

void map_tree_replace(struct map_node *old, struct map_node *n)
{
	assert(old->next != old); /* a head has no place to be taken */
	n->depth      = old->depth;
	n->prev       = old->prev;
	n->next       = old->next;
	n->prev->next = n;
	n->next->prev = n;
	old->next = old->prev = old;
}

void map_tree_remove(struct map_node *n)
{
	for (struct map_node *child = n->next; map_tree_below(n, child); child = child->next)
		child->depth--;
	unlink(n);
}

struct map_node *map_tree_parent(const struct map_node *n)
{
	struct map_node *p = n->prev;

	while (p->depth >= n->depth)
		p = p->prev;
	return p;
}

bool map_tree_ok(const struct map_node *head)
{
	for (const struct map_node *n = head; n->next != head; n = n->next) {
		if (n->next->prev != n)
			return invariant_failed("map tree: the ring's links agree", n);
		if (n->next->depth <= head->depth)
			return invariant_failed("map tree: every node is below the head", n->next);
		if (n->next->depth > n->depth + 1)
			return invariant_failed("map tree: depth grows by at most one", n->next);
	}
	if (head->prev->next != head)
		return invariant_failed("map tree: the ring's links agree", head);
	return true;
}
