/*
 * Cache maintenance and device accesses on behalf of user programs (abi sheet §1.3).
 */
#ifndef ARCH_MEM_OP_H
#define ARCH_MEM_OP_H

#include "kernel/arch.h"

/**
 * System call number 1; operation in r0, operands in r1 to r3 of @p frame, result to r0. Where a
 * page is missing, the pager is asked and @p frame made to repeat the call.
 */
void mem_op(struct trap_frame *frame);

/** Make what was written to user addresses [@p start, @p end) executable. */
void mem_op_coherent(vaddr_t start, vaddr_t end);

#endif
