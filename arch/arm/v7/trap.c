/*
 * What happens on the way in, by reason: system calls, faults. From here on it is portable code.
 * Called by entry.S with interrupts off. (Interrupts: arch/arm/common/gic.c.)
 */
#include "arch/arm/v7/trap.h"
#include "arch/arm/v7/debug.h"
#include "arch/arm/v7/fpu.h"
#include "arch/arm/v7/mem_op.h"
#include "arch/arm/v7/probe.h"
#include "arch/arm/v7/syndrome.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>

enum {
	SYSTEM_CALL_INVOKE = 0,
	SYSTEM_CALL_MEM_OP = 1,
	LINUX_CACHEFLUSH   = 0xf0002, /* in r7; what compilers' runtime libraries call */
};

/* ---- System calls --------------------------------------------------------------------------- */

/* Not one of our system calls: r5 is none of their numbers. */
static void foreign_system_call(struct trap_frame *frame)
{
	if (frame->r[7] == LINUX_CACHEFLUSH && frame->r[2] == 0) {
		mem_op_coherent(frame->r[0], frame->r[1]);
		frame->r[0] = 0;
		return;
	}
	frame_back_to_svc(frame);
	user_exception();
}

static bool execute(struct trap_frame *frame)
{
	frame->pfa = 0;
	frame->err = syndrome(SYNDROME_SVC, 0);
	if (likely(frame->r[5] == SYSTEM_CALL_INVOKE)) {
		struct invocation inv = {
			.dest    = frame->r[2],
			.tag     = {(l4_mword_t)frame->r[0]},
			.label   = frame->r[4],
			.timeout = {.raw = frame->r[3]},
		};

		invoke(&inv);
		if (likely(!inv.resumed)) {
			frame->r[0] = (word_t)inv.tag.raw;
			frame->r[4] = inv.label;
		}
		return !inv.resumed;
	} else if (frame->r[5] == SYSTEM_CALL_MEM_OP) {
		mem_op(frame);
	} else {
		foreign_system_call(frame);
	}
	return true;
}

void system_call(struct trap_frame *frame)
{
	struct thread *self = thread_current();

	if (likely(!reports_system_calls(self)))
		execute(frame);
	else
		reported_system_call(self, execute);
}

/* ---- Faults of users ------------------------------------------------------------------------ */

void user_undefined(struct trap_frame *frame)
{
	frame->pc -= frame->cpsr & PSR_THUMB ? 2 : 4;
	frame->pfa = 0;
	frame->err = syndrome(SYNDROME_UNDEFINED, 0);
	if (thread_current()->state & THREAD_NO_FPU) {
		if (fpu_instruction(frame->pc, frame->cpsr & PSR_THUMB))
			frame->err = syndrome(SYNDROME_FPU, SYNDROME_CP10);
	} else if (fpu_take(thread_current())) {
		return; /* the FPU was off; if the instruction is not its, it comes again */
	}
	user_exception();
}

/* The pager's business are faults of translation and rights below the kernel's quarter. */
static void user_abort(struct trap_frame *frame, unsigned access)
{
	word_t kind = frame->err & FSR_KIND;

	if (frame->pfa < USER_TOP && kind == FSR_TRANSLATION)
		user_page_fault(frame->pfa, access, frame->pc);
	else if (frame->pfa < USER_TOP && kind == FSR_PERMISSION)
		user_page_fault(frame->pfa, access | PAGE_FAULT_PRESENT, frame->pc);
	else
		user_exception();
}

void user_prefetch_abort(struct trap_frame *frame)
{
	word_t fsr = IFSR_read();

	frame->pc -= 4;
	if ((fsr & FSR_STATUS) == FSR_DEBUG) {
		frame->pfa = 0;
		frame->err = syndrome(SYNDROME_PREFETCH_ABORT, FSR_DEBUG);
		if (debug_trap(frame))
			return;
		frame->err = syndrome(SYNDROME_BREAKPOINT, 0);
		user_exception();
		return;
	}
	frame->pfa = IFAR_read();
	frame->err = syndrome(SYNDROME_PREFETCH_ABORT,
			      (fsr & FSR_STATUS) | (fsr & FSR_EXTERNAL ? SYNDROME_EXTERNAL : 0));
	user_abort(frame, PAGE_FAULT_FETCH);
}

