/*
 * The local APIC: the interrupt controller inside each CPU, with that CPU's timer.
 */
#ifndef ARCH_X86_LOCAL_APIC_H
#define ARCH_X86_LOCAL_APIC_H

#include "kernel/lib/types.h"

/** Find and switch on the boot CPU's local APIC, measure its timer. After clock_init(). */
void local_apic_init(void);
/** The same on another CPU. */
void local_apic_init_cpu(void);
/** The interrupt being served is done with: lets the next of its priority in. */
void local_apic_end(void);
uint32_t local_apic_id(void);

/** This CPU interrupts itself, as soon as it lets interrupts in. */
void local_apic_interrupt_self(unsigned vector);

/* To the CPU with local APIC ID @p target. Interrupts are off. */
void local_apic_send(uint32_t target, unsigned vector);
void local_apic_send_nmi(uint32_t target);
/** It resets and waits for the start-up message … */
void local_apic_send_init(uint32_t target);
/** … upon which it starts at @p page, below 1 MiB, in real mode. */
void local_apic_send_startup(uint32_t target, paddr_t page);

#endif
