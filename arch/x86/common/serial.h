/*
 * The serial line's life inside the port; what the kernel uses of it is in kernel/arch.h.
 */
#ifndef ARCH_X86_SERIAL_H
#define ARCH_X86_SERIAL_H

#include <stdbool.h>

enum {
	SERIAL_ISA_IRQ = 4, /* COM1's interrupt line on every PC */
};

/** Set line parameters; polling works from here on. */
void serial_init(void);
/** Ask for an interrupt when bytes arrive; the interrupt controller must be ready. */
void serial_receive_interrupt(void);
/** In the interrupt handler: true while the UART wants attention. Takes a transmit request back. */
bool serial_acknowledge(void);

#endif
