/*
 * What threads and their faults begin with, ARMv7.
 */
	.syntax	unified
	.arm
	.text
/* First instruction of a thread: its registers become words below what its maker has pushed. */
	.globl	thread_entry
thread_entry:
	push	{r0 - r12, lr}
	mov	r0, sp
	bic	sp, sp, #7
	bl	thread_start
	udf	#0

/* A page fault's handler in the thread that faulted. */
	.globl	trampoline_entry
trampoline_entry:
	bic	sp, sp, #7
	bl	on_page_fault
	udf	#0

/* word touch(address): the word there; or 0x0bad, if the exception handler goes on at touch_refused. */
	.globl	touch, touch_refused
touch:
	ldr	r0, [r0]
	bx	lr
touch_refused:
	movw	r0, #0x0bad
	bx	lr

	.section .note.GNU-stack, "", %progbits
