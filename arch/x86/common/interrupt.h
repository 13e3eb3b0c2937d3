/*
 * Interrupts of the machine: controllers, and what happens when one comes.
 */
#ifndef ARCH_X86_INTERRUPT_H
#define ARCH_X86_INTERRUPT_H

/** Switch on the interrupt controllers, the timer and the serial line's interrupt. */
void interrupts_init(void);

/** Serve the interrupt with vector @p vector (vectors.h), interrupts off. */
void interrupt(unsigned vector);

#endif
