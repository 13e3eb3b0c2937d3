/*
 * Output to the log, one message a line. The calling thread's line buffer is found through the
 * first user word of its UTCB, so that threads do not share one and need no lock.
 */
#include <l4/re/env.h>
#include <l4/sys/vcon.h>
#include <stdio.h>
#include <string.h>

_Static_assert((int)STDIO_LINE_SIZE <= (int)L4_VCON_WRITE_SIZE, "a line is one message");

static struct stdio_line *own_line(void)
{
	return (struct stdio_line *)l4_utcb_tcr()->user[0];
}

void stdio_use_line(struct stdio_line *line)
{
	l4_utcb_tcr()->user[0] = (l4_umword_t)line;
}

static void write_out(struct stdio_line *line)
{
	if (line->used)
		l4_vcon_write(l4re_env()->log, line->text, line->used);
	line->used = 0;
}

static void collect(struct stdio_line *line, const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		line->text[line->used++] = text[i];
		if (text[i] == '\n' || line->used == STDIO_LINE_SIZE)
			write_out(line);
	}
}

void stdio_flush(void)
{
	struct stdio_line *line = own_line();

	if (line)
		write_out(line);
}

static void put_out(const char *text, size_t n)
{
	struct stdio_line *line = own_line(), once;

	if (line) {
		collect(line, text, n);
		return;
	}
	once.used = 0;
	collect(&once, text, n);
	write_out(&once);
}

int vprintf(const char *format, va_list args)
{
	char text[512];
	int n = vsnprintf(text, sizeof(text), format, args);

	put_out(text, strnlen(text, sizeof(text)));
	return n;
}

int printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vprintf(format, args);
	va_end(args);
	return n;
}

int puts(const char *s)
{
	return printf("%s\n", s);
}

int putchar(int c)
{
	char text = (char)c;

	put_out(&text, 1);
	return c;
}
