/*
 * Loading ELF files into programs. The file comes from outside: every number is checked before it
 * is used, and everything is checked before anything is loaded.
 *
 * Each segment becomes memory of its own with exactly the rights the file asks for, so segments
 * must not share pages. Source: System V ABI, chapter "Object Files".
 */
#include <stdio.h>
#include <string.h>
#include "l4re/root/loader.h"
#include "l4re/root/modules.h"

enum {
	ELF_CLASS_HERE   = sizeof(l4_umword_t) == 8 ? 2 : 1,
	ELF_LITTLE       = 1,
	ELF_EXECUTABLE   = 2,
	ELF_LOAD         = 1,
	ELF_X            = 1,
	ELF_W            = 2,
	ELF_SEGMENTS_MAX = 16,
};

struct elf_header {
	uint8_t magic[4], class, encoding, version, padding[9];
	uint16_t type, machine;
	uint32_t file_version;
	l4_umword_t entry, segments_at, sections_at;
	uint32_t flags;
	uint16_t header_bytes, segment_bytes, segments, section_bytes, sections, names;
};

struct elf_segment L4_ELF_SEGMENT;

_Static_assert(sizeof(struct elf_header) == (sizeof(l4_umword_t) == 8 ? 64 : 52), "ELF header");

/* A file that was looked at: its header and its loadable segments. */
struct elf_file {
	struct module file;
	struct elf_header header;
	struct elf_segment segments[ELF_SEGMENTS_MAX];
	unsigned count;
};

static const char *check_header(const struct elf_file *e)
{
	const struct elf_header *h = &e->header;

	if (memcmp(h->magic, "\177ELF", 4) != 0)
		return "it is no ELF file";
	if (h->class != ELF_CLASS_HERE || h->encoding != ELF_LITTLE || h->machine != L4_ELF_MACHINE)
		return "it is an ELF file for another machine";
	if (h->type != ELF_EXECUTABLE)
		return "it is an ELF file, but no program with a fixed address";
	if (h->segment_bytes != sizeof(struct elf_segment) || h->segments == 0 ||
	    h->segments > ELF_SEGMENTS_MAX || h->segments_at > e->file.bytes ||
	    h->segments * sizeof(struct elf_segment) > e->file.bytes - h->segments_at)
		return "its program headers are damaged";
	return NULL;
}

static const char *check_segment(const struct elf_file *e, const struct elf_segment *s)
{
	unsigned i;

	if (s->file_bytes > s->memory_bytes || s->offset > e->file.bytes ||
	    s->file_bytes > e->file.bytes - s->offset)
		return "the file is shorter than its segments";
	if (s->va < PROGRAM_IMAGE_MIN || s->va >= PROGRAM_IMAGE_MAX ||
	    s->memory_bytes > PROGRAM_IMAGE_MAX - s->va)
		return "a segment wants addresses that programs do not get";
	for (i = 0; i < e->count; i++) {
		const struct elf_segment *o = &e->segments[i];

		if (l4_trunc_page(s->va) < l4_round_page(o->va + o->memory_bytes) &&
		    l4_trunc_page(o->va) < l4_round_page(s->va + s->memory_bytes))
			return "two segments share a page";
	}
	return NULL;
}

/* Fill @p e from its file. Returns what is wrong, or NULL. */
static const char *inspect(struct elf_file *e)
{
	const char *wrong;
	unsigned i;

	if (e->file.bytes < sizeof(e->header))
		return "it is too short for a program";
	memcpy(&e->header, e->file.data, sizeof(e->header));
	wrong = check_header(e);
	for (i = 0; !wrong && i < e->header.segments; i++) {
		struct elf_segment s;

		memcpy(&s, e->file.data + e->header.segments_at + i * sizeof(s), sizeof(s));
		if (s.type != ELF_LOAD || s.memory_bytes == 0)
			continue;
		wrong                   = check_segment(e, &s);
		e->segments[e->count++] = s;
	}
	if (!wrong && e->count == 0)
		return "it has nothing to load";
	return wrong;
}

static bool load_segment(struct program *p, const struct elf_file *e, const struct elf_segment *s)
{
	l4_addr_t start = l4_trunc_page(s->va);
	unsigned rights = L4_FPAGE_RO;
	char *memory;

	if (s->flags & ELF_W)
		rights |= L4_FPAGE_W;
	if (s->flags & ELF_X)
		rights |= L4_FPAGE_X;
	memory = program_add_memory(p, s->va + s->memory_bytes - start, start,
				    (unsigned char)rights);
	if (!memory)
		return false;
	memcpy(memory + (s->va - start), e->file.data + s->offset, s->file_bytes);
	return true;
}

bool loader_load(struct program *p, const char *file)
{
	struct elf_file e = {.count = 0};
	const char *wrong;
	unsigned i;

	wrong = module_find(file, &e.file) ? inspect(&e) : "the boot archive has no such file";
	if (wrong) {
		printf("root: cannot load '%s' for '%s': %s\n", file, p->name, wrong);
		return false;
	}
	for (i = 0; i < e.count; i++)
		if (!load_segment(p, &e, &e.segments[i]))
			return false;
	p->entry = e.header.entry;
	return true;
}
