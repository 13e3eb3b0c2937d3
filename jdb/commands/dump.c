/*
 * dump: memory of the kernel, of a task, or physical. Never faults: what cannot be read is said so.
 */
#include "kernel/arch.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/space/page_table.h"
#include "jdb/commands/commands.h"
#include "jdb/out.h"

enum {
	LINE_BYTES    = 16,
	DEFAULT_BYTES = 128,
};

struct source {
	const struct task *task; /* NULL: kernel, or physical */
	bool physical;
};

/* Read up to LINE_BYTES that lie in one page. */
static bool read_piece(const struct source *s, uint8_t *to, uint64_t address, size_t bytes)
{
	struct page page;

	if (s->physical)
		return arch_probe_read_phys(to, address, bytes);
	if (!s->task)
		return arch_probe_read(to, (vaddr_t)address, bytes);
	if (!page_lookup(&s->task->mem, (vaddr_t)address, &page))
		return false;
	return arch_probe_read_phys(to, page.pa + (address - page.va), bytes);
}

static void dump_line(uint64_t address, const uint8_t *data, size_t bytes)
{
	out("%016llx ", (unsigned long long)address);
	for (size_t i = 0; i < LINE_BYTES; i++) {
		if (i < bytes)
			out("%s%02x", i % 4 == 0 ? " " : "", data[i]);
		else
			out("%s  ", i % 4 == 0 ? " " : "");
	}
	out("  ");
	for (size_t i = 0; i < bytes; i++)
		out("%c", data[i] >= ' ' && data[i] <= '~' ? data[i] : '.');
	out("\n");
}

static void dump(const struct source *s, uint64_t address, uint64_t bytes)
{
	uint8_t data[LINE_BYTES];

	while (bytes > 0) {
		size_t piece = (size_t)min_of(bytes, LINE_BYTES - address % LINE_BYTES);

		if (read_piece(s, data, address, piece))
			dump_line(address, data, piece);
		else
			command_fail("%016llx  not readable", (unsigned long long)address);
		address += piece;
		bytes -= piece;
	}
}

void command_dump(const struct arguments *args)
{
	const char *first = arg_word(args, 0), *second = arg_word(args, 1);
	struct source source = {0};
	unsigned at          = 0; /* word that is the address */
	uint64_t bytes;

	if (first && (strcmp(first, "phys") == 0 || strcmp(first, "p") == 0)) {
		source.physical = true;
		at              = 1;
	} else if (args->count == 3 || (second && task_of_word(first))) {
		source.task = task_of_word(first);
		if (!source.task)
			command_fail("there is no task %s", first);
		at = 1;
	}
	bytes = arg_word(args, at + 1) ? arg_number(args->word[at + 1]) : DEFAULT_BYTES;
	dump(&source, arg_address(arg_word(args, at)), bytes);
}
