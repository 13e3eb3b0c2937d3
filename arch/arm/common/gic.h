/*
 * The generic interrupt controller, version 2.
 */
#ifndef ARCH_GIC_H
#define ARCH_GIC_H

#include "kernel/lib/types.h"

/** Map the controller and put it into a known state. Physical addresses of its two halves. */
void gic_init(paddr_t distributor, paddr_t cpu_interface);
/** Once on each CPU; on the others, what the boot CPU has claimed of their private pins is theirs too. */
void gic_init_cpu(void);

/** Interrupt all CPUs but this one, started or not: out of their sleep in a holding pen. */
void gic_wake_all(void);

/** The kernel itself handles @p pin, by @p handler; user programs cannot have it. */
void gic_claim(unsigned pin, void (*handler)(void));

struct trap_frame;

/** An interrupt came, in user mode or in the kernel; @p frame: what it interrupted. Called by entry code, interrupts off. */
void interrupt(struct trap_frame *frame);

#endif
