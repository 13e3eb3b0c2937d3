/*
 * Filling the kernel info page (abi sheet §10).
 */
#ifndef KERNEL_BOOT_KIP_H
#define KERNEL_BOOT_KIP_H

#include "kernel/abi/l4_kip.h"
#include "kernel/boot/memory.h"

/*
 * The page itself, in a section of its own (.kip), readable and executable for everybody. Its header
 * is valid in the image already: a loader that knows it fills in where it put sigma0, the root task
 * and everything else (abi sheet §11.3).
 */
extern union kip_page {
	l4_kernel_info_t header;
	char bytes[L4_PAGESIZE];
} kip_page;

static inline l4_kernel_info_t *kip(void)
{
	return &kip_page.header;
}

/** The L4_KIP_MEM_DESCS memory descriptors: a loader's, until kip_describe_memory() writes ours. */
l4_kernel_info_mem_desc_t *kip_descriptors(void);

/** What only the running kernel knows: feature strings, clock code … The memory descriptors come last, see below. */
void kip_init(const struct boot_info *info);

/** Write the memory descriptors from @p m, once all areas are known. */
void kip_describe_memory(const struct memory_map *m);

#endif
