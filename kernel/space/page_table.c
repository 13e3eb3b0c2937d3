/*
 * The page-table walker. It knows no format, only struct page_format; page_table.h has the picture.
 *
 * All functions go down level by level with a struct cursor and have one loop over levels. Only
 * page_remove() goes up again, to free tables that lost their last entry.
 *
 * Start reading at descend().
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/space/mem_space.h"
#include "kernel/space/page_table.h"

/* Where a walk stands: an entry of a table at some level. */
struct cursor {
	const struct page_format *format;
	unsigned level;
	char *table; /* kernel address */
	char *entry;
};

static const struct page_level *level_of(const struct cursor *c)
{
	return &c->format->level[c->level];
}

static size_t index_at(const struct page_level *level, vaddr_t va)
{
	return (size_t)(va >> level->shift) & (((size_t)1 << level->bits) - 1);
}

static uint64_t entry_get(const struct page_format *format, const char *entry)
{
	if (format->entry_bytes == 8)
		return __atomic_load_n((const uint64_t *)(const void *)entry, __ATOMIC_RELAXED);
	return __atomic_load_n((const uint32_t *)(const void *)entry, __ATOMIC_RELAXED);
}

/* Exchange, because the hardware may set the referenced and dirty bits at any time. */
static uint64_t entry_set(const struct page_format *format, char *entry, uint64_t value)
{
	uint64_t old;

	if (format->entry_bytes == 8)
		old = __atomic_exchange_n((uint64_t *)(void *)entry, value, __ATOMIC_RELEASE);
	else
		old = __atomic_exchange_n((uint32_t *)(void *)entry, (uint32_t)value,
					  __ATOMIC_RELEASE);
	arch_pte_written(entry);
	return old;
}

static uint64_t get(const struct cursor *c)
{
	return entry_get(c->format, c->entry);
}

static bool is_present(const struct page_format *format, uint64_t entry)
{
	return (entry & format->present) != 0;
}

static bool points_to_table(const struct page_format *format, unsigned level, uint64_t entry)
{
	return level + 1u < format->levels && (entry & format->kind_mask) == format->kind_table;
}

static char *table_of(const struct page_format *format, uint64_t entry)
{
	return phys_to_virt(entry & format->address_mask);
}

static struct cursor at_root(const struct mem_space *s, vaddr_t va)
{
	struct cursor c = {.format = s->format, .table = s->arch.root};

	c.entry = c.table + index_at(level_of(&c), va) * c.format->entry_bytes;
	return c;
}

static void enter(struct cursor *c, char *table, vaddr_t va)
{
	c->level++;
	c->table = table;
	c->entry = table + index_at(level_of(c), va) * c->format->entry_bytes;
}

/* Go down from the root as far as there are tables: ends at a leaf or an empty entry. */
static struct cursor descend(const struct mem_space *s, vaddr_t va)
{
	struct cursor c = at_root(s, va);

	for (;;) {
		uint64_t entry = get(&c);

		if (!is_present(c.format, entry) || !points_to_table(c.format, c.level, entry))
			return c;
		enter(&c, table_of(c.format, entry), va);
	}
}

/* ---- Leaves --------------------------------------------------------------------------------- */

static unsigned flags_of(const struct page_format *f, uint64_t entry)
{
	return ((entry & f->referenced) ? PAGE_REFERENCED : 0u) |
	       ((entry & f->dirty) ? PAGE_DIRTY : 0u);
}

static struct page decode_leaf(const struct page_format *f, unsigned level, vaddr_t va,
			       uint64_t entry)
{
	unsigned order = f->level[level].shift;
	struct page p  = {
		 .va     = align_down(va, order),
		 .pa     = align_down(entry & f->address_mask, order),
		 .order  = (uint8_t)order,
		 .rights = L4_FPAGE_RO,
		 .flags  = (uint8_t)flags_of(f, entry),
        };

	if ((entry & f->write_mask) == f->write_on)
		p.rights |= L4_FPAGE_W;
	if ((entry & f->exec_mask) == f->exec_on)
		p.rights |= L4_FPAGE_X;
	for (unsigned i = 0; i < PAGE_CACHE_KINDS; i++)
		if ((entry & f->cache_mask) == f->cache[i])
			p.cache = (uint8_t)i;
	return p;
}

