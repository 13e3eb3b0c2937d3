/*
 * The visitor: creates objects until its quota is used up, gives them back, and does it again: both
 * times must give the same number. In the end it leaves some behind, which the kernel has to clean
 * up when the visitor's task is destroyed.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <stdio.h>
#include "l4re/tour/tour.h"

enum {
	OBJECTS_MAX = 900, /* the slots that we have */
};

static l4_cap_idx_t objects[OBJECTS_MAX];

/* Create until something fails; *@p error says what. Returns how many there are. */
static unsigned fill(unsigned limit, long *error)
{
	unsigned n;

	for (n = 0; n < limit; n++) {
		objects[n] = l4re_util_cap_alloc();
		*error     = l4_error(
			    l4_factory_create(l4re_env()->factory, L4_PROTO_SEMAPHORE, objects[n]));
		if (*error < 0) {
			l4re_util_cap_free(objects[n]);
			break;
		}
	}
	return n;
}

static void empty(unsigned n)
{
	while (n > 0)
		l4re_util_cap_delete(objects[--n]);
}

int main(void)
{
	long error = 0;
	unsigned first, second;

	first = fill(OBJECTS_MAX, &error);
	if (error != -L4_ENOMEM) {
		printf("visitor: %u objects, then \"%s\"; expected to run out of quota\n", first,
		       l4sys_errtostr(error));
		return 1;
	}
	empty(first);
	second = fill(OBJECTS_MAX, &error);
	empty(second);
	if (first != second) {
		printf("visitor: %u objects at first, %u after giving them back\n", first, second);
		return 1;
	}
	printf("visitor: room for %u semaphores, twice. Leaving %d behind.\n", first,
	       VISITOR_LEAVES);
	return fill(VISITOR_LEAVES, &error) == VISITOR_LEAVES ? 0 : 1;
}
