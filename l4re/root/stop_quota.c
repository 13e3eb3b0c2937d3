/*
 * Stop 5: a task is created and destroyed, and its quota is checked to the byte.
 *
 * A factory with a limit, the guest house, pays for everything of a visitor: task, thread, page
 * tables, capability table, kernel-user memory, and whatever the visitor creates itself. How much
 * the guest house has left is found by asking it for a sub-factory, which reserves its limit at
 * once: the largest that is granted is what was left. When the visitor is gone, all of it must be
 * back.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <l4/util/util.h>
#include <stdio.h>
#include "l4re/root/tour.h"

enum {
	LOOK_MS       = 800,
	HOUSE_LIMIT   = 128 * 1024,
	SETTLE_ROUNDS = 50,
	SETTLE_US     = 10000,
};

static bool grants(l4_cap_idx_t house, l4_cap_idx_t probe, unsigned long limit)
{
	if (l4_error(l4_factory_create_factory(house, probe, limit)) < 0)
		return false;
	l4_task_delete_obj(L4_BASE_TASK_CAP, probe);
	return true;
}

/* Largest limit that a new sub-factory of @p house may have. */
static long quota_left(l4_cap_idx_t house)
{
	l4_cap_idx_t probe = l4re_util_cap_alloc();
	unsigned long low  = 0,
		      high = HOUSE_LIMIT + 1; /* low is granted (or nothing), high is not */

	while (high - low > 1) {
		unsigned long middle = low + (high - low) / 2;

		if (grants(house, probe, middle))
			low = middle;
		else
			high = middle;
	}
	l4re_util_cap_free(probe);
	return (long)low;
}

/* Is exactly @p expected left? Threads end themselves when they next run, so this may take time. */
static bool quota_settles(l4_cap_idx_t house, long expected)
{
	l4_cap_idx_t probe = l4re_util_cap_alloc();
	bool exact         = false;
	unsigned i;

	for (i = 0; i < SETTLE_ROUNDS && !exact; i++) {
		exact = grants(house, probe, (unsigned long)expected) &&
			!grants(house, probe, (unsigned long)expected + 1);
		if (!exact)
			l4_usleep(SETTLE_US);
	}
	l4re_util_cap_free(probe);
	return exact;
}

static bool visit(l4_cap_idx_t house)
{
	long before             = quota_left(house), during;
	struct program *visitor = program_create("visitor", "visitor", house, 0);
	bool ok;

	if (!visitor)
		return false;
	during = quota_left(house);
	printf("      guest house: %ld bytes free, %ld with a visitor\n", before, during);
	pause_for_people(LOOK_MS);
	ok = program_start(visitor, PROGRAM_PRIORITY, "") && expect_success(visitor, STOP_LIMIT_MS);
	if (during >= before) {
		printf("      FAILED: a task and a thread cost nothing\n");
		ok = false;
	}
	pause_for_people(LOOK_MS);
	program_destroy(visitor);
	if (quota_settles(house, before))
		return ok;
	return expect("bytes free after the visit", before, quota_left(house)) && ok;
}

bool stop_quota(void)
{
	l4_cap_idx_t house = l4re_util_cap_alloc();
	bool ok            = expect(
			   "creating the guest house", 0,
			   l4_error(l4_factory_create_factory(L4_BASE_FACTORY_CAP, house, HOUSE_LIMIT)));

	if (ok) {
		l4_debugger_set_object_name(house, "guest house");
		ok = visit(house);
		if (ok)
			printf("      all of it came back\n");
	}
	l4re_util_cap_delete(house);
	return ok;
}
