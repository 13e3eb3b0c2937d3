/*
 * Map and grant of memory, rule by rule (abi sheet §6.5 to §6.7, §11.5).
 */
#include <criterion/criterion.h>
#include "tests/unit/host/spaces.h"

static struct task *sigma0, *pager, *client, *logger;

static void start(void)
{
	sigma0 = start_with_sigma0();
	pager  = make_task(1 << 20);
	client = make_task(1 << 20);
	logger = make_task(1 << 20);
}

static void end(void)
{
	check_all();
}

TestSuite(map, .init = start, .fini = end);

Test(map, sigma0_has_every_physical_address_one_to_one)
{
	cr_assert_gt(map_to(sigma0, pager, memory_page(0x123456000, 12, L4_FPAGE_RW), 0x8000, 0),
		     0);
	cr_assert_eq(page_at(pager, 0x8000).pa, 0x123456000);
	cr_assert_eq(page_at(pager, 0x8000).rights, L4_FPAGE_RW);
	cr_assert_eq(page_at(pager, 0x8000).order, 12);
	cr_assert_eq(page_at(sigma0, 0x123456000).order, 0); /* its own table stays empty */
}

Test(map, sigma0_does_not_have_what_belongs_to_the_kernel)
{
	cr_assert_eq(map_to(sigma0, pager, memory_page(HOST_POOL_PA, 12, L4_FPAGE_RW), 0x8000, 0),
		     0);
	cr_assert_eq(map_physical(sigma0, HOST_POOL_PA), -L4_EFAULT);
	/* Around it everything is there, in pages as large as possible. */
	cr_assert_gt(map_to(sigma0, pager, memory_page(0, 30, L4_FPAGE_RW), 1ul << 30, 0), 0);
	cr_assert_eq(page_at(pager, (1ul << 30) + HOST_POOL_PA).order, 0);
	cr_assert_eq(page_at(pager, (1ul << 30) + HOST_POOL_PA - 1).order, 21);
	cr_assert_eq(page_at(pager, (1ul << 30) + HOST_POOL_PA + HOST_POOL_BYTES).order, 21);
}

Test(map, sigma0_has_no_address_that_a_page_table_cannot_name)
{
	cr_assert_eq(map_to(sigma0, pager, memory_page(1ul << 40, 12, L4_FPAGE_RW), 0x8000, 0), 0);
}

Test(map, what_sigma0_touches_comes_as_superpage_but_leaves_its_utcb_alone)
{
	cr_assert_eq(map_physical(sigma0, RAM + 0x345678), 0);
	cr_assert_eq(page_at(sigma0, RAM + 0x200000).order, 21);
	cr_assert_eq(ku_mem_add(&sigma0->mem, memory_page(RAM + 0x601000, 12, L4_FPAGE_RW)), 0);
	cr_assert_eq(map_physical(sigma0, RAM + 0x600000), 0);
	cr_assert_eq(page_at(sigma0, RAM + 0x600000).order, 12);
	cr_assert_eq(map_physical(sigma0, RAM + 0x601000), -L4_EFAULT);
}

Test(map, a_chain_of_maps_shows_one_frame_everywhere)
{
	give_page(pager, RAM, 0x1000);
	cr_assert_gt(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RWX), 0x2000, 0), 0);
	cr_assert_gt(map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RO), 0x3000, 0), 0);
	cr_assert_eq(page_at(client, 0x2000).pa, RAM);
	cr_assert_eq(page_at(logger, 0x3000).pa, RAM);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RO);
	cr_assert_eq(mapping_depth(mapdb_find(&logger->mem, 0x3000, 12)), 3);
}

Test(map, an_empty_source_maps_nothing)
{
	cr_assert_eq(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0), 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
	cr_assert_eq(bytes_of(client), bytes_of(logger));
}

Test(map, rights_are_those_of_source_and_flexpage)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RX), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RX);
	map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RW), 0x2000, 0);
	cr_assert_eq(page_at(logger, 0x2000).rights, L4_FPAGE_RO);
}

Test(map, write_without_read_is_readable_too)
{
	give_page(pager, RAM, 0x1000);
	cr_assert_gt(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_W), 0x2000, 0), 0);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RW);
}

