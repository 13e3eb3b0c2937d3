/*
 * halt, resume, cancel, expire, priority, kill: what one can do to threads and objects.
 *
 * Nothing is done while the kernel stands (orders.h): it happens first thing after "go".
 *
 *      jdb: halt ping
 *      22:ping: once the kernel goes on
 */
#include "kernel/object/thread.h"
#include "kernel/sched/ready_queue.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/orders.h"
#include "jdb/out.h"

static void give(enum order_kind kind, struct object *obj, uint64_t value)
{
	char name[VALUE_SIZE];

	format_object(name, sizeof(name), obj->id);
	if (!order(kind, obj, value))
		command_fail("%s: it is dying, or too many orders wait", name);
	out("%s: once the kernel goes on\n", name);
}

static void give_thread(enum order_kind kind, const struct arguments *args, uint64_t value)
{
	struct thread *t;

	if (!args->count)
		command_fail("which thread?");
	t = arg_thread(args->word[0]);
	if (!t->task)
		command_fail("it is a thread of the kernel itself");
	give(kind, &t->object, value);
}

void command_halt(const struct arguments *args)
{
	give_thread(ORDER_HALT, args, 0);
}

void command_resume(const struct arguments *args)
{
	give_thread(ORDER_RESUME, args, 0);
}

void command_cancel(const struct arguments *args)
{
	give_thread(ORDER_CANCEL, args, 0);
}

void command_expire(const struct arguments *args)
{
	give_thread(ORDER_EXPIRE, args, 0);
}

void command_priority(const struct arguments *args)
{
	uint64_t priority = arg_number(arg_word(args, 1));

	if (priority < 1 || priority > PRIORITY_MAX)
		command_fail("priorities are 1 to %d", PRIORITY_MAX);
	give_thread(ORDER_PRIORITY, args, priority);
}

void command_kill(const struct arguments *args)
{
	struct object *obj = arg_object(arg_word(args, 0));

	if (obj->permanent)
		command_fail("the kernel needs it");
	give(ORDER_KILL, obj, 0);
}
