/*
 * The message of every operation of the kernel's objects, held to the sheet's tables. How to read a line:
 * fake/notes.h.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <l4/sys/arm_smccc.h>
#include <l4/sys/factory.h>
#include <l4/sys/icu.h>
#include <l4/sys/iommu.h>
#include <l4/sys/ipc_gate.h>
#include <l4/sys/pf_trampoline.h>
#include <l4/sys/platform_control.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/segment.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <l4/sys/thread_group.h>
#include <l4/sys/vcon.h>
#include <l4/sys/vcpu.h>
#include "l4re/arch/arm/include/l4/sys/task.h"
#include "l4re/arch/arm/include/l4/sys/thread.h"
#include "tests/user/fake/notes.h"

TestSuite(bindings, .init = notes_reset);

Test(bindings, of_a_task_send_the_messages_of_section_8_1)
{
	const l4_fpage_t pages[] = {l4_fpage(0x10000, 12, 2), l4_fpage(0x20000, 14, 7)};
	l4_fpage_t area          = l4_fpage(0x40000, 13, 6);

	TWINS(l4_task_map, (TASK, OTHER, l4_fpage(0x10000, 12, 7), 0x70008), CALL, TASK, -11, 3,
	      OTHER, 0, 0x70008, 0x10317);
	TWINS(l4_task_unmap, (TASK, l4_fpage(0x10000, 12, 2), 0x80000000UL), CALL, TASK, -11, 3,
	      NONE, 1, 0x80000000UL, 0x10312);
	TWINS(l4_task_unmap_batch, (TASK, pages, 2, 0), CALL, TASK, -11, 4, NONE, 1, 0, 0x10312,
	      0x20397);
	TWINS(l4_task_delete_obj, (TASK, OTHER), CALL, TASK, -11, 3, NONE, 1, 0xc0000000UL,
	      OTHER | 0x3f);
	TWINS(l4_task_release_cap, (TASK, OTHER), CALL, TASK, -11, 3, NONE, 1, 0x80000000UL,
	      OTHER | 0x3f);
	TWINS(l4_task_cap_valid, (TASK, OTHER), CALL, TASK, -11, 2, NONE, 2, OTHER);
	TWINS(l4_task_cap_equal, (TASK, OTHER, SLOT), CALL, TASK, -11, 3, NONE, 2, OTHER, SLOT);
	answer_with(l4_msgtag(-L4_EEXIST, 0, 0, 0), 1, 2, 3);
	TWINS(l4_task_add_ku_mem, (TASK, &area), CALL, TASK, -11, 2, NONE, 3, 0x40356);
	cr_expect_eq(area.raw, 0x40356, "an error leaves the flexpage alone");
	answer_with(l4_msgtag(0, 1, 0, 0), 0x50356, 0, 0);
	l4_task_add_ku_mem(TASK, &area);
	cr_expect_eq(area.raw, 0x50356, "the kernel's choice comes back");
	TWINS(l4_task_vgicc_map, (TASK, l4_fpage(0x10000, 12, 6)), CALL, TASK, -11, 2, NONE, 0x12,
	      0x10316);
}

Test(bindings, of_a_thread_send_the_messages_of_section_8_3)
{
	l4_kernel_clock_t us = 0;
	l4_addr_t ip = 0x1000, sp = ~0UL;
	l4_umword_t flags = 0x10000;

	TWINS(l4_thread_ex_regs, (THREAD, 0x1000, 0x2000, 0x30000), CALL, THREAD, -12, 3, NONE,
	      0x30001, 0x1000, 0x2000);
	answer_with(l4_msgtag(0, 3, 0, 0), 0x202, 0x11, 0x22);
	IN_OWN(l4_thread_ex_regs_ret(THREAD, &ip, &sp, &flags), CALL, THREAD, -12, 3, NONE, 0x10001,
	       0x1000, ~0UL);
	cr_expect(flags == 0x202 && ip == 0x11 && sp == 0x22, "the old values come back");
	TWINS(l4_thread_switch, (THREAD), CALL, THREAD, -12, 1, NONE, 2);
	answer_with(l4_msgtag(0, 1, 0, 0), 1234567890123, 0, 0);
	TWINS(l4_thread_stats_time, (THREAD, &us), CALL, THREAD, -12, 1, NONE, 3);
	cr_expect_eq(us, 1234567890123ULL);
	TWINS(l4_thread_register_del_irq, (THREAD, OTHER), CALL, THREAD, -12, 1, OTHER, 5);
	TWINS(l4_thread_register_doorbell_irq, (THREAD, OTHER), CALL, THREAD, -12, 1, OTHER, 8);
	TWINS(l4_thread_vcpu_control, (THREAD, 0x9000), CALL, THREAD, -12, 2, NONE, 7, 0x9000);
	TWINS(l4_thread_vcpu_control_ext, (THREAD, 0x9000), CALL, THREAD, -12, 2, NONE, 0x10007,
	      0x9000);
	TWINS(l4_thread_arm_set_tpidruro, (THREAD, 0x9000), CALL, THREAD, -12, 2, NONE, 0x10,
	      0x9000);
	IN_OWN(l4_thread_yield(), 2, L4_INVALID_CAP, 0, 0, NONE, POISON * 0x0101010101010101UL);
	cr_expect_eq(noted.timeout.raw, 0x04000400, "a sleep of no length");
}

static l4_msgtag_t control_all(void)
{
	l4_thread_control_start();
	l4_thread_control_pager(0x31000);
	l4_thread_control_exc_handler(0x32000);
	l4_thread_control_alien(1);
	l4_thread_control_bind((l4_utcb_t *)0x8000, OTHER);
	return l4_thread_control_commit(THREAD);
}

static l4_msgtag_t control_all_u(void)
{
	l4_thread_control_start_u(&lent);
	l4_thread_control_pager_u(0x31000, &lent);
	l4_thread_control_exc_handler_u(0x32000, &lent);
	l4_thread_control_alien_u(&lent, 1);
	l4_thread_control_bind_u((l4_utcb_t *)0x8000, OTHER, &lent);
	return l4_thread_control_commit_u(THREAD, &lent);
}

static l4_msgtag_t no_longer_alien(void)
{
	l4_thread_control_start();
	l4_thread_control_alien(0);
	return l4_thread_control_commit(THREAD);
}

static l4_msgtag_t modify_senders(void)
{
	l4_msgtag_t tag = l4_thread_modify_sender_start();

	cr_expect_eq(l4_thread_modify_sender_add(1, 2, 3, 4, &tag), 0);
	cr_expect_eq(l4_thread_modify_sender_add(5, 6, 7, 8, &tag), 0);
	return l4_thread_modify_sender_commit(THREAD, tag);
}

static l4_msgtag_t resume(void)
{
	l4_msgtag_t tag = l4_thread_vcpu_resume_start_u(&lent);

	l4_sndfpage_add_u(l4_fpage(0x10000, 12, 7), 0x70000, &tag, &lent);
	return l4_thread_vcpu_resume_commit_u(THREAD, tag, &lent);
}

Test(bindings, that_write_a_message_in_pieces_send_it_whole)
{
	IN_OWN(control_all(), CALL, THREAD, -12, 6, OTHER, 0x1610000, 0x31000, 0x32000, 0, 0x400000,
	       0x8000);
	IN_LENT(control_all_u(), CALL, THREAD, -12, 6, OTHER, 0x1610000, 0x31000, 0x32000, 0,
		0x400000, 0x8000);
	IN_OWN(no_longer_alien(), CALL, THREAD, -12, 6, NONE, 0x400000, 0, 0, 0, 0, 0);
	IN_OWN(modify_senders(), CALL, THREAD, -12, 9, NONE, 6, 1, 2, 3, 4, 5, 6, 7, 8);
	notes_begin();
	resume();
	cr_expect_eq(noted.tag.raw, l4_msgtag(-12, 1, 1, 0).raw, "one word, one item");
	cr_expect_eq(noted.utcb[1].mr[0], 4);
	cr_expect_eq(noted.utcb[1].mr[1], 0x70009, "map, and the next item into the same window");
	cr_expect_eq(noted.utcb[1].mr[2], 0x10317);
}

Test(bindings, of_a_page_fault_trampoline_send_the_messages_of_section_9_5)
{
	l4_pf_trampoline_t *at = (l4_pf_trampoline_t *)0x9000;

	TWINS(l4_thread_pf_trampoline_setup, (THREAD, at), CALL, THREAD, -12, 2, NONE, 9, 0x9000);
	IN_OWN(l4_thread_pf_trampoline_resume(), CALL, L4_INVALID_CAP, -12, 1, NONE, 0x10009);
	IN_OWN(l4_thread_pf_trampoline_reflect(), CALL, L4_INVALID_CAP, -12, 1, NONE, 0x20009);
	TWINS(l4_thread_pf_trampoline_disable, (THREAD), CALL, THREAD, -12, 1, NONE, 0x30009);
	TWINS(l4_thread_pf_trampoline_enable, (THREAD), CALL, THREAD, -12, 1, NONE, 0x40009);
}

Test(bindings, of_segments_send_the_messages_of_section_8_3)
{
	l4_umword_t descriptors[] = {0x1111, 0x2222};
	unsigned ds = 0, cs = 0, cs32 = 0;

	IN_LENT(fiasco_ldt_set(TASK, descriptors, 2, 3, &lent), CALL, TASK, -11, 4, NONE, 0x11, 3,
		0x1111, 0x2222);
	IN_LENT(fiasco_gdt_set(THREAD, descriptors, 16, 1, &lent), CALL, THREAD, -12, 4, NONE, 0x10,
		1, 0x1111, 0x2222);
	answer_with(l4_msgtag(0, 1, 0, 0), 11, 0x2b, 0x1b);
	IN_LENT(fiasco_gdt_get_entry_offset(THREAD, &lent), CALL, THREAD, -12, 1, NONE, 0x10);
	cr_expect_eq(fiasco_gdt_get_entry_offset(THREAD, &lent), 11);
	IN_LENT(fiasco_amd64_set_fs(THREAD, 0x7000, &lent), CALL, THREAD, -12, 2, NONE, 0x12,
		0x7000);
	IN_LENT(fiasco_amd64_set_segment_base(THREAD, L4_AMD64_SEGMENT_GS, 0x7000, &lent), CALL,
		THREAD, -12, 2, NONE, 0x10012, 0x7000);
	IN_LENT(fiasco_amd64_segment_info(THREAD, &ds, &cs, &cs32, &lent), CALL, THREAD, -12, 1,
		NONE, 0x13);
	cr_expect(ds == 11 && cs == 0x2b && cs32 == 0x1b, "in the order of the answer");
	notes_begin();
	cr_expect_eq(fiasco_ldt_set(TASK, descriptors, 62, 0, &lent), -L4_EINVAL);
	cr_expect_eq(noted.calls, 0, "too many descriptors are not sent");
}

#define WORD_ARGUMENT (8UL << 16 | 1)
#define PAGE_ARGUMENT (8UL << 16 | 3)

Test(bindings, of_a_factory_send_the_messages_of_section_8_4)
{
	l4_fpage_t area = l4_fpage(0x40000, 12, 6);

	TWINS(l4_factory_create_thread, (FACTORY, SLOT), CALL, FACTORY, -15, 1, NONE, -12UL);
	cr_expect_eq(noted.utcb[1].bdr, 0, "the first buffer register");
	cr_expect_eq(noted.utcb[1].br[0], SLOT | 0xa, "a small buffer for the slot");
	TWINS(l4_factory_create_irq, (FACTORY, SLOT), CALL, FACTORY, -15, 1, NONE, -18UL);
	TWINS(l4_factory_create_vm, (FACTORY, SLOT), CALL, FACTORY, -15, 1, NONE, -16UL);
	TWINS(l4_factory_create_vcpu_context, (FACTORY, SLOT), CALL, FACTORY, -15, 1, NONE, -25UL);
	TWINS(l4_factory_create, (FACTORY, -20, SLOT), CALL, FACTORY, -15, 1, NONE, -20UL);
	TWINS(l4_factory_create_factory, (FACTORY, SLOT, 0x8000), CALL, FACTORY, -15, 3, NONE,
	      -15UL, WORD_ARGUMENT, 0x8000);
	TWINS(l4_factory_create_gate, (FACTORY, SLOT, OTHER, 0x40), CALL, FACTORY, -15, 3, OTHER, 0,
	      WORD_ARGUMENT, 0x40);
	TWINS(l4_factory_create_gate, (FACTORY, SLOT, L4_INVALID_CAP, 0), CALL, FACTORY, -15, 3,
	      NONE, 0, WORD_ARGUMENT, 0);
	TWINS(l4_factory_create_task, (FACTORY, SLOT, &area), CALL, FACTORY, -15, 3, NONE, -11UL,
	      PAGE_ARGUMENT, 0x40316);
	answer_with(l4_msgtag(0, 1, 1, 0), 0x40310, 0x38, 0);
	l4_factory_create_task(FACTORY, SLOT, &area);
	cr_expect_eq(area.raw, 0x40310, "the kernel's choice comes back");
}

static l4_msgtag_t create_with_everything(void)
{
	l4_msgtag_t tag = l4_factory_create_start(7, SLOT);

	cr_expect_eq(l4_factory_create_add_int(-3, &tag), 1);
	cr_expect_eq(l4_factory_create_add_nil(&tag), 1);
	cr_expect_eq(l4_factory_create_add_str("1234567", &tag), 1);
	cr_expect_eq(l4_factory_create_add_lstr("12345678", 8, &tag), 1);
	return l4_factory_create_commit(FACTORY, tag);
}

Test(bindings, of_a_factory_describe_each_argument_by_a_tag_word)
{
	l4_umword_t text, text8;
	l4_msgtag_t tag = l4_msgtag(L4_PROTO_FACTORY, 62, 0, 0);

	memcpy(&text, "1234567", 8);
	memcpy(&text8, "12345678", 8);
	IN_OWN(create_with_everything(), CALL, FACTORY, -15, 8, NONE, 7, 8UL << 16 | 0x81, -3UL, 0,
	       8UL << 16 | 2, text, 8UL << 16 | 2, text8);
	cr_expect_eq(l4_factory_create_add_uint(1, &tag), 0, "no room for two words");
	cr_expect_eq(l4_factory_create_add_nil(&tag), 1, "but for one");
	cr_expect_eq(l4_factory_create_add_nil(&tag), 0, "and no more");
}

Test(bindings, of_gates_irqs_and_semaphores_send_the_messages_of_sections_8_2_to_8_6)
{
	const l4_timeout_t limit = {0x04000400};
	l4_umword_t label        = 0;

	TWINS(l4_kobject_dec_refcnt, (OBJECT, -2), CALL, OBJECT, -10, 2, NONE, 0, -2UL);
	TWINS(l4_rcv_ep_bind_thread, (OBJECT, OTHER, 0x70), CALL, OBJECT, -10, 2, OTHER, 0x10,
	      0x70);
	TWINS(l4_ipc_gate_bind_thread, (OBJECT, OTHER, 0x70), CALL, OBJECT, -10, 2, OTHER, 0x10,
	      0x70);
	answer_with(l4_msgtag(0, 1, 0, 0), 0x70, 0, 0);
	TWINS(l4_ipc_gate_get_infos, (OBJECT, &label), CALL, OBJECT, -10, 1, NONE, 0x11);
	cr_expect_eq(label, 0x70);
	TWINS(l4_irq_detach, (OBJECT), CALL, OBJECT, -18, 1, NONE, 1);
	TWINS(l4_irq_bind_vcpu, (OBJECT, OTHER, 5), CALL, OBJECT, -18, 2, OTHER, 2, 5);
	TWINS(l4_irq_unmask, (OBJECT), SEND, OBJECT, -1, 1, NONE, 4);
	TWINS(l4_irq_receive, (OBJECT, limit), CALL, OBJECT, -1, 1, NONE, 4);
	cr_expect_eq(noted.timeout.raw, limit.raw);
	answer.label = 0x99;
	TWINS(l4_irq_wait, (OBJECT, &label, limit), SEND_ALL, OBJECT, -1, 1, NONE, 4);
	cr_expect_eq(label, 0x99, "the label of whom it heard from");
	TWINS(l4_irq_mux_chain, (OBJECT, OTHER), CALL, OBJECT, -19, 1, OTHER, 0);
	TWINS(l4_semaphore_down, (OBJECT, limit), CALL, OBJECT, -20, 1, NONE, 0);
	cr_expect_eq(noted.timeout.raw, limit.raw, "the caller's patience");
}

Test(bindings, that_only_signal_send_no_word)
{
	const l4_umword_t untouched = POISON * 0x0101010101010101UL;

	TWINS(l4_irq_trigger, (OBJECT), SEND, OBJECT, -1, 0, NONE, untouched);
	TWINS(l4_semaphore_up, (OBJECT), SEND, OBJECT, -1, 0, NONE, untouched);
}

Test(bindings, of_an_icu_send_the_messages_of_section_8_7)
{
	l4_icu_info_t info;
	l4_icu_msi_info_t msi;
	l4_umword_t label = 0;

	TWINS(l4_icu_bind, (OBJECT, 9, OTHER), CALL, OBJECT, -1, 2, OTHER, 0, 9);
	TWINS(l4_icu_unbind, (OBJECT, 9, OTHER), CALL, OBJECT, -1, 2, OTHER, 1, 9);
	TWINS(l4_icu_set_mode, (OBJECT, 9, 7), CALL, OBJECT, -1, 3, NONE, 6, 9, 7);
	answer_with(l4_msgtag(0, 3, 0, 0), 0x80000000UL, 24, 64);
	TWINS(l4_icu_info, (OBJECT, &info), CALL, OBJECT, -1, 1, NONE, 2);
	cr_expect(info.features == 0x80000000U && info.nr_irqs == 24 && info.nr_msis == 64);
	answer_with(l4_msgtag(0, 2, 0, 0), 0xfee00000, 0x55, 0);
	TWINS(l4_icu_msi_info, (OBJECT, 0x80000001U, 0x1234, &msi), CALL, OBJECT, -1, 3, NONE, 3,
	      0x80000001U, 0x1234);
	cr_expect(msi.msi_addr == 0xfee00000 && msi.msi_data == 0x55);
	TWINS(l4_icu_unmask, (OBJECT, 9, NULL, L4_IPC_NEVER), SEND, OBJECT, -1, 2, NONE, 4, 9);
	TWINS(l4_icu_mask, (OBJECT, 9, NULL, L4_IPC_NEVER), SEND, OBJECT, -1, 2, NONE, 5, 9);
	TWINS(l4_icu_unmask, (OBJECT, 9, &label, L4_IPC_NEVER), SEND_ALL, OBJECT, -1, 2, NONE, 4,
	      9);
}

Test(bindings, of_the_scheduler_send_the_messages_of_section_8_8)
{
	l4_sched_cpu_set_t set = l4_sched_cpu_set(8, 2, 0);
	l4_sched_param_t sp    = l4_sched_param(17, 500);
	l4_umword_t max = 0, classes = 0;
	l4_kernel_clock_t us = 0;

	answer_with(l4_msgtag(0, 3, 0, 0), 0x5, 64, 2);
	IN_OWN(l4_scheduler_info(OBJECT, &max, &set), CALL, OBJECT, -14, 2, NONE, 0, 0x2000008);
	IN_LENT(l4_scheduler_info_u(OBJECT, &max, &set, &classes, &lent), CALL, OBJECT, -14, 2,
		NONE, 0, 0x2000008);
	cr_expect(set.map == 0x5 && max == 64 && classes == 2);
	TWINS(l4_scheduler_is_online, (OBJECT, 3), CALL, OBJECT, -14, 2, NONE, 0, 3);
	cr_expect(l4_scheduler_is_online(OBJECT, 3), "bit 0 of the map");
	TWINS(l4_scheduler_run_thread, (OBJECT, OTHER, &sp), CALL, OBJECT, -14, 5, OTHER, 1,
	      0xff000000UL, 1, 17, 500);
	TWINS(l4_scheduler_idle_time, (OBJECT, &set, &us), CALL, OBJECT, -14, 3, NONE, 2, 0x2000008,
	      0x5);
	cr_expect_eq(us, 5);
}

Test(bindings, of_the_log_send_the_messages_of_section_8_9)
{
	l4_vcon_attr_t attr = {0400, 04, 010};
	l4_umword_t hello;
	char buffer[16] = "";

	memcpy(&hello,
	       "hello"
	       "ZZZ",
	       8);
	memset((char *)&hello + 5, POISON, 3); /* bytes behind the text stay as they were */
	TWINS(l4_vcon_send, (OBJECT, "hello", 5), SEND, OBJECT, -13, 3, NONE, 0, 5, hello);
	TWINS(l4_vcon_write, (OBJECT, "hello", 5), SEND, OBJECT, -13, 3, NONE, 0, 5, hello);
	TWINS(l4_vcon_set_attr, (OBJECT, &attr), CALL, OBJECT, -13, 4, NONE, 2, 0400, 04, 010);
	answer.mr[3] = 3;
	answer_with(l4_msgtag(0, 4, 0, 0), 0, 1, 2);
	TWINS(l4_vcon_get_attr, (OBJECT, &attr), CALL, OBJECT, -13, 1, NONE, 3);
	cr_expect(attr.i_flags == 1 && attr.o_flags == 2 && attr.l_flags == 3);
	memcpy(&answer.mr[1], "abc", 4);
	answer.mr[0] = 0x80000003UL;
	TWINS(l4_vcon_read, (OBJECT, buffer, 16), CALL, OBJECT, -13, 1, NONE, 0x100001);
	cr_expect_eq(l4_vcon_read(OBJECT, buffer, 16), 3);
	cr_expect_str_eq(buffer, "abc");
	answer.mr[0] = 3 | 0x40000000UL;
	TWINS(l4_vcon_read_with_flags, (OBJECT, buffer, 2), CALL, OBJECT, -13, 1, NONE, 0x20001);
	cr_expect_eq(l4_vcon_read_with_flags(OBJECT, NULL, 2), 0x40000003, "more, after a break");
	cr_expect_eq(l4_vcon_read(OBJECT, buffer, 2), 3, "more");
}

