/*
 * The counter of instructions on x86-64: the time-stamp counter, which QEMU's -icount shift=0
 * moves on by one for each instruction executed.
 */
#ifndef BENCH_COUNTER_H
#define BENCH_COUNTER_H

#include <stdint.h>

/** Instructions executed so far, modulo 2^32. */
static inline uint32_t counter_read(void)
{
	uint32_t low;

	__asm__ volatile("rdtsc" : "=a"(low)::"edx", "memory");
	return low;
}

/** Name of the feature in the kernel info page without which the counter cannot be read. */
#define COUNTER_FEATURE "abiver:3" /* nothing special: RDTSC is always allowed */

#endif
