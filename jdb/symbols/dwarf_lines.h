/*
 * Source lines of code, from the .debug_line section of a linked ELF file.
 */
#ifndef JDB_SYMBOLS_DWARF_LINES_H
#define JDB_SYMBOLS_DWARF_LINES_H

#include "jdb/symbols/elf_file.h"

/* From @p address on, code belongs to this line. */
struct line_row {
	uint64_t address;
	uint32_t file;  /* index into the files */
	uint32_t line;  /* 0: no line, or the end of a piece of code */
	uint32_t order; /* rows in the order they were read */
};

struct line_table {
	struct line_row *rows;
	size_t row_count;
	char **files; /* paths as the compiler was given them, without "./" */
	size_t file_count;
	bool begins_at_zero; /* a piece of code at address 0 has been read */
};

/** Read all line programs; versions 2 to 5 of DWARF. */
void dwarf_read_lines(const struct elf_file *f, struct line_table *t);

#endif
