/*
 * Group S: sigma0 as its clients see it (abi sheet §11.5), beyond what group J needs to boot.
 *
 * Every page that these tests fetch stays the root task's for good: sigma0 takes nothing back. They
 * fetch few.
 */
#include <l4/sigma0/sigma0.h>
#include "tests/target/target.h"

static l4_umword_t request(long op)
{
	return (l4_umword_t)op;
}

/* Send a request with flexpage @p what, open for an item at its hot spot. */
static l4_msgtag_t ask(l4_cap_idx_t sigma0, long op, l4_fpage_t what)
{
	l4_utcb_mr()->mr[0] = request(op);
	l4_utcb_mr()->mr[1] = what.raw;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	return test_invoke(sigma0, L4_SYSF_CALL, l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0), L4_IPC_NEVER);
}

/* A fresh page of RAM, mapped at its physical address. */
static l4_addr_t fresh_page(void)
{
	l4_addr_t page = 0;

	EXPECT(l4sigma0_map_any(L4_BASE_PAGER_CAP, L4_PAGESHIFT, &page), 0);
	CHECK(page != 0);
	return page;
}

static void any_memory_is_ours_to_write(void)
{
	volatile l4_umword_t *word = (volatile l4_umword_t *)fresh_page();

	*word = 0x600d;
	EXPECT(*word, 0x600d);
}

static void two_requests_get_different_memory(void)
{
	CHECK(fresh_page() != fresh_page());
}

static void a_page_can_be_asked_for_by_address_again_by_its_owner(void)
{
	l4_addr_t page      = fresh_page();
	l4_addr_t elsewhere = test_hole(L4_PAGESHIFT);

	*(volatile l4_umword_t *)page = 0xcafe;
	EXPECT(l4sigma0_map_mem(L4_BASE_PAGER_CAP, page, elsewhere, L4_PAGESIZE), 0);
	EXPECT(*(volatile l4_umword_t *)elsewhere, 0xcafe);
	l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage(elsewhere, L4_PAGESHIFT, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
}

static void a_page_that_was_dropped_comes_back_by_a_fault(void)
{
	volatile l4_umword_t *word = (volatile l4_umword_t *)fresh_page();

	*word = 0xd0d0;
	l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage((l4_addr_t)word, L4_PAGESHIFT, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
	EXPECT(*word, 0xd0d0);
}

static void malformed_flexpages_are_refused(void)
{
	EXPECT_LABEL(ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_ANY, l4_fpage(0, 11, 7)),
		     -L4_EINVAL);
	EXPECT_LABEL(ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_RAM, l4_fpage(0, 11, 7)),
		     -L4_EINVAL);
	EXPECT_LABEL(ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_RAM,
			 l4_fpage(fresh_page() | L4_PAGESIZE, L4_PAGESHIFT + 1, 7)),
		     -L4_EINVAL);
	EXPECT_LABEL(
		ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_ANY, l4_fpage(0, L4_WORD_BITS - 1, 7)),
		-L4_ENOMEM);
}

static void memory_is_not_handed_out_as_device_memory(void)
{
	l4_addr_t page = fresh_page();

	EXPECT_LABEL(
		ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_IOMEM, l4_fpage(page, L4_PAGESHIFT, 7)),
		-L4_ENOMEM);
	EXPECT_LABEL(ask(L4_BASE_PAGER_CAP, L4_SIGMA0_REQ_FPAGE_IOMEM_CACHED,
			 l4_fpage((l4_addr_t)l4_kip(), L4_PAGESHIFT, 7)),
		     -L4_ENOMEM);
}

/* A second client: its own gate, and nothing of what belongs to the first. */
static void a_new_client_gets_no_memory_of_another(void)
{
	l4_cap_idx_t client = test_slot();
	l4_addr_t page      = fresh_page();

	EXPECT(l4sigma0_new_client(L4_BASE_PAGER_CAP, client), 0);
	CHECK(test_valid(client));
	EXPECT_LABEL(ask(client, L4_SIGMA0_REQ_FPAGE_RAM, l4_fpage(page, L4_PAGESHIFT, 7)),
		     -L4_ENOMEM);
	EXPECT_LABEL(ask(client, L4_SIGMA0_REQ_KIP, l4_fpage_invalid()), 0);
	EXPECT(l4_utcb_mr()->mr[0] & L4_PAGEMASK, (l4_addr_t)l4_kip());
}

static void clients_need_the_right_and_the_type(void)
{
	l4_cap_idx_t weak = test_slot(), target = test_slot();

	test_copy(weak, L4_BASE_PAGER_CAP, L4_CAP_FPAGE_RW, 0);
	EXPECT(l4sigma0_new_client(weak, target), -L4_EPERM);
	EXPECT_LABEL(l4_factory_create(L4_BASE_PAGER_CAP, L4_PROTO_LOG, target), -L4_ENODEV);
	CHECK(!test_valid(target));
}

static void the_server_says_which_protocols_it_speaks(void)
{
	enum {
		META_SUPPORTS = 2,
	};
	static const struct {
		long protocol, expected;
	} cases[] = {{L4_PROTO_SIGMA0, 1}, {L4_PROTO_FACTORY, 1}, {L4_PROTO_LOG, 0}};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		l4_utcb_mr()->mr[0] = META_SUPPORTS;
		l4_utcb_mr()->mr[1] = request(cases[i].protocol);
		EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
					 l4_msgtag(L4_PROTO_META, 2, 0, 0), L4_IPC_NEVER),
			     cases[i].expected);
	}
}

static const struct test tests[] = {
	TEST("J221", any_memory_is_ours_to_write),
	TEST("J221", two_requests_get_different_memory),
	TEST("J221", a_page_can_be_asked_for_by_address_again_by_its_owner),
	TEST("J221", a_page_that_was_dropped_comes_back_by_a_fault),
	TEST("11.5", malformed_flexpages_are_refused),
	TEST("11.5", memory_is_not_handed_out_as_device_memory),
	TEST("11.5", a_new_client_gets_no_memory_of_another),
	TEST("11.5", clients_need_the_right_and_the_type),
	TEST("11.5", the_server_says_which_protocols_it_speaks),
};

TEST_GROUP(group_s, "sigma0", tests);
