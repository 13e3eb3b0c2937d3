/*
 * Caches: x86-64 keeps them coherent by itself, with devices too, so that nothing is to be done.
 *
 * Ranges are [start, end). All return 0.
 */
#ifndef L4_SYS_CACHE_H
#define L4_SYS_CACHE_H

#include <l4/sys/compiler.h>

/** What was written in the range is in memory. */
L4_INLINE int l4_cache_clean_data(unsigned long start, unsigned long end)
{
	(void)start, (void)end;
	return 0;
}

/** The same, and nothing of the range stays in a cache. */
L4_INLINE int l4_cache_flush_data(unsigned long start, unsigned long end)
{
	(void)start, (void)end;
	return 0;
}

/** Nothing of the range stays in a cache; what was written may be lost. */
L4_INLINE int l4_cache_inv_data(unsigned long start, unsigned long end)
{
	(void)start, (void)end;
	return 0;
}

/** Code that was written in the range can be executed. */
L4_INLINE int l4_cache_coherent(unsigned long start, unsigned long end)
{
	(void)start, (void)end;
	return 0;
}

/** Devices see in the range what the CPU wrote. */
L4_INLINE int l4_cache_dma_coherent(unsigned long start, unsigned long end)
{
	(void)start, (void)end;
	return 0;
}

/** Devices see everything that the CPU wrote. */
L4_INLINE int l4_cache_dma_coherent_full(void)
{
	return 0;
}

#endif
