/*
 * Reading memory that may not be there: entry.S copies, trap.c catches the fault.
 */
#ifndef ARCH_AMD64_PROBE_H
#define ARCH_AMD64_PROBE_H

#include "kernel/lib/types.h"

/** Copy; false when an access faulted, some bytes may have been copied then. */
bool probe_copy(void *to, const void *from, size_t bytes);

/* The instruction that may fault, and where to go on if it does. */
extern char probe_instruction[], probe_failed[];

#endif
