/*
 * The I/O APICs: where interrupt lines of devices come in.
 */
#ifndef ARCH_X86_IO_APIC_H
#define ARCH_X86_IO_APIC_H

#include "kernel/object/irq.h"

/**
 * Switch off the interrupt controllers of the first PCs. Before local_apic_init(), which cuts their
 * line to the CPU: a request that firmware left there must be taken back while it still can be.
 */
void pic_off(void);

/** Find the controllers, mask every pin. After local_apic_init(). */
void io_apic_init(void);

/** Pin of ISA interrupt line @p irq; takes it for the kernel and unmasks it. -1: no I/O APIC. */
int io_apic_take_isa(unsigned irq);

/** The vector of @p pin came: mask or acknowledge as the pin's mode demands. */
void io_apic_acknowledge(unsigned pin);

#endif
