/*
 * Editing the line at the prompt. See line.h.
 *
 * Keys: left, right, Home, End, Backspace, Delete, ^A ^E ^U ^K; up and down walk through the history; Tab
 * completes a command, object name or kernel symbol. Any terminal will do: nothing is asked of it but
 * carriage return, "erase to the end of the line" and "back".
 */
#include "jdb/line.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/command.h"
#include "jdb/debugger.h"
#include "jdb/input.h"
#include "jdb/names.h"
#include "jdb/symbols.h"

enum {
	HISTORY       = 16,
	ESC_PAUSE_US  = 20000, /* what belongs to an escape sequence follows quickly */
	CTRL_A        = 1,
	CTRL_E        = 5,
	BACKSPACE     = 8,
	TAB           = 9,
	CTRL_K        = 11,
	CTRL_U        = 21,
	RUBOUT        = 127,
	KEY_UP        = 256,
	KEY_DOWN      = 257,
	KEY_LEFT      = 258,
	KEY_RIGHT     = 259,
	KEY_HOME      = 260,
	KEY_END       = 261,
	KEY_DELETE    = 262,
	KEY_NOTHING   = 263,
	MATCHES_SHOWN = 40,
};

static const char prompt[] = "jdb: ";

/* The last lines, newest at history[(remembered - 1) % HISTORY]. */
static char history[HISTORY][LINE_SIZE];
static unsigned remembered;

struct edit {
	char *text;
	size_t used, at; /* length, cursor */
	unsigned back;   /* how far back in the history we are; 0: the new line */
};

void line_remember(const char *line)
{
	if (remembered > 0 && strcmp(history[(remembered - 1) % HISTORY], line) == 0)
		return;
	strcopy(history[remembered++ % HISTORY], line, LINE_SIZE);
}

/* ---- Keys ------------------------------------------------------------------------------------- */

/* "ESC [ A" and the like as one key. */
static int escape_sequence(void)
{
	static const struct {
		char last;
		int key;
	} keys[]   = {{'A', KEY_UP},   {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT},
		      {'H', KEY_HOME}, {'F', KEY_END},  {'3', KEY_DELETE}};
	int c      = debugger_key_within(ESC_PAUSE_US);
	int result = KEY_NOTHING;

	if (c != '[' && c != 'O')
		return KEY_NOTHING;
	c = debugger_key_within(ESC_PAUSE_US);
	for (size_t i = 0; i < array_size(keys); i++)
		if (c == keys[i].last)
			result = keys[i].key;
	while (c >= '0' && c <= '9') /* "3~": up to the tilde */
		c = debugger_key_within(ESC_PAUSE_US);
	return result;
}

static int next_key(void)
{
	int key = debugger_key();

	return key == KEY_ESC ? escape_sequence() : key;
}

/* ---- Editing ---------------------------------------------------------------------------------- */

static void redraw(const struct edit *e)
{
	printk("\r%s%.*s\x1b[K", prompt, (int)e->used, e->text);
	if (e->at < e->used)
		printk("\x1b[%uD", (unsigned)(e->used - e->at));
}

static void insert(struct edit *e, char c)
{
	if (e->used == LINE_SIZE - 1)
		return;
	memmove(e->text + e->at + 1, e->text + e->at, e->used - e->at);
	e->text[e->at++] = c;
	e->used++;
	if (e->at == e->used)
		printk("%c", c);
	else
		redraw(e);
}

/* Remove @p count characters in front of the cursor. */
static void erase(struct edit *e, size_t count)
{
	count = min_of(count, e->at);
	memmove(e->text + e->at - count, e->text + e->at, e->used - e->at);
	e->at -= count;
	e->used -= count;
	redraw(e);
}

/* Show the line @p steps further back in the history (negative: less far). */
static void recall(struct edit *e, int steps)
{
	unsigned depth = min_of(remembered, (unsigned)HISTORY);
	unsigned back  = e->back + (unsigned)steps;

	if (back > depth) /* also: below 0 */
		return;
	e->back = back;
	if (back == 0)
		e->text[0] = 0;
	else
		strcopy(e->text, history[(remembered - back) % HISTORY], LINE_SIZE);
	e->used = e->at = strlen(e->text);
	redraw(e);
}

