/*
 * The first instructions: from the boot loader to C code at the kernel's own addresses.
 *
 * Entered by the Linux boot protocol (Documentation/arch/arm/booting): MMU and data cache off,
 * r0 = 0, r1 = machine number, r2 = physical address of the device tree; in SVC or HYP mode; at any
 * 4 KiB boundary of RAM. Nothing here depends on where that is: the image is not moved but mapped,
 * page by page, to where it is linked.
 *
 * The other CPUs come in at cpu_entry, later, by firmware or out of a holding pen; when they have turned
 * their MMU on, they find the idle thread's stack that they are to run on.
 *
 * The original system's loader calls _start as the ELF entry point, as a function without arguments
 * (kernel/boot/bootstrap.h).
 */
#include <arch/layout.h>
#include <arch/lpae.h>
#include <asm_offsets.h>

/* SCTLR: the bits that must be one on ARMv7, and MMU, data cache, branch prediction, instruction
   cache. Alignment checks, write-implies-XN, high vectors, Thumb exceptions, big endian: off. */
#define SCTLR_FIXED 0x00c50078
#define SCTLR_ON    (SCTLR_FIXED | 0x1 | 0x4 | 0x800 | 0x1000)

/* ACTLR of the Cortex-A7, -A12, -A15 and -A17: take part in coherency; before caches are on. */
#define ACTLR_SMP   0x40
#define MIDR_MASK   0xff00fff0 /* who designed which part */
#define CORTEX_A7   0x4100c070
#define CORTEX_A12  0x4100c0d0
#define CORTEX_A15  0x4100c0f0
#define CORTEX_A17  0x4100c0e0

/* TTBCR: long descriptors; TTBR1 serves the top 1 GiB (T1SZ = 2), TTBR0 the rest; walks cached. */
#define TTBCR_VALUE (1 << 31 | 0x3500 << 16 | 2 << 16 | 0x3500)

	.arch_extension virt
	.section .head, "ax"
	.globl _start
_start:
	.rept 8
	mov r0, r0                      @ place for what other loaders want here
	.endr
	b enter                         @ offset 0x20
	.word 0x016f2818                @ 0x24: "this is a zImage"
	.word 0                         @ 0x28: runs at any address
	.word _image_end - _start       @ 0x2c: bytes, zeroed memory included
	.word 0x04030201                @ 0x30: little endian

enter:
	cpsid aif
	mov r10, r2                     @ r10: device tree, physical
	bl to_svc
	ldr sp, =boot_stack + BOOT_STACK_TOP
	add sp, sp, r8
	ldr r0, =kip_page
	add r0, r0, r8
	ldr r1, [r0, #KIP_DEVICE_TREE]  @ the original system's loader tells it there
	cmp r1, #0
	movne r10, r1
	mov r0, r9
	mov r1, r10
	mov r2, r8
	bl boot_tables                  @ fills the tables
	ldr r11, =boot_linked
	b mmu_on
boot_linked:
	ldr sp, =boot_stack + BOOT_STACK_TOP
	mov fp, #0                      @ backtraces end here
	mov r0, r9
	mov r1, r10
	b start

	.globl cpu_entry
cpu_entry:
	cpsid aif
	bl to_svc
	ldr r11, =cpu_linked
	b mmu_on
cpu_linked:
	ldr r0, =cpu_start_stack
	ldr sp, [r0]                    @ the idle thread's: thread_current() works
	mov fp, #0                      @ backtraces end here
	b cpu_boot

/*
 * Go to SVC mode, with everything off. Called with the MMU off.
 * Out: r9: image, physical; r8: physical minus linked address.
 */
to_svc:
	mov r11, lr                     @ the modes have an lr each
	adr r9, _start
	ldr r8, =_start
	sub r8, r9, r8
	mrs r0, cpsr
	and r0, r0, #PSR_MODE_MASK
	cmp r0, #PSR_MODE_HYP
	bne in_svc

	/* The hypervisor mode gives everything to us and is not used again. */
	mov r0, #0
	mcr p15, 4, r0, c1, c1, 0       @ HCR: trap nothing
	mcr p15, 4, r0, c1, c1, 3       @ HSTR: trap nothing
	mcrr p15, 4, r0, r0, c14        @ CNTVOFF: virtual count = physical count
	movw r0, #0x33ff
	mcr p15, 4, r0, c1, c1, 2       @ HCPTR: no trap on the FPU; the rest reads as one
	mrc p15, 4, r0, c14, c1, 0
	orr r0, r0, #3
	mcr p15, 4, r0, c14, c1, 0      @ CNTHCTL: kernel may use counter and timer
	mrc p15, 0, r0, c0, c0, 0
	mcr p15, 4, r0, c0, c0, 0       @ VPIDR = MIDR
	mrc p15, 0, r0, c0, c0, 5
	mcr p15, 4, r0, c0, c0, 5       @ VMPIDR = MPIDR
	mov r0, #(PSR_MODE_SVC | PSR_IRQ_OFF | PSR_FIQ_OFF | PSR_ABORT_OFF)
	msr spsr_cxsf, r0
	adr r0, in_svc
	msr elr_hyp, r0
	eret

in_svc:
	cpsid aif, #PSR_MODE_SVC
	ldr r0, =SCTLR_FIXED
	mcr p15, 0, r0, c1, c0, 0       @ SCTLR: a known state, everything off
	isb
	mrc p15, 0, r0, c0, c0, 0       @ MIDR
	ldr r1, =MIDR_MASK
	and r0, r0, r1
	ldr r1, =CORTEX_A7
	cmp r0, r1
	ldrne r1, =CORTEX_A12
	cmpne r0, r1
	ldrne r1, =CORTEX_A15
	cmpne r0, r1
	ldrne r1, =CORTEX_A17
	cmpne r0, r1
	bxne r11
	mrc p15, 0, r0, c1, c0, 1
	tst r0, #ACTLR_SMP              @ firmware did it, or we may
	orreq r0, r0, #ACTLR_SMP
	mcreq p15, 0, r0, c1, c0, 1
	isb
	bx r11

/* Turn the MMU on and go to the linked address r11. r8 as above. */
mmu_on:
	ldr r0, =identity_root
	add r0, r0, r8
	ldr r1, =kernel_root
	add r1, r1, r8
	mov r2, #0
	mcrr p15, 0, r0, r2, c2         @ TTBR0: physical = virtual, for the next few lines
	mcrr p15, 1, r1, r2, c2         @ TTBR1: the kernel's quarter, for ever
	ldr r0, =MAIR0_VALUE
	mcr p15, 0, r0, c10, c2, 0
	mcr p15, 0, r2, c10, c2, 1      @ MAIR1: unused
	ldr r0, =TTBCR_VALUE
	mcr p15, 0, r0, c2, c0, 2
	isb
	mcr p15, 0, r2, c8, c7, 0       @ TLBIALL
	mcr p15, 0, r2, c7, c5, 0       @ ICIALLU
	mcr p15, 0, r2, c7, c5, 6       @ BPIALL
	dsb sy
	isb
	ldr r0, =SCTLR_ON
	mcr p15, 0, r0, c1, c0, 0
	isb
	ldr r0, =exception_vectors
	mcr p15, 0, r0, c12, c0, 0      @ VBAR
	isb
	bx r11                          @ from here on at the linked addresses
	.ltorg
