/*
 * locks: the helping locks, and who waits for one.
 */
#include "kernel/sched/cpu.h"
#include "kernel/sched/helping_lock.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"

void command_locks(const struct arguments *args)
{
	char waiter[VALUE_SIZE];

	(void)args;
	out_table(REQUEST_locks, 0, NULL);
	list_for_each (node, &all_objects) {
		const struct thread *t = thread_of(container_of(node, struct object, all));

		if (!t || !t->waits_for)
			continue;
		format_object(waiter, sizeof(waiter), t->object.id);
		out("%s on CPU %u waits for %s\n", waiter, t->cpu->number, t->waits_for->name);
	}
}