Test(map, no_rights_map_nothing)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, 0);
	cr_assert_eq(map_to(pager, logger, memory_page(0x1000, 12, 0), 0x2000, 0), 0);
	cr_assert_eq(map_to(pager, logger, memory_page(0x1000, 12, 8), 0x2000, 0), 0);
	cr_assert_eq(map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_W), 0x2000, 0), 0);
	cr_assert_eq(page_at(logger, 0x2000).order, 0);
}

Test(map, orders_below_a_page_and_foreign_windows_do_nothing_without_error)
{
	struct map_request r = {
		.from   = pager,
		.to     = client,
		.send   = memory_page(0x1000, 12, L4_FPAGE_RW),
		.window = object_page(1, 4, 0),
	};

	give_page(pager, RAM, 0x1000);
	cr_assert_gt(map_to(pager, client, memory_page(0x1000, 11, L4_FPAGE_RW), 0x2000, 0), 0);
	cr_assert_gt(map_execute(&r), 0);
	r.window = memory_page(0x1000, 11, 0);
	cr_assert_gt(map_execute(&r), 0);
	r.window = everywhere;
	r.send   = everywhere;
	cr_assert_gt(map_execute(&r), 0);
	cr_assert_eq(mapdb_find(&client->mem, 0x1000, 12), NULL);
	cr_assert_eq(page_at(client, 0).order, 0);
}

Test(map, window_and_hot_spot_choose_the_place)
{
	struct map_request r = {
		.from    = pager,
		.to      = client,
		.send    = memory_page(0x10000, 16, L4_FPAGE_RW),
		.window  = memory_page(0x9000, 12, 0),
		.control = 0x3000 | L4_ITEM_MAP,
	};

	for (unsigned i = 0; i < 16; i++)
		give_page(pager, RAM + i * 0x1000, 0x10000 + i * 0x1000);
	cr_assert_gt(map_execute(&r), 0);
	cr_assert_eq(page_at(client, 0x9000).pa, RAM + 0x3000);
	cr_assert_eq(page_at(client, 0xa000).order, 0);
	r.send   = memory_page(0x12000, 12, L4_FPAGE_RW);
	r.window = memory_page(0x40000, 16, 0);
	cr_assert_gt(map_execute(&r), 0);
	cr_assert_eq(page_at(client, 0x43000).pa, RAM + 0x2000);
}

Test(map, again_with_more_rights_is_an_upgrade)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, 0);
	map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RWX), 0x3000, 0);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RW);
	/* Grandchildren keep what they have, and are still there. */
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RO);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RW);
	cr_assert_eq(page_at(logger, 0x3000).order, 12);
}

Test(map, another_page_replaces_the_old_one_and_its_children)
{
	give_page(pager, RAM, 0x1000);
	give_page(pager, RAM + 0x1000, 0x5000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RW), 0x3000, 0);
	map_to(pager, client, memory_page(0x5000, 12, L4_FPAGE_RW), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).pa, RAM + 0x1000);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(page_at(pager, 0x1000).order, 12);
}

Test(map, the_same_frame_from_another_parent_replaces_the_old_one)
{
	give_page(pager, RAM, 0x1000);
	give_page(logger, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	map_to(logger, client, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RO);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(client, 0x2000).order, 12);
	unmap_execute(logger, memory_page(0x1000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
}

Test(map, a_page_over_itself_is_gone)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	map_to(pager, pager, memory_page(0x1000, 12, L4_FPAGE_RW), 0x1000, 0);
	cr_assert_eq(page_at(pager, 0x1000).order, 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
}

Test(map, a_page_over_its_ancestor_is_gone_with_it)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RW), 0x3000, 0);
	map_to(logger, pager, memory_page(0x3000, 12, L4_FPAGE_RW), 0x1000, 0);
	cr_assert_eq(page_at(pager, 0x1000).order, 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
}

Test(map, a_task_can_map_to_itself_elsewhere)
{
	give_page(pager, RAM, 0x1000);
	cr_assert_gt(map_to(pager, pager, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, 0), 0);
	cr_assert_eq(page_at(pager, 0x2000).pa, RAM);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(pager, 0x2000).order, 0);
	cr_assert_eq(page_at(pager, 0x1000).order, 12);
}

