/*
 * timeouts: whose wait ends when, earliest first.
 */
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"

/* The armed timeout that comes next after (@p at, @p id); of two for one time, the older thread's. */
static struct thread *next_timeout(usec_t at, uint32_t id)
{
	struct thread *best = NULL;

	list_for_each (node, &all_objects) {
		struct thread *t = thread_of(container_of(node, struct object, all));

		if (!t || !t->timeout.armed || t->timeout.at < at ||
		    (t->timeout.at == at && t->object.id <= id))
			continue;
		if (!best || t->timeout.at < best->timeout.at)
			best = t;
	}
	return best;
}

void command_timeouts(const struct arguments *args)
{
	usec_t now = arch_clock_us();
	char object[VALUE_SIZE];
	usec_t at   = 0;
	uint32_t id = 0;
	const struct thread *t;

	(void)args;
	out("Kernel clock: %llu us\n", (unsigned long long)now);
	while ((t = next_timeout(at, id))) {
		at = t->timeout.at;
		id = t->object.id;
		format_object(object, sizeof(object), id);
		out("  in %8lld us  %s\n", (long long)(at - now), object);
	}
}
