/*
 * What only 32-bit ARM has: further system calls, the thread-ID register, code that the kernel lends
 * at fixed addresses, two instruction sets.
 */
#include "tests/target/arch/arm/vcpu.h"
#include "tests/target/machine.h"
#include "tests/target/target.h"

static l4_msgtag_t thread_op(l4_cap_idx_t thread, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return l4_thread_call(thread, words, 0);
}

static l4_umword_t read_tpidruro(void)
{
	l4_umword_t value;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(value));
	return value;
}

static void tpidruro_can_be_set(void)
{
	l4_umword_t before = read_tpidruro();

	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 1), -L4_EINVAL);
	l4_utcb_mr()->mr[1] = 0x12345678;
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 2), 0);
	EXPECT(read_tpidruro(), 0x12345678);
	test_pause(1); /* it survives a switch */
	EXPECT(read_tpidruro(), 0x12345678);
	l4_utcb_mr()->mr[1] = before;
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 2), 0);
}

static void note_tpidruro(struct worker *self)
{
	self->value[0] = read_tpidruro();
	worker_step(self, 1);
}

static void tpidruro_starts_as_the_utcb_address(void)
{
	struct worker *w = worker_start(note_tpidruro, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], (l4_umword_t)w->utcb);
}

/* ---- Memory operations ---------------------------------------------------------------------- */

enum {
	MEM_OP_FLUSH    = 0x01,
	MEM_OP_COHERENT = 0x03,
	MEM_OP_READ     = 0x10,
	MEM_OP_WRITE    = 0x11,
	WIDTH_HALF      = 1,
	WIDTH_WORD      = 2,
	LINUX_FLUSH     = 0xf0002,
};

static l4_umword_t mem_op(l4_umword_t op, l4_umword_t a, l4_umword_t b, l4_umword_t c)
{
	register l4_umword_t r0 __asm__("r0") = op;
	register l4_umword_t r1 __asm__("r1") = a;
	register l4_umword_t r2 __asm__("r2") = b;
	register l4_umword_t r3 __asm__("r3") = c;
	register l4_umword_t r5 __asm__("r5") = 1;

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r5)
			 :
			 : "memory", "lr");
	return r0;
}

static void mem_op_makes_code_coherent(void)
{
	l4_umword_t at     = (l4_umword_t)read_tpidruro;
	l4_umword_t before = *(l4_umword_t *)at;

	mem_op(MEM_OP_COHERENT, at, at + 64, 0);
	EXPECT(*(volatile l4_umword_t *)at, before);
}

static void cache_maintenance_skips_what_is_not_there(void)
{
	l4_addr_t hole = test_hole(16);

	*(volatile l4_umword_t *)test_page(0) = 0x1234;
	mem_op(MEM_OP_FLUSH, hole, hole + 0x10000, 0);
	mem_op(MEM_OP_FLUSH, L4_USER_MAX & ~0xfffUL, ~0UL, 0);
	mem_op(MEM_OP_FLUSH, (l4_umword_t)test_page(0), (l4_umword_t)test_page(1), 0);
	EXPECT(*(volatile l4_umword_t *)test_page(0), 0x1234);
}

static void device_words_are_read_and_written(void)
{
	volatile l4_umword_t *word = (volatile l4_umword_t *)test_page(0);

	mem_op(MEM_OP_WRITE, (l4_umword_t)word, WIDTH_WORD, 0xcafe1234);
	EXPECT(*word, 0xcafe1234);
	EXPECT(mem_op(MEM_OP_READ, (l4_umword_t)word, WIDTH_WORD, 0), 0xcafe1234);
	EXPECT(mem_op(MEM_OP_READ, (l4_umword_t)word + 2, WIDTH_HALF, 0), 0xcafe);
}

static void the_cacheflush_of_linux_works_too(void)
{
	register l4_umword_t r0 __asm__("r0") = (l4_umword_t)read_tpidruro;
	register l4_umword_t r1 __asm__("r1") = r0 + 64;
	register l4_umword_t r2 __asm__("r2") = 0;
	register l4_umword_t r5 __asm__("r5") = LINUX_FLUSH;

	/* r7 may be the compiler's frame pointer, so it is set and put back by hand. */
	__asm__ volatile("push {r7}\n\tmov r7, %3\n\tsvc #0\n\tpop {r7}"
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r5)
			 :
			 : "memory", "r3", "lr");
	EXPECT(r0, 0);
}

