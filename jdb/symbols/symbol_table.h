/*
 * Symbols and source lines as they stand in the kernel's image and, for programs, in the boot archive.
 * mksymbols writes these tables, jdb/symbols.c and jdb/user_symbols.c read them.
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

/*
 * The file `symbols` of a boot archive: one of these for each program, one behind the other, followed by
 *
 *      | uint32_t crc[pages]: CRC-32C of each page of its code | struct symbol_table | up to 8 bytes: zeros |
 *
 * A program may be loaded anywhere, under any name: its code says which one it is.
 */
enum {
	PROGRAM_MAGIC     = 0x6d797350, /* "Psym" */
	PROGRAM_PAGE      = 4096,
	PROGRAM_NAME_SIZE = 16,
};

struct program_symbols {
	uint32_t magic;
	uint32_t bytes; /* of all of it, a multiple of 8: where the next one begins */
	char name[PROGRAM_NAME_SIZE];
	uint32_t code_low, code_high; /* where its code is linked to; begins a page */
	uint32_t code_bytes;
	uint32_t pages;
	uint32_t crc[]; /* of what the code has of each page; then struct symbol_table */
};

#endif
