/*
 * A program that does its worst on x86-64: instructions that are the kernel's, selectors that are
 * none, a system call where the address space ends. Each must come back as an exception message
 * about the culprit; the test itself survives because the kernel does.
 *
 * Culprit and handler are workers in the test's own task. The culprit leaves in r12 where it wants
 * to go on; the handler notes the registers and lets it.
 */
#include "tests/target/arch/amd64/hostile.h"
#include "tests/target/target.h"

enum {
	TRAP_OPCODE     = 6,
	TRAP_PROTECTION = 13,
	TRAP_PAGE       = 14,
	USER_DATA       = 0x23,
	USER_CODE32     = 0x1b,
	BAD_SELECTOR    = 0x1233, /* far beyond the descriptor table */
	FIRST_ENTRY     = 0x5b,   /* selector of the first user GDT entry */
	EXCEPTIONS_MAX  = 16,
};

#define LAST_PAGE     0x00007ffffffff000UL
#define FIRST_BEYOND  0xffff800000000000UL /* the address behind, made canonical */
#define DATA_SEGMENT  0x00cff2000000ffffUL
#define EX_REGS_FLAGS (L4_THREAD_EX_REGS_CANCEL | L4_THREAD_EX_REGS_TRIGGER_EXCEPTION)

/* ---- The handler ---------------------------------------------------------------------------- */

static struct {
	volatile unsigned count;
	l4_exc_regs_t regs[EXCEPTIONS_MAX];
	l4_umword_t next_ss;  /* stack selector for the first reply */
	l4_umword_t next_rcx; /* not 0: rcx and r11 = rcx + 1 for each reply, ip unchanged */
} handler;

static void react(l4_exc_regs_t *e)
{
	if (handler.count < EXCEPTIONS_MAX)
		handler.regs[handler.count] = *e;
	e->ss = handler.count++ == 0 ? handler.next_ss : USER_DATA;
	if (handler.next_rcx) {
		e->rcx = handler.next_rcx;
		e->r11 = handler.next_rcx + 1;
	} else if (e->ss == USER_DATA) {
		e->ip = e->r12;
	}
}

static void handle(struct worker *self)
{
	l4_umword_t label;

	worker_step(self, 1);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		react(l4_utcb_exc());
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, L4_EXC_WORDS, 0, 0), &label,
				      L4_IPC_SEND_TIMEOUT_0);
	}
}

/* A worker for @p run whose exceptions go to a fresh handler; not started. */
static struct worker *culprit(worker_function *run)
{
	struct worker *h = worker_start(handle, NULL, TEST_PRIORITY + 2);
	struct worker *w = worker_make(run, NULL);

	handler.count    = 0;
	handler.next_ss  = USER_DATA;
	handler.next_rcx = 0;
	worker_set_handler(w, (unsigned)(test_gate(h->cap, 0) >> L4_CAP_SHIFT));
	return w;
}

/* ---- What only the kernel may do ------------------------------------------------------------ */

#define CLOBBERED "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r11", "r12", "memory", "cc"

/* A function that runs @p code, going on behind it after an exception. */
#define ATTACK(name, code)                                                            \
	static void name(void)                                                        \
	{                                                                             \
		__asm__ volatile("lea 1f(%%rip), %%r12; " code "; 1:" ::: CLOBBERED); \
	}

ATTACK(interrupts_off, "cli")
ATTACK(halt, "hlt")
ATTACK(port, "in $0x60, %%al")
ATTACK(msr, "mov $0xc0000080, %%ecx; rdmsr")
ATTACK(root_table, "mov %%cr3, %%rax")
ATTACK(swap_gs, "swapgs")
ATTACK(interrupt_gate, "int $0x80")
ATTACK(double_fault_gate, "int $8")
ATTACK(read_kernel, "mov $0xffffffff81001000, %%rbx; mov (%%rbx), %%rax")
ATTACK(write_direct_map, "mov $0xffff800001001000, %%rbx; mov %%rax, (%%rbx)")
ATTACK(call_kernel, "mov $0xffffffff81001000, %%rbx; jmp *%%rbx")
ATTACK(read_no_address, "mov $0x8000000000000000, %%rbx; mov (%%rbx), %%rax")
ATTACK(call_no_address, "mov $0x0000800000000000, %%rbx; jmp *%%rbx")