/* ---- Exceptions ----------------------------------------------------------------------------- */

/* value[0]: address of the unknown system call. */
static void unknown_system_call(struct worker *self)
{
	register l4_umword_t r5 __asm__("r5") = 2;
	l4_umword_t at;

	worker_step(self, 1);
	__asm__ volatile("adr %0, 1f\n\tstr %0, %2\n1:\tsvc #0"
			 : "=&r"(at), "+r"(r5), "=m"(self->value[0])
			 :
			 : "memory", "r0", "r1", "r2", "r3", "lr");
	worker_step(self, 2);
}

/* Run @p run in a sandbox whose exception handler we are; its first exception is in our UTCB. */
static struct worker *exception_of(worker_function *run, struct sandbox *s)
{
	struct worker *w;
	l4_umword_t label;
	l4_msgtag_t tag;

	sandbox_make(s);
	w = worker_make(run, s);
	sandbox_give(s, test_gate(L4_BASE_THREAD_CAP, 0x40), 0x40, L4_CAP_FPAGE_RWS);
	worker_set_handler(w, 0x40);
	worker_go(w, TEST_PRIORITY + 1);
	tag = l4_ipc_wait(l4_utcb(), &label,
			  l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(100000)));
	EXPECT(l4_msgtag_label(tag), L4_PROTO_EXCEPTION);
	return w;
}

static void an_unknown_system_call_is_an_exception(void)
{
	struct sandbox s;
	struct worker *w = exception_of(unknown_system_call, &s);

	EXPECT(l4_utcb_exc()->err >> 26, 0x11);
	EXPECT(l4_utcb_exc()->pc, w->value[0]);
	EXPECT(w->step, 1);
}

/* value[0]: address of the breakpoint. */
static void breakpoint(struct worker *self)
{
	l4_umword_t at;

	__asm__ volatile("adr %0, 1f\n\tstr %0, %1\n1:\tbkpt #0" : "=&r"(at), "=m"(self->value[0]));
}

static void a_breakpoint_is_an_exception_of_its_own_class(void)
{
	struct sandbox s;
	struct worker *w = exception_of(breakpoint, &s);

	EXPECT(l4_utcb_exc()->err >> 26, 0x38);
	EXPECT(l4_utcb_exc()->pc, w->value[0]);
}

static void undefined(struct worker *self)
{
	__asm__ volatile("udf #0");
	self->value[1] = l4_utcb()->user[2];
	worker_step(self, 1);
}

/* The error flag of an exception reply means: one more word, for the thread's UTCB (§9.4). */
static void an_exception_reply_may_set_the_last_user_word(void)
{
	struct sandbox s;
	struct worker *w = exception_of(undefined, &s);
	unsigned flags   = L4_MSGTAG_ERROR;

	l4_utcb_exc()->pc += 4;
	l4_utcb_mr()->mr[25] = 0x2525;
	EXPECT_IPC_ERROR(test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY,
				     l4_msgtag(0, L4_UTCB_EXCEPTION_REGS_SIZE, 0, 0),
				     L4_IPC_SEND_TIMEOUT_0),
			 0);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[1], 0);

	w = exception_of(undefined, &s);
	l4_utcb_exc()->pc += 4;
	l4_utcb_mr()->mr[25] = 0x2525;
	test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY,
		    l4_msgtag(0, L4_UTCB_EXCEPTION_REGS_SIZE, 0, flags), L4_IPC_SEND_TIMEOUT_0);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[1], 0x2525);
}

/* ---- Registers across a system call (abi sheet §1.1) ----------------------------------------- */

/* Sleep with timeout pair @p timeout, all other registers set; note those that a call must keep. */
void sleep_with_registers(l4_umword_t kept[12], l4_umword_t timeout);

