/*
 * First instruction of sigma0 and of a root task: no stack yet, loaded at an address that the
 * linker did not know. r0 is the argument (sigma0: physical address of the kernel info page).
 */
#include "l4re/lib/start/start.h"

	.syntax	unified
	.arm
	.globl	_start
	.hidden	image_base
	.type	_start, %function
_start:
	ldr	r1, 3f
1:	add	r1, pc, r1			/* linked at 0, so its address is the load offset */
	ldr	r2, 4f
2:	add	sp, pc, r2			/* 8-byte aligned, as the call below wants it */
	mov	fp, #0				/* backtraces end here */
	mov	lr, #0
	bl	start_boot
	udf	#0				/* start_boot() does not return */

	/* Distances from the two additions; pc reads 8 bytes ahead. */
3:	.word	image_base - (1b + 8)
4:	.word	boot_stack_end - (2b + 8)

	.bss
	.balign	16
	.skip	BOOT_STACK_SIZE
boot_stack_end:
	.section .note.GNU-stack, "", %progbits
