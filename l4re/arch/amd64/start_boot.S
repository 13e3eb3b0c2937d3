/*
 * First instruction of sigma0 and of a root task: no stack yet, loaded at an address that the
 * linker did not know. rdi is the argument (sigma0: physical address of the kernel info page).
 */
#include "l4re/lib/start/start.h"

	.globl	_start
	.hidden	image_base
	.type	_start, @function
_start:
	lea	boot_stack_end(%rip), %rsp	/* 16-byte aligned, as the call below wants it */
	xor	%ebp, %ebp			/* backtraces end here */
	lea	image_base(%rip), %rsi		/* linked at 0, so its address is the load offset */
	call	start_boot
	ud2					/* start_boot() does not return */

	.bss
	.balign	16
	.skip	BOOT_STACK_SIZE
boot_stack_end:
	.section .note.GNU-stack, "", @progbits
