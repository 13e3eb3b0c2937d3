/*
 * Unmap: taking back what was given. (abi sheet §6.8)
 *
 *      unmap of a pager's page:      pager --> client A --> client B
 *                                          \-> logger
 *
 *      others only:   client B, client A, logger lose it, in this order: who has no descendants
 *                     goes first, so that the database is whole at every preemption point
 *      self too:      then the pager
 *
 * Taking away only W or X goes from parent to child instead, and leaves the mappings in place.
 *
 * What a page's referenced and dirty bits said before it went is collected: it is the result, and it
 * is kept in the page that the unmap started from.
 *
 * Start reading at unmap_execute().
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/space/io_space.h"
#include "kernel/space/map.h"
#include "kernel/space/mapdb.h"
#include "kernel/trace.h"

/* What is to be taken from whom. */
struct revocation {
	struct mem_space *space; /* of which page: */
	vaddr_t va;
	unsigned order;
	uint64_t start, end; /* the part of the page whose descendants are meant */
	unsigned rights;     /* includes R: the mappings go */
	unsigned *count;
};

/* ---- One mapping ----------------------------------------------------------------------------- */

static unsigned remove_mapping(struct mapping *m)
{
	struct mem_space *s = mapping_space(m);
	vaddr_t va          = mapping_va(m);

	if (!s->ports)
		trace(unmapped, s->task->object.id, va, mapping_order(m), mapping_depth(m));
	mapdb_remove(m);
	return page_remove(s, va);
}

/* Take @p rights from one leaf; its flags start anew. */
static unsigned downgrade_mapping(struct mapping *m, unsigned rights)
{
	struct page p;
	bool found = page_lookup(mapping_space(m), mapping_va(m), &p);

	assert(found);
	(void)found;
	m->entry.node.rights &= (uint8_t)~rights;
	if ((p.rights & rights) == 0 && p.flags == 0)
		return 0;
	p.rights &= (uint8_t)~rights;
	p.flags = 0;
	return page_change(mapping_space(m), &p);
}

/* ---- Descendants ----------------------------------------------------------------------------- */

/*
 * Revoke from everybody below @p top. When this returns, nothing was left there since the last
 * preemption point, or @p top itself is gone.
 */
static unsigned revoke_below(const struct revocation *r, struct map_entry *top, bool with_slices)
{
	struct mapdb_walk walk;
	struct mapping *m;
	unsigned flags = 0;

	mapdb_walk_begin(&walk, top, with_slices);
	if (r->rights & L4_FPAGE_RO) {
		while ((m = mapdb_walk_deepest(&walk))) {
			flags |= remove_mapping(m);
			++*r->count;
			helping_lock_pause(&mapping_lock);
		}
	} else {
		while ((m = mapdb_walk_next(&walk))) {
			flags |= downgrade_mapping(m, r->rights);
			++*r->count;
			helping_lock_pause(&mapping_lock);
		}
	}
	mapdb_walk_end(&walk);
	return flags;
}

static struct mapping *find(const struct revocation *r)
{
	return mapdb_find(r->space, r->va, r->order);
}

/* Revoke the smaller pieces that overlap a part of the page. */
static unsigned revoke_slices(const struct revocation *r)
{
	unsigned flags = 0;

	for (unsigned order = FRAME_ORDER; order < r->order; order++) {
		vaddr_t offset = (vaddr_t)align_down(r->start - r->va, order);

		if (!page_order_valid(r->space, order))
			continue;
		for (; offset < r->end - r->va; offset += (vaddr_t)1 << order) {
			struct mapping *m   = find(r);
			struct slice *slice = m ? mapdb_slice(m, offset, order) : NULL;

			if (slice)
				flags |= revoke_below(r, &slice->entry, false);
		}
	}
	return flags;
}

/* Revoke from all descendants of the page, as far as they see the part that is meant. */
static unsigned revoke_descendants(const struct revocation *r)
{
	const bool whole  = r->start == r->va && r->end - r->va == (uint64_t)1 << r->order;
	struct mapping *m = find(r);
	unsigned flags    = 0;

	if (!m)
		return 0;
	flags = revoke_below(r, &m->entry, whole);
	if (!whole)
		return flags | revoke_slices(r);
	/* Another mapping may have come to its place while it was gone. */
	while ((r->rights & L4_FPAGE_RO) && (m = find(r)) && mapping_has_descendants(m))
		flags |= revoke_below(r, &m->entry, true);
	return flags;
}

/* ---- One page and its descendants ------------------------------------------------------------ */

/* The page itself loses the rights, or takes note of its descendants' flags. */
static unsigned finish_page(const struct revocation *r, bool self, unsigned flags)
{
	struct mapping *m = find(r);
	struct page p;

	if (!m)
		return flags;
	if (self) {
		++*r->count;
		if (r->rights & L4_FPAGE_RO)
			return flags | remove_mapping(m);
		flags |= downgrade_mapping(m, r->rights);
	}
	if (flags && page_lookup(r->space, r->va, &p) && (p.flags | flags) != p.flags) {
		p.flags |= (uint8_t)flags;
		page_change(r->space, &p);
	}
	return flags;
}

