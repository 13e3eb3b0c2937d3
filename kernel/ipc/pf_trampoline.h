/*
 * Page faults that a thread handles itself; see pf_trampoline.c.
 */
#ifndef KERNEL_IPC_PF_TRAMPOLINE_H
#define KERNEL_IPC_PF_TRAMPOLINE_H

#include "kernel/abi/l4_pf_trampoline.h"
#include "kernel/ipc/invoke.h"

struct thread;

/* A thread's trampoline. */
struct pf_trampoline {
	l4_pf_trampoline_t *data; /* in KU memory of the thread's task; NULL: none set up */
	vaddr_t user;             /* where the task sees it */
	bool armed;               /* takes the next page fault */
};

/** Thread operation 9 on @p t: sets the answer in @p inv. */
void pf_trampoline_invoke(struct thread *t, struct invocation *inv);

/**
 * The current thread @p self has a page fault, @p fault as a pager would see it.
 * @return true when its trampoline takes it: the registers lead to the handler now
 */
bool pf_trampoline_take(struct thread *self, word_t fault);

#endif
