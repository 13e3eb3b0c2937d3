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
 *      debug exception
 *                 ->  debug_entry        ->  trap_entry
 *
 * GS: in user mode GS_BASE belongs to the user and KERNEL_GS_BASE holds this CPU's struct arch_cpu;
 * swapgs exchanges them on each crossing between user and kernel. Only this file uses GS, and only
 * while it has no stack yet; so entries on separate stacks, which may come between a `syscall` and
 * its swapgs, need not know which of the two is in.
 */
#include <arch/defs.h>
#include <asm_offsets.h>

#define TRAP_INVALID_OPCODE 6
#define DEBUG_RESUME 0x10000 /* RFLAGS.RF: the next instruction hits no breakpoint */
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
	/* For ipc_fast() only what it may change: callee-saved registers stay where they are. */
	swapgs                                    # gs: this CPU's struct arch_cpu
	mov %rsp, %gs:CPU_USER_SP                 # no register is free to keep it
	mov %gs:CPU_KERNEL_SP, %rsp               # upper end of the current thread's frame
	sub $FRAME_SIZE - FRAME_SS, %rsp
	push %gs:CPU_USER_SP                      # rsp
	push %r11                                 # rflags
	sub $FRAME_RFLAGS + 8, %rsp               # + 8: calls want the stack 16-byte aligned
	mov %rcx, FRAME_RIP + 8(%rsp)
	mov %rax, FRAME_RAX + 8(%rsp)
	mov %rdx, FRAME_RDX + 8(%rsp)
	mov %rsi, FRAME_RSI + 8(%rsp)
	mov %rdi, FRAME_RDI + 8(%rsp)
	mov %r8, FRAME_R8 + 8(%rsp)
	mov %r9, FRAME_R9 + 8(%rsp)
	mov %r10, FRAME_R10 + 8(%rsp)
	lea 8(%rsp), %rdi                         # arguments: the frame,
	mov %rax, %rsi                            # the tag,
	mov %r8d, %ecx                            # the timeouts; rdx is the selector
	call ipc_fast
	cmp $1, %rax                              # FAST_DONE?
	je leave_by_sysret
	jb system_call_generic

	/* Leave as another thread: so this one's other registers go to its frame. */
	mov %rbx, FRAME_RBX + 8(%rsp)
	mov %rbp, FRAME_RBP + 8(%rsp)
	mov %r12, FRAME_R12 + 8(%rsp)
	mov %r13, FRAME_R13 + 8(%rsp)
	mov %r14, FRAME_R14 + 8(%rsp)
	mov %r15, FRAME_R15 + 8(%rsp)
	test $1, %al                              # does it wait in arch_switch()?
	jnz resume_switched
	lea -8(%rax), %rsp
	mov FRAME_RBX(%rax), %rbx
	mov FRAME_RBP(%rax), %rbp
	mov FRAME_R12(%rax), %r12
	mov FRAME_R13(%rax), %r13
	mov FRAME_R14(%rax), %r14
	mov FRAME_R15(%rax), %r15

	/* All but rcx and r11, which `sysret` itself uses; callee-saved registers are there. */
leave_by_sysret:
	mov FRAME_RDX + 8(%rsp), %rdx
	mov FRAME_RSI + 8(%rsp), %rsi
	mov FRAME_RDI + 8(%rsp), %rdi
	mov FRAME_R8 + 8(%rsp), %r8
	mov FRAME_R9 + 8(%rsp), %r9
	mov FRAME_R10 + 8(%rsp), %r10
	mov FRAME_RAX + 8(%rsp), %rax
	mov FRAME_RIP + 8(%rsp), %rcx
	mov FRAME_RFLAGS + 8(%rsp), %r11
	mov FRAME_RSP + 8(%rsp), %rsp
	/* `sysret` to an address that is none faults in the kernel, on the user's stack, on some
	   CPUs. So make it one: copy bit 47 upwards. The user faults, in user mode. */
	shl $16, %rcx
	sar $16, %rcx
	swapgs                                    # gs: the user's
	sysretq

	/* The frame becomes whole: anybody may look at it from now on. */
system_call_generic:
	mov %rbx, FRAME_RBX + 8(%rsp)
	mov %rbp, FRAME_RBP + 8(%rsp)
	mov %r12, FRAME_R12 + 8(%rsp)
	mov %r13, FRAME_R13 + 8(%rsp)
	mov %r14, FRAME_R14 + 8(%rsp)
	mov %r15, FRAME_R15 + 8(%rsp)
	mov FRAME_RIP + 8(%rsp), %rcx             # as `syscall` has left them
	mov FRAME_RFLAGS + 8(%rsp), %r11
	mov %rcx, FRAME_RCX + 8(%rsp)
	mov %r11, FRAME_R11 + 8(%rsp)
	movq $SEL_USER_CODE, FRAME_CS + 8(%rsp)
	movq $SEL_USER_DATA, FRAME_SS + 8(%rsp)
	movq $0, FRAME_PFA + 8(%rsp)
	movq $0, FRAME_ERR + 8(%rsp)
	movq $TRAP_SYSTEM_CALL, FRAME_TRAPNO + 8(%rsp)
	xor %ebp, %ebp                            # backtraces end here
	lea 8(%rsp), %rdi                         # argument: the frame
	call system_call                          # al: do rcx and r11 not matter to the user?
	mov FRAME_RBP + 8(%rsp), %rbp
	test %al, %al
	jnz leave_by_sysret
	add $8, %rsp
	jmp iret_to_user

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
	.elseif vector == 1
	jmp debug_entry
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

/*
 * A data breakpoint may hit where the kernel still, or already, has the user's stack: right after
 * `syscall`, right before `sysret`. So a debug exception comes on a stack of its own, and goes on where
 * other exceptions would have come. Where there is no such place, it is forgotten.
 */
#define DEBUG_WORD(name) (FRAME_##name - FRAME_TRAPNO + 16)(%rsp)
debug_entry:
	push %rax
	push %rcx
	testb $3, DEBUG_WORD(CS)                  # from user mode?
	jz 1f
	swapgs
	mov %gs:CPU_KERNEL_SP, %rax               # the thread's frame belongs there
	swapgs
	jmp 2f
1:	mov DEBUG_WORD(RSP), %rax                 # below what was interrupted
	test %rax, %rax
	jns debug_lost                            # an address of the user's half
	and $-16, %rax                            # as the CPU does it
2:	.irp word, 0, 8, 16, 24, 32, 40, 48, 56, 64
	mov \word(%rsp), %rcx
	mov %rcx, (\word - 72)(%rax)
	.endr
	lea -72(%rax), %rsp
	pop %rcx
	pop %rax
	jmp trap_entry
debug_lost:
	orl $DEBUG_RESUME, DEBUG_WORD(RFLAGS)     # should it be a breakpoint on this instruction
	pop %rcx
	pop %rax
	add $16, %rsp                             # trapno, err
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
resume:
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbx
	pop %rbp
	ret

/* From system_call_entry; rax: 1 + what is in save_sp. */
resume_switched:
	lea -1(%rax), %rsp
	jmp resume

/* Where a thread with an empty kernel stack comes out of a switch: rbx = function, r12 = the thread. */
	.globl thread_first_entry
thread_first_entry:
	lea -(FRAME_SIZE + 8)(%r12), %rsp         # + 8: alignment
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
