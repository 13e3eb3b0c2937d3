/*
 * First instruction of a further thread: l4re_thread_start() left function and argument on its
 * stack, since a new thread's other registers are zero.
 */
	.syntax	unified
	.arm
	.globl	l4re_thread_entry
	.type	l4re_thread_entry, %function
l4re_thread_entry:
	pop	{r1}				/* the function */
	pop	{r0}				/* its argument */
	mov	fp, #0
	mov	lr, #0
	blx	r1				/* the stack is 8-byte aligned here */
	udf	#0				/* the function does not return */
	.section .note.GNU-stack, "", %progbits
