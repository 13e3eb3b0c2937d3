/*
 * The mapping database; mapdb.h has the picture.
 *
 * Two structures over the same nodes: a hash table, to find one, and rings, to know its relatives.
 * A ring is headed by a root or a slice. Whoever goes over a whole subtree, with all its sizes, uses
 * mapdb_next() or a walk.
 *
 * Start reading at mapdb_insert(). The invariants are in mapdb_check.c.
 */
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/space/mapdb_nodes.h"
#include "kernel/space/mem_space.h"

static struct slab mappings = SLAB_INIT(mappings, "mapping", struct mapping);
static struct slab slices   = SLAB_INIT(slices, "slice", struct slice);

struct mapdb_hash mapdb_hash;

/* Walks that stand somewhere now; more than a few only when revocations preempt each other. */
static struct list_node walks = LIST_INIT(walks);

/* ---- Hash table ------------------------------------------------------------------------------ */

void mapdb_init(void)
{
	/* One bucket for each KiB of the pool: chains stay short even when it is full of nodes. */
	unsigned order = FRAME_ORDER;

	while ((size_t)1 << order < frame_pool_bytes() / 1024 * sizeof(struct map_entry *))
		order++;
	mapdb_hash.buckets = frame_alloc(order, FRAME_KERNEL, NULL);
	if (!mapdb_hash.buckets)
		panic("no memory for the mapping database");
	mapdb_hash.count = ((size_t)1 << order) / sizeof(struct map_entry *);
}

struct map_entry **mapdb_bucket(const void *where, vaddr_t at)
{
	uint64_t x =
		(uint64_t)(vaddr_t)where * 0x9e3779b97f4a7c15u ^ (uint64_t)at * 0xc2b2ae3d27d4eb4fu;

	return &mapdb_hash.buckets[(x >> 32) & (mapdb_hash.count - 1)];
}

static struct map_entry *hash_find(const void *where, vaddr_t at)
{
	struct map_entry *e = *mapdb_bucket(where, at);

	while (e && (e->where != where || e->at != at))
		e = e->hash_next;
	return e;
}

static void hash_insert(struct map_entry *e)
{
	struct map_entry **bucket = mapdb_bucket(e->where, e->at);

	e->hash_next = *bucket;
	*bucket      = e;
}

static void hash_remove(struct map_entry *e)
{
	struct map_entry **p = mapdb_bucket(e->where, e->at);

	while (*p != e)
		p = &(*p)->hash_next;
	*p = e->hash_next;
}

/* ---- Finding --------------------------------------------------------------------------------- */

struct mapping *mapdb_find(const struct mem_space *s, vaddr_t va, unsigned order)
{
	struct map_entry *e = hash_find(s, va | order);

	return e ? mapping_of(e) : NULL;
}

struct mapping *mapdb_root(const struct mem_space *sigma0, paddr_t pa)
{
	const unsigned order = page_order_fit(sigma0, FLEX_ORDER_MAX);

	if (align_down(pa, order) > ~(vaddr_t)0)
		return NULL;
	return mapdb_find(sigma0, (vaddr_t)align_down(pa, order), order);
}

struct slice *mapdb_slice(const struct mapping *m, vaddr_t offset, unsigned order)
{
	struct map_entry *e = hash_find(m, offset | order);

	return e ? slice_of(e) : NULL;
}

bool mapdb_is_child(const struct mapping *parent, const struct mapping *child)
{
	const struct map_entry *above;

	if (mapping_depth(child) != mapping_depth(parent) + 1)
		return false;
	above = entry_of(map_tree_parent(&child->entry.node));
	return is_slice(above) ? above->where == parent : above == &parent->entry;
}

size_t mapdb_count(void)
{
	return mappings.in_use;
}

/* ---- Inserting ------------------------------------------------------------------------------- */

