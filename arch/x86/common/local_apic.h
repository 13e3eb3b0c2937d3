/*
 * The local APIC: the interrupt controller inside each CPU, with that CPU's timer.
 */
#ifndef ARCH_X86_LOCAL_APIC_H
#define ARCH_X86_LOCAL_APIC_H

#include "kernel/lib/types.h"

/** Find and switch on this CPU's local APIC, measure its timer. After clock_init(). */
void local_apic_init(void);
/** The interrupt being served is done with: lets the next of its priority in. */
void local_apic_end(void);
uint32_t local_apic_id(void);

/** This CPU interrupts itself, as soon as it lets interrupts in. */
void local_apic_interrupt_self(unsigned vector);

#endif
