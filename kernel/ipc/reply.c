/*
 * Reply capabilities: see reply.h.
 */
#include "kernel/abi/l4_types.h"
#include "kernel/ipc/reply.h"
#include "kernel/object/thread.h"

enum {
	RIGHTS       = L4_CAP_FPAGE_W | L4_CAP_FPAGE_S,
	PER_FRAME    = FRAME_SIZE / sizeof(struct reply_slot), /* of pointers as well as of slots */
	TABLE_LENGTH = PER_FRAME * PER_FRAME,
};

_Static_assert(_Alignof(struct thread) > RIGHTS, "a thread's address leaves room for the rights");
_Static_assert(sizeof(struct reply_slot) == sizeof(void *), "both levels have equal lengths");

/* ---- One slot ------------------------------------------------------------------------------- */

struct thread *reply_slot_take(struct reply_slot *slot, word_t *rights)
{
	struct thread *caller;

	if (!slot || !slot->caller)
		return NULL;
	caller             = (struct thread *)(slot->caller & ~(word_t)RIGHTS);
	*rights            = slot->caller & RIGHTS;
	slot->caller       = 0;
	caller->replied_by = NULL;
	return caller;
}

void reply_slot_set(struct reply_slot *slot, struct thread *caller, word_t rights)
{
	word_t lost;

	reply_slot_take(slot, &lost);
	slot->caller       = (word_t)caller | (rights & RIGHTS);
	caller->replied_by = slot;
}

bool reply_slot_holds(const struct reply_slot *slot, const struct thread *caller)
{
	return (slot->caller & ~(word_t)RIGHTS) == (word_t)caller;
}

void reply_drop(struct thread *caller)
{
	word_t rights;

	reply_slot_take(caller->replied_by, &rights);
}

/* ---- A task's table ------------------------------------------------------------------------- */

struct reply_slot *reply_slot_at(const struct reply_table *t, word_t index)
{
	struct reply_slot *slots;

	if (!t->tables || index >= TABLE_LENGTH)
		return NULL;
	slots = t->tables[index / PER_FRAME];
	return slots ? &slots[index % PER_FRAME] : NULL;
}

struct reply_slot *reply_slot_make(struct reply_table *t, struct quota *q, word_t index)
{
	struct reply_slot **slots;

	if (index >= TABLE_LENGTH)
		return NULL;
	if (!t->tables)
		t->tables = quota_frame_alloc(q, FRAME_ORDER, FRAME_REPLY_TABLE, t);
	if (!t->tables)
		return NULL;
	slots = &t->tables[index / PER_FRAME];
	if (!*slots)
		*slots = quota_frame_alloc(q, FRAME_ORDER, FRAME_REPLY_TABLE, t);
	return *slots ? &(*slots)[index % PER_FRAME] : NULL;
}

static void empty_and_free(struct reply_slot *slots, struct quota *q)
{
	word_t rights;

	for (unsigned i = 0; i < PER_FRAME; i++)
		reply_slot_take(&slots[i], &rights);
	quota_frame_free(q, slots, FRAME_ORDER);
}

void reply_table_destroy(struct reply_table *t, struct quota *q)
{
	if (!t->tables)
		return;
	for (unsigned i = 0; i < PER_FRAME; i++)
		if (t->tables[i])
			empty_and_free(t->tables[i], q);
	quota_frame_free(q, t->tables, FRAME_ORDER);
	t->tables = NULL;
}
