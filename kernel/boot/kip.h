/*
 * Filling the kernel info page (abi sheet §10).
 */
#ifndef KERNEL_BOOT_KIP_H
#define KERNEL_BOOT_KIP_H

#include "kernel/abi/l4_kip.h"
#include "kernel/boot/memory.h"

/* The page itself, in a section of its own (.kip), readable and executable for everybody. */
extern char kip_page[L4_PAGESIZE];

static inline l4_kernel_info_t *kip(void)
{
	return (l4_kernel_info_t *)kip_page;
}

/** Header, version, feature strings, clock code. The memory descriptors come last, see below. */
void kip_init(const struct boot_info *info);

/** Write the memory descriptors from @p m, once all areas are known. */
void kip_describe_memory(const struct memory_map *m);

#endif
