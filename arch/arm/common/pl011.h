/*
 * The serial line of most ARM boards: ARM PrimeCell UART PL011.
 */
#ifndef ARCH_PL011_H
#define ARCH_PL011_H

#include "kernel/lib/types.h"

/** Map the UART at @p registers and use it for the console from now on, by polling. */
void pl011_init(paddr_t registers);
/** Ask for an interrupt when something was received. */
void pl011_interrupts_on(void);
void pl011_interrupt(void);

#endif
