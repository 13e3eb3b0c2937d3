/*
 * The checksum against published values, and against what it has to catch.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "jdb/link/crc32c.h"

Test(crc32c, agrees_with_published_values)
{
	uint8_t block[32];

	cr_assert_eq(crc32c(0, "123456789", 9), 0xe3069283);
	cr_assert_eq(crc32c(0, "", 0), 0);
	/* RFC 3720, appendix B.4 */
	memset(block, 0, sizeof(block));
	cr_assert_eq(crc32c(0, block, sizeof(block)), 0x8a9136aa);
	memset(block, 0xff, sizeof(block));
	cr_assert_eq(crc32c(0, block, sizeof(block)), 0x62a8ab43);
	for (unsigned i = 0; i < sizeof(block); i++)
		block[i] = (uint8_t)i;
	cr_assert_eq(crc32c(0, block, sizeof(block)), 0x46dd794e);
}

Test(crc32c, pieces_give_the_same_as_the_whole)
{
	const char *text = "one serial wire for everything";

	for (size_t cut = 0; cut <= strlen(text); cut++)
		cr_assert_eq(crc32c(crc32c(0, text, cut), text + cut, strlen(text) - cut),
			     crc32c(0, text, strlen(text)));
}

Test(crc32c, every_single_and_double_bit_error_shows)
{
	uint8_t block[24];

	for (unsigned i = 0; i < sizeof(block); i++)
		block[i] = (uint8_t)(i * 37);
	uint32_t good = crc32c(0, block, sizeof(block));

	for (unsigned a = 0; a < 8 * sizeof(block); a++) {
		block[a / 8] ^= (uint8_t)(1u << a % 8);
		cr_assert_neq(crc32c(0, block, sizeof(block)), good);
		for (unsigned b = a + 1; b < 8 * sizeof(block); b++) {
			block[b / 8] ^= (uint8_t)(1u << b % 8);
			cr_assert_neq(crc32c(0, block, sizeof(block)), good);
			block[b / 8] ^= (uint8_t)(1u << b % 8);
		}
		block[a / 8] ^= (uint8_t)(1u << a % 8);
	}
}