static const struct {
	const char *what;
	void (*run)(void);
	l4_umword_t trap;
} attacks[] = {
	{"cli", interrupts_off, TRAP_PROTECTION},
	{"hlt", halt, TRAP_PROTECTION},
	{"in", port, TRAP_PROTECTION},
	{"rdmsr", msr, TRAP_PROTECTION},
	{"mov cr3", root_table, TRAP_PROTECTION},
	{"swapgs", swap_gs, TRAP_PROTECTION},
	{"int 0x80", interrupt_gate, TRAP_PROTECTION},
	{"int 8", double_fault_gate, TRAP_PROTECTION},
	{"reading the kernel", read_kernel, TRAP_PAGE},
	{"writing the direct map", write_direct_map, TRAP_PAGE},
	{"jumping into the kernel", call_kernel, TRAP_PAGE},
	{"reading no address", read_no_address, TRAP_PROTECTION},
	{"jumping to no address", call_no_address, TRAP_PROTECTION},
};

enum {
	ATTACKS = sizeof(attacks) / sizeof(attacks[0]),
};

_Static_assert((int)ATTACKS <= (int)EXCEPTIONS_MAX, "the handler notes them all");

static void attack(struct worker *self)
{
	for (unsigned i = 0; i < ATTACKS; i++)
		attacks[i].run();
	worker_step(self, 1);
	worker_end();
}

void privileged_deeds_are_exceptions(void)
{
	struct worker *w = culprit(attack);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(handler.count, ATTACKS);
	for (unsigned i = 0; i < ATTACKS; i++) {
		EXPECT(handler.regs[i].trapno, attacks[i].trap);
		if (handler.regs[i].trapno != attacks[i].trap)
			printf("#   it was: %s\n", attacks[i].what);
	}
}

/* ---- On the way out ------------------------------------------------------------------------- */

static void undefined_with_rbx(struct worker *self)
{
	l4_umword_t rbx;

	__asm__ volatile("lea 1f(%%rip), %%r12; mov $0x1234, %%ebx; ud2; 1: mov %%rbx, %0"
			 : "=r"(rbx)::CLOBBERED);
	self->value[0] = rbx;
	worker_step(self, 1);
	worker_end();
}

/* The iret that should load the selector faults in the kernel; it is the culprit's exception. */
void a_stack_selector_that_is_none_harms_only_its_user(void)
{
	struct worker *w = culprit(undefined_with_rbx);

	handler.next_ss = BAD_SELECTOR;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(handler.count, 2);
	EXPECT(handler.regs[0].trapno, TRAP_OPCODE);
	EXPECT(handler.regs[1].trapno, TRAP_PROTECTION);
	EXPECT(handler.regs[1].err, BAD_SELECTOR & ~3);
	EXPECT(handler.regs[1].rbx, 0x1234);
	EXPECT(handler.regs[1].ip, handler.regs[0].ip);
	EXPECT(w->value[0], 0x1234);
}

/* Its last two bytes are `syscall`: the return address is the first that no user has. */
static void call_from_the_last_page(struct worker *self)
{
	__asm__ volatile("lea 1f(%%rip), %%r12; mov $0x7ffffffffffe, %%rbx; mov %0, %%edx;"
			 "mov $0x04000400, %%r8d; xor %%eax, %%eax; xor %%esi, %%esi; jmp *%%rbx;"
			 "1:" ::"i"((unsigned)(L4_INVALID_CAP_BIT | L4_SYSF_RECV))
			 : CLOBBERED);
	worker_step(self, 1);
	worker_end();
}

