/*
 * CRC-32C, four bits at a time: a table of 64 bytes is enough for a serial line.
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

uint32_t crc32c(uint32_t crc, const void *data, size_t bytes)
{
	const uint8_t *byte = data;

	crc = ~crc;
	for (size_t i = 0; i < bytes; i++) {
		crc ^= byte[i];
		crc = (crc >> 4) ^ step[crc & 15];
		crc = (crc >> 4) ^ step[crc & 15];
	}
	return ~crc;
}