static uint64_t encode_leaf(const struct page_format *f, unsigned level, const struct page *p)
{
	return f->level[level].leaf_bits | (p->pa & f->address_mask) | f->cache[p->cache] |
	       ((p->rights & L4_FPAGE_W) ? f->write_on : f->write_off) |
	       ((p->rights & L4_FPAGE_X) ? f->exec_on : f->exec_off) |
	       ((p->flags & PAGE_REFERENCED) ? f->referenced : 0) |
	       ((p->flags & PAGE_DIRTY) ? f->dirty : 0);
}

uint64_t page_tables_end(const struct mem_space *s)
{
	const struct page_level *top = &s->format->level[0];

	return min_of((uint64_t)USER_TOP, (uint64_t)1 << (top->shift + top->bits));
}

bool page_lookup(const struct mem_space *s, vaddr_t va, struct page *out)
{
	struct cursor c;
	uint64_t entry;

	if (va >= page_tables_end(s))
		return false;
	c     = descend(s, va);
	entry = get(&c);
	if (!is_present(c.format, entry))
		return false;
	*out = decode_leaf(c.format, c.level, va, entry);
	return true;
}

/* Index of the first entry from @p i on that is not zero, or @p last + 1. */
static size_t next_used(const struct cursor *c, size_t i, size_t last)
{
	const uint64_t *entry = (const uint64_t *)c->table;

	if (c->format->entry_bytes == sizeof(*entry)) {
		while (i + 3 <= last && !(entry[i] | entry[i + 1] | entry[i + 2] | entry[i + 3]))
			i += 4;
	}
	while (i <= last && !entry_get(c->format, c->table + i * c->format->entry_bytes))
		i++;
	return i;
}

bool page_next(const struct mem_space *s, vaddr_t va, vaddr_t end, struct page *out)
{
	end = (vaddr_t)min_of((uint64_t)end, page_tables_end(s));
	while (va < end) {
		struct cursor c      = descend(s, va);
		const unsigned shift = level_of(&c)->shift;
		size_t first         = index_at(level_of(&c), va), i;
		size_t last          = first + ((end - 1 - align_down(va, shift)) >> shift);

		/* In this table, go right over empty entries; behind its end, start again above. */
		last = min_of(last, ((size_t)1 << level_of(&c)->bits) - 1);
		i    = next_used(&c, first, last);
		if (i > first)
			va = align_down(va, shift) + ((vaddr_t)(i - first) << shift);
		if (i <= last) {
			uint64_t entry = entry_get(c.format, c.table + i * c.format->entry_bytes);

			if (points_to_table(c.format, c.level, entry))
				continue;
			*out = decode_leaf(c.format, c.level, va, entry);
			return true;
		}
	}
	return false;
}

static unsigned level_for_order(const struct page_format *f, unsigned order)
{
	for (unsigned i = 0; i < f->levels; i++)
		if (f->level[i].leaf && f->level[i].shift == order)
			return i;
	panic("page format %s has no leaf of order %u", f->name, order);
}

static void count_entry(const struct cursor *c, int change)
{
	if (c->level > 0) {
		struct frame *f = frame_of(c->table);

		f->count = (uint16_t)(f->count + change);
	}
}

/*
 * Clear the entry at @p va on level @p level, and every table above that lost its last entry so.
 * The frames are freed after the TLB knows: until then the hardware may still walk them.
 */
static uint64_t clear_entry(struct mem_space *s, vaddr_t va, unsigned level, unsigned flush_order)
{
	struct cursor path[PAGE_LEVELS_MAX];
	uint64_t old = 0;
	unsigned i, top = level;

	path[0] = at_root(s, va);
	for (i = 1; i <= level; i++) {
		path[i] = path[i - 1];
		enter(&path[i], table_of(s->format, get(&path[i - 1])), va);
	}
	for (i = level + 1; i-- > 0;) {
		uint64_t was = entry_set(s->format, path[i].entry, 0);

		if (i == level)
			old = was;
		top = i;
		count_entry(&path[i], -1);
		if (i == 0 || frame_of(path[i].table)->count > 0)
			break;
	}
	arch_tlb_flush(s, align_down(va, flush_order), flush_order);
	if (top < level)
		arch_tlb_wait();
	for (i = top + 1; i <= level; i++)
		quota_frame_free_zeroed(s->quota, path[i].table);
	return old;
}

/* If @p c stands in a table without entries, made for a leaf that cannot come: undo it. */
static void drop_empty_table(struct mem_space *s, const struct cursor *c, vaddr_t va)
{
	if (c->level == 0 || frame_of(c->table)->count > 0)
		return;
	clear_entry(s, va, c->level - 1, FRAME_ORDER);
	quota_frame_free_zeroed(s->quota, c->table);
}

