/*
 * Allocations that fail on request, for tests: FAIL_ALLOC=1 builds only.
 *
 * Every path that allocates must take "no" for an answer, at each of its allocations. With quotas alone a
 * test can hardly make the third of five fail; with this it says so. Charging a quota and taking a frame
 * count as one allocation each.
 */
#ifndef KERNEL_MEM_FAIL_ALLOC_H
#define KERNEL_MEM_FAIL_ALLOC_H

#include "kernel/lib/types.h"

#ifdef CONFIG_FAIL_ALLOC
/** Let the @p n-th allocation from now on fail, and only it; 0: none. @return those made since the last call */
word_t fail_alloc_at(word_t n);

/** Shall this allocation fail? */
bool fail_alloc_now(void);
#else
static inline bool fail_alloc_now(void)
{
	return false;
}
#endif

#endif
