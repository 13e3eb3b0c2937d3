/*
 * Output of debugger commands: through a filter (`| grep word`) and a pager, and interruptible.
 *
 * Lines are collected, so that a filter sees whole ones. After each line the keyboard is looked at:
 * Ctrl-C gives the command up.
 */
#ifndef JDB_OUT_H
#define JDB_OUT_H

#include "kernel/lib/types.h"

enum {
	OUT_LINE = 400, /* longest line; the rest is cut */
};

void out(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** A new command: show only lines with @p word in them; NULL: all. */
void out_begin(const char *word);
/** The command is done: show what is left of a line. */
void out_end(void);

/** Stop after each @p lines lines and wait for a key; 0: never. */
void out_pager(unsigned lines);

struct arguments;
/**
 * The words from number @p first on say what of the next table is shown: FIELD=VALUE, FIELD<N, FIELD>N
 * (all must hold).
 */
void out_where(const struct arguments *args, unsigned first);

/**
 * A list as a table, a line each record.
 * @param columns  names of the fields to show, separated by blanks; NULL: all
 * @return number of records
 */
unsigned out_table(unsigned request, uint64_t argument, const char *columns);

/** Fields of one record, "name value", a line each with their explanation. */
void out_record(unsigned record, const uint64_t *values);

/** Symbol (or number) at @p address with source line. */
void out_symbol(vaddr_t address);

#endif
