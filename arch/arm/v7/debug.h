/*
 * Debug events: breakpoint registers, `bkpt`. See debug.c; instruction.c knows what instructions do.
 */
#ifndef ARCH_V7_DEBUG_H
#define ARCH_V7_DEBUG_H

#include "kernel/arch_debug.h"

/**
 * If the abort that brought @p frame is a debug event of the debugger's, let it handle that.
 * @return false: it is not
 */
bool debug_trap(struct trap_frame *frame);

/** Make the debug registers of this CPU usable. */
void debug_init_cpu(void);

/** Where the instruction @p code, at which @p frame stands, leads to; *@p flow: how. */
vaddr_t instruction_next(const struct trap_frame *frame, uint32_t code, enum arch_flow *flow);

#endif
