/*
 * help: what can be typed.
 */
#include "kernel/lib/string.h"
#include "jdb/commands/commands.h"
#include "jdb/out.h"

static void describe(const struct command *c)
{
	static char call[64];

	strcopy(call, c->name, sizeof(call));
	if (*c->arguments) {
		strcopy(call + strlen(call), " ", 2);
		strcopy(call + strlen(call), c->arguments, sizeof(call) - strlen(call));
	}
	out("  %-38s %-3s %s\n", call, c->key ? c->key : "", c->help);
}

void command_help(const struct arguments *args)
{
	const char *word = arg_word(args, 0);
	bool found       = false;

	for (size_t i = 0; i < command_count; i++) {
		if (word && strncmp(commands[i].name, word, strlen(word)) != 0)
			continue;
		describe(&commands[i]);
		found = true;
	}
	if (!found)
		command_fail("there is no command %s", word);
	if (!word)
		out("\nNames may be cut short; the short form in the second column may be glued to "
		    "its\n"
		    "argument (t12). Objects go by id or name, addresses are hexadecimal or "
		    "kernel\n"
		    "symbols. COMMAND | grep WORD filters. Enter repeats, Tab completes, ^C gives "
		    "up.\n");
}
