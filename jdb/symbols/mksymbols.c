/*
 * Writes symbol tables (symbol_table.h).
 *
 *      mksymbols [kernel.elf] > symbols.S              of a kernel, as assembler source
 *      mksymbols --program NAME program.elf > NAME.sym of a user program, for the archive's `symbols`
 *
 * Without a file: an empty table, for a first link. jdb/rules.mk tells how the passes go together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/link/crc32c.h"
#include "jdb/symbols/dwarf_lines.h"
#include "jdb/symbols/elf_file.h"
#include "jdb/symbols/symbol_table.h"

enum {
	SPAN = 0x40000000, /* symbols further from the last one belong to no running kernel: boot code */
};

/* Bytes that grow: strings, and line programs. */
struct bytes {
	uint8_t *data;
	size_t used, size;
};

static struct bytes strings, programs;
static struct elf_symbol *symbols;
static struct symbol_entry *entries;
static size_t symbol_count;
static struct line_table lines;
static uint32_t *file_names;
static uint64_t base;

static void put(struct bytes *b, uint8_t byte)
{
	if (b->used == b->size) {
		b->size = 2 * b->size + 4096;
		b->data = must_realloc(b->data, b->size);
	}
	b->data[b->used++] = byte;
}

static uint32_t put_string(const char *text)
{
	uint32_t at = (uint32_t)strings.used;

	do
		put(&strings, (uint8_t)*text);
	while (*text++);
	return at;
}

static void put_uleb(struct bytes *b, uint64_t value)
{
	for (; value > 0x7f; value >>= 7)
		put(b, (uint8_t)(value | 0x80));
	put(b, (uint8_t)value);
}

/* ---- Symbols ---------------------------------------------------------------------------------- */