__asm__("	.pushsection .text.registers, \"ax\"\n"
	"	.arm\n"
	"	.balign 4\n"
	"	.type sleep_with_registers, %function\n"
	"sleep_with_registers:\n"
	"	push {r0, r4-r11, lr}\n"
	"	mov r3, r1\n"
	"	ldr r2, =0xfffff802\n" /* L4_INVALID_CAP | L4_SYSF_RECV */
	"	mov r0, #0\n"
	"	mov r4, #0\n"
	"	mov r5, #0\n"
	"	ldr r1, =0x11111101\n"
	"	ldr r6, =0x11111106\n"
	"	ldr r7, =0x11111107\n"
	"	ldr r8, =0x11111108\n"
	"	ldr r9, =0x11111109\n"
	"	ldr r10, =0x1111110a\n"
	"	ldr r11, =0x1111110b\n"
	"	ldr r12, =0x1111110c\n"
	"	ldr lr, =0x1111110d\n"
	"	svc #0\n"
	"	ldr r0, [sp]\n"
	"	stmia r0, {r1-r3, r5-r12, lr}\n"
	"	pop {r0, r4-r11, pc}\n"
	"	.ltorg\n"
	"	.popsection\n");

static void a_system_call_keeps_the_other_registers(void)
{
	l4_timeout_t timeout = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(2000));
	l4_umword_t kept[12];

	sleep_with_registers(kept, timeout.raw);
	EXPECT(kept[0], 0x11111101);
	EXPECT(kept[1], L4_INVALID_CAP | L4_SYSF_RECV);
	EXPECT(kept[2], timeout.raw);
	EXPECT(kept[3], 0);
	for (unsigned i = 6; i <= 13; i++)
		EXPECT(kept[i - 2], 0x11111100 + i);
}

/* ---- Thumb ---------------------------------------------------------------------------------- */

/* Call @p destination without a message, from Thumb code; returns the tag. */
l4_umword_t thumb_system_call(l4_umword_t destination);
/* An unknown system call and an undefined instruction; never return. */
void thumb_unknown_call(struct worker *self);
void thumb_undefined(struct worker *self);
extern const char thumb_unknown_call_svc[], thumb_undefined_instruction[];

__asm__("	.pushsection .text.thumb_tests, \"ax\"\n"
	"	.syntax unified\n"
	"	.thumb\n"
	"	.balign 4\n"
	"	.thumb_func\n"
	"	.type thumb_system_call, %function\n"
	"thumb_system_call:\n"
	"	push {r4, r5, r7, lr}\n"
	"	mov r2, r0\n"
	"	movs r0, #0\n"
	"	movs r3, #0\n"
	"	movs r4, #0\n"
	"	movs r5, #0\n"
	"	svc #0\n"
	"	pop {r4, r5, r7, pc}\n"
	"	.thumb_func\n"
	"	.type thumb_unknown_call, %function\n"
	"thumb_unknown_call:\n"
	"	movs r5, #3\n"
	"thumb_unknown_call_svc:\n"
	"	svc #0\n"
	"	b .\n"
	"	.thumb_func\n"
	"	.type thumb_undefined, %function\n"
	"thumb_undefined:\n"
	"thumb_undefined_instruction:\n"
	"	udf #0\n"
	"	b .\n"
	"	.balign 4\n"
	"	.arm\n"
	"	.popsection\n");

static void thumb_code_may_call_the_kernel(void)
{
	l4_msgtag_t tag = {(l4_mword_t)thumb_system_call(test_empty_slot() | L4_SYSF_CALL)};

	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
}

static void sleep_in_thumb_code(struct worker *self)
{
	worker_step(self, 1);
	thumb_system_call(L4_INVALID_CAP | L4_SYSF_RECV);
	worker_step(self, 2);
}

/* A signal handler's way: cancel the thread, send it elsewhere, and later back to where it was. */
static void ex_regs_tells_the_instruction_set(void)
{
	struct worker *w = worker_start(sleep_in_thumb_code, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 0), 0);
	EXPECT(l4_utcb_mr()->mr[1] & 1, 1);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, l4_utcb_mr()->mr[1], ~0UL, L4_THREAD_EX_REGS_CANCEL),
		     0);
	CHECK(worker_reached(w, 2));
}

static void exceptions_of_thumb_code_tell_the_instruction(void)
{
	struct sandbox a, b;

	exception_of(thumb_unknown_call, &a);
	EXPECT(l4_utcb_exc()->err >> 26, 0x11);
	EXPECT(l4_utcb_exc()->pc, (l4_umword_t)thumb_unknown_call_svc & ~1UL);
	EXPECT(l4_utcb_exc()->cpsr & 0x20, 0x20);
	exception_of(thumb_undefined, &b);
	EXPECT(l4_utcb_exc()->err >> 26, 0);
	EXPECT(l4_utcb_exc()->pc, (l4_umword_t)thumb_undefined_instruction & ~1UL);
}

