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

void command_order(const struct arguments *args)
{
	struct object *obj = arg_object_of_kind(
		arg_word(args, 0), args->variant == ORDER_KILL ? OBJECT_KINDS : OBJECT_THREAD);
	uint64_t value = args->variant == ORDER_PRIORITY ? arg_number(arg_word(args, 1)) : 1;

	if (value < 1 || value > PRIORITY_MAX)
		command_fail("priorities are 1 to %d", PRIORITY_MAX);
	if (obj->permanent)
		command_fail("the kernel needs it");
	if (args->variant != ORDER_KILL && (!thread_of(obj) || !thread_of(obj)->task))
		command_fail("it is no thread of a program");
	give((enum order_kind)args->variant, obj, value);
}
