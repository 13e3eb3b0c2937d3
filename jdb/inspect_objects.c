/*
 * Lists of objects, tasks, threads and capabilities. See inspect.h.
 */
#include "jdb/inspect.h"
#include "kernel/ipc/flow.h"
#include "kernel/object/factory.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/irq.h"
#include "kernel/object/semaphore.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/page_table.h"
#include "jdb/names.h"

enum {
	COUNT_LIMIT = 4096, /* a count that needs a walk stops here: a piece takes bounded time */
};

/* ---- All objects, and those of one kind ------------------------------------------------------ */

/* Next object with an id from the cursor on, of @p kind (OBJECT_KINDS: any). Ids rise in the list. */
static struct object *next_object(struct walk *walk, enum object_kind kind)
{
	const struct list_node *node = walk->at ? walk->at : all_objects.next;

	for (; node != &all_objects; node = node->next) {
		struct object *obj = container_of(node, struct object, all);

		if (obj->id < walk->cursor || (kind != OBJECT_KINDS && obj->type->kind != kind))
			continue;
		walk->at     = node->next;
		walk->cursor = (uint64_t)obj->id + 1;
		return obj;
	}
	walk->at = node;
	return NULL;
}

static uint64_t task_id(const struct task *task)
{
	return task ? task->object.id : 0;
}

static unsigned length_of(const struct list_node *list)
{
	unsigned n = 0;

	list_for_each (node, list)
		n++;
	return n;
}

/* What is worth telling of an object depends on its kind: the fields a, b and c. */
static void object_details(struct object *obj, uint64_t *a, uint64_t *b, uint64_t *c)
{
	switch (obj->type->kind) {
	case OBJECT_GATE:
		*a = thread_id(ipc_gate_of(obj)->thread);
		*b = ipc_gate_of(obj)->label;
		break;
	case OBJECT_IRQ:
		*a = thread_id(irq_of(obj)->thread);
		*b = irq_of(obj)->sender.label;
		break;
	case OBJECT_THREAD:
		*a = task_id(thread_of(obj)->task);
		break;
	case OBJECT_SEMAPHORE:
		*b = (uint64_t)semaphore_of(obj)->counter;
		break;
	case OBJECT_FACTORY:
		*b = factory_of(obj)->pays->limit;
		*c = factory_of(obj)->pays->used;
		break;
	case OBJECT_TASK:
		*c = length_of(&task_of(obj)->threads);
		break;
	default:
		break;
	}
}

bool objects_next(struct walk *walk, uint64_t *values)
{
	struct object *obj = next_object(walk, OBJECT_KINDS);
	uint64_t a = 0, b = 0, c = 0;

	if (!obj)
		return false;
	object_details(obj, &a, &b, &c);
	uint64_t record[RECORD_FIELDS_OF_object] = {obj->id,
						    obj->type->kind,
						    record_text(name_of(obj)),
						    obj->refs,
						    obj->counted,
						    obj->dying,
						    a,
						    b,
						    c};
	record_fill(values, record, array_size(record));
	return true;
}

/* ---- Tasks and their capabilities ------------------------------------------------------------ */

static unsigned count_caps(const struct cap_table *caps)
{
	unsigned n = 0;

	for (word_t index = 0; n < COUNT_LIMIT && cap_slot_next(caps, &index, CAP_INDEX_MAX);
	     index++)
		n++;
	return n;
}

static unsigned count_pages(const struct mem_space *space)
{
	unsigned n = 0;
	struct page page;

	for (vaddr_t va = 0; n < COUNT_LIMIT && page_next(space, va, USER_TOP, &page); n++)
		va = page.va + ((vaddr_t)1 << page.order);
	return n;
}

