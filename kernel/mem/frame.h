/*
 * The kernel pool: page frames that the kernel keeps for itself.
 *
 * At boot a part of RAM is set aside (kernel/boot/memory.c) and handed to frame_pool_init(); the
 * rest belongs to sigma0. A buddy allocator serves power-of-two runs. Each 4 KiB frame of the pool
 * has a descriptor, so that slabs find their page's header data, and the debugger finds who owns a
 * frame and why.
 *
 * Invariants (frame_pool_ok): free runs do not overlap, are aligned to their size, and two free
 * buddies never stand side by side unmerged. Free memory of debug builds is filled with 0xa5.
 *
 * A page table that has lost its last entry is all zero. Release builds keep some such frames in a
 * list of their own, unmerged, so that the next table needs no clearing; their order reads 0.
 */
#ifndef KERNEL_MEM_FRAME_H
#define KERNEL_MEM_FRAME_H

#include "kernel/lib/list.h"

enum {
	FRAME_ORDER = 12,
	FRAME_SIZE  = 1 << FRAME_ORDER,
	FREED_BYTE  = 0xa5, /* what debug builds fill free memory with */
};

enum frame_use {
	FRAME_FREE,
	FRAME_SLAB,        /* owner: struct slab */
	FRAME_PAGE_TABLE,  /* owner: struct mem_space */
	FRAME_CAP_TABLE,   /* owner: struct cap_table */
	FRAME_STACK,       /* owner: struct thread */
	FRAME_REPLY_TABLE, /* owner: struct reply_table */
	FRAME_KU_MEM,      /* owner: struct task */
	FRAME_KERNEL,      /* the kernel's own: per-CPU data, trace buffers, hash tables */
};

struct frame {
	struct list_node link; /* free list of its order, or a slab's list */
	uint8_t use;           /* enum frame_use */
	uint8_t order;         /* log2 bytes of the run this frame heads; 0 for inner frames */
	/* FRAME_SLAB: objects handed out. FRAME_PAGE_TABLE: entries in use. FRAME_CAP_TABLE: which
	   table of the capability table this is. */
	uint16_t count;
	void *slab_free; /* FRAME_SLAB: first free object */
	void *owner;
};

/** The pool: [@p start, @p start + @p bytes), physical, 4 KiB aligned, mapped at phys_to_virt(). */
void frame_pool_init(paddr_t start, size_t bytes);

/**
 * A naturally (physically) aligned run of 2^@p order bytes (order ≥ 12), zeroed unless it is a stack.
 * @return its kernel address, or NULL when the pool has no such run.
 */
void *frame_alloc(unsigned order, enum frame_use use, void *owner);
void frame_free(void *address, unsigned order);

/** The same for one frame whose owner has left nothing but zeroes in it: they are kept for the next. */
void frame_free_zeroed(void *address);

/** Descriptor of the pool frame that holds @p address; NULL if it is not in the pool. */
struct frame *frame_of(const void *address);

size_t frame_pool_bytes(void);
size_t frame_pool_free_bytes(void);
bool frame_pool_ok(void);

#endif
