/*
 * An FPU user on ARMv7: one instruction that needs the registers.
 */
#ifndef BENCH_FPU_USE_H
#define BENCH_FPU_USE_H

static inline void fpu_use(void)
{
	__asm__ volatile(".fpu vfpv3\n\tvmov.f64 d0, #1.0" ::: "memory");
}

#endif
