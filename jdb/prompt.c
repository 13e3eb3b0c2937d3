/*
 * The prompt: reads a line, finds the command, runs it where a fault does no harm.
 *
 *      threads | grep send        a long name, and a filter for its output
 *      lp                         the same command in the original's short form
 *      t12                        short forms may be glued to their argument
 *      (empty)                    the last command again
 */
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/command.h"
#include "jdb/debugger.h"
#include "jdb/line.h"
#include "jdb/out.h"
#include "jdb/recover.h"

enum {
	FAULTS_MAX =
		8, /* so many faults of the prompt itself in a row, and there is no use in it */
};

/* A line cut into words; the words stay in text[]. */
struct parsed {
	char text[LINE_SIZE];
	const struct command *command;
	struct arguments args;
};

/* Cut at blanks. */
static void split(char *text, struct arguments *args)
{
	args->count = 0;
	while (true) {
		while (*text == ' ')
			*text++ = 0;
		if (!*text || args->count == WORDS_MAX)
			return;
		args->word[args->count++] = text;
		while (*text && *text != ' ')
			text++;
	}
}

/* Remove "| grep word" from the end of @p text. @return the word, or NULL */
static const char *take_filter(char *text)
{
	static char word[LINE_SIZE];
	char *bar = strchr(text, '|');
	struct arguments args;

	if (!bar)
		return NULL;
	*bar = 0;
	split(bar + 1, &args);
	if (args.count != 2 || strcmp(args.word[0], "grep") != 0) {
		out("After | only \"grep WORD\" is known.\n");
		return NULL;
	}
	strcopy(word, args.word[1], sizeof(word));
	return word;
}

static const struct command *by_name(const char *word)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, word) == 0 ||
		    (commands[i].key && strcmp(commands[i].key, word) == 0))
			return &commands[i];
	return NULL;
}

/* A long name may be cut short as long as only one fits. */
static const struct command *by_beginning(const char *word)
{
	const struct command *found = NULL;

	for (size_t i = 0; i < command_count; i++) {
		if (strncmp(commands[i].name, word, strlen(word)) != 0)
			continue;
		if (found)
			return NULL;
		found = &commands[i];
	}
	return found;
}

/* "t12" is "t 12": the longest short form that @p word begins with; its rest becomes an argument. */
static const struct command *by_key(const char *word, struct arguments *args)
{
	const struct command *found = NULL;

	for (size_t i = 0; i < command_count; i++) {
		const char *key = commands[i].key;

		if (key && strncmp(key, word, strlen(key)) == 0 &&
		    (!found || strlen(key) > strlen(found->key)))
			found = &commands[i];
	}
	if (found)
		args->word[0] = word + strlen(found->key);
	return found;
}

static bool parse(struct parsed *p)
{
	const char *word;

	split(p->text, &p->args);
	if (p->args.count == 0)
		return false;
	word       = p->args.word[0];
	p->command = by_name(word);
	if (!p->command)
		p->command = by_beginning(word);
	if (!p->command) {
		p->command = by_key(word, &p->args);
		if (p->command)
			return true;
		out("No command \"%s\"; \"help\" lists them.\n", word);
		return false;
	}
	/* The command's own word is no argument. */
	p->args.count--;
	for (unsigned i = 0; i < p->args.count; i++)
		p->args.word[i] = p->args.word[i + 1];
	return true;
}

static void call(void *arg)
{
	const struct parsed *p = arg;

	p->command->run(&p->args);
}

void prompt_execute(const char *text)
{
	static struct parsed p;

	strcopy(p.text, text, sizeof(p.text));
	out_begin(take_filter(p.text));
	if (parse(&p))
		recover_run(call, &p);
	out_end();
}

static bool is_blank(const char *line)
{
	while (*line == ' ')
		line++;
	return *line == 0;
}

/* Read one line and execute it. *@p arg: was there one? */
static void turn(void *arg)
{
	static char line[LINE_SIZE], last[LINE_SIZE];
	bool *more = arg;

	*more = line_read(line);
	if (!*more)
		return;
	if (is_blank(line))
		strcopy(line, last, sizeof(line));
	else
		line_remember(line);
	strcopy(last, line, sizeof(last));
	prompt_execute(line);
}

/* The prompt itself may fault, too: a host's question may lead into a broken list. */
void prompt_run(void)
{
	unsigned faults = 0;
	bool more       = true;

	while (more && !debugger_leaving() && faults < FAULTS_MAX)
		faults = recover_run(turn, &more) ? 0 : faults + 1;
	printk("\n");
	console_flush();
}
