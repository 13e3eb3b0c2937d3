/*
 * Map and grant, for memory and I/O ports. (abi sheet §6.5 to §6.7)
 *
 * Goes through the source range leaf by leaf. Each step maps one page, of the largest size that fits
 * on both sides, and starts from the tables, since a preemption point may have changed everything:
 *
 *      find the source's leaf at va -> cut to a size -> is the destination free?
 *              no, a child of the same source page: add rights to it
 *              no, anything else: unmap that with all its descendants, and look again
 *              yes: enter mapping and leaf
 *
 * So the rule that a page mapped over its own source or over an ancestor of it just vanishes needs
 * no code: after the destination was unmapped, the source is no longer there.
 *
 * sigma0's space is physical memory. It has leaves only where sigma0 itself touched something
 * (map_physical()); what it maps to others is made up on the spot by physical_page().
 *
 * Start reading at map_memory().
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/boot/memory.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/io_space.h"
#include "kernel/space/map.h"
#include "kernel/space/mapdb.h"
#include "kernel/trace.h"
#include <arch_abi.h>

struct helping_lock mapping_lock = {.name = "mappings"};

void mapping_unlock(void)
{
	arch_tlb_wait();
	helping_unlock(&mapping_lock);
}

/* What one step works on. */
struct step {
	const struct map_request *r;
	struct mem_space *from, *to;
	uint64_t va, end;       /* source: from here, up to there (64 bits: end may be 4 GiB) */
	uint64_t at;            /* destination of va */
	struct page page;       /* source's leaf that covers va */
	struct mapping *source; /* its mapping; NULL: physical memory without a root so far */
	unsigned order;         /* size of this step */
	unsigned rights;        /* of the new mapping */
};

enum step_result {
	STEP_DONE,  /* go on behind 2^order bytes */
	STEP_AGAIN, /* something was in the way, look again */
	STEP_NO_MEMORY,
};

/* ---- Physical memory ------------------------------------------------------------------------- */

uint64_t mem_space_top(const struct mem_space *s)
{
	if (!s->physical || s->ports)
		return page_tables_end(s);
	/* What a page-table entry and a flexpage can name; one page less than 4 GiB does no harm. */
	return min_of((s->format->address_mask | (FRAME_SIZE - 1)) + 1,
		      (uint64_t)align_down(~(vaddr_t)0, FRAME_ORDER));
}

bool physical_page(const struct mem_space *sigma0, paddr_t pa, unsigned order, struct page *out)
{
	if (pa & ~sigma0->format->address_mask & ~(paddr_t)(FRAME_SIZE - 1))
		return false; /* no page table can name this */
	for (order = page_order_fit(sigma0, order);; order = page_order_fit(sigma0, order - 1)) {
		paddr_t start = align_down(pa, order);

		if (sigma0->ports || memory_user_may_map(start, (uint64_t)1 << order)) {
			*out = (struct page){
				.va     = (vaddr_t)start,
				.pa     = start,
				.order  = (uint8_t)order,
				.rights = L4_FPAGE_RWX,
				.cache  = PAGE_CACHED,
			};
			return true;
		}
		if (order == FRAME_ORDER)
			return false;
	}
}

static int enter_physical(struct mem_space *s, vaddr_t address)
{
	unsigned order = L4_SUPERPAGESHIFT;
	struct page p, there;

	if (s->closed || address >= USER_TOP || page_lookup(s, address, &there))
		return -L4_EFAULT;
	/* A superpage gives way to pages that are there already, KU memory for example. */
	while (physical_page(s, address, order, &p)) {
		if (!page_next(s, p.va, page_end(&p), &there))
			return page_insert(s, &p);
		order = p.order - 1u;
	}
	return -L4_EFAULT;
}

int map_physical(struct task *sigma0, vaddr_t address)
{
	int error;

	helping_lock(&mapping_lock);
	error = enter_physical(&sigma0->mem, address);
	mapping_unlock();
	return error;
}