/* ---- Fixed pages (abi sheet §1.5) ----------------------------------------------------------- */

static void the_system_call_page_tells_the_utcb(void)
{
	l4_utcb_t *(*utcb)(void) = (l4_utcb_t * (*)(void))0xffffff00UL;
	void (*barrier)(void)    = (void (*)(void))0xffffff40UL;

	barrier();
	EXPECT(utcb(), l4_utcb());
}

static void the_system_call_page_sets_the_tls_register(void)
{
	void (*set_tls)(l4_umword_t value) = (void (*)(l4_umword_t))0xffffff80UL;
	l4_umword_t before                 = read_tpidruro();

	l4_utcb_mr()->mr[0] = 11;
	l4_utcb_mr()->mr[1] = 12;
	set_tls(0x55aa55aa);
	EXPECT(read_tpidruro(), 0x55aa55aa);
	EXPECT(l4_utcb_mr()->mr[0], 11);
	EXPECT(l4_utcb_mr()->mr[1], 12);
	set_tls(before);
}

static void the_kernel_library_has_atomic_operations(void)
{
	long (*add)(long *, long)           = (long (*)(long *, long))0xffffe000UL;
	long (*cmpxchg)(long *, long, long) = (long (*)(long *, long, long))0xffffe100UL;
	long (*xchg)(long *, long)          = (long (*)(long *, long))0xffffe200UL;
	long word                           = 5;

	EXPECT(add(&word, 3), 8);
	EXPECT(cmpxchg(&word, 7, 1), 0);
	EXPECT(word, 8);
	EXPECT(cmpxchg(&word, 8, 1) != 0, 1);
	EXPECT(xchg(&word, 2), 1);
	EXPECT(word, 2);
}

static void write_fixed_page(struct worker *self)
{
	(void)self;
	*(volatile l4_umword_t *)0xffffe000UL = 0;
}

static void the_fixed_pages_cannot_be_written(void)
{
	struct sandbox s;

	exception_of(write_fixed_page, &s);
	EXPECT(l4_utcb_exc()->err >> 26, 0x24);
	EXPECT(l4_utcb_exc()->pfa, 0xffffe000);
}

/* ---- Execution levels ------------------------------------------------------------------------ */

static void ex_regs_leads_to_no_other_level(void)
{
	struct worker *w = worker_make(unknown_system_call, NULL);

	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 2UL << 24), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 3UL << 24), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 4UL << 24), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 1UL << 24), 0); /* where it is */
}

static const struct test tests[] = {
	TEST("E145", tpidruro_can_be_set),
	TEST("8.3", tpidruro_starts_as_the_utcb_address),
	TEST("A9", a_system_call_keeps_the_other_registers),
	TEST("I (9.4)", an_exception_reply_may_set_the_last_user_word),
	TEST("A13", mem_op_makes_code_coherent),
	TEST("", cache_maintenance_skips_what_is_not_there),
	TEST("", device_words_are_read_and_written),
	TEST("", the_cacheflush_of_linux_works_too),
	TEST("A12", an_unknown_system_call_is_an_exception),
	TEST("", a_breakpoint_is_an_exception_of_its_own_class),
	TEST("E", ex_regs_leads_to_no_other_level),
	TEST("K", thread_registers_of_kernel_mode_come_back),
	TEST("K", tpidruro_set_from_outside_waits_for_kernel_mode),
	TEST("K", user_mode_may_be_thumb_code),
	TEST("K", foreign_system_calls_in_user_mode_are_events),
	TEST("", thumb_code_may_call_the_kernel),
	TEST("", ex_regs_tells_the_instruction_set),
	TEST("", exceptions_of_thumb_code_tell_the_instruction),
	TEST("", the_system_call_page_tells_the_utcb),
	TEST("", the_system_call_page_sets_the_tls_register),
	TEST("", the_kernel_library_has_atomic_operations),
	TEST("", the_fixed_pages_cannot_be_written),
};

TEST_GROUP(group_machine, "32-bit ARM only", tests);
