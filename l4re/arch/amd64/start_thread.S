/*
 * First instruction of a further thread: l4re_thread_start() left function and argument on its
 * stack, since a new thread's other registers are zero.
 */
	.globl	l4re_thread_entry
	.type	l4re_thread_entry, @function
l4re_thread_entry:
	pop	%rax				/* the function */
	pop	%rdi				/* its argument */
	xor	%ebp, %ebp
	call	*%rax				/* the stack is 16-byte aligned here */
	ud2					/* the function does not return */
	.section .note.GNU-stack, "", @progbits