void task_record(struct task *task, uint64_t *values)
{
	const struct quota *quota = task->object.quota;
	size_t ku_bytes           = 0;

	for (const struct ku_area *a = task->mem.ku_areas; a; a = a->next)
		ku_bytes += a->bytes;
	uint64_t record[RECORD_FIELDS_OF_task] = {task->object.id,
						  record_text(name_of(&task->object)),
						  length_of(&task->threads),
						  count_caps(&task->caps),
						  count_pages(&task->mem),
						  ku_bytes,
						  quota->used,
						  quota->limit};
	record_fill(values, record, array_size(record));
}

bool tasks_next(struct walk *walk, uint64_t *values)
{
	struct object *obj = next_object(walk, OBJECT_TASK);

	if (obj)
		task_record(task_of(obj), values);
	return obj;
}

bool caps_next(struct walk *walk, uint64_t *values)
{
	const struct task *task = walk->at;
	word_t index            = (word_t)walk->cursor;
	const struct cap_slot *slot;

	if (!task) {
		task     = task_of(object_by_id((uint32_t)walk->argument));
		walk->at = task;
	}
	slot = cap_slot_next(&task->caps, &index, CAP_INDEX_MAX);
	if (!slot)
		return false;
	walk->cursor                          = (uint64_t)index + 1;
	uint64_t record[RECORD_FIELDS_OF_cap] = {
		task->object.id,
		index,
		slot->object->id,
		slot->object->type->kind,
		(uint64_t)(slot->node.rights | slot->node.attributes),
		slot->node.depth};
	record_fill(values, record, array_size(record));
	return true;
}

/* Who holds a capability to an object: its mapping tree. The cursor counts nodes. */
bool object_tree_next(struct walk *walk, uint64_t *values)
{
	struct object *obj          = object_by_id((uint32_t)walk->argument);
	const struct map_node *node = walk->at;
	word_t index                = 0;

	if (!node) {
		node = obj->slots.next;
		for (uint64_t i = 0; i < walk->cursor && node != &obj->slots; i++)
			node = node->next;
	}
	walk->at = node;
	if (node == &obj->slots)
		return false;
	walk->at = node->next;
	walk->cursor++;
	const struct task *holder =
		cap_slot_holder(container_of(node, const struct cap_slot, node), &index);
	uint64_t record[RECORD_FIELDS_OF_mapping] = {
		task_id(holder), index,  0, (uint64_t)(node->rights | node->attributes),
		node->depth,     obj->id};
	record_fill(values, record, array_size(record));
	return true;
}

/* ---- Threads ---------------------------------------------------------------------------------- */

static uint64_t partner_id(const struct thread *t)
{
	if (t->state & (THREAD_SENDING | THREAD_TRANSFER))
		return thread_id(t->send_to);
	return t->state & THREAD_RECEIVING ? sender_id(t->partner) : 0;
}

static unsigned count_senders(const struct thread *t)
{
	unsigned n = 0;

	for (struct sender *s = sender_first(&t->senders); s && n < COUNT_LIMIT;
	     s                = sender_next(&t->senders, s))
                n++;
	return n;
}

void thread_record(struct thread *t, uint64_t *values)
{
	bool user                                = t->task;
	uint64_t record[RECORD_FIELDS_OF_thread] = {t->object.id,
						    record_text(name_of(&t->object)),
						    task_id(t->task),
						    t->state,
						    t->cpu ? t->cpu->number : 0,
						    t->sched.priority,
						    partner_id(t),
						    arch_cycles_us(t->blocked_since),
						    t->timeout.armed ? t->timeout.at : USEC_NEVER,
						    arch_cycles_us(t->consumed),
						    user ? arch_user_ip(t) : 0,
						    user ? arch_user_sp(t) : 0,
						    t->pager,
						    t->handler,
						    count_senders(t)};

	record_fill(values, record, array_size(record));
}

bool threads_next(struct walk *walk, uint64_t *values)
{
	struct object *obj = next_object(walk, OBJECT_THREAD);

	if (obj)
		thread_record(thread_of(obj), values);
	return obj;
}
