/*
 * objects: all of them. object: one, and who holds capabilities to it.
 */
#include "kernel/object/object.h"
#include "jdb/commands/commands.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

void command_objects(const struct arguments *args)
{
	out_where(args, 0);
	out("%u objects\n", out_table(REQUEST_objects, 0, "id kind refs counted dying a b c"));
}

void command_object(const struct arguments *args)
{
	const struct object *obj = arg_object(arg_word(args, 0));
	struct walk walk         = {.cursor = obj->id};
	record_values values;

	if (!objects_next(&walk, values))
		command_fail("object %u is not in the list of all objects", (unsigned)obj->id);
	out("Object %u at %p\n", (unsigned)obj->id, (const void *)obj);
	out_record(RECORD_object, values);
	out("Capabilities to it (the tree in which they were handed on):\n");
	out_table(REQUEST_object_tree, obj->id, "task address rights depth");
}
