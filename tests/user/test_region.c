/*
 * sigma0's ownership map. The reference is an array that holds the owner of every number.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "l4re/sigma0/region.h"

enum {
	NUMBERS = 512,
	UNKNOWN = 0xff,
};

static struct region_map map;

static void start_empty(void)
{
	memset(&map, 0, sizeof(map));
}

/* Sorted, no overlap, no empty ones, no two neighbours that belong together. */
static bool map_ok(const struct region_map *m)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct region *r = &m->regions[i];

		if (r->start >= r->end)
			return false;
		if (i + 1 < m->count && r->end > r[1].start)
			return false;
		if (i + 1 < m->count && r->end == r[1].start && r->owner == r[1].owner &&
		    r->rights == r[1].rights)
			return false;
	}
	return true;
}

TestSuite(region, .init = start_empty);

Test(region, a_range_inside_another_cuts_it_in_three)
{
	cr_assert(region_set(&map, 0, 100, OWNER_FREE, 7));
	cr_assert(region_set(&map, 40, 50, FIRST_CLIENT, 7));
	cr_assert_eq(map.count, 3);
	cr_assert_eq(region_at(&map, 39)->owner, OWNER_FREE);
	cr_assert_eq(region_at(&map, 40)->owner, FIRST_CLIENT);
	cr_assert_eq(region_at(&map, 49)->owner, FIRST_CLIENT);
	cr_assert_eq(region_at(&map, 50)->owner, OWNER_FREE);
	cr_assert_null(region_at(&map, 100));
}

Test(region, giving_a_range_back_joins_it_with_its_neighbours)
{
	region_set(&map, 0, 100, OWNER_FREE, 7);
	region_set(&map, 40, 50, FIRST_CLIENT, 7);
	region_set(&map, 40, 50, OWNER_FREE, 7);
	cr_assert_eq(map.count, 1);
}

Test(region, random_operations_agree_with_an_array)
{
	unsigned char owner[NUMBERS];

	memset(owner, UNKNOWN, sizeof(owner));
	srand(1);
	for (unsigned step = 0; step < 20000; step++) {
		unsigned start = (unsigned)rand() % NUMBERS;
		unsigned end   = start + (unsigned)rand() % (NUMBERS - start + 1);
		unsigned who   = (unsigned)rand() % 6;

		if (!region_set(&map, start, end, who, 7))
			continue;
		memset(owner + start, (int)who, end - start);
		cr_assert(map_ok(&map), "after step %u", step);
		for (unsigned i = 0; i < NUMBERS; i += 1 + (unsigned)rand() % 8) {
			const struct region *r = region_at(&map, i);

			cr_assert_eq(r ? r->owner : UNKNOWN, owner[i], "number %u, step %u", i,
				     step);
		}
	}
}

Test(region, a_full_map_refuses_and_stays_as_it_was)
{
	unsigned n = 0;

	while (region_set(&map, n * 2, n * 2 + 1, FIRST_CLIENT, 7))
		n++;
	cr_assert_geq(n, REGIONS_MAX - 2);
	cr_assert(map_ok(&map));
	cr_assert_null(region_at(&map, n * 2));
	cr_assert_eq(map.count, n);
}

Test(region, free_ranges_are_found_aligned_and_from_the_top)
{
	l4_umword_t start;

	region_set(&map, 3, 29, OWNER_FREE, 7);
	region_set(&map, 40, 48, FIRST_CLIENT, 7);
	cr_assert(region_find_free(&map, 8, &start));
	cr_assert_eq(start, 16);
	cr_assert(region_find_free(&map, 1, &start));
	cr_assert_eq(start, 28);
	cr_assert_not(region_find_free(&map, 16, &start));
}

Test(region, ownership_questions_look_at_every_number)
{
	region_set(&map, 10, 20, OWNER_FREE, 7);
	region_set(&map, 20, 30, FIRST_CLIENT, 7);
	region_set(&map, 50, 60, OWNER_DEVICE, 6);
	cr_assert(region_owned_by(&map, 10, 30, OWNER_FREE, FIRST_CLIENT));
	cr_assert_not(region_owned_by(&map, 10, 31, OWNER_FREE, FIRST_CLIENT));
	cr_assert_not(region_owned_by(&map, 9, 12, OWNER_FREE, FIRST_CLIENT));
	cr_assert_not(region_owned_by(&map, 10, 30, OWNER_FREE, OWNER_KERNEL));
	cr_assert(region_touches_memory(&map, 0, 11));
	cr_assert_not(region_touches_memory(&map, 30, 60));
}
