/*
 * ELF images of the first two programs: checked, then copied to where they run.
 */
#ifndef KERNEL_BOOT_ELF_H
#define KERNEL_BOOT_ELF_H

#include "kernel/lib/types.h"

struct elf_image {
	const char *data;
	size_t bytes;
	paddr_t start, end; /* where its segments want to be; end exclusive, page aligned */
	bool movable;       /* ET_DYN: start is relative, any place will do */
	vaddr_t entry;      /* as in the file */
};

/**
 * Check @p data and find out where it wants to be.
 * @return NULL, or what is wrong with it, in words.
 */
const char *elf_inspect(struct elf_image *image, const void *data, size_t bytes);

/**
 * Copy the segments to physical memory, @p offset bytes above where the file says (0 unless
 * movable), and clear what the file does not fill.
 * @return the entry point.
 */
vaddr_t elf_load(const struct elf_image *image, paddr_t offset);

#endif
