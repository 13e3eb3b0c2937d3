/*
 * Map, grant, unmap: the operations on spaces (abi sheet §6.5 to §6.9).
 *
 * Used by item transfer in IPC and by the task object alike. Sources and destinations are tasks;
 * the flexpage's type chooses memory or capabilities (I/O ports: issue "The whole kernel
 * interface").
 */
#ifndef KERNEL_SPACE_MAP_H
#define KERNEL_SPACE_MAP_H

#include "kernel/object/task.h"

struct map_request {
	struct task *from, *to;
	l4_fpage_t send;     /* what is sent; type memory or object (special: no effect) */
	l4_fpage_t window;   /* where it may go; raw 0xfc0: everywhere */
	word_t control;      /* send item word 0: hot spot | attributes | grant */
	bool strong;         /* the capability used has S; else S is removed from objects sent */
};

/**
 * Carry out @p r.
 * @return number of pages or capabilities now visible in r->to through this request (0 is no
 *         error: the source held nothing, or nothing fits), or -L4_ENOMEM when quota or memory
 *         for page tables, tables of capabilities or mapping nodes ran out; what was mapped until
 *         then stays.
 * Preemptible between pages: the caller holds references to both tasks.
 */
long map_execute(const struct map_request *r);

/**
 * Unmap @p area from @p task and whoever got it from there, as @p mask (L4_FP_*) says.
 * @return accumulated PAGE_REFERENCED | PAGE_DIRTY flags of what was removed or downgraded.
 * Preemptible: the caller holds a reference to @p task.
 */
unsigned unmap_execute(struct task *task, l4_fpage_t area, word_t mask);

/** sigma0 touched @p address: enter the 1:1 translation, as a superpage where possible. */
int map_physical(struct task *sigma0, vaddr_t address);

#endif
