/*
 * Flexpages, timeouts and other words that programs compute: the sheet's encodings (§3, §5, §6).
 */
#include <criterion/criterion.h>
#include <l4/sys/ipc.h>
#include <l4/sys/memdesc.h>

Test(words, of_flexpages_are_as_in_section_6_1)
{
	cr_expect_eq(l4_fpage(0x12345000, 12, 7).raw, 0x12345317);
	cr_expect_eq(l4_iofpage(0x3f8, 3).raw, 0x3f8000 | 3 << 6 | 2 << 4 | 6);
	cr_expect_eq(l4_obj_fpage(0x77000, 2, 0xf).raw, 0x770bf);
	cr_expect_eq(l4_fpage_all().raw, 0xfc0);
	cr_expect_eq(l4_fpage_invalid().raw, 0);
	cr_expect_eq(l4_fpage_set_rights(l4_fpage(0x1000, 12, 7), 4).raw, 0x1314);
	cr_expect_eq(l4_map_control(0x1234567, 5, 2), 0x123405a);
	cr_expect(l4_fpage_contains(l4_fpage(0x10000, 16, 7), 0x1f000, 12));
	cr_expect_not(l4_fpage_contains(l4_fpage(0x10000, 16, 7), 0x20000, 12));
	cr_expect_not(l4_fpage_contains(l4_fpage(0x10000, 12, 7), 0x10000, 13));
}

Test(words, the_largest_flexpage_ends_where_the_range_or_the_alignment_ends)
{
	cr_expect_eq(l4_fpage_max_order(12, 0x200000, 0x200000, 0x400000, 0), 21);
	cr_expect_eq(l4_fpage_max_order(12, 0x200000, 0x200000, 0x3ff000, 0), 20,
		     "the end is the first address behind");
	cr_expect_eq(l4_fpage_max_order(12, 0x200000, 0x200000, 0x400000, 0x1000), 12,
		     "the destination is aligned to a page");
	cr_expect_eq(l4_fpage_max_order(12, 0x203000, 0x202000, 0x400000, 0x203000), 13,
		     "it may begin before the address, not before the range");
	cr_expect_eq(l4_fpage_max_order(12, 0, 0, 0, 0), 30, "1 GiB is the most");
	cr_expect_eq(l4_fpage_max_order(12, 0, 0, 0, ~0UL), 12, "no hot spot");
}

Test(words, of_timeouts_are_as_in_section_5)
{
	cr_expect_eq(L4_IPC_NEVER.raw, 0);
	cr_expect_eq(L4_IPC_SEND_TIMEOUT_0.raw, 0x04000000);
	cr_expect_eq(L4_IPC_RECV_TIMEOUT_0.raw, 0x00000400);
	cr_expect_eq(L4_IPC_BOTH_TIMEOUT_0.raw, 0x04000400);
	cr_expect_eq(l4_timeout_from_us(0).t, 0x0400);
	cr_expect_eq(l4_timeout_from_us(1).t, 1);
	cr_expect_eq(l4_timeout_from_us(1023).t, 1023);
	cr_expect_eq(l4_timeout_from_us(1024).t, 1 << 10 | 512);
	cr_expect_eq(l4_timeout_from_us(L4_TIMEOUT_US_NEVER).t, 0);
	cr_expect_eq(l4_timeout_from_us(L4_TIMEOUT_US_MAX).t, 31 << 10 | 1023, "the longest");
	cr_expect_eq(l4_timeout_from_us(L4_TIMEOUT_US_MAX + 1).t, 0, "longer is for ever");
	cr_expect_eq(l4_ipc_timeout(1, 2, 3, 4).raw, (2U << 10 | 1) << 16 | 4 << 10 | 3);
	cr_expect_eq(l4_timeout_get(100, l4_timeout_rel(5, 2)), 120);
}

Test(words, no_timeout_is_shorter_than_asked_for_nor_much_longer)
{
	for (l4_uint64_t us = 1; us < 1ULL << 40; us += us / 7 + 1) {
		l4_kernel_clock_t length = l4_timeout_rel_get(l4_timeout_from_us(us));

		cr_assert(length >= us, "%llu became %llu", us, length);
		cr_assert(length - us <= us / 256, "%llu became %llu", us, length);
	}
}

Test(words, of_exceptions_tell_address_and_write_as_a_page_fault_does)
{
	l4_exc_regs_t r = {.pfa = 0x1237, .err = 6, .trapno = 14};

	cr_expect_eq(l4_utcb_exc_pfa(&r), 0x1232);
	cr_expect(l4_utcb_exc_is_pf(&r));
	cr_expect_not(l4_utcb_exc_is_ex_regs_exception(&r));
	r.trapno = 0xff;
	cr_expect(l4_utcb_exc_is_ex_regs_exception(&r));
}

Test(words, of_a_memory_descriptor_read_back_as_they_were_written)
{
	l4_kernel_info_mem_desc_t d;

	l4_kernel_info_set_mem_desc(&d, 0x100400, 0x1fffff, l4_mem_type_archspecific, 1, 3);
	cr_expect_eq(d.l, 0x100400 | 0x200 | 3 << 4 | 0xf);
	cr_expect_eq(l4_kernel_info_get_mem_desc_start(&d), 0x100400);
	cr_expect_eq(l4_kernel_info_get_mem_desc_end(&d), 0x1fffff);
	cr_expect_eq(l4_kernel_info_get_mem_desc_type(&d), 0xf);
	cr_expect_eq(l4_kernel_info_get_mem_desc_subtype(&d), 3);
	cr_expect(l4_kernel_info_get_mem_desc_is_virtual(&d));
}