int page_insert(struct mem_space *s, const struct page *p)
{
	const struct page_format *f = s->format;
	unsigned leaf_level         = level_for_order(f, p->order);
	struct cursor c             = descend(s, p->va);

	assert(p->va < page_tables_end(s) && align_down(p->va, p->order) == p->va &&
	       align_down(p->pa, p->order) == p->pa);
	assert(!is_present(f, get(&c)) && c.level <= leaf_level);
	while (c.level < leaf_level) {
		char *table = quota_frame_alloc(s->quota, FRAME_ORDER, FRAME_PAGE_TABLE, s);

		if (!table) {
			drop_empty_table(s, &c, p->va);
			return -L4_ENOMEM;
		}
		entry_set(f, c.entry, virt_to_phys(table) | f->table_bits);
		count_entry(&c, 1);
		enter(&c, table, p->va);
	}
	entry_set(f, c.entry, encode_leaf(f, leaf_level, p));
	count_entry(&c, 1);
	return 0;
}

unsigned page_change(struct mem_space *s, const struct page *p)
{
	struct cursor c       = descend(s, p->va);
	const unsigned order  = level_of(&c)->shift;
	const uint64_t before = get(&c);
	const uint64_t after  = encode_leaf(c.format, c.level, p);
	uint64_t old          = 0;

	assert(is_present(c.format, before) && order == p->order);
	/* Two cache attributes for one page at once confuse a CPU: take it away in between. */
	if ((before ^ after) & c.format->cache_mask) {
		old = entry_set(c.format, c.entry, 0);
		arch_tlb_flush(s, p->va, order);
		arch_tlb_wait();
	}
	old |= entry_set(c.format, c.entry, after);
	arch_tlb_flush(s, p->va, order);
	return flags_of(c.format, old);
}

unsigned page_remove(struct mem_space *s, vaddr_t va)
{
	struct cursor c = descend(s, va);

	assert(is_present(c.format, get(&c)));
	return flags_of(c.format, clear_entry(s, va, c.level, level_of(&c)->shift));
}

bool page_order_valid(const struct mem_space *s, unsigned order)
{
	for (unsigned i = 0; i < s->format->levels; i++)
		if (s->format->level[i].leaf && s->format->level[i].shift == order)
			return true;
	return false;
}

unsigned page_order_fit(const struct mem_space *s, unsigned order)
{
	for (unsigned i = 0; i < s->format->levels; i++)
		if (s->format->level[i].leaf && s->format->level[i].shift <= order)
			return s->format->level[i].shift;
	return FRAME_ORDER;
}

/* ---- Invariants ------------------------------------------------------------------------------ */

/* One table below the root, with its number of entries. */
static bool table_ok(const struct mem_space *s, const struct cursor *c)
{
	const struct frame *f = frame_of(c->table);
	unsigned used         = 0;

	if (!f || f->use != FRAME_PAGE_TABLE || f->owner != s)
		return invariant_failed("page table: a table belongs to its space", c->table);
	for (size_t i = 0; i < (size_t)1 << level_of(c)->bits; i++)
		if (is_present(c->format,
			       entry_get(c->format, c->table + i * c->format->entry_bytes)))
			used++;
	if (used == 0)
		return invariant_failed("page table: a table has entries", c->table);
	if (used != f->count)
		return invariant_failed("page table: the descriptor counts the entries", c->table);
	return true;
}

static bool leaf_ok(const struct cursor *c, uint64_t entry)
{
	paddr_t pa = entry & c->format->address_mask;

	if (!level_of(c)->leaf)
		return invariant_failed("page table: leaves stand where they may", c->entry);
	/* Large leaves may use low address bits for attributes; the format's mask leaves them in. */
	if (pa != align_down(pa, FRAME_ORDER))
		return invariant_failed("page table: a leaf's address is aligned", c->entry);
	return true;
}

bool page_tables_ok(const struct mem_space *s)
{
	vaddr_t va = 0;

	while (va < page_tables_end(s)) {
		struct cursor c = at_root(s, va);
		uint64_t entry  = get(&c);

		while (is_present(c.format, entry) && points_to_table(c.format, c.level, entry)) {
			enter(&c, table_of(c.format, entry), va);
			/* Each table is checked once: when the walk comes to its first entry. */
			if (c.entry == c.table && !table_ok(s, &c))
				return false;
			entry = get(&c);
		}
		if (is_present(c.format, entry) && !leaf_ok(&c, entry))
			return false;
		va = align_down(va, level_of(&c)->shift) + ((vaddr_t)1 << level_of(&c)->shift);
	}
	return true;
}
