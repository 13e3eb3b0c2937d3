/*
 * Interrupts of the machine: controllers, and what happens when one comes.
 */
#ifndef ARCH_X86_INTERRUPT_H
#define ARCH_X86_INTERRUPT_H

#include "kernel/lib/types.h"

/** Switch on the interrupt controllers, the timer and the serial line's interrupt. */
void interrupts_init(void);

struct trap_frame;

/** Serve the interrupt with vector frame->trapno (vectors.h), interrupts off. */
void interrupt(struct trap_frame *frame);

/** An NMI came. Was it sent by arch_cpu_stop(), and not by somebody who pressed a button? */
bool nmi_is_ours(void);

#endif
