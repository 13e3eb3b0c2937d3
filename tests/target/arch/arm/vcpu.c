/*
 * Virtual CPUs on 32-bit ARM: thread-ID registers of both modes, Thumb code, foreign system calls.
 */
#include "tests/target/arch/arm/vcpu.h"
#include "tests/target/vcpu.h"

enum {
	HOST_TLS     = 0x1110,
	USER_TLS     = 0x2220,
	USER_THREAD  = 0x3330,
	THUMB        = 0x20, /* in cpsr */
	MEM_OP_WRITE = 0x11,
	WIDTH_WORD   = 2,
};

static l4_umword_t read_tpidruro(void)
{
	l4_umword_t value;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(value));
	return value;
}

static l4_umword_t read_tpidrurw(void)
{
	l4_umword_t value;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(value));
	return value;
}

static void write_tpidrurw(l4_umword_t value)
{
	__asm__ volatile("mcr p15, 0, %0, c13, c0, 2" ::"r"(value));
}

static l4_msgtag_t set_tpidruro(l4_cap_idx_t thread, l4_umword_t value)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_ARM_TPIDRURO_OP;
	l4_utcb_mr()->mr[1] = value;
	return l4_thread_call(thread, 2, 0);
}

/* ---- Thread-ID registers -------------------------------------------------------------------- */

static void enter_with_tls(struct worker *self)
{
	EXPECT_LABEL(set_tpidruro(L4_INVALID_CAP, HOST_TLS), 0);
	vcpu_begin(self);
	guest.v->r.tpidruro = USER_TLS;
	guest.v->r.tpidrurw = USER_THREAD;
	worker_step(self, 1);
	worker_keep(self, vcpu_resume(), 0);
}

static void user_reads_tls(void)
{
	shared[1] = read_tpidruro();
	shared[2] = read_tpidrurw();
	write_tpidrurw(USER_THREAD + 4);
	user_call();
}

static void note_tls(unsigned n)
{
	(void)n;
	shared[3]         = read_tpidruro();
	guest.w->value[0] = read_tpidrurw();
}

void thread_registers_of_kernel_mode_come_back(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_tls, user_reads_tls, 0);

	guest.on_event = note_tls;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(shared[1], USER_TLS);
	EXPECT(shared[2], USER_THREAD);
	EXPECT(guest.event[0].r.tpidruro, USER_TLS);
	EXPECT(guest.event[0].r.tpidrurw, USER_THREAD + 4);
	EXPECT(shared[3], HOST_TLS);
	EXPECT(guest.v->arch_state.host_tpidruro, HOST_TLS);
	EXPECT(w->value[0], (l4_umword_t)w->utcb);
}

static void user_tls_for_ever(void)
{
	for (;;)
		shared[1] = read_tpidruro();
}

void tpidruro_set_from_outside_waits_for_kernel_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_tls, user_tls_for_ever, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	guest.on_event = note_tls;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	EXPECT_LABEL(set_tpidruro(w->cap, HOST_TLS + 8), 0);
	EXPECT(guest.v->arch_state.host_tpidruro, HOST_TLS + 8);
	test_pause(25);
	EXPECT(shared[1], USER_TLS);
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	EXPECT(shared[3], HOST_TLS + 8);
}

/* ---- Code ----------------------------------------------------------------------------------- */

void vcpu_thumb_code(void);
extern const char vcpu_thumb_first[], vcpu_thumb_second[];
__asm__(".pushsection .text.thumb_guest, \"ax\"; .syntax unified; .thumb; .balign 4\n\t"
	".thumb_func; .type vcpu_thumb_code, %function; vcpu_thumb_code:\n\t"
	"movs r1, #1; vcpu_thumb_first: svc #0\n\t"
	"movs r1, #2; vcpu_thumb_second: svc #0\n\t"
	"b .; .balign 4; .arm; .popsection");

static void enter_thumb(struct worker *self)
{
	vcpu_begin(self);
	guest.v->r.cpsr = THUMB;
	worker_keep(self, vcpu_resume(), 0);
}

static void skip_thumb_svc(unsigned n)
{
	(void)n;
	guest.v->r.pc += 2;
}

void user_mode_may_be_thumb_code(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_thumb, vcpu_thumb_code, 0);

	guest.resumes  = 1;
	guest.on_event = skip_thumb_svc;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	for (unsigned n = 0; n < 2; n++) {
		CHECK(machine_is_system_call(&guest.event[n].r));
		EXPECT(guest.event[n].r.cpsr & THUMB, THUMB);
		EXPECT(guest.event[n].r.r[1], n + 1);
	}
	EXPECT(guest.event[0].r.pc, (l4_umword_t)vcpu_thumb_first & ~1UL);
	EXPECT(guest.event[1].r.pc, (l4_umword_t)vcpu_thumb_second & ~1UL);
}

/* r5: 1 is the kernel's memory operation, 2 nobody's; in user mode neither is executed. */
static void user_foreign_calls(void)
{
	register l4_umword_t r0 __asm__("r0") = MEM_OP_WRITE;
	register l4_umword_t r1 __asm__("r1") = (l4_umword_t)&shared[1];
	register l4_umword_t r2 __asm__("r2") = WIDTH_WORD;
	register l4_umword_t r3 __asm__("r3") = 0x77;
	register l4_umword_t r5 __asm__("r5") = 1;

	__asm__ volatile("svc #0; mov r5, #2; svc #0; b ."
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r5)::"memory", "lr");
}

static void skip_svc(unsigned n)
{
	(void)n;
	guest.v->r.pc += 4;
}

void foreign_system_calls_in_user_mode_are_events(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_foreign_calls, 0);

	guest.resumes  = 1;
	guest.on_event = skip_svc;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	for (unsigned n = 0; n < 2; n++) {
		CHECK(machine_is_system_call(&guest.event[n].r));
		EXPECT(guest.event[n].r.r[0], MEM_OP_WRITE);
		EXPECT(guest.event[n].r.r[5], n + 1);
	}
	EXPECT(guest.event[1].r.pc - guest.event[0].r.pc, 8);
	EXPECT(shared[1], 0);
}
