/*
 * break, watch, port: set a breakpoint. breakpoints: list and change them.
 *
 *      break invoke                            stop wherever it is executed
 *      break invoke thread=ping hit=3          only in this thread, and not before the third time
 *      break 401000 task=hello soft            in a program; a trap in its code instead of a register
 *      watch counter                           a word is written; "watch access" also when it is read
 *      watch counter 4 log                     four bytes; note it in the trace and go on
 *      port 3f8 1 cpu=0
 *      break schedule if *cpus>0               with an expression (expression.h): the rest of the line
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "jdb/breakpoints.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/names.h"
#include "jdb/out.h"

/* Words behind the address. */
static void take_options(struct breakpoint *b, const struct arguments *args, unsigned i)
{
	const char *value;

	for (; i < args->count; i++) {
		const char *word = args->word[i];

		if ((value = arg_option(word, "thread")))
			b->thread = arg_thread(value)->object.id;
		else if ((value = arg_option(word, "task")))
			b->task = arg_task(value)->object.id;
		else if ((value = arg_option(word, "cpu")))
			b->cpu = (int)arg_number(value);
		else if ((value = arg_option(word, "hit")))
			b->from = arg_number(value);
		else if (strcmp(word, "log") == 0)
			b->log = true;
		else if (strcmp(word, "soft") == 0)
			b->soft = true;
		else if (strcmp(word, "if") == 0)
			break;
		else if (b->what.watch != WATCH_EXECUTE && word[0] >= '1' && word[0] <= '8')
			b->what.bytes = (unsigned)arg_number(word);
		else
			command_fail("%s? Known are thread= task= cpu= hit= log soft if", word);
	}
	if (i < args->count)
		strcopy(b->condition, arg_rest(args, i + 1), sizeof(b->condition));
}

static void out_breakpoint(unsigned number)
{
	static const char *const kinds[] = {[WATCH_EXECUTE] = "break",
					    [WATCH_WRITE]   = "watch",
					    [WATCH_ACCESS]  = "watch access",
					    [WATCH_PORT]    = "port"};
	const struct breakpoint *b       = breakpoint_get(number);
	char object[VALUE_SIZE];

	if (!b)
		return;
	out("%2u %s%s ", number, kinds[b->what.watch], b->soft ? " soft" : "");
	if (b->what.watch == WATCH_EXECUTE || b->what.address >= USER_TOP)
		out_symbol(b->what.address);
	else
		out("%#lx", (unsigned long)b->what.address);
	if (b->what.watch != WATCH_EXECUTE)
		out(", %u bytes", b->what.bytes);
	format_object(object, sizeof(object), b->thread);
	if (b->thread)
		out(" thread=%s", object);
	format_object(object, sizeof(object), b->task);
	if (b->task)
		out(" task=%s", object);
	if (b->cpu != ANY_CPU)
		out(" cpu=%d", b->cpu);
	if (b->from)
		out(" hit=%llu", (unsigned long long)b->from);
	if (b->condition[0])
		out(" if %s", b->condition);
	out("%s%s: %llu hits\n", b->log ? " log" : "", b->disabled ? " (off)" : "",
	    (unsigned long long)b->hits);
}

static void set(struct breakpoint *b, const struct arguments *args, unsigned first)
{
	long number;

	b->what.address = (vaddr_t)arg_address(arg_word(args, first));
	b->cpu          = ANY_CPU;
	take_options(b, args, first + 1);
	number = breakpoint_set(b);
	if (number == -L4_EPERM)
		command_fail("not there: every debug event passes through that function");
	if (number == -L4_ENOMEM)
		command_fail("there are no more: \"breakpoints -N\" removes one");
	if (number < 0)
		command_fail("this machine cannot watch for that (aligned? soft needs its task)");
	out_breakpoint((unsigned)number);
}

void command_break(const struct arguments *args)
{
	bool access = args->variant == WATCH_WRITE && arg_word(args, 0) &&
		      strcmp(args->word[0], "access") == 0;
	struct breakpoint b = {
		.what.watch = access ? WATCH_ACCESS : (enum arch_watch)args->variant,
		.what.bytes = args->variant == WATCH_WRITE ? sizeof(word_t) : 1,
	};

	set(&b, args, access);
}

void command_breakpoints(const struct arguments *args)
{
	for (unsigned i = 0; i < args->count; i++) {
		const char *word     = args->word[i];
		unsigned number      = (unsigned)arg_number(word + (*word < '0' || *word > '9'));
		struct breakpoint *b = breakpoint_get(number);

		if (!b)
			command_fail("there is no breakpoint %u", number);
		if (*word == '-')
			breakpoint_clear(number);
		else if (*word == '+' || *word == '!')
			b->disabled = *word == '!';
		else if (*word == '*')
			b->log = !b->log;
		else
			command_fail("-N removes, !N switches off, +N on, *N logs only or stops");
	}
	for (unsigned i = 1; i <= BREAKPOINTS_MAX; i++)
		out_breakpoint(i);
}
