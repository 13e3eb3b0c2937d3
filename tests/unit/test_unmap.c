/*
 * Unmap of memory (abi sheet §6.8; checklist 77 to 80), and what happens when others run meanwhile.
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

TestSuite(unmap, .init = start, .fini = end);

/* pager 0x1000 -> client 0x2000 -> logger 0x3000, and pager -> logger 0x4000. */
static void make_family(void)
{
	give_page(pager, RAM, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RWX), 0x2000, 0);
	map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RWX), 0x3000, 0);
	map_to(pager, logger, memory_page(0x1000, 12, L4_FPAGE_RWX), 0x4000, 0);
}

static void set_flags(struct task *t, vaddr_t va, unsigned flags)
{
	struct page p = page_at(t, va);

	p.flags = (uint8_t)flags;
	page_change(&t->mem, &p);
}

Test(unmap, of_others_takes_the_page_from_every_descendant)
{
	make_family();
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), L4_FP_OTHER_SPACES);
	cr_assert_eq(page_at(pager, 0x1000).order, 12);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(page_at(logger, 0x4000).order, 0);
}

Test(unmap, of_a_child_leaves_its_siblings_alone)
{
	make_family();
	unmap_execute(client, memory_page(0x2000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(page_at(logger, 0x4000).order, 12);
}

Test(unmap, with_self_takes_it_from_the_task_too)
{
	size_t before = bytes_of(pager);

	make_family();
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(pager, 0x1000).order, 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
	cr_assert_eq(bytes_of(pager), before);
}

Test(unmap, of_the_write_right_leaves_the_pages)
{
	make_family();
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_W), L4_FP_OTHER_SPACES);
	cr_assert_eq(page_at(pager, 0x1000).rights, L4_FPAGE_RWX);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RX);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RX);
	/* The tree shows the same. */
	cr_assert_eq(mapdb_find(&client->mem, 0x2000, 12)->entry.node.rights, L4_FPAGE_RX);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_W | L4_FPAGE_X), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(pager, 0x1000).rights, L4_FPAGE_RO);
	cr_assert_eq(page_at(logger, 0x4000).rights, L4_FPAGE_RO);
}

Test(unmap, without_rights_does_nothing)
{
	make_family();
	unmap_execute(pager, memory_page(0x1000, 12, 0), L4_FP_ALL_SPACES);
	unmap_execute(pager, memory_page(0x1000, 12, 8), L4_FP_ALL_SPACES);
	unmap_execute(pager, (l4_fpage_t){L4_FPAGE_RWX}, L4_FP_ALL_SPACES);
	unmap_execute(pager, memory_page(0x1000, 11, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(pager, 0x1000).rights, L4_FPAGE_RWX);
	cr_assert_eq(page_at(client, 0x2000).rights, L4_FPAGE_RWX);
}

Test(unmap, reports_the_flags_of_descendants_and_keeps_them_in_the_source)
{
	make_family();
	set_flags(logger, 0x3000, PAGE_DIRTY);
	set_flags(client, 0x2000, PAGE_REFERENCED);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0),
		     PAGE_DIRTY | PAGE_REFERENCED);
	cr_assert_eq(page_at(pager, 0x1000).flags, PAGE_DIRTY | PAGE_REFERENCED);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0), 0);
}

Test(unmap, of_write_reports_flags_once)
{
	make_family();
	set_flags(logger, 0x3000, PAGE_DIRTY);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_W), 0), PAGE_DIRTY);
	cr_assert_eq(page_at(logger, 0x3000).flags, 0);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_W), 0), 0);
}

Test(unmap, of_self_reports_its_own_flags)
{
	give_page(pager, RAM, 0x1000);
	set_flags(pager, 0x1000, PAGE_DIRTY);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0), 0);
	cr_assert_eq(unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES),
		     PAGE_DIRTY);
}

