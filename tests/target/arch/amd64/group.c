/*
 * What only x86-64 has: segment bases, segment selectors, the UTCB's own address.
 */
#include <l4/sigma0/sigma0.h>
#include <l4/sys/memdesc.h>
#include "tests/target/arch/amd64/hostile.h"
#include "tests/target/arch/amd64/msi.h"
#include "tests/target/arch/amd64/ports.h"
#include "tests/target/arch/amd64/vcpu.h"
#include "tests/target/target.h"

static l4_msgtag_t thread_op(l4_cap_idx_t thread, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return l4_thread_call(thread, words, 0);
}

static l4_msgtag_t set_base(unsigned segment, l4_umword_t base, unsigned words)
{
	l4_utcb_mr()->mr[1] = base;
	return thread_op(L4_INVALID_CAP, L4_THREAD_AMD64_SET_SEGMENT_BASE_OP | segment << 16,
			 words);
}

static void a_utcb_holds_its_own_address(void)
{
	EXPECT(l4_utcb()->self, (l4_umword_t)l4_utcb());
}

static void fs_base_can_be_set(void)
{
	static l4_umword_t cell = 0xabcdef;
	l4_umword_t word;

	EXPECT_LABEL(set_base(0, (l4_umword_t)&cell, 2), 0);
	__asm__ volatile("mov %%fs:0, %0" : "=r"(word));
	EXPECT(word, 0xabcdef);
	test_pause(1); /* it survives a switch */
	__asm__ volatile("mov %%fs:0, %0" : "=r"(word));
	EXPECT(word, 0xabcdef);
	EXPECT_LABEL(set_base(0, 0x0000800000000000UL, 2), -L4_EINVAL);
	EXPECT_LABEL(set_base(2, 0x1000, 2), -L4_EINVAL);
	EXPECT_LABEL(set_base(0, 0x1000, 1), -L4_EMSGTOOSHORT);
}

static void segment_info_names_the_selectors(void)
{
	l4_msgtag_t tag = thread_op(L4_INVALID_CAP, L4_THREAD_AMD64_GET_SEGMENT_INFO_OP, 1);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 3);
	EXPECT(l4_utcb_mr()->mr[0], 0x23);
	EXPECT(l4_utcb_mr()->mr[1], 0x2b);
	EXPECT(l4_utcb_mr()->mr[2], 0x1b);
}

static void the_gdt_has_user_entries(void)
{
	l4_msgtag_t tag = thread_op(L4_INVALID_CAP, L4_THREAD_X86_GDT_OP, 1);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_utcb_mr()->mr[0], 11);
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 0x00cff2000000ffffUL; /* writable data, privilege level 3 */
	tag                 = thread_op(L4_INVALID_CAP, L4_THREAD_X86_GDT_OP, 3);
	EXPECT_LABEL(tag, 11 * 8 + 3);
}

static void set_first_gdt_entry(l4_umword_t descriptor)
{
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = descriptor;
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_X86_GDT_OP, 3), 11 * 8 + 3);
}

/* The selector is not loaded again when the thread is switched to, and nothing worse happens. */
static void a_loaded_segment_may_become_absent(void)
{
	const l4_umword_t present = 0x00cff2000000ffffUL, absent = 0x00cf72000000ffffUL;
	unsigned short selector = 11 * 8 + 3;

	set_first_gdt_entry(present);
	__asm__ volatile("mov %0, %%es" ::"r"(selector));
	test_pause(2);
	__asm__ volatile("mov %%es, %0" : "=r"(selector));
	EXPECT(selector, 11 * 8 + 3);
	set_first_gdt_entry(absent);
	test_pause(2);
	__asm__ volatile("mov %%es, %0" : "=r"(selector));
	EXPECT(selector, 0);
	set_first_gdt_entry(0);
	__asm__ volatile("mov %0, %%es" ::"r"(0x23));
}

/* Segments of privilege level 0, system segments and gates are not for users. */
static void the_gdt_takes_only_segments_of_users(void)
{
	static const l4_umword_t refused[] = {
		0x00cf92000000ffffUL, /* data, level 0 */
		0x00af9a000000ffffUL, /* code, level 0 */
		0x0000e9000000ffffUL, /* TSS */
		0x0000ec0000080000UL, /* call gate */
	};

	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		l4_utcb_mr()->mr[1] = 0;
		l4_utcb_mr()->mr[2] = refused[i];
		EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_X86_GDT_OP, 3), -L4_EINVAL);
	}
}

static void run_ku_memory(struct worker *self)
{
	enum {
		RETURN = 0xc3,
	};
	char *code = (char *)l4_utcb()->user;

	*(volatile unsigned char *)code = RETURN;
	worker_step(self, 1);
	((void (*)(void))code)();
	worker_step(self, 2);
}

static void worker_end_at_once(struct worker *self)
{
	(void)self;
}

static void ku_memory_cannot_be_executed(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = worker_start(run_ku_memory, &s, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->step, 1);
}

