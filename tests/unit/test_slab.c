/*
 * Slabs: objects of one size in frames, charged to a quota.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/mem/slab.h"
#include "tests/unit/host/host.h"

Test(slab, objects_are_zeroed_aligned_and_charged)
{
	struct slab s;
	char *object;

	host_start();
	slab_init(&s, "test", 50);
	object = slab_alloc(&s, &root_quota);
	cr_assert_eq(s.size, 64);
	cr_assert_eq(root_quota.used, 64);
	cr_assert_eq((vaddr_t)object % 16, 0);
	for (int i = 0; i < 50; i++)
		cr_assert_eq(object[i], 0);
	memset(object, 0xff, 64);
	slab_free(&s, &root_quota, object);
	cr_assert_eq(root_quota.used, 0);
	object = slab_alloc(&s, &root_quota);
	for (int i = 0; i < 50; i++)
		cr_assert_eq(object[i], 0);
	cr_assert_invariant(slab_ok(&s));
}

Test(slab, it_gives_empty_frames_back)
{
	struct slab s;
	void *object[100];
	size_t before;

	host_start();
	before = frame_pool_free_bytes();
	slab_init(&s, "test", 100);
	for (size_t i = 0; i < 100; i++)
		object[i] = slab_alloc(&s, &root_quota);
	cr_assert_eq(before - frame_pool_free_bytes(), 3 * FRAME_SIZE); /* 36 to a frame */
	for (size_t i = 0; i < 100; i++) {
		slab_free(&s, &root_quota, object[(i * 37) % 100]);
		cr_assert_invariant(slab_ok(&s));
	}
	cr_assert_eq(before - frame_pool_free_bytes(), FRAME_SIZE); /* one empty frame is kept */
	cr_assert_eq(s.in_use, 0);
}

Test(slab, quota_and_pool_can_both_be_exhausted)
{
	struct slab s;
	struct quota *q;
	size_t count = 0;

	host_start_with(1 << 20);
	slab_init(&s, "test", 1024);
	q = quota_create(&root_quota, 10 * 1024 + 500);
	while (slab_alloc(&s, q))
		count++;
	cr_assert_eq(count, 10);
	cr_assert_eq(q->used, 10 * 1024);
	cr_assert_gt(frame_pool_free_bytes(), 0);

	while (slab_alloc(&s, &root_quota))
		count++;
	cr_assert_eq(frame_pool_free_bytes(), 0);
	cr_assert_eq(s.in_use, count);
	cr_assert_invariant(slab_ok(&s));
	cr_assert_invariant(quota_ok(q));
	cr_assert_invariant(quota_ok(&root_quota));
}

Test(slab, random_traffic_keeps_it_sound)
{
	struct slab s;
	int *object[500] = {0};

	host_start();
	slab_init(&s, "test", 24);
	srand(2);
	for (int step = 0; step < 20000; step++) {
		size_t i = (size_t)rand() % 500;

		if (object[i]) {
			cr_assert_eq(object[i][0], (int)i);
			cr_assert_eq(object[i][5], (int)i);
			slab_free(&s, &root_quota, object[i]);
			object[i] = NULL;
		} else {
			object[i]    = slab_alloc(&s, &root_quota);
			object[i][0] = object[i][5] = (int)i;
		}
		if (step % 500 == 0)
			cr_assert_invariant(slab_ok(&s));
	}
	cr_assert_eq(root_quota.used, s.in_use * s.size);
}

Test(slab, a_write_after_free_is_noticed, HOST_PANICS)
{
	struct slab s;
	char *object;

	host_start();
	slab_init(&s, "test", 64);
	object = slab_alloc(&s, &root_quota);
	cr_assert_not_null(slab_alloc(&s, &root_quota));
	slab_free(&s, &root_quota, object);
	object[20] = 0;
	host_expect_panic("was written to");
	slab_alloc(&s, &root_quota);
}

Test(slab, the_first_object_makes_it_known_to_the_debugger)
{
	static struct slab s = SLAB_INIT(s, "known", char[40]);

	host_start();
	cr_assert_neq(all_slabs, &s);
	slab_alloc(&s, &root_quota);
	cr_assert_eq(all_slabs, &s);
	cr_assert_str_eq(all_slabs->name, "known");
}
