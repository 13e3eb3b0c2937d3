/*
 * Output of debugger commands. See out.h.
 */
#include "jdb/out.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/command.h"
#include "jdb/debugger.h"
#include "jdb/format.h"
#include "jdb/input.h"
#include "jdb/inspect.h"
#include "jdb/recover.h"
#include "jdb/symbols.h"

static char line[OUT_LINE];
static size_t line_used;
static const char *filter;
static unsigned pager_lines, lines_shown;
static const struct arguments *where; /* see "Tables" */

void out_begin(const char *word)
{
	filter      = word;
	where       = NULL;
	line_used   = 0;
	lines_shown = 0;
}

void out_pager(unsigned lines)
{
	pager_lines = lines;
}

static void give_up(void)
{
	console_write("^C\n", 3);
	recover_now();
}

static void page(void)
{
	static const char question[] = "-- more: Space page, Enter line, q quit --";

	if (!debugger_active() || pager_lines == 0 || ++lines_shown < pager_lines)
		return;
	console_write(question, sizeof(question) - 1);
	int key = debugger_key();

	console_write("\r\x1b[K", 4);
	lines_shown = key == '\r' || key == '\n' ? pager_lines - 1 : 0;
	if (key == 'q' || key == KEY_CTRL_C || key < 0)
		recover_now();
}

static void show_line(void)
{
	line[line_used] = 0;
	if (!filter || strstr(line, filter)) {
		console_write(line, line_used);
		console_write("\n", 1);
		page();
	}
	line_used = 0;
	if (!debugger_active())
		return;
	input_poll();
	if (input_debugger_interrupted())
		give_up();
}

void out(const char *format, ...)
{
	static char text[OUT_LINE];
	va_list args;

	va_start(args, format);
	kernel_vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (const char *c = text; *c; c++) {
		if (*c == '\n')
			show_line();
		else if (line_used < sizeof(line) - 1)
			line[line_used++] = *c;
	}
}

void out_end(void)
{
	if (line_used > 0)
		show_line();
	filter = NULL;
	console_flush();
}

void out_symbol(vaddr_t address)
{
	static char text[128];

	symbol_format(text, sizeof(text), address);
	out("%s", text);
}

/* ---- Tables ------------------------------------------------------------------------------------ */

/* Is the word @p name among @p words? */
static bool wanted(const char *words, const char *name)
{
	size_t n = strlen(name);

	if (!words)
		return true;
	for (const char *at = words; (at = strstr(at, name)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == 0))
			return true;
	return false;
}

/* What of the next table is shown: conditions on its fields, and in which order. */
static unsigned where_first;

void out_where(const struct arguments *args, unsigned first)
{
	where       = args;
	where_first = first;
}

/* Number of the field that @p word begins with, and what stands behind: "cpu=1" is cpu and "=1". */
static unsigned field_of(const struct schema_entry *schema, const char *word, const char **behind)
{
	for (unsigned i = 0; i < schema->field_count; i++) {
		size_t n = strlen(schema->fields[i].name);

		*behind = word + n;
		if (strncmp(word, schema->fields[i].name, n) == 0 && **behind &&
		    strchr("=<>", **behind))
			return i;
	}
	command_fail("%s: FIELD=VALUE, FIELD<N or FIELD>N, where the fields are the columns", word);
}

/* Is @p text the value that is asked for: all of it, its id, its name; one of several states? */
static bool same_value(const char *text, const char *asked, bool state)
{
	const char *colon = strchr(text, ':');
	size_t n          = strlen(asked);

	return strcmp(text, asked) == 0 || (colon && strcmp(colon + 1, asked) == 0) ||
	       (colon && (size_t)(colon - text) == n && strncmp(text, asked, n) == 0) ||
	       (state && strstr(text, asked));
}

static bool is_shown(const struct schema_entry *schema, const uint64_t *values)
{
	static char text[VALUE_SIZE];

	for (unsigned i = where_first; where && i < where->count; i++) {
		const char *behind;
		unsigned field;

		field = field_of(schema, where->word[i], &behind);
		format_field(text, sizeof(text), schema, field, values);
		if (*behind == '='   ? !same_value(text, behind + 1,
						   schema->fields[field].type == FIELD_STATE)
		    : *behind == '<' ? values[field] >= arg_number(behind + 1)
				     : values[field] <= arg_number(behind + 1))
			return false;
	}
	return true;
}

static bool next_shown(const struct inspect_list *list, struct walk *walk, uint64_t *values)
{
	while (list->next(walk, values))
		if (is_shown(schema_record(list->record), values))
			return true;
	return false;
}

/* One record: either learn how wide each column is, or print it. */
static void table_row(const struct schema_entry *schema, const uint64_t *values,
		      const char *columns, uint8_t *widths, bool print)
{
	static char text[VALUE_SIZE];

	for (unsigned i = 0; i < schema->field_count; i++) {
		if (!wanted(columns, schema->fields[i].name))
			continue;
		format_field(text, sizeof(text), schema, i, values);
		if (print)
			out("%-*s  ", widths[i], text);
		else
			widths[i] = (uint8_t)max_of(widths[i], strlen(text));
	}
	if (print)
		out("\n");
}

static record_values row;

static unsigned table_pass(const struct inspect_list *list, uint64_t argument, const char *columns,
			   uint8_t *widths, bool print)
{
	struct walk walk = {.argument = argument};
	unsigned records = 0;

	for (; next_shown(list, &walk, row); records++)
		table_row(schema_record(list->record), row, columns, widths, print);
	return records;
}

unsigned out_table(unsigned request, uint64_t argument, const char *columns)
{
	const struct inspect_list *list   = inspect_list(request);
	const struct schema_entry *schema = schema_record(list->record);
	uint8_t widths[RECORD_FIELDS_MAX];
	unsigned records;

	for (unsigned i = 0; i < schema->field_count; i++)
		widths[i] = (uint8_t)strlen(schema->fields[i].name);
	table_pass(list, argument, columns, widths, false);
	for (unsigned i = 0; i < schema->field_count; i++)
		if (wanted(columns, schema->fields[i].name))
			out("%-*s  ", widths[i], schema->fields[i].name);
	out("\n");
	records = table_pass(list, argument, columns, widths, true);
	where   = NULL;
	return records;
}

void out_record(unsigned record, const uint64_t *values)
{
	const struct schema_entry *schema = schema_record(record);
	static char text[VALUE_SIZE];

	for (unsigned i = 0; i < schema->field_count; i++) {
		format_field(text, sizeof(text), schema, i, values);
		out("  %-12s %-24s %s\n", schema->fields[i].name, text, schema->fields[i].help);
	}
}