static void tasks_have_no_local_descriptor_tables(void)
{
	l4_utcb_mr()->mr[0] = 0x11; /* set entries of the LDT */
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 0x00cff2000000ffffUL;
	EXPECT_LABEL(test_invoke(L4_BASE_TASK_CAP, L4_SYSF_CALL, l4_msgtag(L4_PROTO_TASK, 3, 0, 0),
				 L4_IPC_NEVER),
		     -L4_ENOSYS);
}

/* ---- Registers across a system call (abi sheet §1.1) ----------------------------------------- */

/* Sleep with timeout pair @p timeout, all other registers set; note those that a call must keep. */
void sleep_with_registers(l4_umword_t kept[11], l4_umword_t timeout);

__asm__("	.pushsection .text.registers, \"ax\"\n"
	"sleep_with_registers:\n"
	"	push %rbx\n	push %rbp\n	push %r12\n	push %r13\n	push %r14\n	"
	"push %r15\n"
	"	push %rdi\n"
	"	mov %rsi, %r8\n"
	"	mov $-2046, %rdx\n" /* L4_INVALID_CAP | L4_SYSF_RECV */
	"	xor %eax, %eax\n"
	"	movabs $0x1111111111111101, %rbx\n"
	"	movabs $0x1111111111111102, %rbp\n"
	"	movabs $0x1111111111111103, %rdi\n"
	"	movabs $0x1111111111111104, %r9\n"
	"	movabs $0x1111111111111105, %r10\n"
	"	movabs $0x1111111111111106, %r12\n"
	"	movabs $0x1111111111111107, %r13\n"
	"	movabs $0x1111111111111108, %r14\n"
	"	movabs $0x1111111111111109, %r15\n"
	"	syscall\n"
	"	mov (%rsp), %rcx\n"
	"	mov %rbx, (%rcx)\n	mov %rbp, 8(%rcx)\n	mov %rdi, 16(%rcx)\n"
	"	mov %r9, 24(%rcx)\n	mov %r10, 32(%rcx)\n	mov %r12, 40(%rcx)\n"
	"	mov %r13, 48(%rcx)\n	mov %r14, 56(%rcx)\n	mov %r15, 64(%rcx)\n"
	"	mov %rdx, 72(%rcx)\n	mov %r8, 80(%rcx)\n"
	"	pop %rdi\n"
	"	pop %r15\n	pop %r14\n	pop %r13\n	pop %r12\n	pop %rbp\n	"
	"pop %rbx\n"
	"	ret\n"
	"	.popsection\n");

static void a_system_call_keeps_the_other_registers(void)
{
	l4_timeout_t timeout = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(2000));
	l4_umword_t kept[11];

	/* The part of r8 above the timeouts is nobody's business. */
	sleep_with_registers(kept, timeout.raw | 0xabcdUL << 32);
	for (unsigned i = 0; i < 9; i++)
		EXPECT(kept[i], 0x1111111111111101 + i);
	EXPECT(kept[9], L4_INVALID_CAP | L4_SYSF_RECV);
	EXPECT(kept[10], timeout.raw | 0xabcdUL << 32);
}

enum {
	FLAG_CARRY     = 1 << 0,
	FLAG_DIRECTION = 1 << 10,
	FLAG_NESTED    = 1 << 14,
	FLAG_ALIGNMENT = 1 << 18,
	STRANGE_FLAGS  = FLAG_CARRY | FLAG_DIRECTION | FLAG_NESTED | FLAG_ALIGNMENT,
};

/* Flags that the kernel must not run with belong to the user all the same. */
static void a_system_call_keeps_the_flags(void)
{
	l4_timeout_t timeout           = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(2000));
	register long r8 __asm__("r8") = timeout.raw;
	l4_umword_t flags = STRANGE_FLAGS, dest = L4_INVALID_CAP | L4_SYSF_RECV;
	l4_umword_t tag = 0, label = 0;

	__asm__ volatile("pushf; or %0, (%%rsp); popf; syscall; pushf; pop %0; push $2; popf"
			 : "+b"(flags), "+a"(tag), "+d"(dest), "+S"(label), "+r"(r8)
			 :
			 : "rcx", "r11", "cc", "memory");
	EXPECT(flags & STRANGE_FLAGS, STRANGE_FLAGS);
}

/* Who does not want the answer finds his message registers as they were (§16). */
static void an_answer_that_is_not_wanted_is_not_written(void)
{
	static const l4_umword_t operations[] = {
		L4_THREAD_AMD64_GET_SEGMENT_INFO_OP,
		L4_THREAD_X86_GDT_OP,
		L4_THREAD_STATS_OP,
	};

	for (unsigned i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		l4_utcb_mr()->mr[0] = operations[i];
		l4_utcb_mr()->mr[1] = 0x7777;
		test_invoke(L4_INVALID_CAP, L4_SYSF_SEND, l4_msgtag(L4_PROTO_THREAD, 1, 0, 0),
			    L4_IPC_NEVER);
		EXPECT(l4_utcb_mr()->mr[0], operations[i]);
		EXPECT(l4_utcb_mr()->mr[1], 0x7777);
	}
}