Test(map, a_grant_moves_the_page_and_keeps_its_children)
{
	size_t before = bytes_of(pager);

	give_page(pager, RAM, 0x1000);
	map_to(pager, logger, memory_page(0x1000, 12, L4_FPAGE_RW), 0x3000, 0);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, L4_MAP_ITEM_GRANT);
	cr_assert_eq(page_at(pager, 0x1000).order, 0);
	cr_assert_eq(page_at(client, 0x2000).pa, RAM);
	cr_assert_eq(page_at(logger, 0x3000).order, 12);
	cr_assert_eq(bytes_of(pager), before);
	/* The new holder is the parent now. */
	unmap_execute(client, memory_page(0x2000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
}

Test(map, a_grant_with_fewer_rights_leaves_the_children_theirs)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, logger, memory_page(0x1000, 12, L4_FPAGE_RW), 0x3000, 0);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RO), 0x2000, L4_MAP_ITEM_GRANT);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RO);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RW);
	map_to(client, client, memory_page(0x2000, 12, L4_FPAGE_RW), 0x4000, 0);
	cr_assert_eq(page_at(client, 0x4000).rights, L4_FPAGE_RO);
}

Test(map, a_grant_that_the_receiver_cannot_pay_changes_nothing)
{
	/* Too little for page tables; enough for them, but not for the mapping. */
	const size_t extra[] = {2 * 4096, 3 * 4096 + 32};

	give_page(pager, RAM, 0x1000);
	for (size_t i = 0; i < array_size(extra); i++) {
		struct task *poor = make_task(bytes_of(client) + extra[i]);

		cr_assert_eq(map_to(pager, poor, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000,
				    L4_MAP_ITEM_GRANT),
			     -L4_ENOMEM);
		cr_assert_eq(page_at(pager, 0x1000).pa, RAM);
		cr_assert_eq(page_at(poor, 0x2000).order, 0);
		cr_assert_eq(bytes_of(poor), bytes_of(client));
	}
}

Test(map, superpages_stay_whole_where_both_sides_are_aligned)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	cr_assert_eq(page_at(pager, 0x400000).order, 21);
	map_to(pager, client, memory_page(0x400000, 21, L4_FPAGE_RWX), 0x600000, 0);
	cr_assert_eq(page_at(client, 0x600000).order, 21);
}

Test(map, a_piece_of_a_superpage_is_a_small_page)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	map_to(pager, client, memory_page(0x403000, 12, L4_FPAGE_RW), 0x1000, 0);
	cr_assert_eq(page_at(client, 0x1000).order, 12);
	cr_assert_eq(page_at(client, 0x1000).pa, RAM + 0x3000);
	cr_assert_eq(page_at(pager, 0x403000).order, 21);
}

Test(map, a_grant_of_a_piece_of_a_superpage_is_a_map)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	map_to(pager, client, memory_page(0x403000, 12, L4_FPAGE_RW), 0x1000, L4_MAP_ITEM_GRANT);
	cr_assert_eq(page_at(client, 0x1000).pa, RAM + 0x3000);
	cr_assert_eq(page_at(pager, 0x403000).order, 21);
}

Test(map, a_grant_of_a_superpage_takes_its_slices_along)
{
	size_t before = bytes_of(pager);

	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	map_to(pager, logger, memory_page(0x403000, 12, L4_FPAGE_RW), 0x1000, 0);
	map_to(pager, logger, memory_page(0x405000, 12, L4_FPAGE_RW), 0x2000, 0);
	map_to(pager, client, memory_page(0x400000, 21, L4_FPAGE_RWX), 0x800000, L4_MAP_ITEM_GRANT);
	check_all();
	cr_assert_eq(bytes_of(pager), before);
	unmap_execute(client, memory_page(0x805000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(logger, 0x1000).order, 12);
	cr_assert_eq(page_at(logger, 0x2000).order, 0);
}

Test(map, small_pages_in_the_way_of_a_superpage_are_replaced_with_their_children)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	give_page(client, RAM + 0x800000, 0x601000);
	give_page(client, RAM + 0x801000, 0x7ff000);
	map_to(client, logger, memory_page(0x601000, 12, L4_FPAGE_RW), 0x1000, 0);
	map_to(pager, client, memory_page(0x400000, 21, L4_FPAGE_RWX), 0x600000, 0);
	cr_assert_eq(page_at(client, 0x601000).order, 21);
	cr_assert_eq(page_at(logger, 0x1000).order, 0);
}

