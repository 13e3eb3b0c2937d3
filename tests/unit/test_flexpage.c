/*
 * The size and address rule of flexpages (abi sheet §6.6; checklist 62 to 64).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "kernel/space/flexpage.h"

static l4_fpage_t memory(uint64_t start, unsigned order)
{
	return l4_fpage_raw_make(start >> 12, L4_FPAGE_MEMORY, order, L4_FPAGE_RWX);
}

/* Match and compare. */
static void expect(l4_fpage_t send, l4_fpage_t window, uint64_t hot_spot, uint64_t from,
		   uint64_t to, unsigned order)
{
	struct flex_range s = flexpage_range(send);
	struct flex_range t = flexpage_match(&s, flexpage_range(window), hot_spot);

	cr_assert_eq(s.start, from, "from %lx, expected %lx", s.start, from);
	cr_assert_eq(t.start, to, "to %lx, expected %lx", t.start, to);
	cr_assert_eq(s.order, order);
	cr_assert_eq(t.order, order);
}

static const l4_fpage_t everywhere = {L4_WHOLE_ADDRESS_SPACE << L4_FPAGE_SIZE_SHIFT};

Test(flexpage, equal_sizes_ignore_the_hot_spot)
{
	expect(memory(0x5000, 12), memory(0x9000, 12), 0, 0x5000, 0x9000, 12);
	expect(memory(0x5000, 12), memory(0x9000, 12), 0x7777000, 0x5000, 0x9000, 12);
}

Test(flexpage, starts_are_aligned_down_to_the_size)
{
	expect(memory(0x13000, 16), memory(0x2f000, 16), 0, 0x10000, 0x20000, 16);
}

Test(flexpage, a_larger_window_is_entered_at_the_hot_spot)
{
	expect(memory(0x5000, 12), memory(0x40000, 16), 0x3000, 0x5000, 0x43000, 12);
	/* Bits above the window's size and below the page's size do not count. */
	expect(memory(0x5000, 12), memory(0x40000, 16), 0x123f3fff, 0x5000, 0x43000, 12);
	expect(memory(0x8000, 13), memory(0x40000, 16), 0x3000, 0x8000, 0x42000, 13);
}

Test(flexpage, of_a_larger_flexpage_the_hot_spot_chooses_the_part)
{
	expect(memory(0x40000, 16), memory(0x9000, 12), 0x7000, 0x47000, 0x9000, 12);
	expect(memory(0x40000, 16), memory(0x9000, 12), 0xabc7123, 0x47000, 0x9000, 12);
}

Test(flexpage, everywhere_means_at_the_hot_spot)
{
	expect(memory(0x5000, 12), everywhere, 0x12345000, 0x5000, 0x12345000, 12);
	expect(memory(0x200000, 21), everywhere, 0x12345000, 0x200000, 0x12200000, 21);
	expect(memory(0, 12), everywhere, 0x7ffffffff000, 0, 0x7ffffffff000, 12);
}

Test(flexpage, everything_fits_into_everywhere)
{
	expect(memory(0, 63), everywhere, 0x1000, 0, 0, 63);
}

Test(flexpage, objects_count_in_slots)
{
	struct flex_range r = flexpage_range(l4_fpage_raw_make(0x35, L4_FPAGE_OBJ, 4, 4));

	cr_assert_eq(r.start, 0x30);
	cr_assert_eq(r.order, 4);
}

Test(flexpage, all_spaces_is_told_from_other_special_flexpages)
{
	cr_assert(flexpage_is_all((l4_fpage_t){0xfc0}));
	cr_assert(flexpage_is_all((l4_fpage_t){0xfcf}));
	cr_assert_not(flexpage_is_all((l4_fpage_t){0}));
	cr_assert_not(flexpage_is_all(memory(0, 63)));
}

Test(flexpage, random_pairs_obey_the_rule_as_it_is_written)
{
	srand(1);
	for (int i = 0; i < 100000; i++) {
		unsigned so = 12 + (unsigned)rand() % 20, ro = 12 + (unsigned)rand() % 20;
		uint64_t h  = (uint64_t)rand() << 12;
		uint64_t sa = ((uint64_t)rand() << 12) / (1ull << so) * (1ull << so);
		uint64_t ra = ((uint64_t)rand() << 12) / (1ull << ro) * (1ull << ro);
		uint64_t ss = 1ull << so, rs = 1ull << ro;

		if (ro >= so)
			expect(memory(sa, so), memory(ra, ro), h, sa, ra + h % rs / ss * ss, so);
		else
			expect(memory(sa, so), memory(ra, ro), h, sa + h % ss / rs * rs, ra, ro);
	}
}
