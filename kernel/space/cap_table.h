/*
 * The capability table of a task: from capability index to object and rights.
 *
 * Two levels of page-sized tables, allocated on demand against the task's quota. The slot itself is
 * the node of the object's mapping tree, so that a capability costs no further memory: 4 words.
 *
 *      index:  | table (9 / 10 bits) | slot (7 / 8 bits) |      64 / 32 bit
 *
 * Invariants (cap_table_ok): an occupied slot hangs in the tree of its object and has R; an empty
 * one hangs nowhere; every frame of slots is known as this table's.
 *
 * Locking: capability_lock for every change of a slot or a tree. Looking up takes no lock: "changes" tells
 * whether a slot of the table was emptied meanwhile, so that nobody sees an object together with the
 * rights to another that came to its place.
 *
 * Slot byte "rights" holds R W S D in the low nibble (L4_CAP_FPAGE_*); "attributes" holds the
 * object-specific rights 0x80 0x40 0x20 and 0x10 for a counted reference (abi sheet §6.2).
 */
#ifndef KERNEL_SPACE_CAP_TABLE_H
#define KERNEL_SPACE_CAP_TABLE_H

#include "kernel/mem/quota.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/object/object.h"

struct task;

enum {
	CAP_COUNTED        = 0x10,
	CAP_GATE_SERVER    = 0x20,
	CAP_ALL_ATTRIBUTES = 0xf0,
};

struct cap_slot {
	struct map_node node;
	struct object *object; /* NULL: empty slot */
};

_Static_assert(sizeof(struct cap_slot) == 4 * sizeof(word_t), "a slot is four words");

enum {
	CAP_SLOTS_PER_TABLE = FRAME_SIZE / sizeof(struct cap_slot),
	CAP_TABLES          = FRAME_SIZE / sizeof(struct cap_slot *),
	CAP_INDEX_MAX       = CAP_TABLES * CAP_SLOTS_PER_TABLE - 1,
};

struct cap_table {
	struct cap_slot **tables; /* one frame of pointers to frames of slots; NULL until needed */
	struct quota *quota;
	struct task *task; /* for the debugger: who holds this slot */
	bool closed;       /* its task is being destroyed: no slot is filled any more */
	uint32_t changes;  /* grows by two with each slot that is emptied; odd: just now */
};

/* Held by whoever changes capabilities: slots, the trees they hang in, objects' counts of them. */
extern struct helping_lock capability_lock;

void cap_table_init(struct cap_table *t, struct task *task, struct quota *q);
/**
 * Close the table for new capabilities, empty every slot and free all frames. Has preemption points: the caller
 * holds a reference to the task.
 */
void cap_table_flush(struct cap_table *t);

/** Slot @p index, or NULL when its frame does not exist or the index is beyond the table. */
static inline struct cap_slot *cap_slot_at(const struct cap_table *t, word_t index)
{
	/* Each pointer is read once: the tables of a dying task go while others look. */
	struct cap_slot **tables = __atomic_load_n(&t->tables, __ATOMIC_RELAXED), *table;

	if (index > CAP_INDEX_MAX || !tables)
		return NULL;
	table = __atomic_load_n(&tables[index / CAP_SLOTS_PER_TABLE], __ATOMIC_RELAXED);
	return table ? &table[index % CAP_SLOTS_PER_TABLE] : NULL;
}
/** The same, making frames as needed; NULL when out of quota, beyond the table, or closed. */
struct cap_slot *cap_slot_make(struct cap_table *t, word_t index);

/**
 * What stands in @p slot of @p t: object (NULL: none) and rights byte (attributes | rights).
 * @return false when the table changes just now: look again
 */
static inline bool cap_look(const struct cap_table *t, const struct cap_slot *slot,
			    struct object **obj, word_t *rights)
{
	uint32_t changes = __atomic_load_n(&t->changes, __ATOMIC_ACQUIRE);

	*obj    = __atomic_load_n(&slot->object, __ATOMIC_ACQUIRE);
	*rights = map_node_rights(&slot->node);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return !(changes & 1) && __atomic_load_n(&t->changes, __ATOMIC_RELAXED) == changes;
}

/**
 * Object at @p index with its rights byte in *@p rights, or NULL. The caller has no preemption point
 * before it takes a reference, or is done with the object.
 */
static inline struct object *cap_lookup(const struct cap_table *t, word_t index, word_t *rights)
{
	const struct cap_slot *slot = cap_slot_at(t, index);
	struct object *obj;

	if (!slot)
		return NULL;
	while (unlikely(!cap_look(t, slot, &obj, rights)))
		;
	return obj && !obj->dying ? obj : NULL; /* its slots are about to be emptied */
}

/**
 * Fill the empty slot @p slot with @p obj. @p parent is the slot it was copied from, or NULL for
 * the first capability to the object.
 */
void cap_slot_set(struct cap_slot *slot, struct object *obj, word_t rights,
		  struct cap_slot *parent);
/**
 * Empty @p slot. When it held the last counted reference, the object is killed (object_kill).
 * Costs O(copies made from this slot): whoever empties all slots of an object starts at the end of
 * its ring, where each slot has none.
 */
void cap_slot_clear(struct cap_slot *slot);
/**
 * Grant: the empty slot @p to takes over the place of @p from in the object's tree, with @p rights.
 * @p from is empty after.
 */
void cap_slot_move(struct cap_slot *from, struct cap_slot *to, word_t rights);

/** Next occupied slot from *@p index (which is updated) to @p last, or NULL. For walks over tables. */
struct cap_slot *cap_slot_next(const struct cap_table *t, word_t *index, word_t last);
/** The same with the lock, and with a preemption point behind each frame of empty slots. */
struct cap_slot *cap_slot_next_pausing(const struct cap_table *t, word_t *index, word_t last);

/** Task and index of a slot, found through the frame that holds it. For the debugger. */
struct task *cap_slot_holder(const struct cap_slot *slot, word_t *index);

bool cap_table_ok(const struct cap_table *t);

#endif
