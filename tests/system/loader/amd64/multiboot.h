/*
 * What a multiboot 1 loader passes. Source: Multiboot Specification version 0.6.96, chapter 3.3.
 */
#ifndef TESTS_SYSTEM_LOADER_MULTIBOOT_H
#define TESTS_SYSTEM_LOADER_MULTIBOOT_H

#include <stdint.h>

enum {
	MULTIBOOT_MAGIC = 0x2badb002,
	MULTIBOOT_RAM   = 1,
};

/* All addresses are physical. */
struct multiboot_info {
	uint32_t flags;
	uint32_t memory_lower, memory_upper;
	uint32_t boot_device;
	uint32_t command_line;
	uint32_t module_count, modules;
	uint32_t symbols[4];
	uint32_t memory_map_bytes, memory_map;
};

struct multiboot_module {
	uint32_t start, end, command_line, reserved;
};

struct multiboot_memory {
	uint32_t size; /* of what follows */
	uint64_t start, bytes;
	uint32_t type;
} __attribute__((packed));

_Static_assert(sizeof(struct multiboot_info) == 52, "multiboot layout");
_Static_assert(sizeof(struct multiboot_memory) == 24, "multiboot layout");

#endif
