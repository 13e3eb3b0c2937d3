/*
 * First instructions, x86-64. A boot program starts without a stack, at the address it was linked to.
 */
	.text
	.globl	_start
_start:
	mov	%rax, entry_registers + 0	/* what the kernel has left in the registers */
	mov	%rbx, entry_registers + 8
	mov	%rcx, entry_registers + 16
	mov	%rdx, entry_registers + 24
	mov	%rsi, entry_registers + 32
	mov	%rbp, entry_registers + 40
	mov	%r8, entry_registers + 48
	mov	%r9, entry_registers + 56
	mov	%r10, entry_registers + 64
	mov	%r11, entry_registers + 72
	mov	%r12, entry_registers + 80
	mov	%r13, entry_registers + 88
	mov	%r14, entry_registers + 96
	mov	%r15, entry_registers + 104
	mov	%rdi, entry_registers + 112
	mov	%rsp, entry_registers + 120
	lea	stack_top, %rsp
	call	stranger_main
	ud2

	.bss
	.balign	16
	.skip	0x4000
stack_top:
	.section .note.GNU-stack, "", @progbits
