/*
 * help: what can be typed. Without a word: all commands, a line each; with one: how it is used.
 */
#include "kernel/lib/string.h"
#include "jdb/commands/commands.h"
#include "jdb/out.h"

static void out_all(void)
{
	for (size_t i = 0; i < command_count; i++)
		out("  %-12s %-8s %s\n", commands[i].name, commands[i].keys ? commands[i].keys : "",
		    commands[i].help);
	out("\n\"help COMMAND\" tells more, with an example. Names may be cut short; the short "
	    "forms\n"
	    "in the second column may be glued to their argument (t12). Objects go by id or name;\n"
	    "addresses are expressions: hexadecimal numbers, kernel symbols, registers, *word,\n"
	    "cap(TASK,INDEX), phys(ADDRESS), + - * / & | == < ... COMMAND | grep WORD filters.\n"
	    "A; B one after the other; repeat N A; \"macro\" names sequences. Enter repeats, Tab\n"
	    "completes, ^C gives up.\n");
}

void command_help(const struct arguments *args)
{
	const char *word = arg_word(args, 0);
	bool found       = false;

	if (!word) {
		out_all();
		return;
	}
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];

		if (strncmp(c->name, word, strlen(word)) != 0)
			continue;
		out("%s %s\n  %s%s%s\n  for example:  %s\n", c->name, c->arguments, c->help,
		    c->keys ? "; short: " : "", c->keys ? c->keys : "", c->example);
		found = true;
	}
	if (!found)
		command_fail("there is no command %s", word);
}
