/*
 * The visitor: takes rooms (sub-factories, which reserve their limit at once) until its quota is used
 * up, gives them back, and does it again: both times must give the same number. In the end it leaves
 * some behind, which the kernel has to clean up when the visitor's task is destroyed.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <stdio.h>
#include "l4re/tour/tour.h"

enum {
	ROOMS_MAX  = 64,
	ROOM_BYTES = 8192,
};

static l4_cap_idx_t rooms[ROOMS_MAX];

/* Take rooms until there are @p limit or something fails; *@p error says what. */
static unsigned fill(unsigned limit, long *error)
{
	unsigned n;

	for (n = 0; n < limit; n++) {
		rooms[n] = l4re_util_cap_alloc();
		*error   = l4_error(
			  l4_factory_create_factory(l4re_env()->factory, rooms[n], ROOM_BYTES));
		if (*error < 0) {
			l4re_util_cap_free(rooms[n]);
			break;
		}
	}
	return n;
}

static void empty(unsigned n)
{
	while (n > 0)
		l4re_util_cap_delete(rooms[--n]);
}

int main(void)
{
	long error = 0;
	unsigned first, second;

	first = fill(ROOMS_MAX, &error);
	if (error != -L4_ENOMEM) {
		printf("visitor: %u rooms, then \"%s\"; expected to run out of quota\n", first,
		       l4sys_errtostr(error));
		return 1;
	}
	empty(first);
	second = fill(ROOMS_MAX, &error);
	empty(second);
	if (first != second) {
		printf("visitor: %u rooms at first, %u after giving them back\n", first, second);
		return 1;
	}
	printf("visitor: room for %u times %d bytes, twice. Leaving %d behind.\n", first,
	       ROOM_BYTES, VISITOR_LEAVES);
	return fill(VISITOR_LEAVES, &error) == VISITOR_LEAVES ? 0 : 1;
}
