/*
 * CRC-32C. In the kernel four bits at a time: a table of 64 bytes is enough for a serial line. On a
 * host, which reads recordings of a gigabyte, eight bytes at a time with 8 KiB of tables made from
 * the small one.
 *
 * Polynomial 0x1edc6f41, bits reflected, start and end inverted (RFC 3720, appendix B.4).
 */
#include "jdb/link/crc32c.h"

/* step[n]: what four bits n leave behind after four shifts by the reflected polynomial. */
static const uint32_t step[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
	0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static uint32_t take_byte(uint32_t crc, uint8_t byte)
{
	crc ^= byte;
	crc = (crc >> 4) ^ step[crc & 15];
	return (crc >> 4) ^ step[crc & 15];
}

#if __STDC_HOSTED__

/* table[k][n]: what a byte n leaves behind after k more bytes of zero. */
static uint32_t table[8][256];

static void make_tables(void)
{
	for (unsigned n = 0; n < 256; n++) {
		table[0][n] = take_byte(0, (uint8_t)n);
		for (unsigned k = 1; k < 8; k++)
			table[k][n] = take_byte(table[k - 1][n], 0);
	}
}

/* @p bytes is a multiple of eight. */
static uint32_t take_words(uint32_t crc, const uint8_t *byte, size_t bytes)
{
	if (table[0][1] == 0)
		make_tables();
	for (size_t i = 0; i < bytes; i += 8, byte += 8) {
		crc ^= (uint32_t)byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 |
		       (uint32_t)byte[3] << 24;
		crc = table[7][crc & 0xff] ^ table[6][crc >> 8 & 0xff] ^
		      table[5][crc >> 16 & 0xff] ^ table[4][crc >> 24] ^ table[3][byte[4]] ^
		      table[2][byte[5]] ^ table[1][byte[6]] ^ table[0][byte[7]];
	}
	return crc;
}

#else

static uint32_t take_words(uint32_t crc, const uint8_t *byte, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		crc = take_byte(crc, byte[i]);
	return crc;
}

#endif

uint32_t crc32c(uint32_t crc, const void *data, size_t bytes)
{
	const uint8_t *byte = data;
	size_t words        = bytes & ~(size_t)7;

	crc = take_words(~crc, byte, words);
	for (size_t i = words; i < bytes; i++)
		crc = take_byte(crc, byte[i]);
	return ~crc;
}