static word_t data_abort_syndrome(word_t fsr)
{
	word_t specific = fsr & FSR_STATUS;

	if (fsr & FSR_WRITE)
		specific |= SYNDROME_WRITE;
	if (fsr & FSR_CACHE_OP)
		specific |= SYNDROME_CACHE_OP;
	if (fsr & FSR_EXTERNAL)
		specific |= SYNDROME_EXTERNAL;
	return syndrome(SYNDROME_DATA_ABORT, specific);
}

void user_data_abort(struct trap_frame *frame)
{
	word_t fsr = DFSR_read();

	frame->pc -= 8;
	frame->pfa = DFAR_read();
	frame->err = data_abort_syndrome(fsr);
	if (debug_trap(frame))
		return;
	user_abort(frame, fsr & FSR_WRITE ? PAGE_FAULT_WRITE : 0);
}

/* ---- Faults of the kernel ------------------------------------------------------------------- */

static bool kernel_can_write(vaddr_t va)
{
	ATS1CPW_write(va);
	return par_ok();
}

/* Is there room for a report on the kernel stack at @p sp? */
static bool stack_usable(vaddr_t sp)
{
	enum { REPORT_BYTES = 2048 };

	return sp % 4 == 0 && sp >= USER_TOP && kernel_can_write(sp - REPORT_BYTES) &&
	       kernel_can_write(sp - 1);
}

static void describe_fault(struct trap_frame *frame, enum kernel_fault kind)
{
	switch (kind) {
	case KERNEL_DATA_ABORT:
		frame->pc -= 8;
		frame->pfa = DFAR_read();
		frame->err = data_abort_syndrome(DFSR_read());
		break;
	case KERNEL_PREFETCH_ABORT:
		frame->pc -= 4;
		frame->pfa = IFAR_read();
		frame->err = syndrome(SYNDROME_PREFETCH_ABORT, IFSR_read() & FSR_STATUS);
		break;
	default:
		frame->pc -= 4;
		frame->pfa = 0;
		frame->err = syndrome(SYNDROME_UNDEFINED, 0);
	}
	frame->dummy = kind;
}

struct trap_frame *kernel_fault(struct trap_frame *saved, enum kernel_fault kind)
{
	struct arch_cpu *cpu = container_of(saved, struct arch_cpu, fault_frame);
	struct trap_frame *report;
	vaddr_t sp;

	describe_fault(saved, kind);
	if (kind == KERNEL_DATA_ABORT && probe_fixup(saved))
		return NULL;
	sp = saved->sp;
	if ((saved->cpsr & PSR_MODE_MASK) != PSR_MODE_SVC || !stack_usable(sp))
		sp = (vaddr_t)cpu->emergency_stack;
	report  = (struct trap_frame *)align_down(sp - sizeof(*report), 3);
	*report = *saved;
	return report;
}

static const char *fault_name(const struct trap_frame *frame)
{
	static const char *const names[KERNEL_FAULTS] = {
		[KERNEL_UNDEFINED]      = "undefined instruction",
		[KERNEL_PREFETCH_ABORT] = "prefetch abort",
		[KERNEL_DATA_ABORT]     = "data abort",
		[KERNEL_FIQ]            = "fast interrupt (FIQ), which nobody asked for",
	};
	vaddr_t sp = frame->sp;

	if (sp >= STACK_BASE && sp < STACK_TOP && !stack_usable(sp))
		return "kernel stack overflow";
	return names[frame->dummy];
}

void kernel_fault_report(struct trap_frame *frame)
{
	if (debug_trap(frame))
		return;
	kernel_exception(fault_name(frame), frame->pc, frame->pfa, frame);
}

_Noreturn void arch_return_to_user(struct thread *self)
{
	leave_through(thread_frame(self));
}
