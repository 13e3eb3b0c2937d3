/*
 * The memory of a task: page tables, and the areas of kernel-user memory in it.
 *
 * Memory is completely managed by users: pages come and go by map and unmap alone (map.h). The
 * kernel adds memory of its own only as kernel-user memory (UTCBs, vCPU state), which is not in the
 * mapping database and stays until the task is freed (abi sheet §12).
 */
#ifndef KERNEL_SPACE_MEM_SPACE_H
#define KERNEL_SPACE_MEM_SPACE_H

#include "kernel/abi/l4_types.h"
#include "kernel/arch.h"
#include "kernel/mem/quota.h"

/* One area of kernel-user memory. */
struct ku_area {
	struct ku_area *next;
	vaddr_t user; /* where the task sees it */
	char *kernel; /* where the kernel sees it */
	size_t bytes;
};

struct mem_space {
	struct arch_space arch;
	const struct page_format *format;
	struct quota *quota;
	struct task *task;
	struct ku_area *ku_areas;
	bool physical; /* sigma0: owns all physical memory, 1:1 */
	bool ports;    /* no memory at all: I/O ports (io_space.h) */
	bool closed;   /* its task is being destroyed: nothing is mapped any more */
};

/** Empty space; false when out of quota. */
bool mem_space_init(struct mem_space *s, struct task *task, struct quota *q);
/**
 * Close the space for new mappings and flush every user mapping with its descendants. Has
 * preemption points: the caller holds a reference to the task.
 */
void mem_space_flush(struct mem_space *s);
/** Free KU memory and the root table; the space is flushed and no CPU runs on it. */
void mem_space_destroy(struct mem_space *s);

/**
 * Kernel-user memory at flexpage @p area (order 12..17).
 * @return 0, -L4_EINVAL: type, order or address; -L4_EEXIST: a page is there; -L4_ENOMEM. Nothing
 *         stays mapped on error.
 */
int ku_mem_add(struct mem_space *s, l4_fpage_t area);

/**
 * Kernel address of the KU memory [@p user, @p user + @p bytes), which must lie in one area and be
 * word aligned; NULL otherwise.
 */
void *ku_mem_at(const struct mem_space *s, vaddr_t user, size_t bytes);

/** True when [@p user, @p user + @p bytes) overlaps KU memory. */
bool ku_mem_overlaps(const struct mem_space *s, vaddr_t user, size_t bytes);

#endif
