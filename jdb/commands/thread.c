/*
 * thread: everything about one thread.
 */
#include "kernel/ipc/flow.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

static void out_sender(const char *what, const struct sender *s)
{
	char object[VALUE_SIZE];

	format_object(object, sizeof(object), sender_id(s));
	out("  %-12s %s (priority %u)\n", what, object, s->priority);
}

void command_thread(const struct arguments *args)
{
	struct thread *t = arg_thread(arg_word(args, 0));
	record_values values;

	thread_record(t, values);
	out("Thread %u, %s; control block at %p\n", (unsigned)t->object.id, thread_state_name(t),
	    (void *)t);
	out_record(RECORD_thread, values);
	for (struct sender *s = sender_first(&t->senders); s; s = sender_next(&t->senders, s))
		out_sender("in its queue", s);
	out("  kernel stack, innermost function first:\n");
	backtrace_thread(t);
}
