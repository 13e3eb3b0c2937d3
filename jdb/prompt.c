/*
 * The prompt: reads a line, finds the command, runs it where a fault does no harm.
 *
 *      threads | grep send        a long name, and a filter for its output
 *      lp                         the same command in the original's short form
 *      t12                        short forms may be glued to their argument
 *      step; registers            one after the other; what follows waits until the step is over
 *      repeat 5 over              so many times
 *      macro look = thread $1; utcb $1        then: look root
 *      (empty)                    the last line again
 *
 * What is still to be executed stands in a queue of text: "repeat" and macros put their text in front. A command
 * that fails empties it.
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
	QUEUE_SIZE = 2 * LINE_SIZE,
};

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || *text == ';')
		text++;
	return text;
}

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
	char *bar = strstr(text, "| grep "); /* a single bar is also an operator */

	struct arguments args;

	bar = bar ? bar : strstr(text, "|grep ");

	if (!bar)
		return NULL;
	*bar = 0;
	split(bar + 1, &args);
	if (args.count != 2) {
		out("| grep WORD\n");
		return NULL;
	}
	strcopy(word, args.word[1], sizeof(word));
	return word;
}

/* The length of the key in @p keys, a list, that @p word begins with, or is if @p whole; 0: none is. */
static size_t key_in(const char *keys, const char *word, bool whole)
{
	size_t n, best = 0;

	for (; keys && *keys; keys += n + (keys[n] == ' ')) {
		for (n = 0; keys[n] && keys[n] != ' '; n++)
			;
		if (strncmp(keys, word, n) == 0 && (!whole || !word[n]) && n > best)
			best = n;
	}
	return best;
}

static const struct command *by_name(const char *word)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, word) == 0 || key_in(commands[i].keys, word, true))
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
	size_t best                 = 0;

	for (size_t i = 0; i < command_count; i++) {
		size_t n = key_in(commands[i].keys, word, false);

		if (n <= best)
			continue;
		best  = n;
		found = &commands[i];
	}
	if (found)
		args->word[0] = word + best;
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
	struct parsed *p = arg;

	p->args.variant = p->command->variant;
	p->command->run(&p->args);
}

/* One command, without ; and macros. @return false: it failed */
static bool execute(const char *text)
{
	static struct parsed p;
	bool done = true;

	strcopy(p.text, text, sizeof(p.text));
	out_begin(strncmp(text, "macro ", 6) == 0 ? NULL : take_filter(p.text));
	if (parse(&p))
		done = recover_run(call, &p);
	out_end();
	return done;
}

/* ---- The queue -------------------------------------------------------------------------------- */

static char queue[QUEUE_SIZE];

void prompt_forget(void)
{
	queue[0] = 0;
}

/* Put @p text in front. */
static void queue_put(const char *text)
{
	size_t n = strlen(text), rest = strlen(queue);

	if (n + rest + 2 > sizeof(queue)) {
		out("That becomes too long.\n");
		prompt_forget();
		return;
	}
	memmove(queue + n + 1, queue, rest + 1);
	memcpy(queue, text, n);
	queue[n] = ';';
}

/* The next command, up to a semicolon; the definition of a macro may contain some. */
static bool queue_take(char line[LINE_SIZE])
{
	const char *end;

	memmove(queue, skip_blanks(queue), strlen(skip_blanks(queue)) + 1);
	if (!queue[0])
		return false;
	end = strncmp(queue, "macro ", 6) == 0 ? NULL : strchr(queue, ';');
	strcopy(line, queue,
		end ? min_of((size_t)(end - queue) + 1, (size_t)LINE_SIZE) : LINE_SIZE);
	if (end)
		memmove(queue, end + 1, strlen(end + 1) + 1);
	else
		prompt_forget();
	if (!end && line[strlen(line) - 1] == ';')
		line[strlen(line) - 1] = 0;
	return true;
}

/* "repeat 3 step" is "step" with "repeat 2 step" behind it. */
static bool repeat(const char *text)
{
	static char again[LINE_SIZE];
	uint64_t count = 0;

	if (strncmp(text, "repeat ", 7) != 0)
		return false;
	text = skip_blanks(text + 7);
	while (*text >= '0' && *text <= '9')
		count = count * 10 + (uint64_t)(*text++ - '0');
	text = skip_blanks(text);
	if (count > 1) {
		kernel_snprintf(again, sizeof(again), "repeat %llu %s",
				(unsigned long long)count - 1, text);
		queue_put(again);
	}
	if (count > 0)
		queue_put(text);
	return true;
}

static void run_queue(void)
{
	static char line[LINE_SIZE], expanded[QUEUE_SIZE];

	while (!debugger_leaving() && queue_take(line)) {
		if (repeat(line))
			continue;
		if (macro_expand(expanded, sizeof(expanded), line))
			queue_put(expanded);
		else if (!execute(line))
			prompt_forget();
	}
}

void prompt_execute(const char *text)
{
	prompt_forget();
	queue_put(text);
	run_queue();
}

/* What is left of the last time, or else one line. *@p arg: was there one? */
static void turn(void *arg)
{
	static char line[LINE_SIZE], last[LINE_SIZE];
	bool *more = arg;

	if (!queue[0]) {
		*more = line_read(line);
		if (!*more)
			return;
		if (!*skip_blanks(line))
			strcopy(line, last, sizeof(line));
		else
			line_remember(line);
		strcopy(last, line, sizeof(last));
		queue_put(line);
	}
	run_queue();
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