/* ---- One step -------------------------------------------------------------------------------- */

/* Go on at source address @p next. */
static void advance(struct step *st, uint64_t next)
{
	st->at += next - st->va;
	st->va = next;
}

/* A port can only be had or not. */
static unsigned sent_rights(const struct map_request *r)
{
	if (l4_fpage_type(r->send) == L4_FPAGE_IO)
		return L4_FPAGE_RWX;
	return l4_fpage_rights(r->send) & L4_FPAGE_RWX;
}

/* The source's leaf at or behind st->va; false when there is none before st->end. */
static bool find_leaf(struct step *st)
{
	if (!st->from->physical)
		return page_next(st->from, (vaddr_t)st->va, (vaddr_t)st->end, &st->page);
	for (; st->va < st->end; advance(st, st->va + FRAME_SIZE)) {
		if (physical_page(st->from, st->va, FLEX_ORDER_MAX, &st->page))
			return true;
		helping_lock_pause(&mapping_lock);
	}
	return false;
}

/* Leaf and mapping at or behind st->va; false when there is nothing more to send. */
static bool find_source(struct step *st)
{
	if (st->va >= st->end || !find_leaf(st))
		return false;
	/* Only now: there are preemption points behind us, but none from here to the mapping. */
	if (st->from->closed || st->to->closed)
		return false;
	if (st->va < st->page.va)
		advance(st, st->page.va);
	st->source = st->from->physical ? mapdb_root(st->from, st->page.pa)
					: mapdb_find(st->from, st->page.va, st->page.order);
	st->rights = st->page.rights & sent_rights(st->r);
	/* What leads to addresses behind the user's range does so to the end. */
	return st->at < page_tables_end(st->to);
}

/* A leaf of 2^order bytes: does it fit into the source's leaf and both ranges, aligned? */
static bool order_fits(const struct step *st, unsigned order)
{
	const uint64_t size = (uint64_t)1 << order;

	return order <= st->page.order && ((st->va | st->at) & (size - 1)) == 0 &&
	       size <= st->end - st->va && size <= page_tables_end(st->to) - st->at;
}

/* The size of this step; false when not even a small page fits. */
static bool choose_order(struct step *st)
{
	unsigned order = st->page.order;

	do {
		order = page_order_fit(st->to, order);
		if (order_fits(st, order) &&
		    !ku_mem_overlaps(st->to, (vaddr_t)st->at, (size_t)1 << order)) {
			st->order = order;
			return true;
		}
	} while (order-- > FRAME_ORDER);
	st->order = FRAME_ORDER;
	return false;
}

static unsigned new_cache(const struct step *st)
{
	switch (st->r->control & (L4_ITEM_CACHE_OPT | 0x60)) {
	case L4_ITEM_UNCACHED:
		return PAGE_UNCACHED;
	case L4_ITEM_CACHED:
		return PAGE_CACHED;
	case L4_ITEM_BUFFERED:
		return PAGE_BUFFERED;
	default:
		return st->page.cache;
	}
}

static paddr_t step_pa(const struct step *st)
{
	return st->page.pa + (st->va - st->page.va);
}

static struct page new_leaf(const struct step *st)
{
	return (struct page){
		.va     = (vaddr_t)st->at,
		.pa     = step_pa(st),
		.order  = (uint8_t)st->order,
		.rights = (uint8_t)st->rights,
		.cache  = (uint8_t)new_cache(st),
		.flags  = st->page.flags,
	};
}

static bool is_grant(const struct step *st)
{
	return (st->r->control & L4_MAP_ITEM_GRANT) && !st->from->physical &&
	       st->order == st->page.order;
}

/* Enter the leaf, and let the hardware know where it does not read our tables. */
static bool enter_leaf(struct mem_space *s, const struct page *leaf)
{
	if (page_insert(s, leaf) != 0)
		return false;
	if (s->ports)
		arch_io_ports->allow(s, leaf->va, leaf->order);
	return true;
}

