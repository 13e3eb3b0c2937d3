/*
 * Console text of the model: bytes into lines, each with the time at which it began.
 *
 * Control sequences (ESC [ …) and other control characters are left out; a backspace takes the last
 * character back, as terminals show it. A line that never ends is cut at LINE_MAX_BYTES.
 */
#include "jdb/host/array.h"
#include "jdb/host/model_private.h"

enum {
	LINE_MAX_BYTES = 4096,
};

/* Stages of leaving out a control sequence. */
enum skip {
	SKIP_NOTHING,
	SKIP_ESCAPE,   /* behind ESC */
	SKIP_SEQUENCE, /* behind ESC [: until a letter */
};

static void begin_line(struct model *m, model_time time)
{
	m->line       = array_room(m->line, m->lines, sizeof(*m->line));
	m->line_bytes = array_room(m->line_bytes, m->lines, sizeof(*m->line_bytes));
	m->line_time  = array_room(m->line_time, m->lines, sizeof(*m->line_time));

	m->line[m->lines]       = memory_checked(calloc(ARRAY_MIN, 1));
	m->line_bytes[m->lines] = 0;
	m->line_time[m->lines]  = time;
	m->lines++;
	m->line_ended = false;
}

static bool skipped(struct model *m, char c)
{
	switch (m->line_skip) {
	case SKIP_ESCAPE:
		m->line_skip = c == '[' ? SKIP_SEQUENCE : SKIP_NOTHING;
		return true;
	case SKIP_SEQUENCE:
		if (c >= '@' && c <= '~')
			m->line_skip = SKIP_NOTHING;
		return true;
	default:
		if (c == 0x1b)
			m->line_skip = SKIP_ESCAPE;
		return c == 0x1b;
	}
}

static void append(struct model *m, char c)
{
	size_t *bytes = &m->line_bytes[m->lines - 1];
	char **text   = &m->line[m->lines - 1];

	*text = array_room(*text, *bytes + 1, 1); /* the zero at the end counts, too */
	(*text)[(*bytes)++] = c;
	(*text)[*bytes]     = 0;
}

static void take(struct model *m, char c, model_time time)
{
	if (skipped(m, c) || c == '\r')
		return;
	if (m->line_ended)
		begin_line(m, time);
	if (c == '\n') {
		m->line_ended = true;
	} else if (c == '\b') {
		if (m->line_bytes[m->lines - 1] > 0)
			m->line[m->lines - 1][--m->line_bytes[m->lines - 1]] = 0;
	} else if (c == '\t' || (unsigned char)c >= ' ') {
		append(m, c == '\t' ? ' ' : c);
		m->line_ended = m->line_bytes[m->lines - 1] >= LINE_MAX_BYTES;
	}
}

void feed_text(struct model *m, const char *text, size_t bytes, model_time time)
{
	for (size_t i = 0; i < bytes; i++)
		take(m, text[i], time);
	model_touch(m, TOPIC_CONSOLE);
}

size_t model_lines(const struct model *m)
{
	return m->lines;
}

struct model_line model_line(const struct model *m, size_t number)
{
	if (number >= m->lines)
		return (struct model_line){0, "", 0};
	return (struct model_line){m->line_time[number], m->line[number], m->line_bytes[number]};
}

size_t model_line_find(const struct model *m, model_time time)
{
	size_t n = m->lines;

	while (n > 0 && m->line_time[n - 1] > time)
		n--;
	return n;
}
