/*
 * The keeper: a thread of the root task that hears when programs fault, fail or end.
 */
#ifndef L4RE_ROOT_KEEPER_H
#define L4RE_ROOT_KEEPER_H

#include <l4/sys/types.h>

/** Start the thread. @return 0 or a negative error */
int keeper_start(void);

l4_cap_idx_t keeper_thread(void);

/** Label of the keeper gate of program @p number. */
static inline l4_umword_t keeper_label(long number)
{
	return (l4_umword_t)number << 4;
}

#endif