/* ---- Completion ------------------------------------------------------------------------------- */

/* The next word that begins with @p prefix: commands in the first place, else objects, then symbols. */
static const char *next_match(const char *prefix, bool first, size_t *cursor)
{
	const size_t symbols = 1u << 20; /* cursors from here on count symbols */
	size_t i             = 0;

	while (first && *cursor < command_count) {
		const char *name = commands[(*cursor)++].name;

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return name;
	}
	if (first)
		return NULL;
	list_for_each (node, &all_objects) {
		const char *name = name_of(container_of(node, struct object, all));

		if (i++ < *cursor || !*name || strncmp(name, prefix, strlen(prefix)) != 0)
			continue;
		*cursor = i;
		return name;
	}
	*cursor          = max_of(*cursor, symbols) - symbols;
	const char *name = symbol_complete(prefix, cursor);

	*cursor += symbols;
	return name;
}

static size_t common_length(const char *a, const char *b, size_t limit)
{
	size_t n = 0;

	while (n < limit && a[n] && a[n] == b[n])
		n++;
	return n;
}

/* Insert what all words that fit have in common; when that is nothing new, show them. */
static void complete(struct edit *e)
{
	size_t start = e->at, cursor = 0, common = LINE_SIZE;
	const char *first = NULL;
	unsigned matches  = 0;
	char prefix[LINE_SIZE];

	while (start > 0 && e->text[start - 1] != ' ')
		start--;
	strcopy(prefix, e->text + start, e->at - start + 1);
	for (const char *m; (m = next_match(prefix, start == 0, &cursor)); matches++) {
		if (!first)
			first = m;
		common = min_of(common, common_length(first, m, common));
	}
	if (matches == 0)
		return;
	common = min_of(common, strlen(first));
	if (common > strlen(prefix) || matches == 1) {
		for (size_t i = strlen(prefix); i < common; i++)
			insert(e, first[i]);
		if (matches == 1)
			insert(e, ' ');
		return;
	}
	printk("\n");
	cursor = 0;
	for (unsigned i = 0; i < min_of(matches, (unsigned)MATCHES_SHOWN); i++)
		printk("%s  ", next_match(prefix, start == 0, &cursor));
	printk(matches > MATCHES_SHOWN ? "... %u in all\n" : "\n", matches);
	redraw(e);
}

/* ---- The line --------------------------------------------------------------------------------- */

/* Where @p key moves the cursor to. */
static size_t moved(const struct edit *e, int key)
{
	switch (key) {
	case KEY_LEFT:
		return e->at - (e->at > 0);
	case KEY_RIGHT:
		return e->at + (e->at < e->used);
	case KEY_HOME:
	case CTRL_A:
		return 0;
	case KEY_END:
	case CTRL_E:
		return e->used;
	default:
		return e->at;
	}
}

/* Keys that change the text. @return false: it is none of them */
static bool change(struct edit *e, int key)
{
	switch (key) {
	case BACKSPACE:
	case RUBOUT:
		erase(e, 1);
		return true;
	case KEY_DELETE:
		if (e->at < e->used) {
			e->at++;
			erase(e, 1);
		}
		return true;
	case CTRL_U:
		erase(e, e->at);
		return true;
	case CTRL_K:
		e->used = e->at;
		redraw(e);
		return true;
	case KEY_CTRL_C:
		e->used = e->at = 0;
		printk("^C\n");
		redraw(e);
		return true;
	default:
		return false;
	}
}

static void edit_key(struct edit *e, int key)
{
	if (key >= ' ' && key <= '~') {
		insert(e, (char)key);
	} else if (key == KEY_UP || key == KEY_DOWN) {
		recall(e, key == KEY_UP ? 1 : -1);
	} else if (key == TAB) {
		complete(e);
	} else if (!change(e, key) && moved(e, key) != e->at) {
		e->at = moved(e, key);
		redraw(e);
	}
}

bool line_read(char line[LINE_SIZE])
{
	struct edit e = {.text = line};
	int key;

	printk("%s", prompt);
	console_flush();
	while ((key = next_key()) != '\r' && key != '\n') {
		if (key == NO_KEY)
			return false;
		edit_key(&e, key);
	}
	line[e.used] = 0;
	printk("\n");
	return true;
}
