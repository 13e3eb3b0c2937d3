/*
 * The boot archive: one cpio file (format "newc") that carries all user programs to the machine,
 * whatever boots it. Made by `cpio -o -H newc`.
 */
#ifndef KERNEL_BOOT_ARCHIVE_H
#define KERNEL_BOOT_ARCHIVE_H

#include "kernel/lib/types.h"

struct archive {
	const char *start;
	size_t bytes;
	size_t next;         /* offset of the header that archive_next() reads */
	const char *problem; /* why archive_next() stopped, when it was not the end */
};

struct archive_file {
	const char *name; /* zero-terminated, inside the archive */
	const char *data;
	size_t bytes;
};

void archive_open(struct archive *a, const void *start, size_t bytes);

/**
 * Next regular file of the archive. Every number in it is checked against the archive's size.
 * @return false at the end, or where the archive is damaged (then a->problem says how).
 */
bool archive_next(struct archive *a, struct archive_file *file);

#endif
