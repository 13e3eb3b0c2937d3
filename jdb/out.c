/*
 * Output of debugger commands. See out.h.
 */
#include "jdb/out.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
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

void out_begin(const char *word)
{
	filter      = word;
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

/* One pass over the list: either learn how wide each column is, or print it. */
static unsigned table_pass(const struct inspect_list *list, uint64_t argument, const char *columns,
			   uint8_t *widths, bool print)
{
	const struct schema_entry *schema = schema_record(list->record);
	struct walk walk                  = {.argument = argument};
	static record_values values;
	static char text[VALUE_SIZE];
	unsigned records = 0;

	for (; list->next(&walk, values); records++) {
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
	return records;
}

unsigned out_table(unsigned request, uint64_t argument, const char *columns)
{
	const struct inspect_list *list   = inspect_list(request);
	const struct schema_entry *schema = schema_record(list->record);
	uint8_t widths[RECORD_FIELDS_MAX];

	for (unsigned i = 0; i < schema->field_count; i++)
		widths[i] = (uint8_t)strlen(schema->fields[i].name);
	table_pass(list, argument, columns, widths, false);
	for (unsigned i = 0; i < schema->field_count; i++)
		if (wanted(columns, schema->fields[i].name))
			out("%-*s  ", widths[i], schema->fields[i].name);
	out("\n");
	return table_pass(list, argument, columns, widths, true);
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
