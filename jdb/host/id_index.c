/*
 * Positions by id: open addressing, at most half full. See id_index.h.
 */
#include "jdb/host/id_index.h"

#include "jdb/host/array.h"

enum {
	SLOTS_MIN = 64,
};

/* The slot of @p id, or the empty one in which it belongs. */
static struct id_slot *slot_of(const struct id_index *x, uint32_t id)
{
	size_t i = (size_t)(id * 0x9e3779b1u >> 7) & (x->slots - 1);

	while (x->slot[i].place != 0 && x->slot[i].id != id)
		i = (i + 1) & (x->slots - 1);
	return &x->slot[i];
}

size_t id_index_find(const struct id_index *x, uint32_t id)
{
	uint32_t place = x->slots ? slot_of(x, id)->place : 0;

	return place ? place - 1 : ID_INDEX_NONE;
}

static void grow(struct id_index *x)
{
	struct id_index larger = {.slots = x->slots ? x->slots * 2 : SLOTS_MIN, .used = x->used};

	larger.slot = memory_checked(calloc(larger.slots, sizeof(*larger.slot)));
	for (size_t i = 0; i < x->slots; i++)
		if (x->slot[i].place != 0)
			*slot_of(&larger, x->slot[i].id) = x->slot[i];
	free(x->slot);
	*x = larger;
}

void id_index_put(struct id_index *x, uint32_t id, size_t position)
{
	if (x->used * 2 >= x->slots)
		grow(x);
	*slot_of(x, id) = (struct id_slot){id, (uint32_t)position + 1};
	x->used++;
}

void id_index_clear(struct id_index *x)
{
	free(x->slot);
	*x = (struct id_index){0};
}
