/*
 * Map, grant, unmap: the operations on spaces (abi sheet §6.5 to §6.9).
 *
 * Used by item transfer in IPC and by the task object alike. Sources and destinations are tasks;
 * the flexpage's type chooses memory, I/O ports or capabilities.
 *
 * Memory and ports go page by page: map.c and unmap.c; capabilities slot by slot: map_object.c.
 *
 * Locks: mapping_lock for all mappings of memory and ports, and the page tables they stand in;
 * capability_lock (cap_table.h) for all capabilities. The work pauses after each page or slot, and then
 * others may change anything; so each step starts from the tables.
 */
#ifndef KERNEL_SPACE_MAP_H
#define KERNEL_SPACE_MAP_H

#include "kernel/object/task.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/space/flexpage.h"
#include "kernel/space/page_table.h"

extern struct helping_lock mapping_lock;

/** Give mapping_lock back; what was taken away is in no CPU's TLB any more. */
void mapping_unlock(void);

struct map_request {
	struct task *from, *to;
	l4_fpage_t send;   /* what is sent; any type (special: no effect) */
	l4_fpage_t window; /* where it may go; raw 0xfc0: everywhere */
	word_t control;    /* send item word 0: hot spot | attributes | grant */
	bool strong;       /* the capability used has S; else S is removed from objects sent */
};

/**
 * Carry out @p r.
 * @return > 0  done: the item's result is "mapped". What the source had to send may still be
 *              invisible to the receiver for a reason that is no error (KU memory, map onto itself),
 *              and requests that are no operation by definition (order below 12, window of another
 *              type, special flexpage) end so too
 *         0    the source held nothing there, or no rights were left: "nothing mapped"
 *         -L4_ENOMEM  quota or memory for page tables, capability tables or mapping nodes ran out;
 *              what was mapped until then stays
 * Preemptible between pages: the caller holds references to both tasks.
 */
long map_execute(const struct map_request *r);

/**
 * Unmap @p area from @p task and whoever got it from there, as @p mask (L4_FP_*) says.
 * @return accumulated PAGE_REFERENCED | PAGE_DIRTY flags of what was removed or downgraded.
 * Preemptible: the caller holds a reference to @p task.
 */
unsigned unmap_execute(struct task *task, l4_fpage_t area, word_t mask);

/**
 * sigma0 touched @p address: enter the 1:1 translation, as a superpage where possible.
 * @return 0; -L4_EFAULT: that address belongs to the kernel; -L4_ENOMEM.
 */
int map_physical(struct task *sigma0, vaddr_t address);

/* ---- Parts of the above, for mem_space.c and among themselves; mapping_lock is held ------------ */

/**
 * Memory (or ports) and capabilities, for ranges already cut to size: @p send is what is sent, @p at
 * (@p to) where its first byte or slot goes. Results as map_execute().
 */
long map_memory(const struct map_request *r, struct mem_space *from, struct mem_space *to,
		struct flex_range send, uint64_t at);
long map_objects(const struct map_request *r, struct flex_range send, uint64_t to);

/**
 * Revoke @p rights (R: everything) to [@p start, @p end) from all who got it from @p s, and with
 * @p self from @p s too. Returns and preempts as unmap_execute(); *@p count grows by the mappings
 * removed or downgraded.
 */
unsigned unmap_memory(struct mem_space *s, uint64_t start, uint64_t end, unsigned rights, bool self,
		      unsigned *count);

/** End of what can be mapped from @p s: that of its tables, or for sigma0 of physical memory. */
uint64_t mem_space_top(const struct mem_space *s);
/**
 * The largest page of physical memory around @p pa, at most 2^@p order bytes, that user level may
 * see: 1:1, all rights. False when even the smallest belongs to the kernel.
 */
bool physical_page(const struct mem_space *sigma0, paddr_t pa, unsigned order, struct page *out);

/** Empty the slots of @p range, or delete their objects, or revoke rights of them. */
void unmap_objects(struct task *task, struct flex_range range, unsigned rights, word_t mask,
		   unsigned *count);

#endif
