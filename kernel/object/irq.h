/*
 * IRQ objects: asynchronous signals, from hardware pins or from software, delivered as messages.
 * (abi sheet §7.9, §8.5, §8.7)
 */
#ifndef KERNEL_OBJECT_IRQ_H
#define KERNEL_OBJECT_IRQ_H

#include "kernel/object/object.h"
#include "kernel/ipc/sender.h"

/* A controller and its operations on one of its pins; provided by the port. */
struct irq_chip {
	const char *name;
	void (*mask)(unsigned pin);
	void (*unmask)(unsigned pin);
	/** L4_IRQ_F_* mode; 0 or -L4_EINVAL. */
	int (*set_mode)(unsigned pin, word_t mode);
	bool (*is_level)(unsigned pin);
};

#endif
