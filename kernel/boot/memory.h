/*
 * Who gets which part of physical memory, decided once at boot.
 *
 * RAM is what the firmware reports. Areas are laid over it: the kernel image, the kernel pool, what
 * the firmware keeps, the images of sigma0 and the root task, the modules. Whatever no area covers
 * is free memory and sigma0's to give away. The result becomes the memory descriptors of the kernel
 * info page (abi sheet §10.4): first RAM, then the areas, later ones overriding earlier ones.
 */
#ifndef KERNEL_BOOT_MEMORY_H
#define KERNEL_BOOT_MEMORY_H

#include "kernel/boot/boot_info.h"

enum {
	MEMORY_AREAS_MAX = 64,
};

struct memory_area {
	paddr_t start, end; /* page aligned, end exclusive */
	uint8_t type;       /* enum l4_mem_type_t */
	uint8_t sub_type;
};

struct memory_map {
	const struct boot_info *info;
	struct memory_area areas[MEMORY_AREAS_MAX];
	unsigned count;
};

extern struct memory_map boot_memory;

/** Start with the RAM, the areas, the kernel image and the archive that @p info names. */
void memory_map_init(struct memory_map *m, const struct boot_info *info);

/** Lay an area over RAM; rounded outwards to whole pages. */
void memory_reserve(struct memory_map *m, paddr_t start, paddr_t end, unsigned type,
		    unsigned sub_type);
/** Forget the area that starts at @p start: its memory is free again. */
void memory_release(struct memory_map *m, paddr_t start);

/** True when [@p start, @p end) is RAM that no area covers. */
bool memory_is_free(const struct memory_map *m, paddr_t start, paddr_t end);

/**
 * A free, aligned run of @p bytes below the end of the direct map: the lowest from 1 MiB up, or the
 * highest. The caller reserves it.
 * @return its start, or ~0 when there is none.
 */
paddr_t memory_find_low(const struct memory_map *m, size_t bytes, unsigned align_order);
paddr_t memory_find_high(const struct memory_map *m, size_t bytes, unsigned align_order);

#define MEMORY_NONE (~(paddr_t)0)

/** Reserve the kernel pool and give it to the frame allocator. */
void memory_make_pool(struct memory_map *m);

/**
 * May user level see the physical page at @p pa? Not if it is the kernel's: its image (but for the
 * kernel info page) or its pool.
 */
bool memory_user_may_map(paddr_t pa, uint64_t bytes);

#endif