Test(map, a_superpage_in_the_way_of_a_small_page_goes_as_a_whole)
{
	map_to(sigma0, client, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	give_page(pager, RAM + 0x800000, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x403000, 0);
	cr_assert_eq(page_at(client, 0x403000).order, 12);
	cr_assert_eq(page_at(client, 0x404000).order, 0);
}

Test(map, a_superpage_over_its_own_small_pieces_upgrades_them)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	map_to(pager, client, memory_page(0x403000, 12, L4_FPAGE_RO), 0x603000, 0);
	map_to(client, logger, memory_page(0x603000, 12, L4_FPAGE_RO), 0x1000, 0);
	map_to(pager, client, memory_page(0x400000, 21, L4_FPAGE_RW), 0x600000, 0);
	cr_assert_eq(page_at(client, 0x603000).rights, L4_FPAGE_RW);
	cr_assert_eq(page_at(client, 0x602000).rights, L4_FPAGE_RW);
	cr_assert_eq(page_at(client, 0x7ff000).rights, L4_FPAGE_RW);
	cr_assert_eq(page_at(logger, 0x1000).order, 12); /* nobody revoked it */
}

Test(map, kernel_user_memory_cannot_be_sent)
{
	cr_assert_eq(ku_mem_add(&pager->mem, memory_page(0x5000, 12, 0)), 0);
	cr_assert_gt(map_to(pager, client, memory_page(0x5000, 12, L4_FPAGE_RW), 0x2000, 0), 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
}

Test(map, kernel_user_memory_cannot_be_overwritten)
{
	paddr_t pa;

	cr_assert_eq(ku_mem_add(&client->mem, memory_page(0x605000, 12, 0)), 0);
	pa = page_at(client, 0x605000).pa;
	map_to(sigma0, client, memory_page(RAM, 21, L4_FPAGE_RWX), 0x600000, 0);
	cr_assert_eq(page_at(client, 0x605000).pa, pa);
	cr_assert_eq(page_at(client, 0x604000).pa, RAM + 0x4000);
	cr_assert_eq(page_at(client, 0x606000).pa, RAM + 0x6000);
}

Test(map, kernel_user_memory_stays_when_all_is_unmapped)
{
	cr_assert_eq(ku_mem_add(&client->mem, memory_page(0x5000, 12, 0)), 0);
	unmap_execute(client, everywhere, L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(client, 0x5000).order, 12);
}

Test(map, the_cache_attribute_is_kept_or_chosen)
{
	map_to(sigma0, pager, memory_page(RAM, 12, L4_FPAGE_RW), 0x1000, L4_ITEM_UNCACHED);
	cr_assert_eq(page_at(pager, 0x1000).cache, PAGE_UNCACHED);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x1000, 0);
	cr_assert_eq(page_at(client, 0x1000).cache, PAGE_UNCACHED);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, L4_ITEM_CACHED);
	cr_assert_eq(page_at(client, 0x2000).cache, PAGE_CACHED);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x3000, L4_ITEM_BUFFERED);
	cr_assert_eq(page_at(client, 0x3000).cache, PAGE_BUFFERED);
}

Test(map, a_new_mapping_starts_with_the_flags_of_its_source)
{
	struct page p;

	give_page(pager, RAM, 0x1000);
	p       = page_at(pager, 0x1000);
	p.flags = PAGE_REFERENCED | PAGE_DIRTY;
	page_change(&pager->mem, &p);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x2000, 0);
	cr_assert_eq(page_at(client, 0x2000).flags, PAGE_REFERENCED | PAGE_DIRTY);
}

Test(map, addresses_behind_the_user_range_get_nothing)
{
	give_page(pager, RAM, 0x1000);
	cr_assert_eq(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), USER_TOP, 0), 0);
	cr_assert_eq(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), ~0xffful, 0), 0);
	cr_assert_eq(map_to(pager, client, memory_page(USER_TOP, 12, L4_FPAGE_RW), 0x1000, 0), 0);
}

