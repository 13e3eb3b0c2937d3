/*
 * The generic timer: kernel clock and timer interrupt.
 */
#ifndef ARCH_CLOCK_H
#define ARCH_CLOCK_H

#include "kernel/lib/types.h"

/* time = count * multiplier >> shift */
struct clock_scale {
	uint32_t multiplier;
	uint32_t shift; /* 0 to 31 */
};

/** Once, before the clock is read. @p hz: what the device tree says, or 0: ask the timer. */
void clock_init(uint32_t hz);
/** Once on each CPU. */
void clock_init_cpu(void);

struct clock_scale clock_scale_us(void);
struct clock_scale clock_scale_ns(void);

/** The timer's interrupt came. */
void clock_interrupt(void);

#endif