void a_system_call_may_end_the_address_space(void)
{
	struct worker *w = culprit(call_from_the_last_page);
	l4_fpage_t page  = l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RX);

	memcpy(test_page(0) + L4_PAGESIZE - 2, "\x0f\x05", 2);
	EXPECT_LABEL(l4_task_map(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP, page, LAST_PAGE), 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage(LAST_PAGE, L4_PAGESHIFT, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
	EXPECT(handler.count, 1);
	EXPECT(handler.regs[0].trapno, TRAP_PAGE);
	EXPECT(handler.regs[0].ip, FIRST_BEYOND);
	EXPECT(handler.regs[0].pfa, FIRST_BEYOND);
}

static void sleep_and_note(struct worker *self)
{
	l4_umword_t rcx, r11;

	__asm__ volatile("mov %2, %%edx; xor %%eax, %%eax; xor %%esi, %%esi; xor %%r8d, %%r8d;"
			 "syscall; mov %%rcx, %0; mov %%r11, %1"
			 : "=&r"(rcx), "=&r"(r11)
			 : "i"((unsigned)(L4_INVALID_CAP_BIT | L4_SYSF_RECV))
			 : CLOBBERED);
	self->value[0] = rcx;
	self->value[1] = r11;
	worker_step(self, 1);
	worker_end();
}

/* `sysret` cannot restore rcx and r11: the kernel must notice that it may not use it. */
void a_reply_at_the_end_of_a_system_call_sets_all_registers(void)
{
	struct worker *w = culprit(sleep_and_note);

	handler.next_rcx = 0x7777;
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(2);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, EX_REGS_FLAGS), 0);
	CHECK(worker_reached(w, 1));
	EXPECT(handler.regs[0].trapno, L4_EXC_TRAP_TRIGGER);
	EXPECT(w->value[0], 0x7777);
	EXPECT(w->value[1], 0x7778);
}

/* ---- Segments ------------------------------------------------------------------------------- */

static void set_entry(l4_umword_t descriptor)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_X86_GDT_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = descriptor;
	EXPECT_LABEL(l4_thread_call(L4_INVALID_CAP, 3, 0), FIRST_ENTRY);
}

static unsigned short fs_selector(void)
{
	unsigned short fs;

	__asm__ volatile("mov %%fs, %0" : "=r"(fs));
	return fs;
}

void a_descriptor_may_vanish_behind_its_selector(void)
{
	set_entry(DATA_SEGMENT);
	__asm__ volatile("mov %0, %%fs" ::"r"((unsigned short)FIRST_ENTRY));
	test_pause(1);
	EXPECT(fs_selector(), FIRST_ENTRY);
	set_entry(0);
	test_pause(1);
	EXPECT(fs_selector(), 0);
}

/* 32-bit code, entered by a far jump: `syscall`, and the way back that rdi points to. */
__asm__(".pushsection .text; hostile_code32: .code32; syscall; ljmpl *(%edi); .code64; "
	".popsection");
extern const char hostile_code32[] __attribute__((visibility("hidden")));

struct far_pointer {
	unsigned offset;
	unsigned short selector;
};

static void call_in_32_bit_mode(struct worker *self)
{
	static struct far_pointer there, back;

	there = (struct far_pointer){(unsigned)(l4_addr_t)hostile_code32, USER_CODE32};
	__asm__ volatile("lea 2(%2), %%r12; lea 1f(%%rip), %%rax; mov %%eax, (%0);"
			 "movw $0x2b, 4(%0); ljmpl *(%1); 1:" ::"D"(&back),
			 "S"(&there), "d"(hostile_code32)
			 : "rax", "rbx", "rcx", "r8", "r11", "r12", "memory", "cc");
	worker_step(self, 1);
	worker_end();
}

void a_system_call_in_32_bit_mode_is_undefined(void)
{
	struct worker *w = culprit(call_in_32_bit_mode);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(handler.count, 1);
	EXPECT(handler.regs[0].trapno, TRAP_OPCODE);
	EXPECT(handler.regs[0].ip, (l4_addr_t)hostile_code32);
	EXPECT(handler.regs[0].dummy1, USER_CODE32);
}
