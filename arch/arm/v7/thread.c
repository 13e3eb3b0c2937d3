/*
 * Threads: their registers, their first steps, and the switch from one to another.
 */
#include "arch/arm/v7/fpu.h"
#include "arch/arm/v7/syndrome.h"
#include "arch/arm/v7/trap.h"
#include "kernel/boot/kip.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>
#include <arch_abi.h>

/* Status bits a user may choose: NZCVQ, GE, IT, big endian, Thumb. Not mode, masks, Jazelle. */
#define PSR_USER_BITS 0xf80ffe20UL

enum {
	/* Word of the KIP that a new thread finds in r1 (abi sheet §11.2). */
	KIP_WORD_IN_R1 = 0x100,
};

_Static_assert(sizeof(struct switch_frame) % 8 == 0, "AAPCS: 8-byte stack alignment");
_Static_assert(sizeof(struct thread) % 8 == 0, "AAPCS: 8-byte stack alignment");
_Static_assert(offsetof(l4_exc_regs_t, cpsr) == offsetof(struct trap_frame, cpsr),
	       "an exception message starts with the trap frame");

void arch_thread_park(struct thread *t, void (*entry)(struct thread *t))
{
	t->arch.start.r5  = (word_t)entry;
	t->arch.kernel_sp = (word_t)&t->arch.start;
}

void arch_thread_init(struct thread *t, void (*entry)(struct thread *t))
{
	*thread_frame(t) = (struct trap_frame){
		.cpsr = PSR_MODE_USER,
		.r[1] = ((const word_t *)kip_page.bytes)[KIP_WORD_IN_R1],
	};
	t->arch = (struct arch_thread){
		.start.r4 = (word_t)t,
		.start.pc = (word_t)thread_first,
	};
	arch_thread_park(t, entry);
}

void arch_switch_user(struct thread *from, struct thread *to)
{
	from->arch.tpidrurw = TPIDRURW_read();
	TPIDRURW_write(to->arch.tpidrurw);
	TPIDRURO_write(to->arch.tpidruro);
	fpu_switch(from, to);
}

void arch_frame_complete(struct thread *t)
{
	struct trap_frame *frame = thread_frame(t);

	frame->pfa = 0;
	frame->err = syndrome(SYNDROME_SVC, 0);
}

word_t arch_thread_resume_at(const struct thread *t)
{
	return t->arch.kernel_sp | 1;
}

void arch_switch(struct thread *from, struct thread *to)
{
	assert(from != to);
	arch_switch_user(from, to);
	switch_stacks(&from->arch.kernel_sp, to->arch.kernel_sp);
}

/* ---- User registers ------------------------------------------------------------------------- */

/* What a CPU does with an odd address in the given instruction set is not defined. */
static word_t aligned_pc(word_t pc, word_t cpsr)
{
	return cpsr & PSR_THUMB ? pc & ~1UL : pc & ~3UL;
}

/* Bit 0 tells the instruction set, as in any ARM branch: an address read here and set again later
   (a signal handler's way) leads back into Thumb code. */
word_t arch_user_ip(const struct thread *t)
{
	const struct trap_frame *frame = thread_frame(t);

	return frame->pc | (frame->cpsr & PSR_THUMB ? 1 : 0);
}

void arch_set_user_ip(struct thread *t, word_t ip)
{
	struct trap_frame *frame = thread_frame(t);

	frame->cpsr = ip & 1 ? frame->cpsr | PSR_THUMB : frame->cpsr & ~(word_t)PSR_THUMB;
	frame->pc   = aligned_pc(ip, frame->cpsr);
}

word_t arch_user_sp(const struct thread *t)
{
	return thread_frame(t)->sp;
}

void arch_set_user_sp(struct thread *t, word_t sp)
{
	thread_frame(t)->sp = sp;
}

/* Not told at PL1 (abi sheet §16). */
word_t arch_user_flags(const struct thread *t)
{
	(void)t;
	return 0;
}

void arch_set_user_argument(struct thread *t, unsigned number, word_t value)
{
	thread_frame(t)->r[number] = value;
}

