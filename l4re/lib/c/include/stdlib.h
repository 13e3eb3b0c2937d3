/*
 * Ending a program, and numbers from text. There is no heap: programs use static memory.
 */
#ifndef _STDLIB_H
#define _STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

/**
 * Tell the parent that the program has ended with @p code, and stop. A program without a parent
 * (root task) says so on the log.
 */
_Noreturn void exit(int code);

/** exit() with code -1, for what cannot go on. */
_Noreturn void abort(void);

unsigned long strtoul(const char *s, char **end, int base);
int atoi(const char *s);

#endif
