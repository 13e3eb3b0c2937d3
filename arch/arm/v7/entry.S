/*
 * Into the kernel and out of it.
 *
 * Every way in from user mode builds the same struct trap_frame at the top of the thread's kernel
 * stack, calls one C function of trap.c, and leaves through return_to_user. While a thread is in
 * user mode, the SVC stack pointer stands right above the place for its frame.
 *
 * The modes of other exceptions have no stack: `srs` stores return address and status directly onto
 * the SVC stack, and the rest runs in SVC mode. Their banked sp serves as the one free register.
 *
 * Faults in the kernel itself may come from a bad SVC stack. So their registers are saved in the
 * CPU's own struct arch_cpu (TPIDRPRW points to it), and C code decides where to go on.
 */
#include <arch/layout.h>
#include <asm_offsets.h>

	.arch_extension sec
	.text

/* Below pc and cpsr, which srs has stored: the user's r0 to r12, sp, lr; room for pfa and err. */
.macro SAVE_USER
	sub sp, sp, #(FRAME_PC - FRAME_R0)
	stmia sp, {r0-r12, sp, lr}^     @ ^: the user mode's sp and lr
	sub sp, sp, #FRAME_R0
	mov fp, #0                      @ backtraces end here
	mov r0, sp                      @ argument: the frame
.endm

	.globl exception_vectors
	.balign 32
exception_vectors:
	b vector_unused                 @ reset
	b vector_undefined
	b vector_svc
	b vector_prefetch_abort
	b vector_data_abort
	b vector_unused                 @ hypervisor
	b vector_irq
	b vector_fiq

/* ---- System calls --------------------------------------------------------------------------- */