struct mapping *mapdb_root_make(struct mem_space *sigma0, paddr_t pa)
{
	const unsigned order = page_order_fit(sigma0, FLEX_ORDER_MAX);
	struct mapping *m    = mapdb_root(sigma0, pa);

	if (m)
		return m;
	m = slab_alloc(&mappings, sigma0->quota);
	if (!m)
		return NULL;
	map_tree_init(&m->entry.node);
	m->entry.node.attributes = MAP_ENTRY_ROOT;
	m->entry.node.rights     = L4_FPAGE_RWX;
	m->entry.where           = sigma0;
	m->pa                    = align_down(pa, order);
	m->entry.at              = (vaddr_t)m->pa | order;
	hash_insert(&m->entry);
	return m;
}

static struct slice *make_slice(struct mapping *m, vaddr_t offset, unsigned order)
{
	struct slice *s = mapdb_slice(m, offset, order);

	if (s)
		return s;
	s = slab_alloc(&slices, mapping_space(m)->quota);
	if (!s)
		return NULL;
	map_tree_init(&s->entry.node);
	s->entry.node.depth      = m->entry.node.depth;
	s->entry.node.attributes = MAP_ENTRY_SLICE;
	s->entry.where           = m;
	s->entry.at              = offset | order;
	list_init(&s->others);
	if (m->slices)
		list_append(&m->slices->others, &s->others);
	else
		m->slices = s;
	hash_insert(&s->entry);
	return s;
}

/* Tell the walks that stand on @p e to step back, or to stop when it is their top. */
static void leave_entry(struct map_entry *e)
{
	list_for_each (n, &walks) {
		struct mapdb_walk *w = container_of(n, struct mapdb_walk, active);

		if (w->top == e)
			w->top = w->at = NULL;
		else if (w->at == e)
			w->at = entry_before(e, w->top);
	}
}

static void drop_slice(struct slice *s)
{
	struct mapping *m = (struct mapping *)s->entry.where;

	leave_entry(&s->entry);
	hash_remove(&s->entry);
	if (m->slices == s)
		m->slices = list_linked(&s->others) ? next_slice(s) : NULL;
	list_remove(&s->others);
	slab_free(&slices, mapping_space(m)->quota, s);
}

static void drop_mapping(struct mapping *m)
{
	leave_entry(&m->entry);
	hash_remove(&m->entry);
	map_tree_remove(&m->entry.node);
	slab_free(&mappings, mapping_space(m)->quota, m);
}

void mapdb_trim(struct mapping *m)
{
	if (is_root(&m->entry) && !mapping_has_descendants(m))
		drop_mapping(m);
}

/* The last entry behind the head @p e may just have gone: what is not used, is not kept. */
static void trim_head(struct map_entry *e)
{
	if (is_slice(e) && !map_tree_has_children(&e->node)) {
		struct mapping *m = (struct mapping *)e->where;

		drop_slice(slice_of(e));
		e = &m->entry;
	}
	if (is_root(e))
		mapdb_trim(mapping_of(e));
}

struct mapping *mapdb_insert(struct mapping *parent, struct mem_space *s, vaddr_t va, paddr_t pa,
			     unsigned order, unsigned rights)
{
	struct map_entry *above = &parent->entry;
	struct mapping *m       = NULL;

	assert(order <= mapping_order(parent) && pa >= parent->pa);
	if (order < mapping_order(parent)) {
		struct slice *piece = make_slice(parent, (vaddr_t)(pa - parent->pa), order);

		if (!piece)
			return NULL;
		above = &piece->entry;
	}
	if (above->node.depth < MAP_DEPTH_MAX)
		m = slab_alloc(&mappings, s->quota);
	if (!m) {
		if (is_slice(above) && !map_tree_has_children(&above->node))
			drop_slice(slice_of(above));
		return NULL;
	}
	map_tree_insert(&above->node, &m->entry.node);
	m->entry.node.attributes = MAP_ENTRY_MAPPING;
	m->entry.node.rights     = rights & L4_FPAGE_RWX;
	m->entry.where           = s;
	m->entry.at              = va | order;
	m->pa                    = pa;
	hash_insert(&m->entry);
	return m;
}

