/*
 * Sections and symbols of a linked ELF file of either word size, in the byte order of this machine.
 */
#ifndef JDB_SYMBOLS_ELF_FILE_H
#define JDB_SYMBOLS_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_section {
	const char *name;
	const uint8_t *data; /* NULL: it takes no place in the file */
	uint64_t address, bytes;
	bool alloc, code;
	uint32_t type, link;
};

struct elf_symbol {
	const char *name;
	uint64_t address;
};

struct elf_file {
	uint8_t *image;
	size_t bytes;
	bool wide; /* 64 bit */
	struct elf_section *sections;
	unsigned section_count;
};

/** Read @p path; ends the program with a message when that cannot be done. */
void elf_open(struct elf_file *f, const char *path);

/** Section called @p name, or NULL. */
const struct elf_section *elf_section(const struct elf_file *f, const char *name);

/** Named code and data of the image, in no order. Returns how many; the caller frees *@p list. */
size_t elf_symbols(const struct elf_file *f, struct elf_symbol **list);

/** Say what is wrong and end the program. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** malloc() and realloc() that end the program where there is no memory. */
void *must_realloc(void *block, size_t bytes);

#endif
