/*
 * Formatted output for the kernel: one small engine that writes into a sink, used by printk() and
 * kernel_snprintf() alike. It needs no memory of its own but a digit buffer on the stack.
 */
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"

/* Where the characters go: collected in a buffer; with @c console set, flushed when it is full. */
struct sink {
	char *buffer;
	size_t size;
	size_t used;  /* characters in the buffer */
	size_t total; /* characters produced so far */
	bool console;
};

struct spec {
	bool left, zero, alternate;
	int width;
	int precision; /* -1: not given */
	int length;    /* bytes of an integer argument */
};

static void sink_flush(struct sink *s)
{
	console_write(s->buffer, s->used);
	s->used = 0;
}

static void sink_put(struct sink *s, char c)
{
	s->total++;
	if (s->console && s->used == s->size)
		sink_flush(s);
	if (s->used < s->size)
		s->buffer[s->used++] = c;
}

static void sink_pad(struct sink *s, char c, int count)
{
	while (count-- > 0)
		sink_put(s, c);
}

static void put_text(struct sink *s, const struct spec *spec, const char *text)
{
	size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision;
	size_t n     = strnlen(text, limit);
	int pad      = spec->width - (int)n;

	if (!spec->left)
		sink_pad(s, ' ', pad);
	for (size_t i = 0; i < n; i++)
		sink_put(s, text[i]);
	if (spec->left)
		sink_pad(s, ' ', pad);
}

/* @p prefix: "", "-" or "0x". */
static void put_number(struct sink *s, const struct spec *spec, uint64_t value, unsigned base,
		       bool upper, const char *prefix)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buffer[24];
	int n = 0;

	while (value || (n == 0 && spec->precision != 0)) {
		/* On 32-bit machines a 64-bit division is a call; most numbers are small. */
		if (value <= UINT32_MAX) {
			buffer[n++] = digits[(uint32_t)value % base];
			value       = (uint32_t)value / base;
		} else {
			buffer[n++] = digits[value % base];
			value /= base;
		}
	}

	int zeros = spec->precision > n ? spec->precision - n : 0;
	int pad   = spec->width - n - zeros - (int)strlen(prefix);

	if (spec->zero && !spec->left && spec->precision < 0 && pad > 0) {
		zeros += pad;
		pad = 0;
	}
	if (!spec->left)
		sink_pad(s, ' ', pad);
	while (*prefix)
		sink_put(s, *prefix++);
	sink_pad(s, '0', zeros);
	while (n > 0)
		sink_put(s, buffer[--n]);
	if (spec->left)
		sink_pad(s, ' ', pad);
}

static const char *parse_spec(const char *f, struct spec *spec, va_list *args)
{
	*spec = (struct spec){.precision = -1, .length = sizeof(int)};
	for (;; f++) {
		if (*f == '-')
			spec->left = true;
		else if (*f == '0')
			spec->zero = true;
		else if (*f == '#')
			spec->alternate = true;
		else if (*f != ' ' && *f != '+')
			break;
	}
	if (*f == '*') {
		spec->width = va_arg(*args, int);
		f++;
	}
	for (; *f >= '0' && *f <= '9'; f++)
		spec->width = spec->width * 10 + (*f - '0');
	if (*f == '.') {
		spec->precision = 0;
		if (*++f == '*') {
			spec->precision = va_arg(*args, int);
			f++;
		}
		for (; *f >= '0' && *f <= '9'; f++)
			spec->precision = spec->precision * 10 + (*f - '0');
	}
	for (;; f++) {
		if (*f == 'l' && f[1] == 'l') {
			spec->length = sizeof(long long);
			f++;
		} else if (*f == 'l') {
			spec->length = sizeof(long);
		} else if (*f == 'j') {
			spec->length = sizeof(long long);
		} else if (*f == 'z' || *f == 't') {
			spec->length = sizeof(size_t);
		} else if (*f != 'h') {
			return f;
		}
	}
}

static uint64_t next_unsigned(const struct spec *spec, va_list *args)
{
	return spec->length == sizeof(long long) ? va_arg(*args, unsigned long long)
						 : va_arg(*args, unsigned);
}

static int64_t next_signed(const struct spec *spec, va_list *args)
{
	return spec->length == sizeof(long long) ? va_arg(*args, long long) : va_arg(*args, int);
}

static void put_conversion(struct sink *s, char c, struct spec *spec, va_list *args)
{
	switch (c) {
	case 'd':
	case 'i': {
		int64_t v = next_signed(spec, args);

		put_number(s, spec, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, false,
			   v < 0 ? "-" : "");
		return;
	}
	case 'u':
		put_number(s, spec, next_unsigned(spec, args), 10, false, "");
		return;
	case 'o':
		put_number(s, spec, next_unsigned(spec, args), 8, false, "");
		return;
	case 'x':
	case 'X':
		put_number(s, spec, next_unsigned(spec, args), 16, c == 'X',
			   spec->alternate ? "0x" : "");
		return;
	case 'p':
		put_number(s, spec, (uintptr_t)va_arg(*args, void *), 16, false, "0x");
		return;
	case 's': {
		const char *text = va_arg(*args, const char *);

		put_text(s, spec, text ? text : "(null)");
		return;
	}
	case 'c': {
		char one[2] = {(char)va_arg(*args, int), 0};

		put_text(s, spec, one);
		return;
	}
	default:
		sink_put(s, c);
	}
}

static void format_into(struct sink *s, const char *f, va_list *args)
{
	for (; *f; f++) {
		struct spec spec;

		if (*f != '%') {
			sink_put(s, *f);
			continue;
		}
		f = parse_spec(f + 1, &spec, args);
		if (!*f)
			return; /* a lone % at the end */
		put_conversion(s, *f, &spec, args);
	}
}

int kernel_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
	struct sink s = {.buffer = buffer, .size = size ? size - 1 : 0};
	va_list copy;

	va_copy(copy, args);
	format_into(&s, format, &copy);
	va_end(copy);
	if (size)
		buffer[s.used] = 0;
	return (int)s.total;
}

int kernel_snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = kernel_vsnprintf(buffer, size, format, args);

	va_end(args);
	return n;
}

void vprintk(const char *format, va_list args)
{
	char buffer[128];
	struct sink s = {.buffer = buffer, .size = sizeof(buffer), .console = true};
	va_list copy;

	va_copy(copy, args);
	format_into(&s, format, &copy);
	va_end(copy);
	sink_flush(&s);
}

void printk(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintk(format, args);
	va_end(args);
}
