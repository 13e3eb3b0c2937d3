/*
 * The scheduler object: which CPUs there are, and who runs where with what priority (abi sheet
 * §8.8).
 */
#ifndef KERNEL_OBJECT_SCHEDULER_H
#define KERNEL_OBJECT_SCHEDULER_H

#include "kernel/object/object.h"

extern const struct object_type scheduler_type;

#endif
