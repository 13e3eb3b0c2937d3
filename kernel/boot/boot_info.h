/*
 * What the boot loader left, in one portable form. Filled by arch_boot_info().
 */
#ifndef KERNEL_BOOT_BOOT_INFO_H
#define KERNEL_BOOT_BOOT_INFO_H

#include "kernel/lib/types.h"

enum {
	BOOT_MAX_RANGES = 32,
	BOOT_MAX_AREAS  = 64,
};

struct boot_range {
	paddr_t start, end; /* bytes, end exclusive */
};

/* What is not free RAM, in the words of the kernel info page: firmware's, a loader's. */
struct boot_area {
	paddr_t start, end;
	uint8_t type, sub_type; /* enum l4_mem_type_t */
};

struct boot_info {
	const char *loader;                     /* "PVH", "multiboot2", "device tree" … */
	const char *platform;                   /* for the KIP, at most 15 characters */
	struct boot_range ram[BOOT_MAX_RANGES]; /* usable RAM, as firmware reports it */
	unsigned ram_count;
	struct boot_area areas[BOOT_MAX_AREAS];
	unsigned area_count;
	struct boot_range kernel;  /* the kernel image itself */
	paddr_t direct_map_end;    /* phys_to_virt() reaches RAM below this */
	struct boot_range archive; /* the boot archive (cpio newc); empty if none */
	char command_line[256];
	paddr_t acpi_rsdp; /* 0 if none */
	paddr_t device_tree;
};

/** Note usable RAM, rounded inwards to pages. What does not fit in is ignored, with a message. */
void boot_info_add_ram(struct boot_info *info, paddr_t start, paddr_t end);

/** Note an area. Too many of firmware's are ignored, with a message; of others, a panic. */
void boot_info_add_area(struct boot_info *info, struct boot_area area);

#endif
