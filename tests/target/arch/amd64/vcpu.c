/*
 * Virtual CPUs on x86-64: segment registers of both modes, 32-bit user code, I/O ports.
 */
#include "tests/target/arch/amd64/vcpu.h"
#include "tests/target/vcpu.h"

enum {
	USER_DATA       = 0x23,
	USER_CODE       = 0x2b,
	USER_CODE32     = 0x1b,
	TRAP_OPCODE     = 6,
	TRAP_PROTECTION = 13,
	UD2_BYTES       = 2,
	COM1            = 0x3f8,
	COM1_ORDER      = 3,
	SCRATCH         = COM1 + 7,
	ERROR_IS_GATE   = 2,
};

static l4_umword_t host_cell = 0x1111, other_cell = 0x2222, user_cell = 0x3333;

static l4_umword_t fs_word(void)
{
	l4_umword_t word;

	__asm__ volatile("mov %%fs:0, %0" : "=r"(word));
	return word;
}

static unsigned short ds_selector(void)
{
	unsigned short selector;

	__asm__ volatile("mov %%ds, %0" : "=r"(selector));
	return selector;
}

/* ---- Segments ------------------------------------------------------------------------------- */

static void enter_with_segments(struct worker *self)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_AMD64_SET_SEGMENT_BASE_OP;
	l4_utcb_mr()->mr[1] = (l4_umword_t)&host_cell;
	EXPECT_LABEL(l4_thread_call(L4_INVALID_CAP, 2, 0), 0);
	vcpu_begin(self);
	guest.v->r.fs_base = (l4_umword_t)&user_cell;
	guest.v->r.gs_base = 0x12345000;
	guest.v->r.ds = guest.v->r.es = USER_DATA;
	worker_step(self, 1);
	worker_keep(self, vcpu_resume(), 0);
}

static void user_reads_fs(void)
{
	shared[1] = fs_word();
	user_call();
}

static void note_segments(unsigned n)
{
	shared[2] = fs_word();
	shared[3] = ds_selector();
	if (n == 0)
		guest.v->arch_state.host_fs_base = (l4_umword_t)&other_cell;
}

void segments_of_kernel_mode_come_back(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_segments, user_reads_fs, 0);

	guest.on_event = note_segments;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(shared[1], user_cell);
	EXPECT(guest.event[0].r.fs_base, (l4_umword_t)&user_cell);
	EXPECT(guest.event[0].r.gs_base, 0x12345000);
	EXPECT(guest.event[0].r.ds, USER_DATA);
	EXPECT(guest.event[0].r.dummy1, USER_CODE);
	EXPECT(shared[2], host_cell);
	EXPECT(shared[3], 0); /* selectors start as none */
	EXPECT(guest.v->arch_state.host_gs_base, (l4_umword_t)&w->utcb->self);
	EXPECT(guest.v->arch_state.user_ds32, USER_DATA);
	EXPECT(guest.v->arch_state.user_cs64, USER_CODE);
	EXPECT(guest.v->arch_state.user_cs32, USER_CODE32);
}

void the_handler_chooses_its_segments(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_segments, user_reads_fs, 0);

	guest.on_event = note_segments;
	guest.resumes  = 1;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	EXPECT(shared[2], other_cell);
	EXPECT(guest.event[1].r.fs_base, (l4_umword_t)&user_cell);
}

/* ---- Code ----------------------------------------------------------------------------------- */

/* 0x48 is an instruction of its own in 32-bit code (dec eax), and a prefix of ud2 in 64-bit code. */
void vcpu_two_width_code(void);
__asm__(".pushsection .text; .globl vcpu_two_width_code; vcpu_two_width_code:"
	".byte 0x48; ud2; .byte 0x48; ud2; .popsection");

static void skip_ud2(unsigned n)
{
	(void)n;
	guest.v->r.ip += UD2_BYTES;
}

static l4_umword_t selector; /* code selector to resume with */

static void enter_with_selector(struct worker *self)
{
	vcpu_begin(self);
	guest.v->r.dummy1 = selector;
	worker_keep(self, vcpu_resume(), 0);
}

static void run_with_selector(l4_umword_t code_selector)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_selector, vcpu_two_width_code, 0);

	selector       = code_selector;
	guest.on_event = skip_ud2;
	guest.resumes  = 1;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	EXPECT(guest.event[0].r.trapno, TRAP_OPCODE);
}

void user_mode_may_be_32_bit_code(void)
{
	const l4_addr_t code = (l4_addr_t)vcpu_two_width_code;

	run_with_selector(USER_CODE32);
	EXPECT(guest.event[0].r.ip, code + 1);
	EXPECT(guest.event[0].r.dummy1, USER_CODE32);
	EXPECT(guest.event[1].r.ip, code + 4);
	EXPECT(guest.event[1].r.dummy1, USER_CODE32);
	run_with_selector(0x08); /* the kernel's */
	EXPECT(guest.event[0].r.ip, code);
	EXPECT(guest.event[0].r.dummy1, USER_CODE);
}

static void user_foreign_call(void)
{
	__asm__ volatile("int $0x80" ::: "memory");
	user_spin();
}

void a_foreign_interrupt_gate_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_foreign_call, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.event[0].r.trapno, TRAP_PROTECTION);
	CHECK(guest.event[0].r.err & ERROR_IS_GATE); /* QEMU and CPUs differ in the rest */
	CHECK(guest.event[0].r.ip - (l4_addr_t)user_foreign_call < 64);
}

/* ---- Ports ---------------------------------------------------------------------------------- */

static l4_fpage_t com1(void)
{
	l4_fpage_t ports = l4_iofpage(COM1, COM1_ORDER);

	l4_utcb_mr()->mr[0] = ports.raw;
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_IO_PAGE_FAULT, 2, 0, 0), L4_IPC_NEVER),
		     0);
	l4_utcb_br()->br[0] = 0;
	return ports;
}

static void write_scratch(uint8_t value)
{
	__asm__ volatile("outb %0, %w1" ::"a"(value), "d"(SCRATCH));
}

static uint8_t read_scratch(void)
{
	uint8_t value;

	__asm__ volatile("inb %w1, %0" : "=a"(value) : "d"(SCRATCH));
	return value;
}

static void user_reads_port(void)
{
	shared[1] = read_scratch();
	user_call();
}

/* The kernel has just let this task use its ports. */
static void enter_after_port(struct worker *self)
{
	write_scratch(0x5a);
	vcpu_enter_user_mode(self);
}

static void note_port(unsigned n)
{
	(void)n;
	shared[2] = read_scratch();
}

void user_mode_has_not_the_ports_of_kernel_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_after_port, user_reads_port, 0);

	com1();
	guest.on_event = note_port;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.event[0].r.trapno, TRAP_PROTECTION);
	EXPECT(shared[1], 0);
	EXPECT(shared[2], 0x5a);
}

void user_mode_has_the_ports_of_its_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_after_port, user_reads_port, 0);

	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP, com1(), 0), 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r));
	EXPECT(shared[1], 0x5a);
}
