/*
 * Sections and symbols of an ELF file. See elf_file.h. Source: System V ABI, chapters 4 and 5.
 */
#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/symbols/elf_file.h"

void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "mksymbols: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

void *must_realloc(void *block, size_t bytes)
{
	void *p = realloc(block, bytes ? bytes : 1);

	if (!p)
		fail("out of memory");
	return p;
}

static void read_whole(struct elf_file *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	long size;

	if (!in || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
		fail("cannot read %s", path);
	rewind(in);
	f->bytes = (size_t)size;
	f->image = must_realloc(NULL, f->bytes);
	if (fread(f->image, 1, f->bytes, in) != f->bytes)
		fail("cannot read %s", path);
	fclose(in);
}

/* @p bytes bytes at @p offset of the file; ends the program when the file is shorter. */
static const void *part(const struct elf_file *f, uint64_t offset, uint64_t bytes)
{
	if (offset > f->bytes || bytes > f->bytes - offset)
		fail("the ELF file is cut off");
	return f->image + offset;
}

/* Both word sizes have the same fields, at different places. */
#define READ_SECTION(Shdr)                                                             \
	do {                                                                           \
		Shdr h;                                                                \
		memcpy(&h, part(f, table + i * sizeof(h), sizeof(h)), sizeof(h));      \
		*s       = (struct elf_section){.address = h.sh_addr,                  \
						.bytes   = h.sh_size,                  \
						.alloc   = h.sh_flags & SHF_ALLOC,     \
						.code    = h.sh_flags & SHF_EXECINSTR, \
						.type    = h.sh_type,                  \
						.link    = h.sh_link};                    \
		names[i] = h.sh_name;                                                  \
		if (h.sh_type != SHT_NOBITS && h.sh_type != SHT_NULL)                  \
			s->data = part(f, h.sh_offset, h.sh_size);                     \
	} while (0)

static void read_sections(struct elf_file *f, uint64_t table, unsigned count, unsigned names_index)
{
	uint32_t *names = must_realloc(NULL, count * sizeof(*names));

	f->sections      = must_realloc(NULL, count * sizeof(*f->sections));
	f->section_count = count;
	for (unsigned i = 0; i < count; i++) {
		struct elf_section *s = &f->sections[i];

		if (f->wide)
			READ_SECTION(Elf64_Shdr);
		else
			READ_SECTION(Elf32_Shdr);
	}
	if (names_index >= count)
		fail("no section names");
	const struct elf_section *strings = &f->sections[names_index];

	for (unsigned i = 0; i < count; i++)
		f->sections[i].name =
			names[i] < strings->bytes ? (const char *)strings->data + names[i] : "";
	free(names);
}

void elf_open(struct elf_file *f, const char *path)
{
	read_whole(f, path);
	const uint8_t *ident = part(f, 0, sizeof(Elf32_Ehdr));

	if (memcmp(ident, ELFMAG, SELFMAG) != 0)
		fail("%s is no ELF file", path);
	f->wide = ident[EI_CLASS] == ELFCLASS64;
	if (f->wide) {
		const Elf64_Ehdr *h = part(f, 0, sizeof(*h));

		read_sections(f, h->e_shoff, h->e_shnum, h->e_shstrndx);
	} else {
		const Elf32_Ehdr *h = part(f, 0, sizeof(*h));

		read_sections(f, h->e_shoff, h->e_shnum, h->e_shstrndx);
	}
}

const struct elf_section *elf_section(const struct elf_file *f, const char *name)
{
	for (unsigned i = 0; i < f->section_count; i++)
		if (strcmp(f->sections[i].name, name) == 0)
			return &f->sections[i];
	return NULL;
}

/* Does symbol @p name of type @p type in section @p section stand for something in the image? */
static bool of_interest(const struct elf_file *f, const char *name, unsigned type, unsigned section)
{
	if (section == SHN_UNDEF || section >= f->section_count || !f->sections[section].alloc)
		return false;
	if (type != STT_FUNC && type != STT_OBJECT && type != STT_NOTYPE)
		return false;
	/* $a, $d, $t: where ARM code and data begin; .L…: labels of a compiler. */
	return name[0] != 0 && name[0] != '$' && name[0] != '.';
}

size_t elf_symbols(const struct elf_file *f, struct elf_symbol **list)
{
	const struct elf_section *table = elf_section(f, ".symtab");
	size_t entry = f->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym), used = 0;

	if (!table || table->link >= f->section_count)
		fail("no symbols");
	const char *strings = (const char *)f->sections[table->link].data;
	size_t count        = table->bytes / entry;

	*list = must_realloc(NULL, count * sizeof(**list));
	for (size_t i = 0; i < count; i++) {
		const void *at = table->data + i * entry;
		Elf64_Sym s    = {0};

		if (f->wide) {
			memcpy(&s, at, sizeof(s));
		} else {
			Elf32_Sym narrow;

			memcpy(&narrow, at, sizeof(narrow));
			s.st_name  = narrow.st_name;
			s.st_value = narrow.st_value;
			s.st_info  = narrow.st_info;
			s.st_shndx = narrow.st_shndx;
		}
		if (of_interest(f, strings + s.st_name, ELF64_ST_TYPE(s.st_info), s.st_shndx))
			(*list)[used++] = (struct elf_symbol){strings + s.st_name, s.st_value};
	}
	return used;
}