/* pager 2M at 0x400000 -> client 2M at 0x600000 -> logger 4K pieces 3 and 5; pager -> logger piece 7. */
static void make_large_family(void)
{
	map_to(sigma0, pager, memory_page(RAM, 21, L4_FPAGE_RWX), 0x400000, 0);
	map_to(pager, client, memory_page(0x400000, 21, L4_FPAGE_RWX), 0x600000, 0);
	map_to(client, logger, memory_page(0x603000, 12, L4_FPAGE_RWX), 0x3000, 0);
	map_to(client, logger, memory_page(0x605000, 12, L4_FPAGE_RWX), 0x5000, 0);
	map_to(pager, logger, memory_page(0x407000, 12, L4_FPAGE_RWX), 0x7000, 0);
	check_all();
}

Test(unmap, of_a_piece_of_a_superpage_reaches_who_has_that_piece)
{
	make_large_family();
	unmap_execute(client, memory_page(0x603000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(client, 0x603000).order, 21);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(page_at(logger, 0x5000).order, 12);
}

Test(unmap, of_a_piece_takes_whole_superpages_from_descendants)
{
	make_large_family();
	unmap_execute(pager, memory_page(0x404000, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(pager, 0x404000).order, 21);
	cr_assert_eq(page_at(client, 0x600000).order, 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(page_at(logger, 0x7000).order, 12); /* from another piece of pager's page */
}

Test(unmap, of_a_piece_of_ones_own_superpage_takes_all_of_it)
{
	make_large_family();
	unmap_execute(pager, memory_page(0x404000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(pager, 0x400000).order, 0);
	cr_assert_eq(page_at(client, 0x600000).order, 0);
	cr_assert_eq(page_at(logger, 0x7000).order, 0);
}

Test(unmap, of_write_goes_down_into_the_pieces)
{
	make_large_family();
	unmap_execute(pager, memory_page(0x400000, 21, L4_FPAGE_W), 0);
	cr_assert_eq(page_at(client, 0x600000).rights, L4_FPAGE_RX);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RX);
	cr_assert_eq(page_at(logger, 0x7000).rights, L4_FPAGE_RX);
	cr_assert_eq(page_at(pager, 0x400000).rights, L4_FPAGE_RWX);
}

Test(unmap, of_write_for_one_piece_leaves_the_other_pieces)
{
	make_large_family();
	unmap_execute(client, memory_page(0x605000, 12, L4_FPAGE_W), 0);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RWX);
	cr_assert_eq(page_at(logger, 0x5000).rights, L4_FPAGE_RX);
}

Test(unmap, by_sigma0_reaches_everybody)
{
	make_large_family();
	unmap_execute(sigma0, memory_page(RAM + 0x7000, 12, L4_FPAGE_RWX), 0);
	/* All share a superpage, and whole pages go. */
	cr_assert_eq(page_at(pager, 0x400000).order, 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_eq(mapdb_count(), 0);
}

Test(unmap, by_sigma0_of_another_address_reaches_nobody)
{
	make_large_family();
	unmap_execute(sigma0, memory_page(RAM + 0x200000, 21, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(pager, 0x400000).order, 21);
	cr_assert_eq(page_at(logger, 0x3000).order, 12);
}

Test(unmap, by_sigma0_of_itself_drops_what_it_touched)
{
	cr_assert_eq(map_physical(sigma0, RAM), 0);
	unmap_execute(sigma0, memory_page(RAM, 12, L4_FPAGE_RWX), 0);
	cr_assert_eq(page_at(sigma0, RAM).order, 21);
	unmap_execute(sigma0, memory_page(RAM, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(sigma0, RAM).order, 0);
}

Test(unmap, of_all_spaces_takes_memory_and_capabilities)
{
	make_family();
	give_cap(client, 1, &client->object, L4_CAP_FPAGE_RWSD | CAP_COUNTED);
	give_cap(logger, 9, &client->object, L4_CAP_FPAGE_RWSD | CAP_COUNTED);
	unmap_execute(client, everywhere, L4_FP_ALL_SPACES);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
	cr_assert_eq(cap_at(client, 1), 0);
	cr_assert_eq(page_at(logger, 0x3000).order, 0);
	cr_assert_neq(cap_at(logger, 9), 0);
}

Test(unmap, the_tlb_is_flushed_before_others_may_run)
{
	make_family();
	unsigned before = host_tlb_flushes(), preempted = host_preemptions();

	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0);
	cr_assert_geq(host_tlb_flushes() - before, 3);
	cr_assert_geq(host_preemptions() - preempted, 3);
}

/* ---- Others run meanwhile --------------------------------------------------------------------- */

static void unmap_everything_of_client(void *data)
{
	(void)data;
	check_all();
	unmap_execute(client, memory_page(0, 63, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	check_all();
}

Test(unmap, a_middle_task_may_unmap_during_a_revocation)
{
	make_large_family();
	host_on_interrupt(unmap_everything_of_client, NULL);
	unmap_execute(pager, memory_page(0x400000, 21, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	host_on_interrupt(NULL, NULL);
	cr_assert_eq(page_at(pager, 0x400000).order, 0);
	cr_assert_eq(mapdb_count(), 0);
}

static void unmap_everything_of_pager(void *data)
{
	(void)data;
	unmap_execute(pager, memory_page(0, 63, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
}

Test(unmap, the_page_itself_may_vanish_during_its_revocation)
{
	for (unsigned rights = L4_FPAGE_W; rights <= L4_FPAGE_RWX; rights++) {
		make_large_family();
		make_family();
		host_on_interrupt(unmap_everything_of_pager, NULL);
		unmap_execute(pager, memory_page(0, 32, rights), L4_FP_ALL_SPACES);
		host_on_interrupt(NULL, NULL);
		check_all();
		cr_assert_eq(mapdb_count(), 0);
	}
}

static void replace_page_of_pager(void *data)
{
	unsigned *times = data;

	if ((*times)++ >= 5)
		return;
	give_page(pager, RAM + 0x1000000 + *times * 0x1000, 0x1000);
	map_to(pager, client, memory_page(0x1000, 12, L4_FPAGE_RWX), 0x9000, 0);
	map_to(client, logger, memory_page(0x9000, 12, L4_FPAGE_RWX), 0x9000, 0);
}

Test(unmap, another_page_may_come_to_its_place_during_its_revocation)
{
	unsigned times = 0;

	make_family();
	host_on_interrupt(replace_page_of_pager, &times);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), L4_FP_ALL_SPACES);
	host_on_interrupt(NULL, NULL);
	cr_assert_gt(times, 5);
	cr_assert_eq(page_at(pager, 0x1000).order, 0);
	cr_assert_eq(page_at(client, 0x9000).order, 0);
}

static void kill_client(void *data)
{
	(void)data;
	if (!client->object.dying)
		kill_object(&client->object);
}

Test(unmap, a_task_may_die_during_a_revocation)
{
	make_large_family();
	object_get(&client->object);
	host_on_interrupt(kill_client, NULL);
	unmap_execute(pager, memory_page(0x400000, 21, L4_FPAGE_RWX), 0);
	host_on_interrupt(NULL, NULL);
	object_reap();
	object_put(&client->object);
	cr_assert_eq(page_at(logger, 0x7000).order, 0);
	cr_assert_eq(mapdb_count(), 2); /* pager's superpage and its root */
}

static void grant_page_on(void *data)
{
	bool *done = data;

	if (!*done)
		map_to(client, logger, memory_page(0x2000, 12, L4_FPAGE_RWX), 0xa000,
		       L4_MAP_ITEM_GRANT);
	*done = true;
}

Test(unmap, a_granted_page_does_not_escape)
{
	bool done = false;

	make_family();
	host_on_interrupt(grant_page_on, &done);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_RWX), 0);
	host_on_interrupt(NULL, NULL);
	cr_assert(done);
	cr_assert_eq(page_at(logger, 0xa000).order, 0);
	cr_assert_eq(page_at(client, 0x2000).order, 0);
}

static void grant_writable_page_on(void *data)
{
	grant_page_on(data);
}

Test(unmap, a_granted_page_does_not_escape_with_its_write_right)
{
	bool done = false;

	make_family();
	host_on_interrupt(grant_writable_page_on, &done);
	unmap_execute(pager, memory_page(0x1000, 12, L4_FPAGE_W), 0);
	host_on_interrupt(NULL, NULL);
	cr_assert(done);
	cr_assert_eq(page_at(logger, 0xa000).rights, L4_FPAGE_RX);
	cr_assert_eq(page_at(logger, 0x3000).rights, L4_FPAGE_RX);
}
