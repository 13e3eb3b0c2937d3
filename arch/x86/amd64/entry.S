/*
 * Into the kernel and out of it.
 *
 * Every way in builds the same struct trap_frame at the top of the thread's kernel stack and calls
 * one C function of trap.c; every way out restores from that frame:
 *
 *      `syscall`  ->  system_call_entry  ->  system_call()       ->  `sysret`, or as below
 *      exception, interrupt
 *                 ->  trap_entry         ->  trap_from_user()    ->  return_by_iret
 *        (in the kernel itself)              trap_from_kernel()      iret
 *      NMI, double fault, machine check
 *                 ->  separate_entry     ->  trap_separate()         iret
 *
 * GS: in user mode GS_BASE belongs to the user and KERNEL_GS_BASE holds this CPU's struct arch_cpu;
 * swapgs exchanges them on each crossing between user and kernel. Only this file uses GS, and only
 * while it has no stack yet; so entries on separate stacks, which may come between a `syscall` and
 * its swapgs, need not know which of the two is in.
 */
#include <arch/defs.h>
#include <asm_offsets.h>

#define TRAP_INVALID_OPCODE 6
#define TRAP_SYSTEM_CALL    253 /* L4_EXC_TRAP_ALIEN: how an exception message tells it */

	.text

/* Push the part of struct trap_frame that the CPU does not push: trapno and err are there. */
.macro SAVE_REGISTERS
	push %rax
	push %rcx
	push %rdx
	push %rbx
	push $0                                   # pfa: trap.c fills it when it means something
	push %rbp
	push %rsi
	push %rdi
	push %r8
	push %r9
	push %r10
	push %r11
	push %r12
	push %r13
	push %r14
	push %r15
.endm

.macro RESTORE_REGISTERS
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rdi
	pop %rsi
	pop %rbp
	add $8, %rsp                              # pfa
	pop %rbx
	pop %rdx
	pop %rcx
	pop %rax
	add $16, %rsp                             # trapno, err
.endm

/* ---- System calls --------------------------------------------------------------------------- */

/* `syscall` has put rip into rcx and rflags into r11, masked the flags, and changed no stack. */
.macro ENTER_BY_SYSCALL code_selector, trap
	swapgs                                    # gs: this CPU's struct arch_cpu
	mov %rsp, %gs:CPU_USER_SP                 # no register is free to keep it
	mov %gs:CPU_KERNEL_SP, %rsp               # upper end of the current thread's frame
	push $SEL_USER_DATA                       # ss
	push %gs:CPU_USER_SP                      # rsp
	push %r11                                 # rflags
	push $\code_selector                      # cs
	push %rcx                                 # rip
	push $0                                   # err
	push $\trap                               # trapno
	SAVE_REGISTERS
	xor %ebp, %ebp                            # backtraces end here
	mov %rsp, %rdi                            # argument: the frame
	sub $8, %rsp                              # calls want the stack 16-byte aligned
.endm

	.globl system_call_entry
system_call_entry:
	ENTER_BY_SYSCALL SEL_USER_CODE, TRAP_SYSTEM_CALL
	call system_call                          # al: do rcx and r11 not matter to the user?
	add $8, %rsp
	test %al, %al
	jz iret_to_user

	/* The quick way out. It restores all but rcx and r11, which `sysret` itself uses. */
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	add $8, %rsp                              # r11
	pop %r10
	pop %r9
	pop %r8
	pop %rdi
	pop %rsi
	pop %rbp
	add $8, %rsp                              # pfa
	pop %rbx
	pop %rdx
	add $8, %rsp                              # rcx
	pop %rax                                  # rsp is at trapno now
	mov FRAME_RIP - FRAME_TRAPNO(%rsp), %rcx
	mov FRAME_RFLAGS - FRAME_TRAPNO(%rsp), %r11
	mov FRAME_RSP - FRAME_TRAPNO(%rsp), %rsp
	/* `sysret` to an address that is none faults in the kernel, on the user's stack, on some
	   CPUs. So make it one: copy bit 47 upwards. The user faults, in user mode. */
	shl $16, %rcx
	sar $16, %rcx
	swapgs                                    # gs: the user's
	sysretq

/* `syscall` in a 32-bit code segment (possible on AMD only): there is no such system call. */
	.globl system_call32_entry
system_call32_entry:
	ENTER_BY_SYSCALL SEL_USER_CODE32, TRAP_INVALID_OPCODE
	subq $2, FRAME_RIP + 8(%rsp)              # back to the instruction (+ 8: alignment)
	jmp user_trap

/* ---- Exceptions and interrupts -------------------------------------------------------------- */

/*
 * One stub for each of the 256 vectors, 16 bytes apart: note the number, make the stack look the
 * same whether the CPU pushed an error code or not, go on.
 */
	.globl trap_stubs
	.balign 16
