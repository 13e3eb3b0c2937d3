/*
 * tasks: all of them. caps: what a task can reach.
 */
#include "kernel/object/task.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/names.h"
#include "jdb/out.h"

void command_tasks(const struct arguments *args)
{
	out_where(args, 0);
	out("%u tasks\n", out_table(REQUEST_tasks, 0, NULL));
}

void command_caps(const struct arguments *args)
{
	const struct task *task   = arg_task(arg_word(args, 0));
	const struct image *image = NULL;
	char name[VALUE_SIZE];
	unsigned n;

	format_object(name, sizeof(name), task->object.id);
	n = out_table(REQUEST_caps, task->object.id, "index object kind rights depth");
	out("%u capabilities of task %s\n", n, name);
	while ((image = image_next(&task->object, image)))
		out("image %s at %#lx\n", image->name, (unsigned long)image->base);
}