Test(bindings, of_the_platform_send_the_messages_of_sections_8_11_to_8_15)
{
	l4_umword_t out[4];
	l4_uint64_t min = 0, max = 0;

	TWINS(l4_platform_ctl_system_suspend, (OBJECT, 3), CALL, OBJECT, 0, 2, NONE, 0, 3);
	TWINS(l4_platform_ctl_system_shutdown, (OBJECT, 1), CALL, OBJECT, 0, 2, NONE, 1, 1);
	TWINS(l4_platform_ctl_cpu_allow_shutdown, (OBJECT, 4, 1), CALL, OBJECT, 0, 3, NONE, 2, 4,
	      1);
	TWINS(l4_platform_ctl_cpu_enable, (OBJECT, 4), CALL, OBJECT, 0, 2, NONE, 3, 4);
	TWINS(l4_platform_ctl_cpu_disable, (OBJECT, 4), CALL, OBJECT, 0, 2, NONE, 4, 4);
	TWINS(l4_platform_ctl_set_task_asid, (OBJECT, OTHER, 6), CALL, OBJECT, 0, 2, OTHER, 0x10,
	      6);
	TWINS(l4_thread_group_add, (OBJECT, OTHER), CALL, OBJECT, -9, 1, OTHER, 2);
	TWINS(l4_thread_group_remove, (OBJECT, OTHER), CALL, OBJECT, -9, 1, OTHER, 3);
	answer_with(l4_msgtag(0, 2, 0, 0), 0x1000, 0xffffffff, 0);
	TWINS(l4_iommu_bind, (OBJECT, 0x1234, OTHER, &min, &max), CALL, OBJECT, -22, 2, OTHER, 0,
	      0x1234);
	cr_expect(min == 0x1000 && max == 0xffffffff);
	TWINS(l4_iommu_unbind, (OBJECT, 0x1234, OTHER), CALL, OBJECT, -22, 2, OTHER, 1, 0x1234);
	TWINS(l4_arm_smccc_call,
	      (OBJECT, 0x84, 1, 2, 3, 4, 5, 6, &out[0], &out[1], &out[2], &out[3], 9), CALL, OBJECT,
	      -24, 8, NONE, 0x84, 1, 2, 3, 4, 5, 6, 9);
	cr_expect(out[0] == 0x1000 && out[1] == 0xffffffff);
}

Test(bindings, leave_what_they_return_alone_when_the_kernel_refuses)
{
	l4_umword_t label = 77;
	l4_addr_t ip = 1, sp = 2;
	l4_umword_t flags  = 3;
	l4_icu_info_t info = {4, 5, 6};

	answer_with(l4_msgtag(-L4_EPERM, 0, 0, 0), 9, 9, 9);
	l4_ipc_gate_get_infos(OBJECT, &label);
	l4_thread_ex_regs_ret(THREAD, &ip, &sp, &flags);
	l4_icu_info(OBJECT, &info);
	cr_expect(label == 77 && ip == 1 && sp == 2 && flags == 3 && info.nr_irqs == 5);
	cr_expect_eq(l4_vcon_read(OBJECT, NULL, 4), -L4_EPERM);
	cr_expect_not(l4_scheduler_is_online(OBJECT, 0));
}
