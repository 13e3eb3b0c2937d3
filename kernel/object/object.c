/*
 * What all kernel objects share: identity, references, and the way they die.
 *
 *      object_kill()    marked; the object waits in the deleting thread's list
 *      object_reap()    in that thread, before it returns to user mode: its slots are emptied, a grace
 *                       period passes, type->kill cuts relations
 *      object_put()     of the last reference: type->free gives the memory back
 *
 * A kill may drop the last capability to another object; that one only joins the end of the list,
 * so that nothing nests and the kernel stack stays small.
 */
#include "kernel/hooks.h"
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/object/object.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"
#include "kernel/sched/spinlock.h"
#include "kernel/space/cap_table.h"
#include "kernel/trace.h"

struct list_node all_objects = LIST_INIT(all_objects);
uint32_t object_generation;

static uint32_t last_id;
static struct spinlock registry; /* all_objects, object_generation, last_id */

void object_init(struct object *obj, const struct object_type *type, struct quota *q)
{
	obj->type      = type;
	obj->quota     = q;
	obj->counted   = 0;
	obj->refs      = 1;
	obj->dying     = false;
	obj->permanent = false;
	map_tree_init(&obj->slots);
	list_init(&obj->reap);
	spin_lock(&registry);
	obj->id = ++last_id;
	list_append(&all_objects, &obj->all);
	object_generation++;
	spin_unlock(&registry);
}

void object_free(struct object *obj)
{
	assert(obj->dying && !list_linked(&obj->reap));
	trace(object_free, obj->id, obj->type->kind);
	debugger_object_gone(obj);
	spin_lock(&registry);
	list_remove(&obj->all);
	object_generation++;
	spin_unlock(&registry);
	obj->type->free(obj);
}

void object_kill(struct object *obj)
{
	struct thread *self = thread_current();

	if (obj->dying)
		return;
	if (obj->permanent) {
		printk("Warning: the %s object cannot be deleted.\n", obj->type->name);
		return;
	}
	obj->dying = true;
	trace(object_kill, obj->id, obj->type->kind, thread_id(self));
	list_append(&self->reap, &obj->reap);
}

/* From the end of the ring, where no slot has copies: emptying it costs the same for each. */
static void empty_slots(struct object *obj)
{
	helping_lock(&capability_lock);
	while (obj->slots.prev != &obj->slots) {
		cap_slot_clear(container_of(obj->slots.prev, struct cap_slot, node));
		helping_lock_pause(&capability_lock);
	}
	helping_unlock(&capability_lock);
}

/* Whoever found @p objects in a slot has taken a reference, or has forgotten them again. */
static void cut_relations(struct list_node *objects)
{
	while (!list_empty(objects)) {
		struct object *obj = list_first(objects, struct object, reap);

		list_remove(&obj->reap);
		obj->type->kill(obj);
		object_put(obj);
		preemption_point();
	}
}

void object_reap(void)
{
	struct thread *self = thread_current();

	while (!list_empty(&self->reap)) {
		struct list_node batch = LIST_INIT(batch);

		while (!list_empty(&self->reap)) {
			struct object *obj = list_first(&self->reap, struct object, reap);

			empty_slots(obj);
			list_remove(&obj->reap);
			list_append(&batch, &obj->reap);
			if (!list_empty(&self->reap))
				preemption_point();
		}
		grace_period();
		cut_relations(&batch);
	}
}

struct object *object_by_id(uint32_t id)
{
	list_for_each (n, &all_objects) {
		struct object *obj = container_of(n, struct object, all);

		if (obj->id == id)
			return obj;
	}
	return NULL;
}

bool object_ok(const struct object *obj)
{
	if (obj->refs == 0)
		return invariant_failed("an object has references while it exists", obj);
	if (obj->dying && !list_linked(&obj->reap) && map_tree_has_children(&obj->slots))
		return invariant_failed("a dying object has no capabilities", obj);
	return map_tree_ok(&obj->slots);
}
