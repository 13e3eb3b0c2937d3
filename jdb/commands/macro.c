/*
 * macro: a name for some commands. mark: a name for a value.
 *
 *      macro look = thread $1; utcb $1
 *      look root                         $1 to $9: the words behind the name
 *      mark frame rsp+10                 then @frame in any expression (expression.h)
 *
 * Both live in static memory: what one has prepared is still there in a panic. Some macros are there from
 * the beginning, for fingers that know the original.
 */
#include "kernel/lib/string.h"
#include "jdb/commands/commands.h"
#include "jdb/expression.h"
#include "jdb/out.h"

enum {
	MACROS_MAX = 32,
	NAME_BYTES = 16,
	TEXT_BYTES = 112,
};

static struct macro {
	char name[NAME_BYTES];
	char text[TEXT_BYTES];
} macros[MACROS_MAX] = {
	{"I+", "record +IPC"},
	{"I-", "record -IPC"},
	{"I", "trace 30 IPC"},
	{"P+", "record +FAULT"},
	{"P-", "record -FAULT"},
	{"P", "trace 30 FAULT"},
	{"Y", "cpus; tasks; threads; objects; memory; locks; irqs; check; trace 50"},
};

static struct macro *find(const char *name, size_t n)
{
	for (struct macro *m = macros; m < macros + MACROS_MAX; m++)
		if (strncmp(m->name, name, n) == 0 && m->name[n] == 0)
			return m;
	return NULL;
}

static size_t word_bytes(const char *text)
{
	size_t n = 0;

	while (text[n] && text[n] != ' ')
		n++;
	return n;
}

/* Word number @p i of @p line; "" when there are fewer. */
static const char *word_at(const char *line, unsigned i)
{
	while (*line == ' ')
		line++;
	for (; i > 0 && *line; i--) {
		line += word_bytes(line);
		while (*line == ' ')
			line++;
	}
	return line;
}

bool macro_expand(char *to, size_t size, const char *line)
{
	const char *name      = word_at(line, 0);
	const struct macro *m = word_bytes(name) ? find(name, word_bytes(name)) : NULL;
	size_t used           = 0, n;

	if (!m)
		return false;
	for (const char *at = m->text; *at && used < size - 1; at++) {
		if (at[0] != '$' || at[1] < '1' || at[1] > '9') {
			to[used++] = *at;
			continue;
		}
		const char *word = word_at(line, (unsigned)(*++at - '0'));

		n = min_of(word_bytes(word), size - 1 - used);
		memcpy(to + used, word, n);
		used += n;
	}
	to[used] = 0;
	return true;
}

void command_macro(const struct arguments *args)
{
	const char *name = arg_word(args, 0);
	struct macro *m;

	if (!name) {
		for (m = macros; m < macros + MACROS_MAX; m++)
			if (m->name[0])
				out("  %-16s %s\n", m->name, m->text);
		return;
	}
	if (args->count < 2 || strcmp(args->word[1], "=") != 0)
		command_fail("macro NAME = COMMANDS");
	m = find(name, strlen(name));
	m = m ? m : find("", 0);
	if (m && strlen(name) < NAME_BYTES) {
		strcopy(m->name, args->count == 2 ? "" : name, sizeof(m->name));
		strcopy(m->text, arg_rest(args, 2), sizeof(m->text));
	} else {
		command_fail("there are too many, or the name is too long");
	}
}

void command_mark(const struct arguments *args)
{
	const char *name = arg_word(args, 0);
	struct mark *m, *free_one = NULL;

	for (m = marks; m < marks + MARKS_MAX; m++) {
		if (!m->name[0])
			free_one = free_one ? free_one : m;
		else if (!name)
			out("  %-16s %#llx\n", m->name, (unsigned long long)m->value);
		else if (strcmp(m->name, name) == 0)
			break;
	}
	if (!name)
		return;
	m = m < marks + MARKS_MAX ? m : free_one;
	if (m && strlen(name) < MARK_SIZE) {
		m->value = arg_address(arg_word(args, 1));
		strcopy(m->name, name, sizeof(m->name));
		out("  @%s is %#llx\n", name, (unsigned long long)m->value);
	} else {
		command_fail("there are too many, or the name is too long");
	}
}

void command_print(const struct arguments *args)
{
	uint64_t value = arg_address(args->count ? arg_rest(args, 0) : NULL);

	out("  %#llx  %ld\n", (unsigned long long)value, (long)value);
}
