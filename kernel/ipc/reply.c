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

static struct thread *caller_in(word_t content)
{
	return (struct thread *)(content & ~(word_t)RIGHTS);
}

bool reply_slot_holds(const struct reply_slot *slot, const struct thread *caller)
{
	return caller_in(__atomic_load_n(&slot->caller, __ATOMIC_ACQUIRE)) == caller;
}

void reply_forget(struct thread *caller)
{
	if (caller->replied_by && !reply_slot_holds(caller->replied_by, caller))
		caller->replied_by = NULL;
}

static long forget_here(struct thread *caller, void *unused)
{
	(void)unused;
	reply_forget(caller);
	return 0;
}

void reply_lost(struct thread *caller)
{
	thread_call(caller, forget_here, NULL);
}

/* Whoever was in a slot waits in vain. */
static void lose(word_t content)
{
	struct thread *caller = caller_in(content);

	if (!caller)
		return;
	reply_lost(caller);
	object_put(&caller->object);
}

struct thread *reply_slot_take(struct reply_slot *slot, word_t *rights)
{
	struct thread *caller;
	word_t content;

	if (!slot || !__atomic_load_n(&slot->caller, __ATOMIC_RELAXED))
		return NULL;
	content = __atomic_exchange_n(&slot->caller, 0, __ATOMIC_ACQ_REL);
	caller  = caller_in(content);
	*rights = content & RIGHTS;
	if (caller && thread_is_here(caller)) {
		thread_take_mail(caller);
		reply_forget(caller);
	}
	return caller;
}

void reply_slot_empty(struct reply_slot *slot)
{
	lose(__atomic_exchange_n(&slot->caller, 0, __ATOMIC_ACQ_REL));
}

void reply_slot_set(struct reply_slot *slot, struct thread *caller, word_t rights)
{
	word_t old;

	object_get(&caller->object);
	old = __atomic_exchange_n(&slot->caller, (word_t)caller | (rights & RIGHTS),
				  __ATOMIC_ACQ_REL);
	if (thread_is_here(caller))
		caller->replied_by = slot;
	else
		caller->sent_slot = slot;
	lose(old);
}

void reply_drop(struct thread *caller)
{
	struct reply_slot *slot = caller->replied_by;
	word_t content;

	if (!slot)
		return;
	content            = __atomic_load_n(&slot->caller, __ATOMIC_ACQUIRE);
	caller->replied_by = NULL;
	if (caller_in(content) == caller &&
	    __atomic_compare_exchange_n(&slot->caller, &content, 0, false, __ATOMIC_ACQ_REL,
					__ATOMIC_RELAXED))
		object_put(&caller->object);
}

/* ---- A task's table ------------------------------------------------------------------------- */

struct reply_slot *reply_slot_at(const struct reply_table *t, word_t index)
{
	struct reply_slot **tables = __atomic_load_n(&t->tables, __ATOMIC_ACQUIRE), *slots;

	if (!tables || index >= TABLE_LENGTH)
		return NULL;
	slots = __atomic_load_n(&tables[index / PER_FRAME], __ATOMIC_ACQUIRE);
	return slots ? &slots[index % PER_FRAME] : NULL;
}

/* The frame at *@p place, made when there is none. Of two who make one at a time one is too late. */
static void *frame_at(void **place, struct quota *q, const struct reply_table *owner)
{
	void *there = __atomic_load_n(place, __ATOMIC_ACQUIRE), *made;

	if (there)
		return there;
	made = quota_frame_alloc(q, FRAME_ORDER, FRAME_REPLY_TABLE, (void *)owner);
	if (!made || __atomic_compare_exchange_n(place, &there, made, false, __ATOMIC_ACQ_REL,
						 __ATOMIC_ACQUIRE))
		return made;
	quota_frame_free(q, made, FRAME_ORDER);
	return there;
}

struct reply_slot *reply_slot_make(struct reply_table *t, struct quota *q, word_t index)
{
	struct reply_slot **tables, *slots;

	if (index >= TABLE_LENGTH)
		return NULL;
	tables = frame_at((void **)&t->tables, q, t);
	if (!tables)
		return NULL;
	slots = frame_at((void **)&tables[index / PER_FRAME], q, t);
	return slots ? &slots[index % PER_FRAME] : NULL;
}

static void empty_and_free(struct reply_slot *slots, struct quota *q)
{
	for (unsigned i = 0; i < PER_FRAME; i++)
		reply_slot_empty(&slots[i]);
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
