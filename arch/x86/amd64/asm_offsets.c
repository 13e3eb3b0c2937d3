/*
 * Structure offsets for assembly. The compiler computes them here, the build turns the lines
 * "->NAME value" of the compiler's output into <asm_offsets.h> (kernel/rules.mk).
 */
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"

/* .ascii makes the line valid assembly, which clang insists on even for a text that only sed reads. */
#define DEFINE(name, value) __asm__ volatile(".ascii \"->" #name " %0\"" ::"i"(value))

void asm_offsets(void);
void asm_offsets(void)
{
	DEFINE(FRAME_SIZE, sizeof(struct trap_frame));
	DEFINE(FRAME_TRAPNO, offsetof(struct trap_frame, trapno));
	DEFINE(FRAME_CS, offsetof(struct trap_frame, cs));
	DEFINE(FRAME_RIP, offsetof(struct trap_frame, rip));
	DEFINE(FRAME_RFLAGS, offsetof(struct trap_frame, rflags));
	DEFINE(FRAME_RSP, offsetof(struct trap_frame, rsp));
	DEFINE(THREAD_SIZE, sizeof(struct thread));
	DEFINE(CPU_KERNEL_SP, offsetof(struct arch_cpu, kernel_sp));
	DEFINE(CPU_USER_SP, offsetof(struct arch_cpu, user_sp));
}