static void ex_regs_knows_no_flags_of_other_machines(void)
{
	struct worker *w = worker_make(worker_end_at_once, NULL);

	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 0x1000000), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 0x80000000), -L4_EINVAL);
}

/* ---- Memory of the firmware ------------------------------------------------------------------ */

/* The first page is the BIOS's, as the original's loader has it: address 0 is nobody's memory. */
static void nobody_gets_the_first_page(void)
{
	const l4_kernel_info_mem_desc_t *d = l4_kernel_info_get_mem_descs(l4_kip());
	unsigned n = l4_kernel_info_get_num_mem_descs(l4_kip()), found = 0;

	for (unsigned i = 0; i < n; i++)
		found += l4_kernel_info_get_mem_desc_type(&d[i]) == l4_mem_type_archspecific &&
			 l4_kernel_info_get_mem_desc_subtype(&d[i]) == 0 &&
			 l4_kernel_info_get_mem_desc_start(&d[i]) == 0 &&
			 l4_kernel_info_get_mem_desc_end(&d[i]) == L4_PAGESIZE - 1;
	EXPECT(found, 1);
	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_SIGMA0_REQ_FPAGE_RAM;
	l4_utcb_mr()->mr[1] = l4_fpage(0, L4_PAGESHIFT, L4_FPAGE_RWX).raw;
	l4_utcb_receive_memory(test_hole(L4_PAGESHIFT), L4_PAGESHIFT);
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0), L4_IPC_NEVER),
		     -L4_ENOMEM);
}

/* Firmware's memory tells by its sub-type what it is, in the words of the BIOS's own map. */
static void memory_of_the_firmware_keeps_its_type(void)
{
	const l4_kernel_info_mem_desc_t *d = l4_kernel_info_get_mem_descs(l4_kip());
	unsigned n = l4_kernel_info_get_num_mem_descs(l4_kip()), reserved = 0;

	for (unsigned i = 0; i < n; i++)
		reserved += l4_kernel_info_get_mem_desc_type(&d[i]) == l4_mem_type_archspecific &&
			    l4_kernel_info_get_mem_desc_subtype(&d[i]) == 2;
	CHECK(reserved > 0);
}

static const struct test tests[] = {
	TEST("A8", a_system_call_keeps_the_other_registers),
	TEST("A", a_system_call_keeps_the_flags),
	TEST("A (16)", an_answer_that_is_not_wanted_is_not_written),
	TEST("10.4", nobody_gets_the_first_page),
	TEST("10.4", memory_of_the_firmware_keeps_its_type),
	TEST("A14", a_utcb_holds_its_own_address),
	TEST("E142", fs_base_can_be_set),
	TEST("E143", segment_info_names_the_selectors),
	TEST("E144", the_gdt_has_user_entries),
	TEST("E144", a_loaded_segment_may_become_absent),
	TEST("E144", the_gdt_takes_only_segments_of_users),
	TEST("J223", ku_memory_cannot_be_executed),
	TEST("I", privileged_deeds_are_exceptions),
	TEST("I208", a_stack_selector_that_is_none_harms_only_its_user),
	TEST("A", a_system_call_may_end_the_address_space),
	TEST("E126", a_reply_at_the_end_of_a_system_call_sets_all_registers),
	TEST("E144", a_descriptor_may_vanish_behind_its_selector),
	TEST("A", a_system_call_in_32_bit_mode_is_undefined),
	TEST("D", tasks_have_no_local_descriptor_tables),
	TEST("E", ex_regs_knows_no_flags_of_other_machines),
	TEST("K", segments_of_kernel_mode_come_back),
	TEST("K", the_handler_chooses_its_segments),
	TEST("K", user_mode_may_be_32_bit_code),
	TEST("K", a_foreign_interrupt_gate_in_user_mode_is_an_event),
	TEST("K", user_mode_has_not_the_ports_of_kernel_mode),
	TEST("K", user_mode_has_the_ports_of_its_task),
	TEST("C98", sigma0_gives_ports_that_work),
	TEST("C", a_port_of_others_is_a_protection_exception),
	TEST("C97", disjoint_port_windows_map_nothing),
	TEST("C98", ports_in_both_windows_are_mapped),
	TEST("C", ports_that_the_sender_has_not_are_reported),
	TEST("C", ports_are_revoked_from_everybody_who_got_them),
	TEST("C", ports_of_two_tasks_do_not_mix),
	TEST("C", granted_ports_are_gone),
	TEST("C", a_large_run_of_ports_can_be_taken_back_in_parts),
	TEST("H177", icu_has_message_interrupts),
	TEST("H178 H179 H181", message_interrupts_are_bound_like_pins),
	TEST("H", msi_info_names_address_and_data),
	TEST("H", a_device_interrupts_by_message),
	TEST("H", a_device_that_interrupts_too_often_is_heard_again),
	TEST("H182", a_masked_message_waits),
};

TEST_GROUP(group_machine, "x86-64 only", tests);
