/*
 * Group J: the kernel info page, the state a root task starts in, sigma0, KU memory.
 */
#include <l4/sigma0/sigma0.h>
#include <l4/sys/memdesc.h>
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
		for (const char *c = s; *c; c++)
			CHECK(*c > ' ' && *c < 0x7f);
	}
	CHECK(n >= 2 && n < 32);
	CHECK(s < (const char *)l4_kip() + 0x900);
}

/* The header's numbers at their offsets (abi sheet §10.1), read as a program in assembly would. */
static void the_page_has_its_fields_where_they_belong(void)
{
	const char *kip      = (const char *)l4_kip();
	const l4_uint32_t *w = (const l4_uint32_t *)kip;
	const l4_uint64_t *q = (const l4_uint64_t *)kip;
	unsigned strings     = 16u * (unsigned char)kip[8];

	EXPECT(kip[9] | kip[0xa] | kip[0xb] | kip[0xd] | kip[0xe] | kip[0xf], 0);
	CHECK(q[2] != 0 && q[3] != 0 && q[2] != q[3]); /* sigma0's and our first instructions */
	CHECK(q[5] >= 1000);                           /* kHz */
	CHECK(q[8] != 0);
	CHECK(w[0x50 / 4] > 0);
	EXPECT(w[0x54 / 4], L4_KIP_STRUCT_SIZE);
	EXPECT(w[0x58 / 4], 64);
	CHECK(kip[0x70] != 0 && memchr(kip + 0x70, 0, 16));
	EXPECT(strings, L4_KIP_STRUCT_SIZE + 64 * 2 * sizeof(l4_umword_t));
	CHECK(kip[strings] != 0);
}

/* The module information has us in it: a root task finds its command line there. */
static void the_module_information_names_the_root_task(void)
{
	const l4util_l4mod_info *info = (const void *)(l4_addr_t)l4_kip()->user_ptr;
	const l4util_l4mod_mod *mod   = (const void *)(l4_addr_t)info->mods_addr;
	unsigned roots                = 0;

	for (unsigned i = 0; i < info->mods_count; i++) {
		const char *line = (const char *)(l4_addr_t)mod[i].cmdline;

		CHECK(*line != 0);
		roots += (mod[i].flags & L4MOD_FLAG_MASK) == L4MOD_FLAG_ROOTTASK;
		if ((mod[i].flags & L4MOD_FLAG_MASK) == L4MOD_FLAG_NONE)
			CHECK(mod[i].mod_start < mod[i].mod_end &&
			      mod[i].mod_start % L4_PAGESIZE == 0);
	}
	EXPECT(roots, 1);
}

static bool is_virtual(const l4_kernel_info_mem_desc_t *d)
{
	return l4_kernel_info_get_mem_desc_type(d) == l4_mem_type_undefined ||
	       l4_kernel_info_get_mem_desc_is_virtual(d);
}

static bool share_a_page(const l4_kernel_info_mem_desc_t *a, const l4_kernel_info_mem_desc_t *b)
{
	return l4_trunc_page(l4_kernel_info_get_mem_desc_start(a)) <=
		       l4_kernel_info_get_mem_desc_end(b) &&
	       l4_trunc_page(l4_kernel_info_get_mem_desc_start(b)) <=
		       l4_kernel_info_get_mem_desc_end(a);
}

/*
 * The original's sigma0 reads the descriptors once, from the first to the last: RAM that came after
 * what lies in it would be free again. And it gives up where a page is the root task's and somebody
 * else's.
 */
static void memory_descriptors_are_as_the_original_sigma0_wants_them(void)
{
	const l4_kernel_info_mem_desc_t *d = l4_kernel_info_get_mem_descs(l4_kip());
	unsigned n                         = l4_kernel_info_get_num_mem_descs(l4_kip());
	bool others                        = false;

	for (unsigned i = 0; i < n; i++) {
		unsigned type = (unsigned)l4_kernel_info_get_mem_desc_type(&d[i]);

		if (is_virtual(&d[i]))
			continue;
		CHECK(type != l4_mem_type_conventional || !others);
		others |= type != l4_mem_type_conventional;
		for (unsigned k = 0; k < n && type == l4_mem_type_bootloader; k++) {
			unsigned other = (unsigned)l4_kernel_info_get_mem_desc_type(&d[k]);

			if (!is_virtual(&d[k]) && other != l4_mem_type_conventional &&
			    other != l4_mem_type_bootloader)
				CHECK(!share_a_page(&d[i], &d[k]));
		}
	}
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
	l4_cpu_time_t us = l4_kip_clock(l4_kip()), ns = l4_kip_clock_ns(l4_kip()), later, apart;

	for (unsigned i = 0; i < 1000; i++) {
		later = l4_kip_clock(l4_kip());
		CHECK(later >= us);
		us = later;
	}
	later = l4_kip_clock_ns(l4_kip());
	CHECK(later > ns);
	/* Each clock has a scale of its own, rounded: with time they go apart, in either direction. */
	apart = us / 1000000 + 1;
	CHECK(later / 1000 + apart >= us && later / 1000 + apart - us < 100000 + 2 * apart);
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
	CHECK(!test_valid(8UL << L4_CAP_SHIFT)); /* an IOMMU */
	CHECK(!test_valid(9UL << L4_CAP_SHIFT));
	CHECK(!test_valid(11UL << L4_CAP_SHIFT)); /* calls of secure firmware */
}

static void sigma0_hands_out_the_page_itself(void)
{
	enum {
		PAGE_IN_SANDBOX = 0x20000000,
	};
	struct sandbox s;
	l4_umword_t word;

	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_SIGMA0_REQ_KIP;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;

	l4_msgtag_t tag = test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				      l4_msgtag(L4_PROTO_SIGMA0, 1, 0, 0), L4_IPC_NEVER);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_items(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0] & ~0xfffUL, (l4_addr_t)l4_kip());

	/* To be read only: write is not there to be handed on. */
	sandbox_make(&s);
	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP,
				 l4_fpage((l4_addr_t)l4_kip(), L4_PAGESHIFT, L4_FPAGE_RWX),
				 l4_map_control(PAGE_IN_SANDBOX, 0, L4_MAP_ITEM_MAP)),
		     0);
	CHECK(sandbox_reads(&s, PAGE_IN_SANDBOX, &word));
	EXPECT(word & 0xffffffff, L4_KERNEL_INFO_MAGIC);
	CHECK(!sandbox_writes(&s, PAGE_IN_SANDBOX, word));
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
	TEST("10.1", the_page_has_its_fields_where_they_belong),
	TEST("11.4", the_module_information_names_the_root_task),
	TEST("J216", memory_descriptors_name_the_user_range),
	TEST("10.4", memory_descriptors_are_as_the_original_sigma0_wants_them),
	TEST("J217", the_clock_does_not_go_backwards),
	TEST("J217", kernel_timeouts_run_on_the_clock_of_the_page),
	TEST("J218", the_root_task_finds_its_capabilities),
	TEST("J222", sigma0_hands_out_the_page_itself),
	TEST("J (11.5)", sigma0_refuses_what_it_does_not_know),
	TEST("J (11)", the_kernel_keeps_its_own_memory),
};

TEST_GROUP(group_j, "J. KIP, boot, KU memory", tests);
