/*
 * The formatting engine behind printf(): one pass over the format, one conversion at a time.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Where the text goes: as much as fits; `length` counts on. */
struct output {
	char *to;
	size_t size, length;
};

/* One conversion: %[flags][width][.precision][length]type */
struct conversion {
	bool left, zero;
	int width, precision; /* precision -1: not given */
	int longs;            /* -1: h, 0: int, 1: long, 2: long long */
};

static void put(struct output *o, char c)
{
	if (o->length + 1 < o->size)
		o->to[o->length] = c;
	o->length++;
}

static void pad(struct output *o, char c, int n)
{
	while (n-- > 0)
		put(o, c);
}

static void put_text(struct output *o, const struct conversion *c, const char *s)
{
	size_t n = c->precision >= 0 ? strnlen(s, (size_t)c->precision) : strlen(s);
	size_t i;

	if (!c->left)
		pad(o, ' ', c->width - (int)n);
	for (i = 0; i < n; i++)
		put(o, s[i]);
	if (c->left)
		pad(o, ' ', c->width - (int)n);
}

/* @p prefix: sign or "0x". */
static void put_number(struct output *o, const struct conversion *c, uint64_t value, unsigned base,
		       const char *digits, const char *prefix)
{
	char text[24];
	int n = 0, prefixed = (int)strlen(prefix), zeros, blanks;

	do {
		text[n++] = digits[value % base];
		value /= base;
	} while (value);
	zeros = c->precision > n ? c->precision - n : 0;
	if (c->zero && !c->left && c->precision < 0 && c->width > n + prefixed)
		zeros = c->width - n - prefixed;
	blanks = c->width - n - prefixed - zeros;
	if (!c->left)
		pad(o, ' ', blanks);
	while (*prefix)
		put(o, *prefix++);
	pad(o, '0', zeros);
	while (n)
		put(o, text[--n]);
	if (c->left)
		pad(o, ' ', blanks);
}

static uint64_t unsigned_argument(const struct conversion *c, va_list *args)
{
	switch (c->longs) {
	case 2:
		return va_arg(*args, unsigned long long);
	case 1:
		return va_arg(*args, unsigned long);
	default:
		return va_arg(*args, unsigned);
	}
}

static int64_t signed_argument(const struct conversion *c, va_list *args)
{
	switch (c->longs) {
	case 2:
		return va_arg(*args, long long);
	case 1:
		return va_arg(*args, long);
	default:
		return va_arg(*args, int);
	}
}

static int read_number(const char **format, va_list *args)
{
	int n = 0;

	if (**format == '*') {
		(*format)++;
		return va_arg(*args, int);
	}
	while (**format >= '0' && **format <= '9')
		n = n * 10 + *(*format)++ - '0';
	return n;
}

/* Everything between % and the type. */
static struct conversion read_conversion(const char **format, va_list *args)
{
	struct conversion c = {.precision = -1};

	for (;; (*format)++) {
		if (**format == '-')
			c.left = true;
		else if (**format == '0')
			c.zero = true;
		else
			break;
	}
	c.width = read_number(format, args);
	if (c.width < 0) {
		c.left  = true;
		c.width = -c.width;
	}
	if (**format == '.') {
		(*format)++;
		c.precision = read_number(format, args);
	}
	for (;; (*format)++) {
		if (**format == 'l')
			c.longs++;
		else if (**format == 'z')
			c.longs = sizeof(size_t) == sizeof(long) ? 1 : 0;
		else if (**format != 'h')
			return c;
	}
}

static void convert(struct output *o, struct conversion *c, char type, va_list *args)
{
	static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
	const char *s;
	int64_t value;

	switch (type) {
	case 'd':
	case 'i':
		value = signed_argument(c, args);
		put_number(o, c, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, lower,
			   value < 0 ? "-" : "");
		break;
	case 'u':
		put_number(o, c, unsigned_argument(c, args), 10, lower, "");
		break;
	case 'x':
	case 'X':
		put_number(o, c, unsigned_argument(c, args), 16, type == 'x' ? lower : upper, "");
		break;
	case 'p':
		put_number(o, c, (uintptr_t)va_arg(*args, void *), 16, lower, "0x");
		break;
	case 's':
		s = va_arg(*args, const char *);
		put_text(o, c, s ? s : "(null)");
		break;
	case 'c':
		put_text(o, &(struct conversion){c->left, false, c->width, 1, 0},
			 (const char[]){(char)va_arg(*args, int), '\0'});
		break;
	default:
		put(o, type);
	}
}

int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
	struct output o = {to, size, 0};
	va_list copy;

	va_copy(copy, args);
	while (*format) {
		if (*format != '%') {
			put(&o, *format++);
			continue;
		}
		format++;

		struct conversion c = read_conversion(&format, &copy);

		if (*format)
			convert(&o, &c, *format++, &copy);
	}
	va_end(copy);
	if (size)
		to[o.length < size ? o.length : size - 1] = '\0';
	return (int)o.length;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(to, size, format, args);
	va_end(args);
	return n;
}
