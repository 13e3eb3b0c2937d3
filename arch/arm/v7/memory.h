/*
 * The kernel's own mappings: direct map, device registers, kernel stacks, fixed pages.
 */
#ifndef ARCH_MEMORY_H
#define ARCH_MEMORY_H

#include "kernel/boot/boot_info.h"

/** Make RAM visible at DIRECT_BASE, as far as it fits; once, before anything uses phys_to_virt(). */
void memory_map_direct(const struct boot_range *ram, unsigned count);

/** First physical address that the direct map does not reach. */
paddr_t memory_direct_end(void);

/** Can all of [@p pa, @p pa + @p bytes) be seen through phys_to_virt()? */
bool memory_is_direct(paddr_t pa, size_t bytes);

/** Show the pages with code for user programs at their fixed addresses. */
void memory_map_fixed(void);

/** Map the page at @p pa at PROBE_WINDOW, as device memory unless it is RAM we know. */
void memory_probe_window(paddr_t pa);

#endif
