/*
 * Capability tables; cap_table.h has the picture.
 *
 * A frame of slots is never given back before the task goes (cap_table_flush): tables are as large as the
 * highest index used, and programs reuse indices.
 */
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/object/object.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"
#include "kernel/space/cap_table.h"
#include "kernel/trace.h"

struct helping_lock capability_lock = {.name = "capabilities"};

void cap_table_init(struct cap_table *t, struct task *task, struct quota *q)
{
	*t = (struct cap_table){.task = task, .quota = q};
}

/*
 * Give back the frames of an empty, closed table, one at a time. Nobody finds them any more, and who has found one
 * has forgotten it after a grace period.
 */
static void free_slots_in_peace(struct cap_table *t)
{
	struct cap_slot **tables = __atomic_exchange_n(&t->tables, NULL, __ATOMIC_ACQ_REL);

	if (!tables)
		return;
	grace_period();
	for (unsigned i = 0; i < CAP_TABLES; i++) {
		if (!tables[i])
			continue;
		quota_frame_free(t->quota, tables[i], FRAME_ORDER);
		preemption_point();
	}
	quota_frame_free(t->quota, tables, FRAME_ORDER);
}

void cap_table_flush(struct cap_table *t)
{
	word_t index = 0;
	struct cap_slot *slot;

	helping_lock(&capability_lock);
	t->closed = true;
	while ((slot = cap_slot_next_pausing(t, &index, CAP_INDEX_MAX))) {
		cap_slot_clear(slot);
		helping_lock_pause(&capability_lock);
	}
	helping_unlock(&capability_lock);
	free_slots_in_peace(t);
}

struct cap_slot *cap_slot_make(struct cap_table *t, word_t index)
{
	word_t number = index / CAP_SLOTS_PER_TABLE;

	if (index > CAP_INDEX_MAX || t->closed)
		return NULL;
	assert(helping_lock_held(&capability_lock));
	if (!t->tables) {
		void *frame = quota_frame_alloc(t->quota, FRAME_ORDER, FRAME_CAP_TABLE, t);

		if (!frame)
			return NULL;
		__atomic_store_n(&t->tables, frame, __ATOMIC_RELEASE);
	}
	if (!t->tables[number]) {
		void *frame = quota_frame_alloc(t->quota, FRAME_ORDER, FRAME_CAP_TABLE, t);

		if (!frame)
			return NULL;
		frame_of(frame)->count = (uint16_t)number;
		__atomic_store_n(&t->tables[number], frame, __ATOMIC_RELEASE);
	}
	return cap_slot_at(t, index);
}

/* Write the slot's object and rights; its place in the tree is the caller's business. */
static void fill(struct cap_slot *slot, struct object *obj, word_t rights)
{
	slot->node.rights     = rights & 0xf;
	slot->node.attributes = rights & CAP_ALL_ATTRIBUTES;
	__atomic_store_n(&slot->object, obj, __ATOMIC_RELEASE); /* last: now it can be found */
	if (rights & CAP_COUNTED)
		obj->counted++;
}

/* The slot no longer holds its object, and hangs nowhere already. */
static void emptied(struct cap_slot *slot)
{
	struct object *obj = slot->object;
	bool counted       = slot->node.attributes & CAP_COUNTED;
	word_t index;
	struct task *holder = cap_slot_holder(slot, &index);

	__atomic_fetch_add(&holder->caps.changes, 1, __ATOMIC_SEQ_CST);
	*slot = (struct cap_slot){.object = NULL};
	__atomic_fetch_add(&holder->caps.changes, 1, __ATOMIC_RELEASE);
	trace(cap_gone, holder->object.id, index, obj->id);
	(void)holder; /* without a debugger nobody asks */
	if (counted)
		obj->counted--;
	/* Servers change the count by dec_refcnt, in both directions and as far as they like. */
	if ((counted && (int32_t)obj->counted <= 0) || !map_tree_has_children(&obj->slots))
		object_kill(obj);
}

void cap_slot_set(struct cap_slot *slot, struct object *obj, word_t rights, struct cap_slot *parent)
{
	assert(!slot->object && !obj->dying);
	map_tree_insert(parent ? &parent->node : &obj->slots, &slot->node);
	fill(slot, obj, rights);
}

void cap_slot_clear(struct cap_slot *slot)
{
	assert(slot->object);
	map_tree_remove(&slot->node);
	emptied(slot);
}

void cap_slot_move(struct cap_slot *from, struct cap_slot *to, word_t rights)
{
	assert(from->object && !to->object);
	map_tree_replace(&from->node, &to->node);
	fill(to, from->object, rights);
	emptied(from);
}

/* The same as cap_slot_next(), but only up to the end of a frame of slots. */
static struct cap_slot *next_in_frame(const struct cap_table *t, word_t *index, word_t last)
{
	word_t number = *index / CAP_SLOTS_PER_TABLE;
	word_t end;

	while (number <= last / CAP_SLOTS_PER_TABLE && !t->tables[number])
		*index = ++number * CAP_SLOTS_PER_TABLE;
	end = min_of((number + 1) * CAP_SLOTS_PER_TABLE, last + 1);
	for (; *index < end; ++*index) {
		struct cap_slot *slot = &t->tables[number][*index % CAP_SLOTS_PER_TABLE];

		if (slot->object)
			return slot;
	}
	return NULL;
}

struct cap_slot *cap_slot_next(const struct cap_table *t, word_t *index, word_t last)
{
	struct cap_slot *slot = NULL;

	while (t->tables && !slot && *index <= last)
		slot = next_in_frame(t, index, last);
	return slot;
}

struct cap_slot *cap_slot_next_pausing(const struct cap_table *t, word_t *index, word_t last)
{
	while (t->tables && *index <= last) {
		struct cap_slot *slot = next_in_frame(t, index, last);

		if (slot)
			return slot;
		if (*index <= last)
			helping_lock_pause(&capability_lock);
	}
	return NULL;
}

struct task *cap_slot_holder(const struct cap_slot *slot, word_t *index)
{
	const struct frame *f           = frame_of(slot);
	const struct cap_table *table   = f->owner;
	const struct cap_slot *in_frame = (const void *)align_down((vaddr_t)slot, FRAME_ORDER);

	*index = (word_t)f->count * CAP_SLOTS_PER_TABLE + (word_t)(slot - in_frame);
	return table->task;
}

static bool slot_ok(const struct cap_slot *slot)
{
	if (!slot->object)
		return slot->node.next
			       ? invariant_failed("capability: an empty slot hangs nowhere", slot)
			       : true;
	if (!slot->node.next || slot->node.next->prev != &slot->node ||
	    slot->node.prev->next != &slot->node || slot->node.depth == 0)
		return invariant_failed("capability: a slot hangs in the tree of its object", slot);
	if (!(slot->node.rights & L4_CAP_FPAGE_R))
		return invariant_failed("capability: an occupied slot has R", slot);
	if (slot->object->dying && !list_linked(&slot->object->reap))
		return invariant_failed("capability: a dying object has no slots", slot);
	return true;
}

bool cap_table_ok(const struct cap_table *t)
{
	for (unsigned i = 0; t->tables && i < CAP_TABLES; i++) {
		const struct frame *f;

		if (!t->tables[i])
			continue;
		f = frame_of(t->tables[i]);
		if (!f || f->use != FRAME_CAP_TABLE || f->owner != t || f->count != i)
			return invariant_failed("capability: a frame of slots knows its table", t);
		for (unsigned k = 0; k < CAP_SLOTS_PER_TABLE; k++)
			if (!slot_ok(&t->tables[i][k]))
				return false;
	}
	return true;
}
