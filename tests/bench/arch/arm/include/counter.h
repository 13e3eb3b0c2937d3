/*
 * The counter of instructions on ARMv7: the cycle counter of the performance monitor, which QEMU's
 * -icount shift=0 moves on by one for each instruction executed. The kernel opens it to programs.
 */
#ifndef BENCH_COUNTER_H
#define BENCH_COUNTER_H

#include <stdint.h>

/** Instructions executed so far, modulo 2^32. */
static inline uint32_t counter_read(void)
{
	uint32_t cycles;

	__asm__ volatile("mrc p15, 0, %0, c9, c13, 0" : "=r"(cycles)::"memory"); /* PMCCNTR */
	return cycles;
}

/** Name of the feature in the kernel info page without which the counter cannot be read. */
#define COUNTER_FEATURE "perf_cnt_user"

#endif