/* Both thread-ID registers start as the UTCB's address; its self word is the user's (§8.3). */
void arch_thread_bound(struct thread *t, vaddr_t utcb)
{
	t->arch.tpidrurw = utcb;
	t->arch.tpidruro = utcb;
	if (t == thread_current()) {
		TPIDRURW_write(utcb);
		TPIDRURO_write(utcb);
	}
}

/* ---- Exceptions ----------------------------------------------------------------------------- */

void arch_trigger_exception(struct thread *t)
{
	struct trap_frame *frame = thread_frame(t);

	frame->pfa = 0;
	frame->err = syndrome(L4_EXC_ESR_TRIGGER, 0);
}

void arch_report_system_call(struct thread *t, bool done)
{
	struct trap_frame *frame = thread_frame(t);

	frame->pfa = 0;
	frame->err = syndrome(SYNDROME_SVC, done ? SYNDROME_SVC_DONE : 0);
	if (!done)
		frame_back_to_svc(frame);
}

unsigned arch_exception_to_words(const struct thread *t, word_t *mr)
{
	l4_exc_regs_t *regs = (l4_exc_regs_t *)mr;

	memcpy(mr, thread_frame(t), sizeof(struct trap_frame));
	regs->tpidruro = t->arch.tpidruro;
	regs->tpidrurw = t == thread_current() ? TPIDRURW_read() : t->arch.tpidrurw;
	return L4_EXC_WORDS;
}

/* A reply shorter than the whole block changes nothing. The mode stays the user's. */
void arch_exception_from_words(struct thread *t, const word_t *mr, unsigned words)
{
	const l4_exc_regs_t *regs = (const l4_exc_regs_t *)mr;
	struct trap_frame *frame  = thread_frame(t);

	if (words < L4_EXC_WORDS)
		return;
	memcpy(frame, mr, sizeof(*frame));
	frame->cpsr      = (frame->cpsr & PSR_USER_BITS) | PSR_MODE_USER;
	frame->pc        = aligned_pc(frame->pc, frame->cpsr);
	t->arch.tpidruro = regs->tpidruro;
	if (t == thread_current())
		TPIDRURO_write(regs->tpidruro);
}

/* ---- Virtual CPUs --------------------------------------------------------------------------- */

void arch_vcpu_enter(struct thread *t, word_t ip, word_t sp, word_t argument)
{
	*thread_frame(t) = (struct trap_frame){
		.pc   = aligned_pc(ip, 0),
		.sp   = sp,
		.r[0] = argument,
		.cpsr = PSR_MODE_USER,
	};
}

void arch_vcpu_init(struct thread *t)
{
	t->vcpu.state->arch_state.host_tpidruro = t->arch.tpidruro;
}

void arch_vcpu_load_host(struct thread *t)
{
	t->arch.tpidruro = t->vcpu.state->arch_state.host_tpidruro;
	TPIDRURO_write(t->arch.tpidruro);
	TPIDRURW_write(t->utcb_user);
}

void arch_vcpu_load_user(struct thread *t, const l4_exc_regs_t *regs)
{
	(void)t;
	TPIDRURW_write(regs->tpidrurw);
}

/* ---- Thread operations of this architecture (abi sheet §8.3) -------------------------------- */

/* A vCPU in user mode has the user's value loaded: the new one waits among the host's. */
static void set_tpidruro(struct thread *target, struct invocation *inv)
{
	word_t value = inv->caller->utcb->mr[1];

	if (l4_msgtag_words(inv->tag) < 2) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	answer(inv, 0, 0);
	if (target->vcpu.state)
		target->vcpu.state->arch_state.host_tpidruro = value;
	if (target->state & THREAD_USER_MODE)
		return;
	target->arch.tpidruro = value;
	if (target == thread_current())
		TPIDRURO_write(value);
}

void arch_thread_invoke(struct thread *target, struct invocation *inv)
{
	if ((inv->caller->utcb->mr[0] & L4_THREAD_OPCODE_MASK) == L4_THREAD_ARM_TPIDRURO_OP)
		set_tpidruro(target, inv);
	else
		answer(inv, -L4_ENOSYS, 0);
}