static unsigned unmap_page(struct revocation *r, const struct page *p, bool self)
{
	const uint64_t start = r->start, end = r->end;
	unsigned flags;

	r->va    = p->va;
	r->order = p->order;
	/* What goes from the page itself goes from the whole page. */
	r->start = self ? p->va : max_of(start, (uint64_t)p->va);
	r->end   = self ? page_end(p) : min_of(end, (uint64_t)page_end(p));
	flags    = revoke_descendants(r);
	flags    = finish_page(r, self, flags);
	r->start = start;
	r->end   = end;
	return flags;
}

/* ---- sigma0 ---------------------------------------------------------------------------------- */

/* sigma0 keeps its rights whatever happens; its leaves come back when it touches them. */
static void drop_physical_leaves(struct mem_space *s, uint64_t start, uint64_t end)
{
	struct page p;

	end = min_of(end, page_tables_end(s));
	for (vaddr_t va = (vaddr_t)start; page_next(s, va, (vaddr_t)end, &p); va = page_end(&p)) {
		if (!ku_mem_overlaps(s, p.va, (size_t)1 << p.order))
			page_remove(s, p.va);
		helping_lock_pause(&mapping_lock);
	}
}

static unsigned unmap_physical(struct revocation *r, bool self)
{
	const unsigned order = page_order_fit(r->space, FLEX_ORDER_MAX);
	const uint64_t start = r->start, end = r->end;
	unsigned flags = 0;

	for (uint64_t pa = align_down(start, order); pa < end; pa += (uint64_t)1 << order) {
		if (!mapdb_root(r->space, pa))
			continue;
		r->va    = (vaddr_t)pa;
		r->order = order;
		r->start = max_of(start, pa);
		r->end   = min_of(end, pa + ((uint64_t)1 << order));
		flags |= revoke_descendants(r);
		helping_lock_pause(&mapping_lock);
	}
	if (self)
		drop_physical_leaves(r->space, start, end);
	return flags;
}

/* ---- Ranges ---------------------------------------------------------------------------------- */

unsigned unmap_memory(struct mem_space *s, uint64_t start, uint64_t end, unsigned rights, bool self,
		      unsigned *count)
{
	struct revocation r = {.space = s, .start = start, .count = count};
	unsigned flags      = 0;
	struct page p;

	r.end    = min_of(end, mem_space_top(s));
	r.rights = rights & L4_FPAGE_RWX;
	if (!r.rights || start >= r.end)
		return 0;
	if (s->physical)
		return unmap_physical(&r, self);
	for (vaddr_t va = (vaddr_t)start; page_next(s, va, (vaddr_t)r.end, &p); va = page_end(&p)) {
		flags |= unmap_page(&r, &p, self);
		helping_lock_pause(&mapping_lock);
	}
	return flags;
}

/* Whatever right is named, it is the port that goes. */
static void unmap_ports(struct mem_space *ports, struct flex_range range, bool self,
			unsigned *count)
{
	range = io_addresses(range);
	unmap_memory(ports, range.start, range.start + ((uint64_t)1 << range.order), L4_FPAGE_RWX,
		     self, count);
}

static unsigned unmap_pages(struct task *task, l4_fpage_t area, bool self, unsigned *count)
{
	const struct flex_range range = flexpage_range(area);
	const bool all                = flexpage_is_all(area);
	const unsigned type           = l4_fpage_type(area);
	const unsigned rights         = l4_fpage_rights(area);
	unsigned flags                = 0;

	helping_lock(&mapping_lock);
	if ((all || type == L4_FPAGE_MEMORY) && range.order >= FRAME_ORDER)
		flags = unmap_memory(&task->mem, range.start,
				     range.start + ((uint64_t)1 << range.order), rights, self,
				     count);
	if ((all || type == L4_FPAGE_IO) && task->ports && rights)
		unmap_ports(task->ports, range, self, count);
	mapping_unlock();
	return flags;
}

unsigned unmap_execute(struct task *task, l4_fpage_t area, word_t mask)
{
	unsigned flags = 0, count = 0;

	if (flexpage_is_all(area) && !l4_fpage_rights(area))
		area.raw |= L4_FPAGE_RIGHTS_MASK;
	if (flexpage_is_all(area) || l4_fpage_type(area) != L4_FPAGE_OBJ)
		flags = unmap_pages(task, area, (mask & L4_FP_ALL_SPACES) != 0, &count);
	if (flexpage_is_all(area) || l4_fpage_type(area) == L4_FPAGE_OBJ) {
		helping_lock(&capability_lock);
		unmap_objects(task, flexpage_range(area), l4_fpage_rights(area), mask, &count);
		helping_unlock(&capability_lock);
	}
	trace(unmap, task->object.id, area.raw, mask, count);
	return flags;
}