vector_svc:
	srsdb sp!, #PSR_MODE_SVC        @ pc, cpsr
	SAVE_USER
	cmp r5, #0                      @ r5: which system call; 0: invoke
	bne system_call_generic
	ldr r1, [sp, #FRAME_R0]         @ the tag; r2, r3 are selector and timeouts
	bl ipc_fast
	cmp r0, #1                      @ FAST_DONE?
	blo system_call_generic
	beq leave_at_once
	tst r0, #1                      @ does the thread to leave as wait in arch_switch()?
	bne resume_switched
	mov sp, r0
leave_at_once:
	add sp, sp, #FRAME_R0
	ldmia sp, {r0-r12, sp, lr}^     @ ^: into the user mode's sp and lr
	add sp, sp, #(FRAME_PC - FRAME_R0)
	clrex                           @ no half-done atomic sequence of another thread
	rfeia sp!                       @ pc, cpsr

system_call_generic:
	mov fp, #0
	mov r0, sp
	bl system_call

/* sp: the frame of the thread that leaves. Interrupts are off. */
	.globl return_to_user
return_to_user:
	bl before_return_to_user
	add sp, sp, #FRAME_R0
	ldmia sp, {r0-r12, sp, lr}^     @ ^: into the user mode's sp and lr
	add sp, sp, #(FRAME_PC - FRAME_R0)
	clrex                           @ no half-done atomic sequence of another thread
	rfeia sp!                       @ pc, cpsr

/* r0: the frame; leaves through it, whatever else is on the stack. */
	.globl leave_through
leave_through:
	mov sp, r0
	b return_to_user

/* ---- Interrupts ----------------------------------------------------------------------------- */

vector_irq:
	sub lr, lr, #4                  @ the CPU gives the address of the next but one
	mrs sp, spsr
	tst sp, #0xf                    @ zero: user mode
	srsdb sp!, #PSR_MODE_SVC
	cps #PSR_MODE_SVC
	bne irq_in_kernel
	SAVE_USER
	bl interrupt
	b return_to_user

irq_in_kernel:                          @ only where the kernel lets interrupts in
	sub sp, sp, #(FRAME_PC - FRAME_R0)
	stmia sp, {r0-r12}
	sub sp, sp, #FRAME_R0
	add r1, sp, #FRAME_SIZE
	str r1, [sp, #FRAME_SP]
	str lr, [sp, #FRAME_ULR]
	mov r0, sp                      @ argument: the frame
	mov r4, sp
	ldr r1, [sp, #FRAME_PC]
	and r2, sp, #4
	sub sp, sp, r2                  @ calls want the stack 8-byte aligned
	push {r1}
	push {fp}                       @ as if the interrupted function had called this one
	add fp, sp, #FP_ABOVE_PAIR
	bl interrupt
	mov sp, r4
	ldr lr, [sp, #FRAME_ULR]
	add sp, sp, #FRAME_R0
	ldmia sp, {r0-r12}
	add sp, sp, #(FRAME_PC - FRAME_R0)
	rfeia sp!

/* ---- Faults --------------------------------------------------------------------------------- */

.macro FAULT_VECTOR name, number
vector_\name:
	mrs sp, spsr
	tst sp, #0xf                    @ zero: user mode
	bne fault_in_kernel_\number
	srsdb sp!, #PSR_MODE_SVC
	cps #PSR_MODE_SVC
	SAVE_USER
	bl user_\name
	b return_to_user
fault_in_kernel_\number:
	mrc p15, 0, sp, c13, c0, 4      @ TPIDRPRW: this CPU's fault_frame
	add sp, sp, #FRAME_R0
	stmia sp, {r0-r12}
	mov r1, #\number
	b fault_in_kernel
.endm

	FAULT_VECTOR undefined, 0
	FAULT_VECTOR prefetch_abort, 1
	FAULT_VECTOR data_abort, 2

vector_fiq:
	mrc p15, 0, sp, c13, c0, 4
	add sp, sp, #FRAME_R0
	stmia sp, {r0-r12}              @ (r8 to r12 are this mode's own; they do not matter)
	mov r1, #3
	b fault_in_kernel

vector_unused:
	b vector_unused                 @ cannot happen

/* sp: fault_frame.r[0], where r0 to r12 are saved; r1: which of enum kernel_fault; lr: raw pc. */
fault_in_kernel:
	sub r4, sp, #FRAME_R0
	str lr, [r4, #FRAME_PC]
	mrs r0, spsr
	str r0, [r4, #FRAME_CPSR]
	mrs r5, cpsr
	cps #PSR_MODE_SVC
	mov r2, sp
	mov r3, lr
	msr cpsr_c, r5                  @ back to the mode of the exception
	str r2, [r4, #FRAME_SP]
	str r3, [r4, #FRAME_ULR]
	mov sp, r4                      @ the CPU's fault_stack ends where the frame starts
	mov r0, r4
	bl kernel_fault                 @ r0: frame to go on with, NULL: it was expected
	cmp r0, #0
	moveq r0, r4
	beq resume_kernel
	cps #PSR_MODE_SVC
	mov sp, r0
	mov r4, r0
	mov fp, #0
	bl kernel_fault_report          @ into the debugger; may come back from there
	mov r0, r4
	ldr sp, [r0, #FRAME_SP]
	ldr lr, [r0, #FRAME_ULR]
	cps #PSR_MODE_ABORT             @ for a second stack pointer

/* r0: frame; not in SVC mode, whose sp and lr are in place. */
resume_kernel:
	add sp, r0, #FRAME_R0
	ldmia sp, {r0-r12}
	add sp, sp, #(FRAME_PC - FRAME_R0)
	rfeia sp

/* ---- Threads -------------------------------------------------------------------------------- */

/* void switch_stacks(word_t *save_sp, word_t load_sp) */
	.globl switch_stacks
switch_stacks:
	push {r3-r11, lr}               @ r3 only keeps the stack 8-byte aligned
	str sp, [r0]
	mov sp, r1
	pop {r3-r11, pc}

/* From vector_svc; r0: 1 + what is in save_sp. */
resume_switched:
	sub sp, r0, #1
	pop {r3-r11, pc}

/* Where a thread with an empty kernel stack comes out of a switch; r4: the thread, r5: its entry. */
	.globl thread_first
thread_first:
	sub sp, r4, #FRAME_SIZE
	mov fp, #0                      @ backtraces end here
	mov r0, r4
	blx r5
	udf #0                          @ entries do not return
