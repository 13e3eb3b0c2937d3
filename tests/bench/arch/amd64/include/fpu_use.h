/*
 * An FPU user on x86-64: one instruction that needs the registers.
 */
#ifndef BENCH_FPU_USE_H
#define BENCH_FPU_USE_H

static inline void fpu_use(void)
{
	__asm__ volatile("pxor %%xmm0, %%xmm0" ::: "xmm0");
}

#endif
