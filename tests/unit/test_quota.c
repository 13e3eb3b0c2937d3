/*
 * Quotas: a hierarchy of promises, none of them broken, none of them outlived without need.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "kernel/mem/quota.h"
#include "tests/unit/host/host.h"

Test(quota, charging_stops_at_the_limit)
{
	struct quota *q;

	host_start();
	q = quota_create(&root_quota, 100);
	cr_assert(quota_charge(q, 60));
	cr_assert_not(quota_charge(q, 41));
	cr_assert_eq(q->used, 60);
	cr_assert(quota_charge(q, 40));
	cr_assert_not(quota_charge(q, 1));
	cr_assert(quota_charge(q, 0));
	quota_return(q, 100);
	cr_assert_invariant(quota_ok(q));
}

Test(quota, sizes_that_would_overflow_are_refused)
{
	struct quota *q;

	host_start();
	q = quota_create(&root_quota, 4096);
	cr_assert(quota_charge(q, 16));
	cr_assert_not(quota_charge(q, SIZE_MAX));
	cr_assert_not(quota_charge(q, SIZE_MAX - 8));
	cr_assert_null(quota_create(q, SIZE_MAX));
	cr_assert_null(quota_create(q, SIZE_MAX - quota_cost() + 1));
	cr_assert_eq(q->used, 16);
}

Test(quota, a_child_reserves_its_limit_and_its_cost)
{
	struct quota *q, *child;

	host_start();
	q = quota_create(&root_quota, 1000);
	cr_assert_null(quota_create(q, 1000));
	cr_assert_eq(q->used, 0);
	child = quota_create(q, 1000 - quota_cost());
	cr_assert_not_null(child);
	cr_assert_eq(q->used, 1000);
	cr_assert_not(quota_charge(q, 1));
	cr_assert(quota_charge(child, child->limit));
	cr_assert_invariant(quota_ok(q));
	cr_assert_invariant(quota_ok(child));
}

Test(quota, releasing_an_unused_child_gives_everything_back)
{
	struct quota *q;

	host_start();
	q = quota_create(&root_quota, 1000);
	quota_release(quota_create(q, 500));
	cr_assert_eq(q->used, 0);
	quota_release(q);
	cr_assert_eq(root_quota.used, 0);
	cr_assert_invariant(quota_ok(&root_quota));
}

Test(quota, a_quota_outlives_its_factory_until_the_last_byte_returns)
{
	struct quota *q, *child;

	host_start();
	q     = quota_create(&root_quota, 5000);
	child = quota_create(q, 500);
	cr_assert(quota_charge(child, 30));
	quota_release(child);
	cr_assert_eq(q->used, 500 + quota_cost());
	quota_return(child, 10);
	cr_assert_eq(q->used, 500 + quota_cost());
	quota_return(child, 20);
	cr_assert_eq(q->used, 0);
}

Test(quota, a_whole_line_of_released_quotas_goes_with_the_last_byte)
{
	struct quota *line[100];
	size_t before;

	host_start();
	before  = frame_pool_free_bytes();
	line[0] = quota_create(&root_quota, 100 * 1000);
	for (int i = 1; i < 100; i++)
		line[i] = quota_create(line[i - 1], (size_t)(100 - i) * 900);
	cr_assert_not_null(line[99]);
	cr_assert(quota_charge(line[99], 1));
	for (int i = 0; i < 100; i++)
		quota_release(line[i]);
	cr_assert_gt(root_quota.used, 0);
	quota_return(line[99], 1);
	cr_assert_eq(root_quota.used, 0);
	cr_assert_eq(before - frame_pool_free_bytes(), FRAME_SIZE); /* which the slab keeps */
}

Test(quota, frames_are_charged_and_returned)
{
	struct quota *q;
	void *run;
	size_t free_bytes;

	host_start();
	q          = quota_create(&root_quota, 20000);
	free_bytes = frame_pool_free_bytes();
	run        = quota_frame_alloc(q, 14, FRAME_KU_MEM, NULL);
	cr_assert_eq(q->used, 16384);
	cr_assert_null(quota_frame_alloc(q, FRAME_ORDER, FRAME_KU_MEM, NULL));
	cr_assert_eq(q->used, 16384);
	quota_frame_free(q, run, 14);
	cr_assert_eq(q->used, 0);
	cr_assert_eq(frame_pool_free_bytes(), free_bytes);
}

Test(quota, an_exhausted_pool_charges_nothing)
{
	host_start_with(1 << 20);
	cr_assert_null(quota_frame_alloc(&root_quota, 30, FRAME_KU_MEM, NULL));
	cr_assert_eq(root_quota.used, 0);
}

Test(quota, returning_more_than_was_charged_is_noticed, HOST_PANICS)
{
	host_start();
	cr_assert(quota_charge(&root_quota, 5));
	host_expect_panic("only 5 are charged");
	quota_return(&root_quota, 6);
}

Test(quota, random_charges_keep_every_quota_sound)
{
	struct quota *q[8];
	size_t charged[8] = {0};

	host_start();
	q[0] = quota_create(&root_quota, 1 << 20);
	for (int i = 1; i < 8; i++)
		q[i] = quota_create(q[(i - 1) / 2], (size_t)(1 << 16) >> i);
	srand(3);
	for (int step = 0; step < 5000; step++) {
		int i        = rand() % 8;
		size_t bytes = (size_t)rand() % 300;

		if (rand() % 2 && bytes <= charged[i]) {
			quota_return(q[i], bytes);
			charged[i] -= bytes;
		} else if (quota_charge(q[i], bytes)) {
			charged[i] += bytes;
		}
		for (int k = 0; k < 8; k++) {
			cr_assert_eq(q[k]->used, charged[k] + q[k]->reserved);
			cr_assert_invariant(quota_ok(q[k]));
		}
	}
}
