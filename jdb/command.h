/*
 * Commands of the debugger: what one looks like, and what it can use.
 *
 * Each command is one file in jdb/commands/ and one line in its table. It prints with out() and simply
 * stops with command_fail() when something is wrong, from however deep: the prompt catches that, as it
 * catches faults.
 */
#ifndef JDB_COMMAND_H
#define JDB_COMMAND_H

#include "kernel/object/object.h"

enum {
	WORDS_MAX = 12,
};

struct arguments {
	unsigned count;
	const char *word[WORDS_MAX];
	unsigned variant; /* of the command */
};

struct command {
	const char *name;
	const char *keys;      /* short forms, like the original's, separated by blanks; or NULL */
	const char *arguments; /* for people */
	const char *help;
	const char *example;
	void (*run)(const struct arguments *args);
	unsigned variant; /* tells commands apart that share a function */
};

extern const struct command commands[];
extern const size_t command_count;

/** Say what is wrong and give the command up. */
_Noreturn void command_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- Arguments: all of these fail the command when the word is no good ----------------------- */

/** Word number @p i, or NULL when there are fewer. */
const char *arg_word(const struct arguments *args, unsigned i);

struct task;
struct thread;
/** An object by its id or name. */
struct object *arg_object(const char *word);
/** The same; of several with that name, one of @p kind. */
struct object *arg_object_of_kind(const char *word, enum object_kind kind);
/** The same, of one kind. A NULL word: the thread that runs on the shown CPU, or its task. */
struct thread *arg_thread(const char *word);
struct task *arg_task(const char *word);

/** The task that @p word names, or that of a thread, or NULL: here nothing fails. */
struct task *task_of_word(const char *word);
/** Number of the event class @p word, in capitals or not. */
unsigned arg_class(const char *word);

/** An address: hexadecimal, or a kernel symbol; both with +offset if wanted. */
uint64_t arg_address(const char *word);
/** A decimal number (0x…: hexadecimal). */
uint64_t arg_number(const char *word);
/** True, and *@p value set, when @p word is a number in @p base (10: 0x… is allowed). */
bool parse_number(const char *word, unsigned base, uint64_t *value);

/** All words from number @p i on, with blanks between; good until the next call. */
const char *arg_rest(const struct arguments *args, unsigned i);

/** "name=value" with @p name: the value; else NULL. */
const char *arg_option(const char *word, const char *name);

/** If the first word of @p line is a macro: its text with what follows put in, into @p to. commands/macro.c */
bool macro_expand(char *to, size_t size, const char *line);

/* ---- Commands that others use ------------------------------------------------------------------ */

/** Where @p c stood when it stopped, by function. */
struct cpu;
void backtrace_cpu(const struct cpu *c);
/** Backtrace of the kernel stack of @p t, a line each function. */
void backtrace_thread(const struct thread *t);
/** The same of its program. */
void backtrace_user(const struct thread *t);

#endif
