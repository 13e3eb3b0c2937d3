/*
 * dump, edit, search: memory of the kernel, of a task, or physical. Never faults: what cannot be read is said so.
 *
 *      edit writer planted_word 5            search root 400000 10000 "hello
 */
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "jdb/commands/commands.h"
#include "jdb/memory.h"
#include "jdb/out.h"

enum {
	LINE_BYTES    = 16,
	DEFAULT_BYTES = 128,
};

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

static void dump(const struct memory *m, uint64_t address, uint64_t bytes)
{
	uint8_t data[LINE_BYTES];

	while (bytes > 0) {
		size_t piece = (size_t)min_of(bytes, LINE_BYTES - address % LINE_BYTES);

		if (memory_read(m, data, address, piece))
			dump_line(address, data, piece);
		else
			command_fail("%016llx  not readable", (unsigned long long)address);
		address += piece;
		bytes -= piece;
	}
}

/*
 * "phys", a task, or neither, before the address and what else follows: @p least to @p words words.
 * @return number of the word that is the address
 */
static unsigned take_memory(struct memory *m, const struct arguments *args, unsigned least,
			    unsigned words)
{
	const char *first = arg_word(args, 0);

	*m = memory_here();
	if (first && (strcmp(first, "phys") == 0 || strcmp(first, "p") == 0)) {
		m->physical = true;
		return 1;
	}
	if (args->count <= words && !(args->count > least && task_of_word(first)))
		return 0;
	m->task = task_of_word(first);
	if (!m->task)
		command_fail("there is no task %s", first);
	return 1;
}

void command_dump(const struct arguments *args)
{
	struct memory m;
	unsigned at    = take_memory(&m, args, 1, 2);
	uint64_t bytes = DEFAULT_BYTES;

	if (arg_word(args, at + 1))
		bytes = arg_number(args->word[at + 1]);
	dump(&m, arg_address(arg_word(args, at)), bytes);
}

void command_edit(const struct arguments *args)
{
	struct memory m;
	unsigned at = take_memory(&m, args, 2, 3);
	uint64_t address, value, bytes = sizeof(word_t);

	address = arg_address(arg_word(args, at));
	value   = arg_address(arg_word(args, at + 1));
	if (arg_word(args, at + 2))
		bytes = arg_number(args->word[at + 2]);
	if (bytes < 1 || bytes > 8 || !memory_write(&m, address, &value, (size_t)bytes))
		command_fail("%#llx cannot be written", (unsigned long long)address);
	dump(&m, address, bytes);
}

/* Text, or the bytes of a number: as many as it needs. */
static size_t pattern_of(const char *word, uint8_t pattern[8])
{
	uint64_t value;
	size_t n = 0;

	if (*word == '"') {
		for (word++; *word && *word != '"' && n < 8; n++)
			pattern[n] = (uint8_t)*word++;
		return n;
	}
	value = arg_address(word);
	for (n = 0; n == 0 || value; value >>= 8)
		pattern[n++] = (uint8_t)value;
	return n;
}

void command_search(const struct arguments *args)
{
	enum { FOUND_MAX = 16, PAGE = 4096 };
	uint8_t pattern[8], data[8];
	struct memory m;
	unsigned at = take_memory(&m, args, 3, 3), found = 0;
	uint64_t address, end;
	size_t n;

	address = arg_address(arg_word(args, at));
	end     = address + arg_address(arg_word(args, at + 1));
	n       = pattern_of(arg_word(args, at + 2) ? args->word[at + 2] : "0", pattern);
	while (address + n <= end && found < FOUND_MAX) {
		if (!memory_read(&m, data, address, n)) {
			address = (address / PAGE + 1) * PAGE;
			continue;
		}
		if (memcmp(data, pattern, n) == 0) {
			dump(&m, address, LINE_BYTES - address % LINE_BYTES);
			found++;
		}
		address++;
	}
	out("%u found\n", found);
}
