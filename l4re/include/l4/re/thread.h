/*
 * Further threads in the caller's own task.
 */
#ifndef L4_RE_THREAD_H
#define L4_RE_THREAD_H

#include <l4/sys/types.h>

L4_BEGIN_DECLS

/**
 * Create and start a thread that runs @p function(@p argument), which must not return.
 *
 * It gets the next UTCB of the task's UTCB area, and the pager and exception handler of the
 * program's first thread.
 *
 * @param cap      free slot that receives the thread's capability
 * @param stack    lowest address of its stack, @p bytes long
 * @param priority 1 to 255
 * @return 0 or a negative error; then nothing runs
 */
int l4re_thread_start(l4_cap_idx_t cap, void (*function)(void *), void *argument, void *stack,
		      l4_umword_t bytes, unsigned priority);

L4_END_DECLS

#endif
