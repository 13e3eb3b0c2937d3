/*
 * Growing arrays without bookkeeping: the room of an array follows from its count. It grows by a
 * quarter of a power of two (8, 10, 12, 14, 16, 20, …), so that little of it is empty. So a
 * structure needs a pointer and a count only, and may show both to its readers.
 *
 *      list = array_room(list, count, sizeof(*list));
 *      list[count++] = item;
 *
 * Memory that cannot be had ends the program: there is nothing useful to do without it.
 */
#ifndef JDB_HOST_ARRAY_H
#define JDB_HOST_ARRAY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ARRAY_MIN = 8,
};

static inline void *memory_checked(void *p)
{
	if (!p) {
		fputs("phial: out of memory\n", stderr);
		abort();
	}
	return p;
}

/** Items for which an array of @p count has room. */
static inline size_t array_capacity(size_t count)
{
	if (count <= ARRAY_MIN)
		return ARRAY_MIN;
	size_t step = (size_t)1 << (61 - __builtin_clzl(count - 1));

	return (count + step - 1) & ~(step - 1);
}

/** @p list with room for one item behind its @p count items; it may have moved. */
static inline void *array_room(void *list, size_t count, size_t item)
{
	if (list && array_capacity(count) > count)
		return list;
	return memory_checked(realloc(list, array_capacity(count + 1) * item));
}

/** As above, and everything from @p at on moves up by one. */
static inline void *array_open(void *list, size_t count, size_t item, size_t at)
{
	char *moved = array_room(list, count, item);

	memmove(moved + (at + 1) * item, moved + at * item, (count - at) * item);
	return moved;
}

/** Take out @p n items at @p at; the caller lowers the count. */
static inline void array_cut(void *list, size_t count, size_t item, size_t at, size_t n)
{
	char *bytes = list;

	if (n > 0)
		memmove(bytes + at * item, bytes + (at + n) * item, (count - at - n) * item);
}

/** A copy with the same room; NULL when there is nothing. */
static inline void *array_copy(const void *list, size_t count, size_t item)
{
	if (count == 0)
		return NULL;
	void *copy = memory_checked(malloc(array_capacity(count) * item));

	memcpy(copy, list, count * item);
	return copy;
}

#endif
