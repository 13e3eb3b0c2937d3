/*
 * pager: stop after so many lines of output. Off at first: who reads the console may be a program.
 */
#include "kernel/lib/string.h"
#include "jdb/commands/commands.h"
#include "jdb/out.h"

void command_pager(const struct arguments *args)
{
	const char *word = arg_word(args, 0);

	if (word && strcmp(word, "off") == 0)
		out_pager(0);
	else
		out_pager((unsigned)arg_number(word));
}
