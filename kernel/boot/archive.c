/*
 * Reading the boot archive. It comes from outside, so nothing in it is believed: a damaged archive
 * ends the walk with a description of what was found where.
 *
 * A "newc" entry: 110 bytes of ASCII header (magic "070701", then 13 numbers of 8 hexadecimal
 * digits), the name with its NUL, padding to 4 bytes, the data, padding to 4 bytes. The last entry
 * is called TRAILER!!!. Source: cpio(5).
 */
#include "kernel/boot/archive.h"
#include "kernel/lib/string.h"

enum {
	HEADER_BYTES    = 110,
	FIELD_MODE      = 1,
	FIELD_FILE_SIZE = 6,
	FIELD_NAME_SIZE = 11,
	MODE_TYPE       = 0170000,
	MODE_REGULAR    = 0100000,
};

void archive_open(struct archive *a, const void *start, size_t bytes)
{
	*a = (struct archive){.start = start, .bytes = bytes};
}

/* Number @p index of the header at @p header; false when it is not hexadecimal. */
static bool header_field(const char *header, unsigned index, uint32_t *value)
{
	const char *digit = header + 6 + index * 8;

	*value = 0;
	for (unsigned i = 0; i < 8; i++, digit++) {
		uint32_t d;

		if (*digit >= '0' && *digit <= '9')
			d = (uint32_t)(*digit - '0');
		else if ((*digit | 0x20) >= 'a' && (*digit | 0x20) <= 'f')
			d = (uint32_t)((*digit | 0x20) - 'a' + 10);
		else
			return false;
		*value = *value << 4 | d;
	}
	return true;
}

/* Read the entry at a->next. Returns what is wrong with it, or NULL. */
static const char *read_entry(struct archive *a, struct archive_file *file, uint32_t *mode)
{
	const char *header = a->start + a->next;
	uint32_t name_size, data_size;

	if (a->bytes - a->next < HEADER_BYTES)
		return "it ends in the middle of a header";
	if (strncmp(header, "070701", 6) != 0 && strncmp(header, "070702", 6) != 0)
		return "a header does not start with 070701 (cpio format \"newc\")";
	if (!header_field(header, FIELD_MODE, mode) ||
	    !header_field(header, FIELD_FILE_SIZE, &data_size) ||
	    !header_field(header, FIELD_NAME_SIZE, &name_size))
		return "a header holds something that is no number";

	size_t name_at = a->next + HEADER_BYTES;

	if (name_size == 0 || name_size > a->bytes - name_at || a->start[name_at + name_size - 1])
		return "a file name reaches beyond the end";

	size_t data_at = align_up(name_at + name_size, 2);

	if (data_at > a->bytes || data_size > a->bytes - data_at)
		return "a file reaches beyond the end";
	*file   = (struct archive_file){a->start + name_at, a->start + data_at, data_size};
	a->next = min_of(align_up(data_at + data_size, 2), a->bytes);
	return NULL;
}

bool archive_next(struct archive *a, struct archive_file *file)
{
	uint32_t mode;

	while (a->next < a->bytes) {
		a->problem = read_entry(a, file, &mode);
		if (a->problem || strcmp(file->name, "TRAILER!!!") == 0)
			return false;
		if ((mode & MODE_TYPE) == MODE_REGULAR)
			return true;
	}
	a->problem = a->bytes ? "it has no end mark" : "it is empty";
	return false;
}
