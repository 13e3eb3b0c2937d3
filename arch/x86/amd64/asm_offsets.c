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
	DEFINE(FRAME_R15, offsetof(struct trap_frame, r15));
	DEFINE(FRAME_R14, offsetof(struct trap_frame, r14));
	DEFINE(FRAME_R13, offsetof(struct trap_frame, r13));
	DEFINE(FRAME_R12, offsetof(struct trap_frame, r12));
	DEFINE(FRAME_R11, offsetof(struct trap_frame, r11));
	DEFINE(FRAME_R10, offsetof(struct trap_frame, r10));
	DEFINE(FRAME_R9, offsetof(struct trap_frame, r9));
	DEFINE(FRAME_R8, offsetof(struct trap_frame, r8));
	DEFINE(FRAME_RDI, offsetof(struct trap_frame, rdi));
	DEFINE(FRAME_RSI, offsetof(struct trap_frame, rsi));
	DEFINE(FRAME_RBP, offsetof(struct trap_frame, rbp));
	DEFINE(FRAME_PFA, offsetof(struct trap_frame, pfa));
	DEFINE(FRAME_RBX, offsetof(struct trap_frame, rbx));
	DEFINE(FRAME_RDX, offsetof(struct trap_frame, rdx));
	DEFINE(FRAME_RCX, offsetof(struct trap_frame, rcx));
	DEFINE(FRAME_RAX, offsetof(struct trap_frame, rax));
	DEFINE(FRAME_TRAPNO, offsetof(struct trap_frame, trapno));
	DEFINE(FRAME_ERR, offsetof(struct trap_frame, err));
	DEFINE(FRAME_RIP, offsetof(struct trap_frame, rip));
	DEFINE(FRAME_CS, offsetof(struct trap_frame, cs));
	DEFINE(FRAME_RFLAGS, offsetof(struct trap_frame, rflags));
	DEFINE(FRAME_RSP, offsetof(struct trap_frame, rsp));
	DEFINE(FRAME_SS, offsetof(struct trap_frame, ss));
	DEFINE(THREAD_SIZE, sizeof(struct thread));
	DEFINE(CPU_KERNEL_SP, offsetof(struct arch_cpu, kernel_sp));
	DEFINE(CPU_USER_SP, offsetof(struct arch_cpu, user_sp));
}
