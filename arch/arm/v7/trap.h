/*
 * Between entry.S and C.
 */
#ifndef ARCH_TRAP_H
#define ARCH_TRAP_H

#include "kernel/arch.h"

/* Kinds of faults in the kernel; entry.S passes them as numbers. */
enum kernel_fault {
	KERNEL_UNDEFINED,
	KERNEL_PREFETCH_ABORT,
	KERNEL_DATA_ABORT,
	KERNEL_FIQ,
	KERNEL_FAULTS,
};

/* ---- In C, called by entry.S ---- */

/** `svc`. Interrupts are off, here and below; @p frame is the current thread's. */
void system_call(struct trap_frame *frame);

/** Undefined instruction, prefetch abort and data abort in user mode; frame->pc is raw. */
void user_undefined(struct trap_frame *frame);
void user_prefetch_abort(struct trap_frame *frame);
void user_data_abort(struct trap_frame *frame);

/**
 * A fault in the kernel. Runs in abort or undefined mode on the CPU's small fault stack.
 * @param saved  all registers, in the CPU's fault_frame; pc is raw
 * @return frame of a report: kernel_fault_report() shall be called in SVC mode on the stack below
 *         it; or NULL: @p saved has been changed so that the kernel goes on.
 */
struct trap_frame *kernel_fault(struct trap_frame *saved, enum kernel_fault kind);

/** Tell about a fault in the kernel. If this returns, the kernel goes on with @p frame. */
void kernel_fault_report(struct trap_frame *frame);

/* Back to the `svc` that the thread entered by, so that it runs, or is reported, once more. */
static inline void frame_back_to_svc(struct trap_frame *frame)
{
	frame->pc -= frame->cpsr & PSR_THUMB ? 2 : 4;
}

/* ---- In entry.S ---- */

/** Return to user mode through @p frame, a thread's; the stack used until now is given up. */
_Noreturn void leave_through(struct trap_frame *frame);

/** Save callee-saved registers, store sp in *@p save_sp, continue on the stack @p load_sp. */
void switch_stacks(word_t *save_sp, word_t load_sp);

/** Where the first switch to a new thread ends; wants what arch_thread_init() puts there. */
void thread_first(void);

#endif
