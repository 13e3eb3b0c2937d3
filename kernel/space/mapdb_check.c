/*
 * The invariants of the mapping database, checked node by node over the whole hash table.
 */
#include "kernel/lib/invariant.h"
#include "kernel/space/mapdb_nodes.h"
#include "kernel/space/mem_space.h"

/* The mapping that @p m was made from: in its own tree, or the larger page of its slice. */
static const struct mapping *parent_of(const struct mapping *m)
{
	const struct map_entry *above = entry_of(map_tree_parent(&m->entry.node));

	return is_slice(above) ? above->where : mapping_of(above);
}

static bool ring_ok(const struct map_entry *head)
{
	for (struct map_node *n = head->node.next; n != &head->node; n = n->next) {
		const struct map_entry *e = entry_of(n);

		if (is_slice(e) || is_root(e))
			return invariant_failed("mapdb: a tree has one head", e);
		if (map_entry_order(e) != map_entry_order(head))
			return invariant_failed("mapdb: a tree has pages of one size", e);
	}
	return map_tree_ok(&head->node);
}

static bool slice_ok(const struct slice *s)
{
	const struct mapping *m = s->entry.where;
	const vaddr_t offset    = s->entry.at & ~(vaddr_t)0x3f;
	const unsigned order    = map_entry_order(&s->entry);
	const struct slice *other;

	if (!map_tree_has_children(&s->entry.node))
		return invariant_failed("mapdb: a slice is never empty", s);
	if (order >= mapping_order(m) || offset >> mapping_order(m) != 0 ||
	    align_down(offset, order) != offset)
		return invariant_failed("mapdb: a slice is a smaller piece of its page", s);
	if (s->entry.node.depth != m->entry.node.depth)
		return invariant_failed("mapdb: a slice counts depth on from its page", s);
	if (!m->slices)
		return invariant_failed("mapdb: a page knows its slices", s);
	for (other = m->slices; other != s; other = next_slice(other))
		if (next_slice(other) == m->slices)
			return invariant_failed("mapdb: a page knows its slices", s);
	return ring_ok(&s->entry);
}

static bool leaf_ok(const struct mapping *m)
{
	struct page p;

	if (!page_lookup(mapping_space(m), mapping_va(m), &p) || p.va != mapping_va(m) ||
	    p.order != mapping_order(m))
		return invariant_failed("mapdb: a mapping's leaf exists in its space", m);
	if (p.pa != m->pa)
		return invariant_failed("mapdb: leaf and mapping have one physical address", m);
	if (p.rights & ~(unsigned)m->entry.node.rights)
		return invariant_failed("mapdb: a leaf has at most its mapping's rights", m);
	return true;
}

static bool mapping_ok(const struct mapping *m)
{
	const struct mapping *parent = parent_of(m);

	if (m->entry.node.rights & ~(unsigned)parent->entry.node.rights)
		return invariant_failed("mapdb: a child has at most its parent's rights", m);
	if (m->pa < parent->pa || m->pa - parent->pa > ((paddr_t)1 << mapping_order(parent)) -
							       ((paddr_t)1 << mapping_order(m)))
		return invariant_failed("mapdb: a child lies inside its parent", m);
	return leaf_ok(m);
}

static bool root_ok(const struct mapping *m)
{
	if (!m->slices && !map_tree_has_children(&m->entry.node))
		return invariant_failed("mapdb: a root is in use", m);
	if (m->entry.node.depth != 0 || m->pa != mapping_va(m))
		return invariant_failed("mapdb: a root is physical memory itself", m);
	return ring_ok(&m->entry);
}

static bool entry_ok(const struct map_entry *e)
{
	if (is_slice(e))
		return slice_ok(slice_of(e));
	if (is_root(e))
		return root_ok(mapping_of(e));
	return mapping_ok(mapping_of(e));
}

bool mapdb_ok(void)
{
	size_t found = 0;

	for (size_t i = 0; i < mapdb_hash.count; i++) {
		for (const struct map_entry *e = mapdb_hash.buckets[i]; e; e = e->hash_next) {
			if (mapdb_bucket(e->where, e->at) != &mapdb_hash.buckets[i])
				return invariant_failed("mapdb: a node stands in its bucket", e);
			if (!entry_ok(e))
				return false;
			if (!is_slice(e))
				found++;
		}
	}
	if (found != mapdb_count())
		return invariant_failed("mapdb: every mapping is found by its key", &mapdb_hash);
	return true;
}
