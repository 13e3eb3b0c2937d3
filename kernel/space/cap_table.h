/*
 * The capability table of a task: from capability index to object and rights.
 *
 * Two levels of page-sized tables, allocated on demand against the task's quota. The slot itself is
 * the node of the object's mapping tree, so that a capability costs no further memory: 4 words.
 *
 *      index:  | table (9 / 10 bits) | slot (7 / 8 bits) |      64 / 32 bit
 *
 * Slot byte "rights" holds R W S D in the low nibble (L4_CAP_FPAGE_*); "attributes" holds the
 * object-specific rights 0x80 0x40 0x20 and 0x10 for a counted reference (abi sheet §6.2).
 */
#ifndef KERNEL_SPACE_CAP_TABLE_H
#define KERNEL_SPACE_CAP_TABLE_H

#include "kernel/mem/quota.h"
#include "kernel/space/map_tree.h"

struct object;
struct task;

enum {
	CAP_COUNTED     = 0x10,
	CAP_GATE_SERVER = 0x20,
	CAP_ALL_ATTRIBUTES = 0xf0,
};

struct cap_slot {
	struct map_node node;
	struct object *object; /* NULL: empty slot */
};

_Static_assert(sizeof(struct cap_slot) == 4 * sizeof(word_t), "a slot is four words");

struct cap_table {
	struct cap_slot **tables; /* one frame of pointers to frames of slots; NULL until needed */
	struct quota *quota;
	struct task *task; /* for the debugger: who holds this slot */
};

void cap_table_init(struct cap_table *t, struct task *task, struct quota *q);
/** Free all frames; all slots are empty already. */
void cap_table_destroy(struct cap_table *t);

/** Slot @p index, or NULL when its frame does not exist or the index is beyond the table. */
struct cap_slot *cap_slot_at(const struct cap_table *t, word_t index);
/** The same, making frames as needed; NULL when out of quota or beyond the table. */
struct cap_slot *cap_slot_make(struct cap_table *t, word_t index);

/** Object at @p index with its rights byte (attributes | rights) in *@p rights, or NULL. */
static inline struct object *cap_lookup(const struct cap_table *t, word_t index, word_t *rights)
{
	const struct cap_slot *slot = cap_slot_at(t, index);

	if (!slot || !slot->object)
		return NULL;
	*rights = slot->node.attributes | slot->node.rights;
	return slot->object;
}

/**
 * Fill the empty slot @p slot with @p obj. @p parent is the slot it was copied from, or NULL for
 * the first capability to the object.
 */
void cap_slot_set(struct cap_slot *slot, struct object *obj, word_t rights,
                  struct cap_slot *parent);
/**
 * Empty @p slot. When it held the last counted reference, the object is killed (object_kill).
 */
void cap_slot_clear(struct cap_slot *slot);

/** Next occupied slot with index >= *@p index (which is updated), or NULL. For walks over tables. */
struct cap_slot *cap_slot_next(const struct cap_table *t, word_t *index);

/** Task and index of a slot, found through the frame that holds it. For the debugger. */
struct task *cap_slot_holder(const struct cap_slot *slot, word_t *index);

bool cap_table_ok(const struct cap_table *t);

#endif
