/*
 * A line of input at the prompt, with editing, history and completion.
 */
#ifndef JDB_LINE_H
#define JDB_LINE_H

#include "kernel/lib/types.h"

enum {
	LINE_SIZE = 128,
};

/**
 * Read a line into @p line.
 * @return false when there is none any more: the kernel goes on
 */
bool line_read(char line[LINE_SIZE]);

/** Keep @p line in the history. */
void line_remember(const char *line);

#endif
