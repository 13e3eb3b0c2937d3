/*
 * Ending a program, failed assertions, numbers from text.
 */
#include <assert.h>
#include <l4/re/env.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void exit(int code)
{
	stdio_flush();
	if (l4_is_valid_cap(l4re_env()->parent)) {
		l4_utcb_mr()->mr[0] = (l4_umword_t)(l4_mword_t)code;
		l4_ipc_call(l4re_env()->parent, l4_utcb(),
			    l4_msgtag(L4RE_PROTO_PARENT_EXIT, 1, 0, 0), L4_IPC_NEVER);
	} else {
		printf("The boot program has ended with code %d.\n", code);
	}
	l4_sleep_forever();
}

_Noreturn void abort(void)
{
	exit(-1);
}

_Noreturn void assert_failed(const char *condition, const char *file, int line)
{
	printf("%s:%d: this does not hold: %s\n", file, line, condition);
	abort();
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
		return (c | 0x20) - 'a' + 10;
	return 99;
}

unsigned long strtoul(const char *s, char **end, int base)
{
	unsigned long value = 0;

	while (*s == ' ' || *s == '\t')
		s++;
	if ((base == 0 || base == 16) && s[0] == '0' && (s[1] | 0x20) == 'x' &&
	    digit_value(s[2]) < 16) {
		s += 2;
		base = 16;
	} else if (base == 0) {
		base = *s == '0' ? 8 : 10;
	}
	while (digit_value(*s) < base)
		value = value * (unsigned long)base + (unsigned long)digit_value(*s++);
	if (end)
		*end = (char *)(l4_addr_t)s;
	return value;
}

int atoi(const char *s)
{
	return *s == '-' ? -(int)strtoul(s + 1, NULL, 10) : (int)strtoul(s, NULL, 10);
}