/* By address; of several names for one the shortest, then the first in the alphabet. */
static int compare_symbols(const void *a, const void *b)
{
	const struct elf_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (strlen(x->name) != strlen(y->name))
		return strlen(x->name) < strlen(y->name) ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void choose_symbols(const struct elf_file *f)
{
	size_t count = elf_symbols(f, &symbols), used = 0;
	uint64_t last;

	if (count == 0)
		fail("no symbols");
	qsort(symbols, count, sizeof(*symbols), compare_symbols);
	last = symbols[count - 1].address;
	for (size_t i = 0; i < count; i++) {
		if (last - symbols[i].address >= SPAN)
			continue;
		if (used == 0 || symbols[used - 1].address != symbols[i].address)
			symbols[used++] = symbols[i];
	}
	symbol_count = used;
	base         = symbols[0].address;
}

/* ---- Lines ------------------------------------------------------------------------------------ */

static int compare_rows(const void *a, const void *b)
{
	const struct line_row *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	/* Where a piece of code ends, another may begin: that one counts. */
	if (!x->line != !y->line)
		return x->line ? 1 : -1;
	return x->order < y->order ? -1 : 1;
}

/* Of all rows for one address the last counts; rows that change nothing are left out. */
static void compress_rows(void)
{
	size_t used = 0;

	qsort(lines.rows, lines.row_count, sizeof(*lines.rows), compare_rows);
	for (size_t i = 0; i < lines.row_count; i++) {
		const struct line_row *r = &lines.rows[i];

		if (i + 1 < lines.row_count && lines.rows[i + 1].address == r->address)
			continue;
		if (used > 0 && lines.rows[used - 1].line == r->line &&
		    (lines.rows[used - 1].file == r->file || r->line == 0))
			continue;
		lines.rows[used++] = *r;
	}
	lines.row_count = used;
}

/* The line program of the code from @p start to @p end; *@p row: first row that may matter. */
static uint32_t put_program(uint64_t start, uint64_t end, size_t *row)
{
	uint32_t at = SYMBOLS_NO_LINES, file = 0, line = 0;
	uint64_t address = start;

	while (*row < lines.row_count && lines.rows[*row].address < start)
		++*row;
	/* The line in force at the start may begin earlier. */
	size_t i = *row;

	if (i > 0 && (i == lines.row_count || lines.rows[i].address != start))
		i--;
	for (; i < lines.row_count && lines.rows[i].address < end; i++) {
		const struct line_row *r = &lines.rows[i];
		uint64_t from            = r->address > start ? r->address : start;
		int64_t step             = (int64_t)r->line - line;

		if (at == SYMBOLS_NO_LINES && r->line == 0)
			continue;
		if (at == SYMBOLS_NO_LINES)
			at = (uint32_t)programs.used;
		put_uleb(&programs, (from - address) << 1 | (r->file != file));
		if (r->file != file)
			put_uleb(&programs, r->file);
		put_uleb(&programs, step < 0 ? (uint64_t)(-step) * 2 - 1 : (uint64_t)step * 2);
		address = from;
		file    = r->file;
		line    = r->line;
	}
	if (at != SYMBOLS_NO_LINES) {
		put(&programs, 0);
		put(&programs, 0);
	}
	return at;
}

static bool is_code(const struct elf_file *f, uint64_t address)
{
	for (unsigned i = 0; i < f->section_count; i++) {
		const struct elf_section *s = &f->sections[i];

		if (s->alloc && address >= s->address && address - s->address < s->bytes)
			return s->code;
	}
	return false;
}

static void make_entries(const struct elf_file *f)
{
	size_t row = 0;

	entries    = must_realloc(NULL, symbol_count * sizeof(*entries));
	file_names = must_realloc(NULL, lines.file_count * sizeof(*file_names));
	for (size_t i = 0; i < lines.file_count; i++)
		file_names[i] = put_string(lines.files[i]);
	for (size_t i = 0; i < symbol_count; i++) {
		bool code = i + 1 < symbol_count && is_code(f, symbols[i].address);

		entries[i] = (struct symbol_entry){
			.offset = (uint32_t)(symbols[i].address - base),
			.name   = put_string(symbols[i].name),
			.lines =
				code ? put_program(symbols[i].address, symbols[i + 1].address, &row)
				     : SYMBOLS_NO_LINES,
		};
	}
}

/* ---- Output ------------------------------------------------------------------------------------ */

static uint32_t checksum(const struct elf_file *f)
{
	uint32_t crc = crc32c(0, entries, symbol_count * sizeof(*entries));

	for (unsigned i = 0; i < f->section_count; i++)
		if (f->sections[i].code && f->sections[i].data)
			crc = crc32c(crc, f->sections[i].data, f->sections[i].bytes);
	return crc32c(crc, strings.data, strings.used);
}

static void write_bytes(const struct bytes *b)
{
	for (size_t i = 0; i < b->used; i++)
		printf("%s%u%s", i % 32 == 0 ? "\t.byte " : ",", b->data[i],
		       i % 32 == 31 || i + 1 == b->used ? "\n" : "");
}

static void write_words(const uint32_t *word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("\t.4byte %#x\n", word[i]);
}

static void write_table(const struct symbol_table *header)
{
	printf("/* Symbols of the kernel; written by jdb/symbols/mksymbols.c. */\n"
	       "\t.section .rodata.symbols, \"a\"\n"
	       "\t.balign 8\n"
	       "\t.globl kernel_symbols\n"
	       "kernel_symbols:\n");
	write_words((const uint32_t *)header, sizeof(*header) / sizeof(uint32_t));
	write_words((const uint32_t *)entries, symbol_count * sizeof(*entries) / sizeof(uint32_t));
	write_words(file_names, lines.file_count);
	write_bytes(&strings);
	write_bytes(&programs);
	printf("\t.section .note.GNU-stack, \"\"\n");
}

static void write_binary(const void *data, size_t bytes)
{
	if (bytes > 0 && fwrite(data, 1, bytes, stdout) != bytes)
		fail("cannot write");
}

static const struct elf_section *code_section(const struct elf_file *f, const char *name)
{
	const struct elf_section *s = elf_section(f, ".text");

	if (s && s->data && s->address % PROGRAM_PAGE == 0)
		return s;
	fail("%s has no code, or it does not begin a page", name);
}

static void write_program(const char *name, const struct elf_file *f,
			  const struct symbol_table *table)
{
	const struct elf_section *code = code_section(f, name);
	struct program_symbols p       = {.magic = PROGRAM_MAGIC};
	static const char zeros[8];

	p.code_low   = (uint32_t)code->address;
	p.code_high  = (uint32_t)(code->address >> 32);
	p.code_bytes = (uint32_t)code->bytes;
	p.pages      = (uint32_t)((code->bytes + PROGRAM_PAGE - 1) / PROGRAM_PAGE);
	for (size_t i = 0; i < sizeof(p.name) - 1 && name[i]; i++)
		p.name[i] = name[i];

	size_t bytes = sizeof(p) + p.pages * sizeof(uint32_t) + sizeof(*table) +
		       symbol_count * sizeof(*entries) + lines.file_count * sizeof(uint32_t) +
		       strings.used + programs.used;

	p.bytes = (uint32_t)((bytes + sizeof(zeros) - 1) & ~(sizeof(zeros) - 1));
	write_binary(&p, sizeof(p));
	for (size_t at = 0; at < code->bytes; at += PROGRAM_PAGE) {
		size_t left = code->bytes - at;
		uint32_t crc =
			crc32c(0, code->data + at, left < PROGRAM_PAGE ? left : PROGRAM_PAGE);

		write_binary(&crc, sizeof(crc));
	}
	write_binary(table, sizeof(*table));
	write_binary(entries, symbol_count * sizeof(*entries));
	write_binary(file_names, lines.file_count * sizeof(*file_names));
	write_binary(strings.data, strings.used);
	write_binary(programs.data, programs.used);
	write_binary(zeros, p.bytes - bytes);
}

int main(int argc, char **argv)
{
	struct symbol_table header = {.magic = SYMBOLS_MAGIC};
	bool program               = argc == 4 && strcmp(argv[1], "--program") == 0;
	static struct elf_file f;

	if (argc > 1) {
		elf_open(&f, argv[argc - 1]);
		choose_symbols(&f);
		dwarf_read_lines(&f, &lines);
		compress_rows();
		make_entries(&f);
		header.build = checksum(&f);
	}
	header.base_low     = (uint32_t)base;
	header.base_high    = (uint32_t)(base >> 32);
	header.symbols      = (uint32_t)symbol_count;
	header.files        = (uint32_t)lines.file_count;
	header.string_bytes = (uint32_t)strings.used;
	header.line_bytes   = (uint32_t)programs.used;
	if (program)
		write_program(argv[2], &f, &header);
	else
		write_table(&header);
	return 0;
}
