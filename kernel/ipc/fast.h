/*
 * The fast path of calls and answers; see fast.c.
 */
#ifndef KERNEL_IPC_FAST_H
#define KERNEL_IPC_FAST_H

#include "kernel/lib/types.h"

struct trap_frame;

/* What ipc_fast() says to entry.S. Anything else is where to go on as another thread: the address of its
   trap frame, to leave the kernel through, or, with bit 0 set, what arch_thread_resume_at() said. */
enum {
	FAST_NOT  = 0, /* nothing has changed: take the generic path */
	FAST_DONE = 1, /* the answer is in the frame; the thread goes on */
};

/**
 * Try to carry out a system call of the current thread. @p frame is its trap frame, in which the
 * registers that C functions preserve need not stand yet; the other arguments are what it says.
 */
word_t ipc_fast(struct trap_frame *frame, word_t tag, word_t dest, word_t timeout);

#endif
