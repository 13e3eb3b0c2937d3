/*
 * The kernel's own address space: building it, and what the rest of the port needs of it.
 */
#ifndef ARCH_AMD64_PAGING_H
#define ARCH_AMD64_PAGING_H

#include "kernel/boot/boot_info.h"
#include <arch/defs.h>

enum {
	PAGE_TABLE_ENTRIES = 512,
	PAGE_USER_HALF     = PAGE_TABLE_ENTRIES / 2, /* root entries of the user's half */
};

/* Bits of a page-table entry (Intel SDM volume 3, 4.5). */
#define PTE_PRESENT  (1ULL << 0)
#define PTE_WRITE    (1ULL << 1)
#define PTE_USER     (1ULL << 2)
#define PTE_PWT      (1ULL << 3) /* with PTE_PCD: index into the PAT, see descriptors.c */
#define PTE_PCD      (1ULL << 4)
#define PTE_ACCESSED (1ULL << 5)
#define PTE_DIRTY    (1ULL << 6)
#define PTE_LARGE    (1ULL << 7)
#define PTE_GLOBAL   (1ULL << 8)
#define PTE_NX       (1ULL << 63)
#define PTE_ADDRESS  0x000ffffffffff000ULL

/* Root table of the kernel alone; its upper half is part of every address space. */
extern uint64_t *kernel_root;

/** A kernel stack in the image, with room for an unmapped guard below. */
struct guarded_stack {
	char guard[1 << KERNEL_STACK_ORDER];
	char stack[1 << KERNEL_STACK_ORDER];
};

extern struct guarded_stack boot_stack;

/**
 * Build the final page tables and switch to them. @p info tells what RAM there is; gets
 * direct_map_end. Afterwards nothing of the boot loader's memory can be seen any more but through
 * the direct map.
 */
void paging_init(struct boot_info *info);

/** While they are built: nothing is mapped below the stack @p s. */
void paging_unmap_guard(struct guarded_stack *s);

/** True when this CPU can map 1 GiB by one entry. */
bool paging_has_1g_pages(void);

/** True when @p address lies in the guard below some kernel stack. */
bool paging_is_stack_guard(vaddr_t address);

#endif
