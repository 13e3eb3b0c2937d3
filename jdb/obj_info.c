/*
 * Objects as programs get them through the debugger capability. See obj_info.h.
 */
#include "jdb/obj_info.h"
#include "kernel/object/object.h"
#include "jdb/inspect.h"

/* The interface's numbers of our kinds. */
static const uint8_t types[OBJECT_KINDS] = {
	[OBJECT_THREAD] = 1,    [OBJECT_TASK] = 2,    [OBJECT_GATE] = 4,     [OBJECT_IRQ] = 5,
	[OBJECT_SEMAPHORE] = 6, [OBJECT_FACTORY] = 7, [OBJECT_DEBUGGER] = 8, [OBJECT_SCHEDULER] = 9,
	[OBJECT_LOG] = 10,      [OBJECT_ICU] = 11,
};

size_t obj_info_fill(struct obj_info *to, size_t room, word_t skip, word_t *total)
{
	struct walk walk = {0};
	record_values v;
	size_t written = 0;

	for (*total = 0; objects_next(&walk, v); ++*total) {
		const struct object *obj;

		if (*total < skip || written == room)
			continue;
		obj           = object_by_id((uint32_t)v[0]);
		to[written++] = (struct obj_info){
			.type_id    = v[0] << 5 | types[obj->type->kind],
			.mapping    = (uintptr_t)obj,
			.references = obj->refs,
			.values     = {v[6], v[7], v[8]}, /* a, b, c of the object record */
		};
	}
	return written;
}
