/*
 * The kernel's symbols and source lines as they stand in its image. mksymbols writes this table,
 * jdb/symbols.c reads it.
 *
 *      header | symbols, by address | files | strings | line programs
 *
 * Addresses are 32-bit offsets from a base, so that the table looks the same for every word size. The line
 * program of a function is a list of steps, each
 *
 *      ULEB   (bytes of code since the step before) * 2 | (does the file change?)
 *      ULEB   the new file, if so
 *      ULEB   change of the line number, zigzag (0, -1, 1, -2, 2 …)
 *
 * where ULEB is seven bits a byte, the lowest first, with the top bit set in all but the last byte. It starts
 * at the function's first byte with file 0, line 0; a step's line holds from its address on. Line 0: code
 * that no line stands for. The list ends with the byte 0x00 0x00 (no code, no change) and at its function's end.
 */
#ifndef JDB_SYMBOLS_SYMBOL_TABLE_H
#define JDB_SYMBOLS_SYMBOL_TABLE_H

#include <stdint.h>

enum {
	SYMBOLS_MAGIC    = 0x4c6d5953, /* "SymL" */
	SYMBOLS_NO_LINES = 0xffffffff,
};

struct symbol_entry {
	uint32_t offset; /* of its address from the base */
	uint32_t name;   /* where in the strings */
	uint32_t lines;  /* where in the line programs, or SYMBOLS_NO_LINES */
};

struct symbol_table {
	uint32_t magic;
	uint32_t build; /* checksum of the code and of all symbols */
	uint32_t base_low, base_high;
	uint32_t symbols; /* how many; the last one only marks the end of the image */
	uint32_t files;   /* how many */
	uint32_t string_bytes;
	uint32_t line_bytes;
	struct symbol_entry symbol[]; /* then uint32_t file[]: where in the strings */
};

#endif
