/*
 * The instructions that touch FPU registers; the compiler is told not to make any.
 */
#include <asm_offsets.h>

	.fpu neon
	.text

/* void fpu_save(struct fpu_state *to, bool d32) */
	.globl fpu_save
fpu_save:
	vmrs r2, fpscr
	str r2, [r0, #FPU_FPSCR]
	vstmia r0!, {d0-d15}
	cmp r1, #0
	vstmiane r0!, {d16-d31}
	bx lr

/* void fpu_load(const struct fpu_state *from, bool d32) */
	.globl fpu_load
fpu_load:
	ldr r2, [r0, #FPU_FPSCR]
	vmsr fpscr, r2
	vldmia r0!, {d0-d15}
	cmp r1, #0
	vldmiane r0!, {d16-d31}
	bx lr

/* word_t fpu_mvfr0(void) */
	.globl fpu_mvfr0
fpu_mvfr0:
	vmrs r0, mvfr0
	bx lr

/* void fpu_enable(bool on) */
	.globl fpu_enable
fpu_enable:
	lsl r0, r0, #30                 @ FPEXC.EN; no exception pending
	vmsr fpexc, r0
	isb
	bx lr

/* bool fpu_enabled(void) */
	.globl fpu_enabled
fpu_enabled:
	vmrs r0, fpexc
	ubfx r0, r0, #30, #1
	bx lr