Test(map, the_whole_space_can_be_sent_at_once)
{
	give_page(pager, RAM, 0x1000);
	give_page(pager, RAM + 0x1000, USER_TOP - 0x1000);
	map_to(sigma0, pager, memory_page(RAM + 0x40000000, 30, L4_FPAGE_RO), 1ul << 40, 0);
	cr_assert_gt(map_to(pager, client, memory_page(0, 63, L4_FPAGE_RW), 0, 0), 0);
	cr_assert_eq(page_at(client, 0x1000).pa, RAM);
	cr_assert_eq(page_at(client, USER_TOP - 1).pa, RAM + 0x1000);
	cr_assert_eq(page_at(client, 1ul << 40).order, 30);
}

Test(map, nobody_maps_into_physical_memory)
{
	give_page(pager, RAM, 0x1000);
	cr_assert_eq(map_to(pager, sigma0, memory_page(0x1000, 12, L4_FPAGE_RW), RAM, 0), 0);
}

Test(map, running_out_of_quota_keeps_what_was_mapped_until_then)
{
	/* Tables are there after the first page; then it is the mapping nodes that run out. */
	struct task *poor = make_task(bytes_of(client) + 3 * 4096 + 5 * 64);

	for (unsigned i = 0; i < 16; i++)
		give_page(pager, RAM + i * 0x1000, 0x10000 + i * 0x1000);
	cr_assert_eq(map_to(pager, poor, memory_page(0x10000, 16, L4_FPAGE_RW), 0x10000, 0),
		     -L4_ENOMEM);
	for (unsigned i = 0; i < 16; i++)
		cr_assert_eq(page_at(poor, 0x10000 + i * 0x1000).order, i < 5 ? 12 : 0);
}

Test(map, every_allocation_that_fails_leaves_all_sound)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	for (size_t limit = bytes_of(client); limit < bytes_of(client) + 5 * 4096; limit += 16) {
		struct task *poor = make_task(limit);
		size_t before     = bytes_of(poor);
		struct quota *q   = poor->object.quota;

		map_to(pager, poor, memory_page(0x400000, 13, L4_FPAGE_RW), 0x1000, 0);
		map_to(poor, client, memory_page(0x2000, 12, L4_FPAGE_RW), 0x8000, 0);
		map_to(poor, poor, memory_page(0x2000, 12, L4_FPAGE_RW), 1ul << 40,
		       L4_MAP_ITEM_GRANT);
		check_all();
		unmap_execute(poor, everywhere, L4_FP_ALL_SPACES);
		cr_assert_eq(bytes_of(poor), before);
		kill_task(poor);
		cr_assert_eq(q->used, 0);
		quota_release(q);
	}
}

Test(map, a_failed_first_mapping_of_physical_memory_leaves_no_root)
{
	struct task *poor = make_task(bytes_of(client));

	cr_assert_eq(map_to(sigma0, poor, memory_page(RAM, 12, L4_FPAGE_RW), 0x1000, 0),
		     -L4_ENOMEM);
	cr_assert_eq(mapdb_count(), 0);
}

Test(map, a_pool_without_memory_is_an_error_too)
{
	void *frame;

	give_page(pager, RAM, 0x1000);
	while ((frame = frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL)))
		;
	cr_assert_eq(map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RW), 0x1000, 0),
		     -L4_ENOMEM);
}

Test(map, a_tree_can_be_as_deep_as_depth_counts_and_no_deeper)
{
	/* One page, mapped on and on within one task. */
	struct task *deep = make_task(12 << 20);
	vaddr_t va        = 0x1000;
	long result;

	give_page(deep, RAM, va);
	while ((result = map_to(deep, deep, memory_page(va, 12, L4_FPAGE_RW), va + 0x1000, 0)) > 0)
		va += 0x1000;
	cr_assert_eq(result, -L4_ENOMEM);
	cr_assert_eq(mapping_depth(mapdb_find(&deep->mem, va, 12)), MAP_DEPTH_MAX);
	unmap_execute(deep, memory_page(0x1000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(deep, 0x2000).order, 0);
	cr_assert_eq(page_at(deep, va).order, 0);
}
