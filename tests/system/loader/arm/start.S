/*
 * The first instructions on ARM: QEMU starts an ELF file at its entry point, MMU off, without a stack.
 */
	.text
	.section .head, "ax"
	.globl start
start:
	ldr sp, =stack_end
	bl loader_main
1:	b 1b
	.ltorg

	.bss
	.balign 8
	.skip 16384
stack_end:
