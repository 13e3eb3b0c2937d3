/*
 * ELF images of the first two programs: checked, then copied to where they run.
 */
#ifndef KERNEL_BOOT_ELF_H
#define KERNEL_BOOT_ELF_H

#include "kernel/abi/l4_types.h"
#include "kernel/lib/types.h"
#include <arch_abi.h>

enum {
	ELF_CLASS_HERE   = sizeof(word_t) == 8 ? 2 : 1,
	ELF_LITTLE       = 1,
	ELF_EXECUTABLE   = 2, /* ET_EXEC */
	ELF_SHARED       = 3, /* ET_DYN: position independent */
	ELF_LOAD         = 1, /* PT_LOAD */
	ELF_SEGMENTS_MAX = 64,
};

struct elf_header {
	uint8_t magic[4], class, encoding, version, padding[9];
	uint16_t type, machine;
	uint32_t file_version;
	word_t entry, segments_at, sections_at;
	uint32_t flags;
	uint16_t header_bytes, segment_bytes, segments, section_bytes, sections, names;
};

/* The two word sizes order the fields differently; L4_ELF_SEGMENT is the port's. */
struct elf_segment L4_ELF_SEGMENT;

_Static_assert(sizeof(struct elf_header) == (sizeof(word_t) == 8 ? 64 : 52), "ELF header");
_Static_assert(sizeof(struct elf_segment) == (sizeof(word_t) == 8 ? 56 : 32), "ELF segment");

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
