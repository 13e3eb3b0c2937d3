/*
 * The clock: the CPU's time-stamp counter, and how fast it is.
 */
#ifndef ARCH_X86_CLOCK_H
#define ARCH_X86_CLOCK_H

#include "kernel/lib/types.h"

/* Factors from cycles to time: (cycles * clock_scale_us) >> 32, (cycles * clock_scale_ns) >> 27. */
extern uint64_t clock_scale_us, clock_scale_ns;

/** Find out the counter's frequency; takes some 20 ms unless the CPU tells. After acpi_init(). */
void clock_init(void);

/** Counter value at time @p at of the kernel clock. */
uint64_t clock_cycles_at(usec_t at);

/** Wait for @p us microseconds. */
void clock_wait(usec_t us);

#endif
