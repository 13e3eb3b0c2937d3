/*
 * Group J: the kernel info page, the state a root task starts in, sigma0, KU memory.
 */
#include <l4/sigma0/sigma0.h>
#include "tests/target/target.h"

static void the_page_has_magic_and_version(void)
{
	static const unsigned char magic[] = {0x4c, 0x34, 0xe6, 0x4b};

	EXPECT(memcmp(l4_kip(), magic, sizeof(magic)), 0);
	EXPECT(l4_kip()->version & 0xff00ffffU, 0x87004444U);
}

static void the_feature_list_is_there_and_ends(void)
{
	const char *s = l4_kip_version_string(l4_kip());
	unsigned n    = 0;

	CHECK(l4_kip_kernel_has_feature(l4_kip(), "abiver:3"));
	CHECK(l4_kip_kernel_has_feature(l4_kip(), "mapdb"));
	CHECK(!l4_kip_kernel_has_feature(l4_kip(), "abiver"));
	l4_kip_for_each_feature(s)
	{
		n++;
	}
	CHECK(n >= 2 && n < 32);
	CHECK(s < (const char *)l4_kip() + 0x900);
}

static void memory_descriptors_name_the_user_range(void)
{
	const l4_kernel_info_mem_desc_t *d =
		(const l4_kernel_info_mem_desc_t *)((const char *)l4_kip() + l4_kip()->mem_descs);
	bool virtual = false, ram = false;

	for (unsigned i = 0; i < l4_kip()->mem_descs_num; i++) {
		unsigned type = (unsigned)d[i].l & 0xf;

		if (type == l4_mem_type_conventional && d[i].l & L4_MEM_DESC_VIRTUAL)
			virtual |= (d[i].l & ~0x3ffUL) == 0 && (d[i].h | 0x3ff) == L4_USER_MAX;
		else if (type == l4_mem_type_conventional)
			ram = true;
	}
	CHECK(virtual && ram);
}

static void the_clock_does_not_go_backwards(void)
{
	l4_cpu_time_t us = l4_kip_clock(l4_kip()), ns = l4_kip_clock_ns(l4_kip()), later;

	for (unsigned i = 0; i < 1000; i++) {
		later = l4_kip_clock(l4_kip());
		CHECK(later >= us);
		us = later;
	}
	later = l4_kip_clock_ns(l4_kip());
	CHECK(later > ns);
	CHECK(later / 1000 >= us && later / 1000 - us < 100000);
}

/* Kernel time and user time are the same clock: a timeout of 10 ms is 10 ms on it. */
static void kernel_timeouts_run_on_the_clock_of_the_page(void)
{
	l4_kernel_clock_t start = test_now(), taken;

	test_pause(10);
	taken = test_now() - start;
	CHECK(taken >= 10000 && taken < 1000000);
}

static void the_root_task_finds_its_capabilities(void)
{
	for (l4_umword_t i = 1; i <= 7; i++)
		CHECK(test_valid(i << L4_CAP_SHIFT));
	CHECK(!test_valid(9UL << L4_CAP_SHIFT));
}

static void sigma0_hands_out_the_page_itself(void)
{
	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_SIGMA0_REQ_KIP;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;

	l4_msgtag_t tag = test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				      l4_msgtag(L4_PROTO_SIGMA0, 1, 0, 0), L4_IPC_NEVER);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_items(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0] & ~0xfffUL, (l4_addr_t)l4_kip());
}

static void sigma0_refuses_what_it_does_not_know(void)
{
	l4_utcb_mr()->mr[0] = 0x1234;
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_SIGMA0, 1, 0, 0), L4_IPC_NEVER),
		     -L4_ENOSYS);
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL, l4_msgtag(4711, 1, 0, 0),
				 L4_IPC_NEVER),
		     -L4_EBADPROTO);
}

/* The kernel's own memory is no source of mappings, not even for sigma0. */
static void the_kernel_keeps_its_own_memory(void)
{
	const l4_kernel_info_mem_desc_t *d =
		(const l4_kernel_info_mem_desc_t *)((const char *)l4_kip() + l4_kip()->mem_descs);
	unsigned tried = 0;

	for (unsigned i = 0; i < l4_kip()->mem_descs_num; i++) {
		l4_addr_t start = d[i].l & ~0x3ffUL;

		if (((unsigned)d[i].l & 0x20f) != l4_mem_type_reserved)
			continue;
		tried++;
		start = l4_round_page((start + d[i].h) / 2); /* the middle: not the page itself */
		l4_utcb_mr()->mr[0] = (l4_umword_t)L4_SIGMA0_REQ_FPAGE_RAM;
		l4_utcb_mr()->mr[1] = l4_fpage(start, L4_PAGESHIFT, L4_FPAGE_RWX).raw;
		l4_utcb_receive_memory(test_hole(L4_PAGESHIFT), L4_PAGESHIFT);
		EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
					 l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0), L4_IPC_NEVER),
			     -L4_ENOMEM);
	}
	CHECK(tried >= 2);
}

static const struct test tests[] = {
	TEST("J214", the_page_has_magic_and_version),
	TEST("J215", the_feature_list_is_there_and_ends),
	TEST("J216", memory_descriptors_name_the_user_range),
	TEST("J217", the_clock_does_not_go_backwards),
	TEST("J217", kernel_timeouts_run_on_the_clock_of_the_page),
	TEST("J218", the_root_task_finds_its_capabilities),
	TEST("J222", sigma0_hands_out_the_page_itself),
	TEST("J (11.5)", sigma0_refuses_what_it_does_not_know),
	TEST("J (11)", the_kernel_keeps_its_own_memory),
};

TEST_GROUP(group_j, "J. KIP, boot, KU memory", tests);