/* Map: a new mapping below the source's. */
static enum step_result insert_child(struct step *st)
{
	const struct page leaf = new_leaf(st);
	struct mapping *m;

	if (st->from->physical)
		st->source = mapdb_root_make(st->from, leaf.pa);
	if (!st->source)
		return STEP_NO_MEMORY;
	m = mapdb_insert(st->source, st->to, leaf.va, leaf.pa, leaf.order, leaf.rights);
	if (!m) {
		mapdb_trim(st->source);
		return STEP_NO_MEMORY;
	}
	if (!enter_leaf(st->to, &leaf)) {
		mapdb_remove(m);
		return STEP_NO_MEMORY;
	}
	return STEP_DONE;
}

/*
 * Grant: the mapping itself goes to the destination. It keeps its rights as the limit for its
 * children, even if its new leaf has less.
 */
static enum step_result move_mapping(struct step *st)
{
	const struct page leaf = new_leaf(st);

	if (!enter_leaf(st->to, &leaf))
		return STEP_NO_MEMORY;
	if (!mapdb_move(st->source, st->to, leaf.va)) {
		page_remove(st->to, leaf.va);
		return STEP_NO_MEMORY;
	}
	page_remove(st->from, st->page.va);
	return STEP_DONE;
}

/* May the page @p there stay, with more rights? Then the step takes its size. */
static bool may_upgrade(const struct step *st, const struct page *there, const struct mapping *m)
{
	return !is_grant(st) && st->source && there->order <= st->order &&
	       there->pa == step_pa(st) + (there->va - st->at) && mapdb_is_child(st->source, m);
}

/* Something is at the destination. */
static enum step_result make_room(struct step *st, const struct page *there)
{
	struct mapping *m = mapdb_find(st->to, there->va, there->order);
	unsigned count    = 0;

	assert(m); /* choose_order() avoids KU memory */
	if (!may_upgrade(st, there, m)) {
		unmap_memory(st->to, there->va, page_end(there), L4_FPAGE_RO, true, &count);
		return STEP_AGAIN;
	}
	if (there->va != st->at) {
		/* It starts later: first what is before it, in smaller pages. */
		st->order = there->order;
		return insert_child(st);
	}
	st->order = there->order;
	if (st->rights & ~(unsigned)there->rights) {
		struct page p = *there;

		p.rights |= (uint8_t)st->rights;
		m->entry.node.rights |= (uint8_t)st->rights;
		page_change(st->to, &p);
	}
	return STEP_DONE;
}

static enum step_result execute_step(struct step *st)
{
	const vaddr_t at = (vaddr_t)st->at;
	struct page there;

	st->rights |= L4_FPAGE_RO; /* no page table knows "write only" */
	/* KU memory at the destination stays as it is. */
	if (!choose_order(st))
		return STEP_DONE;
	if (page_next(st->to, at, at + ((vaddr_t)1 << st->order), &there))
		return make_room(st, &there);
	return is_grant(st) ? move_mapping(st) : insert_child(st);
}

/* ---- All steps ------------------------------------------------------------------------------- */

/* Where a range in the source ends. */
static uint64_t source_end(const struct mem_space *from, struct flex_range send)
{
	const uint64_t top = mem_space_top(from);

	if (send.start >= top)
		return send.start;
	return min_of(send.start + ((uint64_t)1 << send.order), top);
}

long map_memory(const struct map_request *r, struct mem_space *from, struct mem_space *to,
		struct flex_range send, uint64_t at)
{
	struct step st = {
		.r    = r,
		.from = from,
		.to   = to,
		.va   = send.start,
		.end  = source_end(from, send),
		.at   = at,
	};
	bool found = false;

