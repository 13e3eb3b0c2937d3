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

Test(page_table, random_leaves_agree_with_a_flat_list)
{
	static struct page there[256];
	size_t count = 0;
	size_t used  = root_quota.used;
	struct page out;

	srand(4);
	for (int step = 0; step < 6000; step++) {
		unsigned order = 12 + 9 * ((unsigned)rand() % 3);
		vaddr_t va     = ((vaddr_t)rand() % 6 << 30 | (vaddr_t)rand() % 3 << 21 |
                              (vaddr_t)rand() % 3 << 12) >>
			     order << order;
		size_t i;

		if (page_next(space, va, va + (1ul << order), &out)) {
			for (i = 0; i < count && there[i].va != out.va; i++)
				;
			cr_assert_lt(i, count);
			cr_assert_eq(there[i].pa, out.pa);
			cr_assert_eq(there[i].order, out.order);
			cr_assert_eq(there[i].rights, out.rights);
			page_remove(space, out.va + (1ul << out.order) - 1);
			there[i] = there[--count];
		} else if (count < array_size(there)) {
			there[count] = make(va, (paddr_t)step << 30, order,
					    L4_FPAGE_RO | (unsigned)rand() % 4);
			there[count].pa &= 0xffffffffff;
			cr_assert_eq(page_insert(space, &there[count]), 0);
			count++;
		}
		if (step % 16 == 0)
			cr_assert_invariant(page_tables_ok(space));
	}
	while (count > 0)
		page_remove(space, there[--count].va);
	cr_assert_eq(root_quota.used, used);
}
