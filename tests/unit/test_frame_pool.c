/*
 * The kernel pool: runs are aligned, zeroed and disjoint; everything comes back.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/mem/frame.h"
#include "tests/unit/host/host.h"

static bool is_zero(const char *p, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (p[i])
			return false;
	return true;
}

Test(frame_pool, a_run_is_zeroed_and_aligned_to_its_size)
{
	host_start();
	for (unsigned order = FRAME_ORDER; order < 20; order++) {
		char *run = frame_alloc(order, FRAME_KERNEL, NULL);

		cr_assert_not_null(run);
		cr_assert_eq(virt_to_phys(run) & (((paddr_t)1 << order) - 1), 0);
		cr_assert(is_zero(run, (size_t)1 << order));
		memset(run, 0xff, (size_t)1 << order);
		frame_free(run, order);
		cr_assert_invariant(frame_pool_ok());
	}
}

Test(frame_pool, an_exhausted_pool_says_no_and_gets_all_of_it_back)
{
	static void *taken[HOST_POOL_BYTES / FRAME_SIZE];
	size_t before, count = 0;

	host_start();
	before = frame_pool_free_bytes();
	while ((taken[count] = frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL)))
		count++;
	cr_assert_eq(count * FRAME_SIZE, before);
	cr_assert_eq(frame_pool_free_bytes(), 0);
	cr_assert_invariant(frame_pool_ok());
	/* Every second one first, so that nothing can be merged until the others follow. */
	for (size_t i = 0; i < count; i += 2)
		frame_free(taken[i], FRAME_ORDER);
	cr_assert_null(frame_alloc(FRAME_ORDER + 1, FRAME_KERNEL, NULL));
	for (size_t i = 1; i < count; i += 2)
		frame_free(taken[i], FRAME_ORDER);
	cr_assert_eq(frame_pool_free_bytes(), before);
	cr_assert_invariant(frame_pool_ok());
	/* All merged: half the pool is one run again. */
	cr_assert_not_null(frame_alloc(23, FRAME_KERNEL, NULL));
}

Test(frame_pool, runs_of_random_sizes_never_overlap)
{
	struct {
		char *at;
		unsigned order;
	} run[200] = {0};
	size_t before;

	host_start();
	before = frame_pool_free_bytes();
	srand(1);
	for (int step = 0; step < 4000; step++) {
		size_t i = (size_t)rand() % array_size(run);

		if (run[i].at) {
			/* Whoever else got this memory would have changed the marks at its ends. */
			cr_assert_eq(run[i].at[0], (char)i);
			cr_assert_eq(run[i].at[((size_t)1 << run[i].order) - 1], (char)i);
			frame_free(run[i].at, run[i].order);
			run[i].at = NULL;
			continue;
		}
		run[i].order = FRAME_ORDER + (unsigned)rand() % 7;
		run[i].at    = frame_alloc(run[i].order, FRAME_KERNEL, NULL);
		if (run[i].at)
			run[i].at[0] = run[i].at[((size_t)1 << run[i].order) - 1] = (char)i;
		if (step % 64 == 0)
			cr_assert_invariant(frame_pool_ok());
	}
	for (size_t i = 0; i < array_size(run); i++)
		if (run[i].at)
			frame_free(run[i].at, run[i].order);
	cr_assert_eq(frame_pool_free_bytes(), before);
	cr_assert_invariant(frame_pool_ok());
}

Test(frame_pool, a_frame_knows_use_and_owner)
{
	int owner;
	char *run;

	host_start();
	run = frame_alloc(FRAME_ORDER + 2, FRAME_KU_MEM, &owner);
	for (size_t at = 0; at < 4 * FRAME_SIZE; at += 1000) {
		cr_assert_eq(frame_of(run + at)->use, FRAME_KU_MEM);
		cr_assert_eq(frame_of(run + at)->owner, &owner);
	}
	cr_assert_null(frame_of(&owner));
	frame_free(run, FRAME_ORDER + 2);
	cr_assert_eq(frame_of(run)->use, FRAME_FREE);
}

Test(frame_pool, a_pool_need_not_be_a_power_of_two)
{
	host_start_with(7 * 1024 * 1024 + 3 * FRAME_SIZE);
	cr_assert_invariant(frame_pool_ok());
	while (frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL))
		;
	cr_assert_eq(frame_pool_free_bytes(), 0);
}

Test(frame_pool, a_write_after_free_is_noticed, HOST_PANICS)
{
	char *frame;

	host_start();
	frame = frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL);
	frame_free(frame, FRAME_ORDER);
	frame[77] = 1;
	host_expect_panic("was written to");
	while (frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL))
		;
}

Test(frame_pool, freeing_twice_is_noticed, HOST_PANICS)
{
	char *frame;

	host_start();
	frame = frame_alloc(FRAME_ORDER, FRAME_KERNEL, NULL);
	frame_free(frame, FRAME_ORDER);
	host_expect_panic("gave out no such run");
	frame_free(frame, FRAME_ORDER);
}
