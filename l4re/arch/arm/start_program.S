/*
 * First instruction of a program that the root task loaded: the stack pointer is the address of
 * its struct l4re_start.
 */
	.syntax	unified
	.arm
	.globl	_start
	.type	_start, %function
_start:
	mov	r0, sp				/* start_program(struct l4re_start *) */
	bic	sp, sp, #7
	mov	fp, #0				/* backtraces end here */
	mov	lr, #0
	bl	start_program
	udf	#0				/* start_program() does not return */
	.section .note.GNU-stack, "", %progbits
