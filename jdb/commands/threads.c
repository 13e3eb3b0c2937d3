/*
 * threads: the list of all threads. ready: those that could run, in the order in which they will.
 */
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"

void command_threads(const struct arguments *args)
{
	unsigned n;

	out_where(args, 0);
	n = out_table(REQUEST_threads, 0, "id task state cpu priority partner consumed ip");
	out("%u threads\n", n);
}

void command_ready(const struct arguments *args)
{
	char object[VALUE_SIZE];

	(void)args;
	for (unsigned i = 0; i < cpu_count; i++) {
		format_object(object, sizeof(object), thread_id(cpus[i].current));
		out("CPU %u runs %s; %u ready:\n", i, object, cpus[i].ready.length);
		for (unsigned p = PRIORITIES; p-- > 0;) {
			list_for_each (node, &cpus[i].ready.ring[p]) {
				const struct thread *t =
					container_of(node, struct thread, sched.link);

				format_object(object, sizeof(object), t->object.id);
				out("  %3u  %s\n", p, object);
			}
		}
	}
}
