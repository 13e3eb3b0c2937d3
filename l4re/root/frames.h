/*
 * The root task's memory: page frames for the programs it loads.
 */
#ifndef L4RE_ROOT_FRAMES_H
#define L4RE_ROOT_FRAMES_H

#include <l4/sys/types.h>

/** Fetch memory from sigma0. @return false when there is none. */
bool frames_init(void);

/** Contiguous, zeroed, page-aligned memory of at least @p bytes; NULL when there is none. */
void *frames_alloc(l4_umword_t bytes);

/** Take frames back: whoever else sees them loses them. */
void frames_free(void *start, l4_umword_t bytes);

#endif
