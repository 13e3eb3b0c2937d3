/*
 * Looking up symbols and source lines. See symbols.h; the table: symbols/symbol_table.h.
 */
#include "jdb/symbols.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/symbols/symbol_table.h"

extern const struct symbol_table kernel_symbols;

/* The parts of the table behind its header. */
static const uint32_t *files(void)
{
	return (const uint32_t *)&kernel_symbols.symbol[kernel_symbols.symbols];
}

static const char *strings(void)
{
	return (const char *)(files() + kernel_symbols.files);
}

static const uint8_t *programs(void)
{
	return (const uint8_t *)strings() + kernel_symbols.string_bytes;
}

static vaddr_t base(void)
{
	return (vaddr_t)((uint64_t)kernel_symbols.base_high << 32 | kernel_symbols.base_low);
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
static void find_line(struct symbol_place *place, const uint8_t *at, size_t offset)
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
	if (line == 0 || file >= kernel_symbols.files)
		return;
	place->file = strings() + files()[file];
	place->line = line;
}

bool symbol_at(vaddr_t address, struct symbol_place *place)
{
	const struct symbol_table *t = &kernel_symbols;
	size_t low = 0, high = t->symbols;
	vaddr_t offset = address - base();

	if (t->symbols == 0 || address < base() || offset >= t->symbol[t->symbols - 1].offset)
		return false;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (t->symbol[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	const struct symbol_entry *s = &t->symbol[low];

	*place = (struct symbol_place){.name = strings() + s->name, .offset = offset - s->offset};
	if (s->lines != SYMBOLS_NO_LINES)
		find_line(place, programs() + s->lines, place->offset);
	return true;
}

vaddr_t symbol_address(const char *name)
{
	const struct symbol_table *t = &kernel_symbols;

	for (size_t i = 0; i < t->symbols; i++)
		if (strcmp(strings() + t->symbol[i].name, name) == 0)
			return base() + t->symbol[i].offset;
	return 0;
}

void symbol_format(char *buffer, size_t size, vaddr_t address)
{
	struct symbol_place p;
	char file[64] = "", offset[16] = "";

	if (!symbol_at(address, &p)) {
		kernel_snprintf(buffer, size, "%#lx", (unsigned long)address);
		return;
	}
	if (p.offset > 0)
		kernel_snprintf(offset, sizeof(offset), "+%#lx", (unsigned long)p.offset);
	if (p.file)
		kernel_snprintf(file, sizeof(file), " (%s:%u)", p.file, p.line);
	kernel_snprintf(buffer, size, "%s%s%s", p.name, offset, file);
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
		const char *name = strings() + t->symbol[(*cursor)++].name;

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return name;
	}
	return NULL;
}
