/*
 * Formatted output to the log, line by line.
 *
 * Conversions: d i u x X c s p % with flags - 0, width and precision (also *), lengths h l ll z.
 * There is no floating point and there are no files.
 *
 * Text is collected until a newline and then goes to the log in one message, so that lines of
 * different programs do not mix. Each thread has its own line; one without (stdio_use_line) writes
 * what each call prints at once.
 */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
int snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *to, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
int puts(const char *s);
int putchar(int c);

/** Send an unfinished line of the calling thread to the log. */
void stdio_flush(void);

enum {
	STDIO_LINE_SIZE = 240, /* fits into one message on every machine */
};

struct stdio_line {
	unsigned used;
	char text[STDIO_LINE_SIZE];
};

/** Collect the calling thread's output in @p line. */
void stdio_use_line(struct stdio_line *line);

#endif
