/*
 * Map, grant and unmap, for capabilities. (abi sheet §6.2, §6.7, §6.8)
 *
 * Other than memory, a capability once given is not taken back by unmap: unmap empties slots of one
 * task only. To take an object from everybody, one deletes it (L4_FP_DELETE_OBJ with the right D).
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/space/map.h"
#include "kernel/trace.h"

/* Slot byte of the new capability: what the source has, the flexpage lets through, and S only if the
   whole way was strong. 0: nothing to map. */
static word_t new_rights(const struct map_request *r, const struct cap_slot *source)
{
	word_t rights = l4_fpage_rights(r->send);
	/* The attribute "weak" is set to drop the counting, the others are set to be kept. */
	word_t kept = (r->control & L4_ITEM_ATTR_MASK) ^ L4_ITEM_WEAK_REF;

	if (!r->strong)
		rights &= ~(word_t)L4_CAP_FPAGE_S;
	rights &= source->node.rights;
	if (!(rights & L4_CAP_FPAGE_R))
		return 0;
	return rights | (source->node.attributes & kept);
}

/*
 * One capability. The slot at the destination is emptied first, whatever it holds; when that was the
 * source itself, or the last counted capability to its object, there is nothing left to map.
 */
static int map_slot(const struct map_request *r, struct cap_slot *source, word_t rights, word_t at)
{
	struct cap_slot *slot = cap_slot_make(&r->to->caps, at);

	if (!slot)
		return -L4_ENOMEM;
	if (slot->object)
		cap_slot_clear(slot);
	if (!source->object || source->object->dying)
		return 0;
	if (r->control & L4_MAP_ITEM_GRANT) {
		cap_slot_move(source, slot, rights);
		return 0;
	}
	if (source->node.depth == MAP_DEPTH_MAX)
		return -L4_ENOMEM;
	cap_slot_set(slot, source->object, rights, source);
	return 0;
}

/* Last index of a range, within what an index can be. */
static word_t last_index(uint64_t start, unsigned order)
{
	return (word_t)min_of(start + (((uint64_t)1 << order) - 1), (uint64_t)CAP_INDEX_MAX);
}

long map_objects(const struct map_request *r, struct flex_range send, uint64_t to)
{
	const word_t last = last_index(send.start, send.order);
	word_t index      = (word_t)send.start;
	struct cap_slot *source;
	long found = 0;

	if (send.start > CAP_INDEX_MAX)
		return 0;
	for (; (source = cap_slot_next_pausing(&r->from->caps, &index, last)); index++) {
		uint64_t at   = to + (index - send.start);
		word_t rights = new_rights(r, source);
		int error;

		if (at > CAP_INDEX_MAX || r->to->caps.closed)
			break;
		if (!rights)
			continue;
		error = map_slot(r, source, rights, (word_t)at);
		if (error)
			return error;
		found++;
		helping_lock_pause(&capability_lock);
	}
	return found;
}

static void unmap_slot(struct cap_slot *slot, unsigned rights, bool destroy)
{
	struct object *obj = slot->object;

	if (!(rights & L4_CAP_FPAGE_R)) {
		slot->node.rights &= (uint8_t)~rights;
		return;
	}
	if (destroy && (slot->node.rights & L4_CAP_FPAGE_D))
		object_kill(obj);
	/* Permanent objects do not go; then the slot alone does. */
	if (slot->object)
		cap_slot_clear(slot);
}

void unmap_objects(struct task *task, struct flex_range range, unsigned rights, word_t mask,
		   unsigned *count)
{
	const bool destroy = (mask & L4_FP_DELETE_OBJ) == L4_FP_DELETE_OBJ;
	const word_t last  = last_index(range.start, range.order);
	word_t index       = (word_t)range.start;
	struct cap_slot *slot;

	if (!(mask & L4_FP_ALL_SPACES) || !rights || range.start > CAP_INDEX_MAX)
		return;
	for (; (slot = cap_slot_next_pausing(&task->caps, &index, last)); index++) {
		unmap_slot(slot, rights, destroy);
		++*count;
		helping_lock_pause(&capability_lock);
	}
}
