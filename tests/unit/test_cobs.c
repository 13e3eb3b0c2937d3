/*
 * Byte stuffing: what goes in comes out, no zero on the wire, rubbish is refused.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/link/cobs.h"

enum {
	LONGEST = 1100,
};

static void check_encoding(const char *in, size_t in_bytes, const char *out, size_t out_bytes)
{
	uint8_t got[64], back[64];
	size_t size;

	cr_assert_eq(cobs_encode(got, (const uint8_t *)in, in_bytes), out_bytes);
	cr_assert_arr_eq(got, out, out_bytes);
	cr_assert(cobs_decode(back, &size, got, out_bytes));
	cr_assert_eq(size, in_bytes);
	cr_assert_arr_eq(back, in, in_bytes);
}

Test(cobs, short_blocks_look_as_the_paper_says)
{
	check_encoding("", 0, "\1", 1);
	check_encoding("\0", 1, "\1\1", 2);
	check_encoding("\0\0", 2, "\1\1\1", 3);
	check_encoding("\x11\x22\0\x33", 4, "\3\x11\x22\2\x33", 5);
	check_encoding("\x11\0\0\0", 4, "\2\x11\1\1\1", 5);
}

Test(cobs, a_full_piece_has_no_zero_behind_it)
{
	uint8_t in[255], out[COBS_SIZE(sizeof(in))];

	memset(in, 7, sizeof(in));
	cr_assert_eq(cobs_encode(out, in, 254), 255);
	cr_assert_eq(out[0], 255);
	cr_assert_eq(cobs_encode(out, in, 255), 257);
	cr_assert_eq(out[255], 2);
}

Test(cobs, every_block_comes_back_and_carries_no_zero)
{
	static uint8_t in[LONGEST], wire[COBS_SIZE(LONGEST)], back[COBS_SIZE(LONGEST)];

	srand(1);
	for (unsigned round = 0; round < 3000; round++) {
		size_t bytes = (size_t)rand() % (LONGEST + 1), size;
		int zeros    = rand() % 4; /* from none at all to mostly */

		for (size_t i = 0; i < bytes; i++)
			in[i] = (uint8_t)(rand() % 4 < zeros ? 0 : 1 + rand() % 255);
		size_t sent = cobs_encode(wire, in, bytes);

		cr_assert_leq(sent, COBS_SIZE(bytes));
		cr_assert_null(memchr(wire, 0, sent));
		cr_assert(cobs_decode(back, &size, wire, sent));
		cr_assert_eq(size, bytes);
		cr_assert_eq(memcmp(back, in, bytes), 0);
	}
}

Test(cobs, decoding_works_in_place)
{
	uint8_t block[] = {3, 0x11, 0x22, 2, 0x33};
	size_t size;

	cr_assert(cobs_decode(block, &size, block, sizeof(block)));
	cr_assert_eq(size, 4);
	cr_assert_arr_eq(block, "\x11\x22\0\x33", 4);
}

Test(cobs, rubbish_is_refused)
{
	uint8_t out[16];
	size_t size;

	cr_assert_not(cobs_decode(out, &size, (const uint8_t *)"", 0), "nothing at all");
	cr_assert_not(cobs_decode(out, &size, (const uint8_t *)"\0", 1), "a zero");
	cr_assert_not(cobs_decode(out, &size, (const uint8_t *)"\3\1\0", 3), "a zero in a piece");
	cr_assert_not(cobs_decode(out, &size, (const uint8_t *)"\5ab", 3), "a piece cut off");
}
