/*
 * Where something stands in a list, by its id: a hash table from a 32-bit id to a position.
 *
 * For lists that keep their order of appearance and grow long (threads ever heard of, open calls).
 * Nothing is ever taken out but everything at once. A zeroed structure is an empty index.
 */
#ifndef JDB_HOST_ID_INDEX_H
#define JDB_HOST_ID_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct id_slot {
	uint32_t id;
	uint32_t place; /* position + 1; 0: empty */
};

struct id_index {
	struct id_slot *slot;
	size_t slots, used; /* slots: a power of two, or 0 */
};

#define ID_INDEX_NONE SIZE_MAX

/** Position that was put in for @p id, or ID_INDEX_NONE. */
size_t id_index_find(const struct id_index *x, uint32_t id);
/** Remember a position below 2^32 - 1 for an id that is not there yet. */
void id_index_put(struct id_index *x, uint32_t id, size_t position);
/** Forget everything; the memory is given back. */
void id_index_clear(struct id_index *x);

#endif
