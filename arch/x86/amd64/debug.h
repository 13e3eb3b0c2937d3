/*
 * Debug exceptions: breakpoint registers, single steps, `int3`. See debug.c.
 */
#ifndef ARCH_AMD64_DEBUG_H
#define ARCH_AMD64_DEBUG_H

#include <arch/defs.h>

/** If @p frame is a debug exception of the debugger's, let it handle that. @return false: it is not */
bool debug_trap(struct trap_frame *frame);

#endif