	/* Nobody gives physical memory to its owner. */
	if (st.to->physical || !sent_rights(r))
		return 0;
	while (find_source(&st)) {
		enum step_result result = STEP_DONE;

		found |= st.rights != 0;
		/* Without a mapping it is KU memory, which is not given away. */
		if (st.rights && (st.source || st.from->physical))
			result = execute_step(&st);
		else
			st.order = st.page.order;
		if (result == STEP_NO_MEMORY)
			return -L4_ENOMEM;
		if (result == STEP_DONE)
			advance(&st, st.va + ((uint64_t)1 << st.order));
		helping_lock_pause(&mapping_lock);
	}
	return found;
}

/*
 * Ports keep their numbers: those in both the flexpage and the window are mapped, whatever the hot
 * spot says. Both are aligned to their size, so one lies in the other or they have nothing in common.
 */
static long map_ports(const struct map_request *r, struct flex_range send, struct flex_range window)
{
	struct flex_range *small = send.order <= window.order ? &send : &window;
	struct flex_range *large = small == &send ? &window : &send;
	struct mem_space *from, *to;

	if (!arch_io_ports || align_down(small->start, large->order) != large->start)
		return 1;
	from = io_space(r->from);
	if (!from)
		return 0;
	to = io_space_make(r->to);
	if (!to)
		return -L4_ENOMEM;
	*small = io_addresses(*small);
	return map_memory(r, from, to, *small, small->start);
}

/* For people: the part that was sent, not the flexpage that it was cut from. */
static void trace_map(const struct map_request *r, struct flex_range send, struct flex_range to)
{
	const unsigned type     = l4_fpage_type(r->send);
	const unsigned shift    = type == L4_FPAGE_MEMORY ? L4_FPAGE_ADDR_SHIFT : 0;
	const unsigned rights   = l4_fpage_rights(r->send);
	const l4_umword_t place = (l4_umword_t)(send.start >> shift);

	(void)place, (void)rights, (void)type, (void)to; /* without a debugger nobody asks */
	trace(map, r->from->object.id, r->to->object.id,
	      l4_fpage_raw_make(place, type, send.order, rights).raw, to.start, rights,
	      (r->control & L4_MAP_ITEM_GRANT) != 0);
}

static long map_pages(const struct map_request *r, struct flex_range send, struct flex_range window,
		      struct flex_range to)
{
	long result;

	helping_lock(&mapping_lock);
	if (l4_fpage_type(r->send) == L4_FPAGE_IO)
		result = map_ports(r, send, window);
	else
		result = map_memory(r, &r->from->mem, &r->to->mem, send, to.start);
	mapping_unlock();
	return result;
}

static long map_capabilities(const struct map_request *r, struct flex_range send,
			     struct flex_range to)
{
	long result;

	helping_lock(&capability_lock);
	result = map_objects(r, send, to.start);
	helping_unlock(&capability_lock);
	return result;
}

long map_execute(const struct map_request *r)
{
	const unsigned type      = l4_fpage_type(r->send);
	struct flex_range send   = flexpage_range(r->send);
	struct flex_range window = flexpage_range(r->window);
	uint64_t hot_spot        = r->control >> L4_FPAGE_ADDR_SHIFT;
	struct flex_range to     = window;
	long result;

	if (type == L4_FPAGE_SPECIAL)
		return 1;
	if (!flexpage_is_all(r->window) && l4_fpage_type(r->window) != type)
		return 1;
	if (type == L4_FPAGE_MEMORY) {
		if (send.order < FRAME_ORDER || window.order < FRAME_ORDER)
			return 1;
		hot_spot <<= L4_FPAGE_ADDR_SHIFT;
	}
	if (type != L4_FPAGE_IO)
		to = flexpage_match(&send, window, hot_spot);
	result = type == L4_FPAGE_OBJ ? map_capabilities(r, send, to)
				      : map_pages(r, send, window, to);
	if (result > 0)
		trace_map(r, send, to);
	return result;
}
