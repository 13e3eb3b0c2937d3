/*
 * The few functions of C's <string.h> that the kernel needs. The compiler turns small fixed-size calls
 * into moves itself; the big ones (clearing a frame) go by words, with what the port knows best.
 */
#include "kernel/lib/string.h"
#include <arch/defs.h>

static bool both_aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word_t) - 1)) == 0;
}

void *memcpy(void *to, const void *from, size_t bytes)
{
	char *t       = to;
	const char *f = from;

	if (both_aligned(t, f)) {
		size_t words = bytes / sizeof(word_t);

		copy_words((word_t *)to, (const word_t *)from, words);
		t += words * sizeof(word_t);
		f += words * sizeof(word_t);
		bytes %= sizeof(word_t);
	}
	while (bytes--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
	char *t       = to;
	const char *f = from;

	if ((uintptr_t)t - (uintptr_t)f >= bytes)
		return memcpy(to, from, bytes); /* no overlap that a forward copy would spoil */
	while (bytes--)
		t[bytes] = f[bytes];
	return to;
}

void *memset(void *to, int byte, size_t bytes)
{
	char *t        = to;
	word_t pattern = (word_t)(unsigned char)byte * (~(word_t)0 / 0xff);

	if (both_aligned(t, t)) {
		size_t words = bytes / sizeof(word_t);

		fill_words((word_t *)to, pattern, words);
		t += words * sizeof(word_t);
		bytes %= sizeof(word_t);
	}
	while (bytes--)
		*t++ = (char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
	const unsigned char *x = a, *y = b;

	for (; bytes; bytes--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	return strnlen(s, SIZE_MAX);
}

size_t strnlen(const char *s, size_t limit)
{
	size_t n = 0;

	while (n < limit && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t limit)
{
	for (; limit; limit--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

char *strstr(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; *s || n == 0; s++) {
		if (strncmp(s, part, n) == 0)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}

void strcopy(char *to, const char *from, size_t size)
{
	if (size == 0)
		return;
	size_t n = strnlen(from, size - 1);

	memcpy(to, from, n);
	to[n] = 0;
}
