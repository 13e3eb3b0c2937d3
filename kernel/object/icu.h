/*
 * The ICU protocol (-1): binding IRQ objects and semaphores to interrupt pins (abi sheet §8.7). The
 * platform's interrupt controllers form one ICU; log and scheduler are tiny ones with a pin that
 * only the kernel itself hits.
 */
#ifndef KERNEL_OBJECT_ICU_H
#define KERNEL_OBJECT_ICU_H

#include "kernel/object/object.h"

/* A range of pins that answers as one ICU. */
struct icu_pins {
	unsigned first; /* its pin 0 is this one of irq_pin_bind() */
	unsigned count;
	unsigned messages; /* message-signalled interrupts: pins IRQ_PIN_MSI and on */
};

extern const struct object_type icu_type;

/** Answer a message of protocol -1 for @p pins. */
void icu_control(struct icu_pins pins, struct invocation *inv);

#endif
