/*
 * thread: everything about one thread.
 */
#include "kernel/ipc/flow.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

enum {
	PARTNER = 6, /* field of the record of a thread */
};

static void out_sender(const char *what, const struct sender *s)
{
	char object[VALUE_SIZE];

	format_object(object, sizeof(object), sender_id(s));
	out("  %-12s %s (priority %u)\n", what, object, s->priority);
}

static void out_span(const char *what, usec_t us, const char *behind)
{
	out("%s%llu.%06u s%s", what, (unsigned long long)(us / 1000000), (unsigned)(us % 1000000),
	    behind);
}

/* Why it does not run, in a sentence. */
static void out_plight(const struct thread *t, const uint64_t *values)
{
	static const char *const why[] = {"stands in line to send to ",
					  "waits for a message from "};
	const bool sends               = t->state & (THREAD_SENDING | THREAD_TRANSFER);
	usec_t now                     = arch_clock_us();
	char partner[VALUE_SIZE];

	if (t->state & THREAD_READY && t->task && !t->scheduled)
		out("  It could run, but has no CPU: \"resume\" gives it one.\n");
	if (t->state & (THREAD_READY | THREAD_DEAD))
		return;
	format_object(partner, sizeof(partner), values[PARTNER]);
	out("  It %s%s", t->state & THREAD_BLOCKED ? "is blocked in the kernel" : why[!sends],
	    t->state & THREAD_BLOCKED         ? ""
	    : values[PARTNER] == 0            ? "anybody"
	    : values[PARTNER] == t->object.id ? "itself: it sleeps"
					      : partner);
	if (t->state & (THREAD_FAULT | THREAD_EXCEPTION))
		out(" about its %s", t->state & THREAD_FAULT ? "page fault" : "exception");
	out_span(", for ", now - t->blocked_since, " now");
	if (t->timeout.armed && t->timeout.at > now)
		out_span(", and gives up in ", t->timeout.at - now, "");
	out(".\n");
}

void command_thread(const struct arguments *args)
{
	struct thread *t = arg_thread(arg_word(args, 0));
	record_values values;

	thread_record(t, values);
	out("Thread %u, %s; control block at %p\n", (unsigned)t->object.id, thread_state_name(t),
	    (void *)t);
	out_plight(t, values);
	out_record(RECORD_thread, values);
	for (struct sender *s = sender_first(&t->senders); s; s = sender_next(&t->senders, s))
		out_sender("in its queue", s);
	out("  kernel stack, innermost function first:\n");
	backtrace_thread(t);
}
