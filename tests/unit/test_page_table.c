/*
 * The page-table walker: what is entered is found, tables come and go with their entries.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "kernel/abi/l4_consts.h"
#include "kernel/space/page_table.h"
#include "tests/unit/host/host.h"

static struct task *task;
static struct mem_space *space;

static void start(void)
{
	host_start();
	task  = task_create(&root_quota);
	space = &task->mem;
}

TestSuite(page_table, .init = start);

static struct page make(vaddr_t va, paddr_t pa, unsigned order, unsigned rights)
{
	return (struct page){
		.va = va, .pa = pa, .order = (uint8_t)order, .rights = (uint8_t)rights};
}

static void enter(vaddr_t va, paddr_t pa, unsigned order, unsigned rights)
{
	struct page p = make(va, pa, order, rights);

	cr_assert_eq(page_insert(space, &p), 0);
	cr_assert_invariant(page_tables_ok(space));
}

Test(page_table, what_was_entered_is_found)
{
	struct page p = make(0x12345000, 0x777000, 12, L4_FPAGE_RW), out;

	p.cache = PAGE_BUFFERED;
	p.flags = PAGE_DIRTY;
	cr_assert_eq(page_insert(space, &p), 0);
	cr_assert(page_lookup(space, 0x12345678, &out));
	cr_assert_eq(out.va, 0x12345000);
	cr_assert_eq(out.pa, 0x777000);
	cr_assert_eq(out.order, 12);
	cr_assert_eq(out.rights, L4_FPAGE_RW);
	cr_assert_eq(out.cache, PAGE_BUFFERED);
	cr_assert_eq(out.flags, PAGE_DIRTY);
	cr_assert_not(page_lookup(space, 0x12346000, &out));
	cr_assert_not(page_lookup(space, 0x12344fff, &out));
}

Test(page_table, every_combination_of_rights_and_cache_comes_back)
{
	struct page out;

	for (unsigned order = 12; order <= 30; order += 9) {
		for (unsigned rights = L4_FPAGE_RO; rights <= L4_FPAGE_RWX; rights++) {
			for (unsigned cache = 0; cache < PAGE_CACHE_KINDS; cache++) {
				struct page p = make(1ul << 40, 1ul << 31, order, rights);

				p.cache = (uint8_t)cache;
				cr_assert_eq(page_insert(space, &p), 0);
				cr_assert(page_lookup(space, (1ul << 40) + 99, &out));
				cr_assert_eq(out.rights, rights);
				cr_assert_eq(out.cache, cache);
				cr_assert_eq(out.order, order);
				cr_assert_eq(out.pa, 1ul << 31);
				page_remove(space, 1ul << 40);
			}
		}
	}
}

Test(page_table, large_leaves_cover_their_whole_range)
{
	struct page out;

	enter(0x40200000, 0x600000, 21, L4_FPAGE_RX);
	enter(0x80000000, 0xc0000000, 30, L4_FPAGE_RO);
	cr_assert(page_lookup(space, 0x403fffff, &out));
	cr_assert_eq(out.va, 0x40200000);
	cr_assert_eq(out.order, 21);
	cr_assert(page_lookup(space, 0xbfffffff, &out));
	cr_assert_eq(out.order, 30);
	cr_assert_not(page_lookup(space, 0x40400000, &out));
	cr_assert_not(page_lookup(space, 0xc0000000, &out));
}

Test(page_table, addresses_behind_the_user_range_have_no_translation)
{
	struct page out;

	enter(USER_TOP - 4096, 0x1000, 12, L4_FPAGE_RW);
	cr_assert(page_lookup(space, USER_TOP - 1, &out));
	cr_assert_not(page_lookup(space, USER_TOP, &out));
	cr_assert_not(page_lookup(space, ~0ul, &out));
	cr_assert_not(page_next(space, USER_TOP, ~0ul, &out));
}

Test(page_table, next_goes_over_holes_in_order)
{
	const vaddr_t at[] = {0x1000, 0x1ff000, 0x200000, 0x40000000, 1ul << 39, USER_TOP - 0x1000};
	struct page out;
	vaddr_t va = 0;

	for (size_t i = 0; i < array_size(at); i++)
		enter(at[i], 0x1000 * i, 12, L4_FPAGE_RO);
	for (size_t i = 0; i < array_size(at); i++) {
		cr_assert(page_next(space, va, USER_TOP, &out));
		cr_assert_eq(out.va, at[i]);
		va = page_end(&out);
	}
	cr_assert_not(page_next(space, va, USER_TOP, &out));
	cr_assert_not(page_next(space, 0x2000, 0x1ff000, &out));
	cr_assert(page_next(space, 0x2000, 0x1ff001, &out));
}

Test(page_table, next_returns_the_large_leaf_that_begins_before)
{
	struct page out;

	enter(0x200000, 0x200000, 21, L4_FPAGE_RO);
	cr_assert(page_next(space, 0x234000, 0x235000, &out));
	cr_assert_eq(out.va, 0x200000);
}

Test(page_table, tables_are_charged_and_go_with_their_last_entry)
{
	size_t used = root_quota.used;

	enter(0x1000, 0, 12, L4_FPAGE_RO);
	cr_assert_eq(root_quota.used - used, 3 * 4096);
	enter(0x2000, 0, 12, L4_FPAGE_RO);
	enter(0x200000, 0, 12, L4_FPAGE_RO);
	cr_assert_eq(root_quota.used - used, 4 * 4096);
	page_remove(space, 0x1000);
	cr_assert_eq(root_quota.used - used, 4 * 4096);
	page_remove(space, 0x2fff);
	cr_assert_eq(root_quota.used - used, 3 * 4096);
	page_remove(space, 0x200000);
	cr_assert_eq(root_quota.used, used);
	cr_assert_invariant(page_tables_ok(space));
	/* So a large leaf finds the place empty. */
	enter(0, 0, 30, L4_FPAGE_RO);
}

