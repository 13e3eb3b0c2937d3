/*
 * Caches: on ARM the kernel must help, by the system call of mem_op.h. (abi sheet §1.3)
 *
 * Ranges are [start, end). All return 0.
 */
#ifndef L4_SYS_CACHE_H
#define L4_SYS_CACHE_H

#include <l4/sys/mem_op.h>

enum L4_mem_cache_ops {
	L4_MEM_CACHE_OP_CLEAN_DATA        = 0,
	L4_MEM_CACHE_OP_FLUSH_DATA        = 1,
	L4_MEM_CACHE_OP_INV_DATA          = 2,
	L4_MEM_CACHE_OP_COHERENT          = 3,
	L4_MEM_CACHE_OP_DMA_COHERENT      = 4,
	L4_MEM_CACHE_OP_DMA_COHERENT_FULL = 5,
};

L4_INLINE void l4_cache_op_arm_call(unsigned long op, unsigned long start, unsigned long end)
{
	l4_mem_arm_op_call(op, start, end, 0);
}

/** What was written in the range is in memory. */
L4_INLINE int l4_cache_clean_data(unsigned long start, unsigned long end)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_CLEAN_DATA, start, end);
	return 0;
}

/** The same, and nothing of the range stays in a cache. */
L4_INLINE int l4_cache_flush_data(unsigned long start, unsigned long end)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_FLUSH_DATA, start, end);
	return 0;
}

/** Nothing of the range stays in a cache; what was written may be lost. */
L4_INLINE int l4_cache_inv_data(unsigned long start, unsigned long end)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_INV_DATA, start, end);
	return 0;
}

/** Code that was written in the range can be executed. */
L4_INLINE int l4_cache_coherent(unsigned long start, unsigned long end)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_COHERENT, start, end);
	return 0;
}

/** Devices see in the range what the CPU wrote. */
L4_INLINE int l4_cache_dma_coherent(unsigned long start, unsigned long end)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_DMA_COHERENT, start, end);
	return 0;
}

/** Devices see everything that the CPU wrote. */
L4_INLINE int l4_cache_dma_coherent_full(void)
{
	l4_cache_op_arm_call(L4_MEM_CACHE_OP_DMA_COHERENT_FULL, 0, 0);
	return 0;
}

#endif
