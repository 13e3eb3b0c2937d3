/*
 * The formatting engine of l4re/lib/c, compared with the C library's on what both can do.
 */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int user_vsnprintf(char *to, size_t size, const char *format, va_list args);

enum {
	TEXT_SIZE = 128,
};

/* Format with both into @p size bytes; result and text must be the same. */
static void compare(size_t size, const char *format, ...)
{
	char ours[TEXT_SIZE], theirs[TEXT_SIZE];
	int our_length, their_length;
	va_list args;

	memset(ours, '#', sizeof(ours));
	memset(theirs, '#', sizeof(theirs));
	va_start(args, format);
	our_length = user_vsnprintf(ours, size, format, args);
	va_end(args);
	va_start(args, format);
	their_length = vsnprintf(theirs, size, format, args);
	va_end(args);
	cr_assert_eq(our_length, their_length, "length of \"%s\"", format);
	cr_assert_arr_eq(ours, theirs, sizeof(ours), "\"%s\": \"%s\", not \"%s\"", format, ours,
			 theirs);
}

Test(format, integers_of_all_sizes)
{
	compare(TEXT_SIZE, "%d %i %u %x %X", -5, 7, 4000000000U, 0xbeef, 0xbeef);
	compare(TEXT_SIZE, "%ld %lu %lx", LONG_MIN, ULONG_MAX, ULONG_MAX);
	compare(TEXT_SIZE, "%lld %llu %llx", LLONG_MIN, ULLONG_MAX, 1ULL << 63);
	compare(TEXT_SIZE, "%zu %d %u", (size_t)77, 0, 0);
	compare(TEXT_SIZE, "%d %d", INT_MIN, INT_MAX);
}

Test(format, width_precision_and_flags)
{
	compare(TEXT_SIZE, "[%5d] [%-5d] [%05d] [%05d]", 42, 42, 42, -42);
	compare(TEXT_SIZE, "[%.3d] [%8.3d] [%-8.3d]", 7, 7, -7);
	compare(TEXT_SIZE, "[%*d] [%-*d] [%*d]", 6, 1, 6, 2, -6, 3);
	compare(TEXT_SIZE, "[%08lx] [%12lx] [%-12lx]", 0xabcdUL, 0xabcdUL, 0xabcdUL);
	compare(TEXT_SIZE, "[%2d] [%02d]", 12345, 12345);
}

Test(format, text_and_characters)
{
	compare(TEXT_SIZE, "%s, %c%c and 100%%", "text", 'a', 'b');
	compare(TEXT_SIZE, "[%8s] [%-8s] [%.2s] [%8.2s] [%.*s]", "abc", "abc", "abc", "abc", 1,
		"abc");
	compare(TEXT_SIZE, "[%3c] [%-3c] [%s]", 'x', 'y', "");
}

Test(format, what_does_not_fit_is_cut_and_counted)
{
	for (size_t size = 0; size < 12; size++)
		compare(size, "%s %d", "abc", 12345);
}

Test(format, a_precision_without_an_end_of_string_reads_no_further)
{
	char no_end[3] = {'a', 'b', 'c'};

	compare(TEXT_SIZE, "%.3s|", no_end);
}

Test(format, a_lone_percent_at_the_end_is_harmless)
{
	char text[8];

	cr_assert_eq(user_vsnprintf(text, sizeof(text), "ab%", (va_list){0}), 2);
	cr_assert_str_eq(text, "ab");
}