Test(page_table, out_of_quota_leaves_no_empty_tables_behind)
{
	for (size_t frames = 0; frames < 3; frames++) {
		struct quota *q = quota_create(&root_quota, (frames + 1) * 4096 + 1024);
		struct task *t  = task_create(q);
		size_t before   = q->used;
		struct page p   = make(0x1000, 0, 12, L4_FPAGE_RO);

		cr_assert_eq(page_insert(&t->mem, &p), -L4_ENOMEM);
		cr_assert_eq(q->used, before);
		cr_assert_invariant(page_tables_ok(&t->mem));
	}
}

Test(page_table, change_replaces_rights_and_reports_flags)
{
	struct page p = make(0x1000, 0x5000, 12, L4_FPAGE_RW), out;
	unsigned before;

	p.flags = PAGE_DIRTY | PAGE_REFERENCED;
	cr_assert_eq(page_insert(space, &p), 0);
	p.rights = L4_FPAGE_RO;
	p.flags  = 0;
	before   = host_tlb_flushes();
	cr_assert_eq(page_change(space, &p), PAGE_DIRTY | PAGE_REFERENCED);
	cr_assert_gt(host_tlb_flushes(), before);
	cr_assert(page_lookup(space, 0x1000, &out));
	cr_assert_eq(out.rights, L4_FPAGE_RO);
	cr_assert_eq(out.flags, 0);
	cr_assert_eq(out.pa, 0x5000);
	p.cache = PAGE_UNCACHED;
	page_change(space, &p);
	cr_assert(page_lookup(space, 0x1000, &out));
	cr_assert_eq(out.cache, PAGE_UNCACHED);
}

Test(page_table, removing_reports_flags_and_flushes)
{
	struct page p = make(0x1000, 0x5000, 12, L4_FPAGE_RW);
	unsigned before;

	p.flags = PAGE_REFERENCED;
	cr_assert_eq(page_insert(space, &p), 0);
	before = host_tlb_flushes();
	cr_assert_eq(page_remove(space, 0x1abc), PAGE_REFERENCED);
	cr_assert_gt(host_tlb_flushes(), before);
}

Test(page_table, orders_fit_the_format)
{
	cr_assert_eq(page_order_fit(space, 12), 12);
	cr_assert_eq(page_order_fit(space, 20), 12);
	cr_assert_eq(page_order_fit(space, 21), 21);
	cr_assert_eq(page_order_fit(space, 63), 30);
	cr_assert(page_order_valid(space, 21));
	cr_assert_not(page_order_valid(space, 22));
	cr_assert_not(page_order_valid(space, 39));
}

