/*
 * What threads and their faults begin with, x86-64.
 */
	.text
/* First instruction of a thread: its registers become words below what its maker has pushed. */
	.globl	thread_entry
thread_entry:
	push	%rax
	push	%rbx
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%rbp
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	and	$-16, %rsp
	call	thread_start
	ud2

/* A page fault's handler in the thread that faulted: below the red zone, aligned. */
	.globl	trampoline_entry
trampoline_entry:
	lea	-128(%rsp), %rsp
	and	$-16, %rsp
	call	on_page_fault
	ud2

/* word touch(address): the word there; or 0x0bad, if the exception handler goes on at touch_refused. */
	.globl	touch, touch_refused
touch:
	mov	(%rdi), %rax
	ret
touch_refused:
	mov	$0x0bad, %eax
	ret

	.section .note.GNU-stack, "", @progbits
