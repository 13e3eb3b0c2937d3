/*
 * The serial line's life inside the port; what the kernel uses of it is in kernel/arch.h.
 */
#ifndef ARCH_X86_SERIAL_H
#define ARCH_X86_SERIAL_H

#include "kernel/lib/types.h"

/* Where the UART is, and how fast. */
struct serial_line {
	uint16_t port;    /* first of its ports */
	uint16_t divisor; /* of 115200 baud */
	unsigned isa_irq;
	bool off; /* leave it alone: somebody else may want it */
};

extern const struct serial_line serial_com1; /* the first of every PC, 115200 baud */

/** Set line parameters; polling works from here on. */
void serial_init(const struct serial_line *line);
/** The UART's ISA interrupt line; -1: there is no UART, or none for us. */
int serial_isa_irq(void);
/** Ask for an interrupt when bytes arrive; the interrupt controller must be ready. */
void serial_receive_interrupt(void);
/** In the interrupt handler: true while the UART wants attention. Takes a transmit request back. */
bool serial_acknowledge(void);

#endif