/* ARM's long descriptors: three levels, inverted bits for write and execute, two bits for "table". */
static const struct page_format lpae = {
	.name         = "like LPAE",
	.levels       = 3,
	.entry_bytes  = 8,
	.level        = {{.shift = 30, .bits = 2, .leaf = true, .leaf_bits = 0x401},
			 {.shift = 21, .bits = 9, .leaf = true, .leaf_bits = 0x401},
			 {.shift = 12, .bits = 9, .leaf = true, .leaf_bits = 0x403}},
	.table_bits   = 3,
	.present      = 1,
	.kind_mask    = 3,
	.kind_table   = 3,
	.address_mask = 0xfffffff000,
	.write_mask   = 0x80,
	.write_off    = 0x80,
	.exec_mask    = 1ull << 54,
	.exec_off     = 1ull << 54,
	.cache_mask   = 7 << 2,
	.cache        = {[PAGE_UNCACHED] = 1 << 2, [PAGE_BUFFERED] = 2 << 2},
};

/* ia32 without PAE: two levels of 4-byte entries, pages of 4 KiB and 4 MiB, no "not executable". */
static const struct page_format ia32 = {
	.name         = "like ia32",
	.levels       = 2,
	.entry_bytes  = 4,
	.level        = {{.shift = 22, .bits = 10, .leaf = true, .leaf_bits = 0x85},
			 {.shift = 12, .bits = 10, .leaf = true, .leaf_bits = 0x05}},
	.table_bits   = 7,
	.present      = 1,
	.kind_mask    = 0x80,
	.address_mask = 0xfffff000,
	.write_mask   = 2,
	.write_on     = 2,
	.referenced   = 0x20,
	.dirty        = 0x40,
	.cache_mask   = 0x18,
	.cache        = {[PAGE_UNCACHED] = 0x18, [PAGE_BUFFERED] = 0x08},
};

/* A random place for a page, among few, so that pages meet. */
static struct page random_page(void)
{
	vaddr_t va = (vaddr_t)rand() % 4 << 30 | (vaddr_t)rand() % 3 << 22 |
		     (vaddr_t)rand() % 2 << 21 | (vaddr_t)rand() % 3 << 12;
	unsigned order = page_order_fit(space, 12 + (unsigned)rand() % 19);

	return make(align_down(va, order), (paddr_t)(rand() % 4) << 30, order,
		    L4_FPAGE_RO | (unsigned)rand() % 4);
}

static void random_traffic(void)
{
	static struct page there[1024];
	size_t count = 0;
	size_t used  = root_quota.used;

	srand(4);
	for (int step = 0; step < 6000; step++) {
		struct page p = random_page(), out;
		size_t i      = 0;

		if (!page_next(space, p.va, page_end(&p), &out)) {
			cr_assert_eq(page_insert(space, &p), 0);
			there[count++] = p;
			continue;
		}
		while (i < count && there[i].va != out.va)
			i++;
		cr_assert_lt(i, count);
		cr_assert_eq(there[i].pa, out.pa);
		cr_assert_eq(there[i].order, out.order);
		if (space->format->exec_mask)
			cr_assert_eq(there[i].rights, out.rights);
		else
			cr_assert_eq(there[i].rights | L4_FPAGE_X, out.rights);
		page_remove(space, out.va + (1ul << out.order) - 1);
		there[i] = there[--count];
		if (step % 16 == 0 && space->format->level[0].shift == 39)
			cr_assert_invariant(page_tables_ok(space));
	}
	while (count > 0)
		page_remove(space, there[--count].va);
	cr_assert_eq(root_quota.used, used);
}

Test(page_table, random_leaves_agree_with_a_flat_list)
{
	random_traffic();
}

Test(page_table, random_leaves_agree_with_a_flat_list_in_three_levels)
{
	space->format = &lpae;
	random_traffic();
}

Test(page_table, random_leaves_agree_with_a_flat_list_in_two_levels_of_small_entries)
{
	space->format = &ia32;
	random_traffic();
}