/* ---- Moving and removing --------------------------------------------------------------------- */

/* What @p m costs the space that holds it. */
static size_t cost_of(const struct mapping *m)
{
	size_t bytes = mappings.size;

	if (m->slices) {
		const struct slice *s = m->slices;

		do {
			bytes += slices.size;
			s = next_slice(s);
		} while (s != m->slices);
	}
	return bytes;
}

bool mapdb_move(struct mapping *m, struct mem_space *s, vaddr_t va)
{
	struct quota *old = mapping_space(m)->quota;

	assert(!is_root(&m->entry));
	if (s->quota != old) {
		size_t cost = cost_of(m);

		if (!quota_charge(s->quota, cost))
			return false;
		quota_return(old, cost);
	}
	hash_remove(&m->entry);
	m->entry.where = s;
	m->entry.at    = va | mapping_order(m);
	hash_insert(&m->entry);
	return true;
}

void mapdb_remove(struct mapping *m)
{
	struct map_entry *before = entry_of(m->entry.node.prev);

	assert(!is_root(&m->entry) && !mapping_has_descendants(m));
	drop_mapping(m);
	trim_head(before);
}

/* ---- Walking --------------------------------------------------------------------------------- */

/* What follows @p m in depth-first order; NULL when that is behind the end of slice @p stop. */
static struct mapping *next_within(const struct mapping *m, const struct map_entry *stop)
{
	const struct map_entry *e = &m->entry;

	if (m->slices)
		return first_in(m->slices);
	for (;;) {
		struct map_entry *next = entry_of(e->node.next);
		struct mapping *larger;

		if (is_root(next) || next == stop)
			return NULL;
		if (!is_slice(next))
			return mapping_of(next);
		/* The end of a slice's tree: on to the next slice, or behind the larger page. */
		larger = (struct mapping *)next->where;
		if (next_slice(slice_of(next)) != larger->slices)
			return first_in(next_slice(slice_of(next)));
		e = &larger->entry;
	}
}

struct mapping *mapdb_next(const struct mapping *m)
{
	return next_within(m, NULL);
}

void mapdb_walk_begin(struct mapdb_walk *w, struct map_entry *top, bool with_slices)
{
	w->top = w->at = top;
	w->with_slices = with_slices && !is_slice(top);
	list_push(&walks, &w->active);
}

void mapdb_walk_end(struct mapdb_walk *w)
{
	list_remove(&w->active);
}

/* The slices to go into from where the walk stands, or NULL. */
static const struct slice *slices_to_visit(const struct mapdb_walk *w)
{
	if (w->at == w->top && !w->with_slices)
		return NULL;
	return mapping_of(w->at)->slices;
}

struct mapping *mapdb_walk_deepest(struct mapdb_walk *w)
{
	if (!w->top)
		return NULL;
	for (;;) {
		const struct slice *pieces = slices_to_visit(w);

		if (pieces)
			w->at = &first_in(pieces)->entry;
		else if (map_tree_has_children(&w->at->node))
			w->at = entry_of(w->at->node.next);
		else
			break;
	}
	return w->at == w->top ? NULL : mapping_of(w->at);
}

struct mapping *mapdb_walk_next(struct mapdb_walk *w)
{
	struct mapping *next = NULL;

	if (!w->top)
		return NULL;
	if (w->at != w->top || w->with_slices)
		next = next_within(mapping_of(w->at), w->top);
	else if (map_tree_has_children(&w->top->node))
		next = mapping_of(entry_of(w->top->node.next));
	if (!next || !map_tree_below(&w->top->node, &next->entry.node))
		return NULL;
	w->at = &next->entry;
	return next;
}
