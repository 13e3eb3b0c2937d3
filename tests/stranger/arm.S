/*
 * First instructions, ARMv7. A boot program starts without a stack, at the address it was linked to.
 */
	.syntax	unified
	.arm
	.text
	.globl	_start
_start:
	mov	r1, sp				/* nobody promises anything about r1 */
	ldr	sp, =stack_top
	push	{r0, r1}
	ldr	r1, =entry_registers
	stm	r1, {r0 - r12, lr}
	pop	{r0, r2}
	str	r2, [r1, #56]			/* sp */
	bl	stranger_main
	udf	#0

/* What clang asks for by these names: copies and clears (Run-time ABI for the ARM Architecture, 4.3.4). */
	.globl	__aeabi_memcpy, __aeabi_memcpy4, __aeabi_memcpy8
__aeabi_memcpy:
__aeabi_memcpy4:
__aeabi_memcpy8:
	b	memcpy
	.globl	__aeabi_memclr, __aeabi_memclr4, __aeabi_memclr8
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
	mov	r2, r1
	mov	r1, #0
	b	memset

	.bss
	.balign	16
	.skip	0x4000
stack_top:
	.section .note.GNU-stack, "", %progbits
