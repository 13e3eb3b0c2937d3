/*
 * Looking up symbols and source lines. See symbols.h; the table: symbols/symbol_table.h.
 */
#include "jdb/symbols.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/symbols/symbol_table.h"

extern const struct symbol_table kernel_symbols;

/* The parts of a table behind its header. */
static const uint32_t *files(const struct symbol_table *t)
{
	return (const uint32_t *)&t->symbol[t->symbols];
}

static const char *strings(const struct symbol_table *t)
{
	return (const char *)(files(t) + t->files);
}

static const uint8_t *programs(const struct symbol_table *t)
{
	return (const uint8_t *)strings(t) + t->string_bytes;
}

static vaddr_t base(const struct symbol_table *t)
{
	return (vaddr_t)((uint64_t)t->base_high << 32 | t->base_low);
}

static uint64_t uleb(const uint8_t **at)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = *(*at)++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

/* Run a line program up to @p offset bytes from its function's start. */
static void find_line(const struct symbol_table *t, struct symbol_place *place, const uint8_t *at,
		      size_t offset)
{
	uint64_t address = 0;
	uint32_t file = 0, line = 0;

	while (at[0] != 0 || at[1] != 0) {
		uint64_t step = uleb(&at);

		address += step >> 1;
		if (address > offset)
			break;
		if (step & 1)
			file = (uint32_t)uleb(&at);
		uint64_t change = uleb(&at);

		line += (uint32_t)(change & 1 ? ~(change >> 1) : change >> 1);
	}
	if (line == 0 || file >= t->files)
		return;
	place->file = strings(t) + files(t)[file];
	place->line = line;
}

bool symbol_in_table(const struct symbol_table *t, vaddr_t offset, struct symbol_place *place)
{
	size_t low = 0, high = t->symbols;

	if (t->symbols == 0 || offset >= t->symbol[t->symbols - 1].offset)
		return false;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (t->symbol[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	const struct symbol_entry *s = &t->symbol[low];

	*place = (struct symbol_place){.name = strings(t) + s->name, .offset = offset - s->offset};
	if (s->lines != SYMBOLS_NO_LINES)
		find_line(t, place, programs(t) + s->lines, place->offset);
	return true;
}

bool symbol_at(vaddr_t address, struct symbol_place *place)
{
	vaddr_t first = base(&kernel_symbols);

	return address >= first && symbol_in_table(&kernel_symbols, address - first, place);
}

bool symbol_find(const struct symbol_table *t, const char *name, vaddr_t *offset)
{
	for (size_t i = 0; i < t->symbols; i++) {
		if (strcmp(strings(t) + t->symbol[i].name, name) != 0)
			continue;
		*offset = t->symbol[i].offset;
		return true;
	}
	return false;
}

vaddr_t symbol_address(const char *name)
{
	vaddr_t offset;

	return symbol_find(&kernel_symbols, name, &offset) ? base(&kernel_symbols) + offset : 0;
}

void symbol_format_place(char *buffer, size_t size, const struct symbol_place *p)
{
	char file[64] = "", offset[16] = "";

	if (p->offset > 0)
		kernel_snprintf(offset, sizeof(offset), "+%#lx", (unsigned long)p->offset);
	if (p->file)
		kernel_snprintf(file, sizeof(file), " (%s:%u)", p->file, p->line);
	kernel_snprintf(buffer, size, "%s%s%s", p->name, offset, file);
}

void symbol_format(char *buffer, size_t size, vaddr_t address)
{
	struct symbol_place p;

	if (symbol_at(address, &p))
		symbol_format_place(buffer, size, &p);
	else
		kernel_snprintf(buffer, size, "%#lx", (unsigned long)address);
}

const char *symbols_build_name(void)
{
	static char name[9];

	kernel_snprintf(name, sizeof(name), "%08x", (unsigned)kernel_symbols.build);
	return name;
}

const char *symbol_complete(const char *prefix, size_t *cursor)
{
	const struct symbol_table *t = &kernel_symbols;

	while (*cursor < t->symbols) {
		const char *name = strings(t) + t->symbol[(*cursor)++].name;

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return name;
	}
	return NULL;
}