trap_stubs:
	.set vector, 0
	.rept 256
	.balign 16
	.if vector != 8 && !(vector >= 10 && vector <= 14) && vector != 17 && vector != 21 && \
	    vector != 29 && vector != 30
	push $0                                   # err
	.endif
	push $vector                              # trapno
	.if vector == 2 || vector == 8 || vector == 18
	jmp separate_entry
	.else
	jmp trap_entry
	.endif
	.set vector, vector + 1
	.endr

trap_entry:
	SAVE_REGISTERS
	push $2                                   # clear the flags that C and SMAP rely on: DF, AC
	popfq
	mov %rsp, %rdi                            # argument: the frame
	testb $3, FRAME_CS(%rsp)                  # from user mode?
	jz trap_in_kernel
	swapgs                                    # gs: this CPU's struct arch_cpu
	xor %ebp, %ebp                            # backtraces end here
	sub $8, %rsp                              # alignment
user_trap:
	call trap_from_user
return_by_iret:
	add $8, %rsp
iret_to_user:
	swapgs                                    # gs: the user's
	RESTORE_REGISTERS
	.globl iret_instruction
iret_instruction:                                 # may fault: selectors are the user's choice
	iretq

trap_in_kernel:
	mov %rsp, %rbx                            # rbx is saved and survives the call
	and $-16, %rsp                            # alignment
	push FRAME_RIP(%rbx)                      # for backtraces, look like a function that the
	push %rbp                                 # interrupted code has called
	mov %rsp, %rbp
	call trap_from_kernel                     # rax: 0, or the user's frame (see there)
	test %rax, %rax
	jnz bad_iret
	mov %rbx, %rsp
	RESTORE_REGISTERS
	iretq

/* The iret to user mode above faulted: treat it as an exception of the user's. */
bad_iret:
	mov %rax, %rsp                            # the thread's own frame, registers copied back
	mov %rax, %rdi
	swapgs                                    # gs was the user's already
	xor %ebp, %ebp
	sub $8, %rsp                              # alignment
	jmp user_trap

/* Entries that the CPU puts on stacks of their own: whatever they interrupt is left untouched. */
separate_entry:
	SAVE_REGISTERS
	cld
	mov %rsp, %rdi
	sub $8, %rsp                              # alignment
	push FRAME_RIP(%rdi)                      # for backtraces, as above
	push %rbp
	mov %rsp, %rbp
	call trap_separate
	add $24, %rsp
	RESTORE_REGISTERS
	iretq

/* ---- Threads -------------------------------------------------------------------------------- */

/*
 * void switch_stacks(word_t *save_sp, word_t next_sp)
 * Callee-saved registers go to the old stack and come from the new one; C knows that the others do
 * not survive a call. A new thread's stack was laid out for this by arch_thread_init().
 */
	.globl switch_stacks
switch_stacks:
	push %rbp
	push %rbx
	push %r12
	push %r13
	push %r14
	push %r15
	mov %rsp, (%rdi)
	mov %rsi, %rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbx
	pop %rbp
	ret

/* Where a new thread comes out of its first switch: rbx = function, r12 = its argument. */
	.globl thread_first_entry
thread_first_entry:
	mov %r12, %rdi
	xor %ebp, %ebp                            # backtraces end here
	call *%rbx
	ud2                                       # it never returns

/* _Noreturn void enter_user(struct trap_frame *frame): leave for user mode. */
	.globl enter_user
enter_user:
	mov %rdi, %rsp
	jmp iret_to_user

/* ---- Memory that may not be there ----------------------------------------------------------- */

/*
 * bool probe_copy(void *to, const void *from, size_t bytes): true when all bytes were copied. A
 * fault at the copy instruction continues at probe_failed (trap_from_kernel()).
 */
	.globl probe_copy, probe_instruction, probe_failed
probe_copy:
	mov %rdx, %rcx                            # count for rep
probe_instruction:
	rep movsb
	mov $1, %eax
	ret
probe_failed:
	xor %eax, %eax
	ret

/* ---- Code for the kernel info page ----------------------------------------------------------- */

/*
 * Copied to offset 0x900 of the kernel info page (kip.c), where user programs call it: time in rax,
 * rdx is lost. The scales are data of the page too, at 0x9f0 and 0x9f8 (abi sheet §10.6).
 */
	.section .rodata
	.globl kip_clock_code
	.balign 16
kip_clock_code:
	rdtsc                                     # microseconds, at 0x900
	shl $32, %rdx
	or %rdx, %rax                             # rax = cycles
	mulq kip_scale_us(%rip)                   # rdx:rax = cycles * scale
	shrd $32, %rdx, %rax
	ret
	.org kip_clock_code + 0x80
	rdtsc                                     # nanoseconds, at 0x980
	shl $32, %rdx
	or %rdx, %rax
	mulq kip_scale_ns(%rip)
	shrd $27, %rdx, %rax
	ret
	.org kip_clock_code + 0xf0
kip_scale_us:
	.quad 0
kip_scale_ns:
	.quad 0                                   # ends 256 bytes behind kip_clock_code

	.section .note.GNU-stack, "", @progbits
