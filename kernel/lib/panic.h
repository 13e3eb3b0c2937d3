/*
 * Saying what went wrong: kernel messages, assertions, panic.
 *
 * An assertion holds in every state that a user can bring about; a violated one is a bug of the
 * kernel. Release builds (DEBUG=0) compile assertions away.
 */
#ifndef KERNEL_LIB_PANIC_H
#define KERNEL_LIB_PANIC_H

#include <stdarg.h>
#include "kernel/lib/types.h"

/**
 * Print to the console. Formats: %d %i %u %x %X %o %c %s %p %% with flags '-', '0', '#', width,
 * precision and length modifiers hh h l ll z j t.
 */
void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vprintk(const char *format, va_list args);

/** As C's snprintf / vsnprintf with the formats above; returns the length the text would have. */
int kernel_snprintf(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int kernel_vsnprintf(char *buffer, size_t size, const char *format, va_list args);

/**
 * The kernel cannot go on: print the message (what was found, what was expected, on which object)
 * and enter the debugger, or stop the machine where there is none. Never returns.
 */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

#ifdef CONFIG_DEBUG
#define assert(condition)      \
	((condition) ? (void)0 \
		     : panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #condition))
#else
#define assert(condition) ((void)sizeof(condition))
#endif

#endif
