/*
 * The kernel's console as an object (Vcon protocol, abi sheet §8.9).
 */
#ifndef KERNEL_OBJECT_LOG_H
#define KERNEL_OBJECT_LOG_H

#include "kernel/object/object.h"

extern const struct object_type log_type;

/** Console input has arrived: tell whoever bound an IRQ to the log's pin. */
void log_input_ready(void);

#endif
