/*
 * First instruction of a program that the root task loaded: the stack pointer is the address of
 * its struct l4re_start.
 */
	.globl	_start
	.type	_start, @function
_start:
	mov	%rsp, %rdi			/* start_program(struct l4re_start *) */
	and	$-16, %rsp
	xor	%ebp, %ebp			/* backtraces end here */
	call	start_program
	ud2					/* start_program() does not return */
	.section .note.GNU-stack, "", @progbits
