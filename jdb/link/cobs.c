/*
 * Consistent overhead byte stuffing, both directions. See cobs.h.
 */
#include "jdb/link/cobs.h"

enum {
	COBS_FULL = 255, /* length byte of a piece of 254 bytes without a zero behind it */
};

size_t cobs_encode(uint8_t *to, const uint8_t *from, size_t bytes)
{
	size_t length_at = 0; /* where the length of the current piece belongs */
	size_t at        = 1;
	uint8_t length   = 1;

	for (size_t i = 0; i < bytes; i++) {
		if (from[i] != 0) {
			to[at++] = from[i];
			length++;
		}
		if (from[i] == 0 || (length == COBS_FULL && i + 1 < bytes)) {
			to[length_at] = length;
			length_at     = at++;
			length        = 1;
		}
	}
	to[length_at] = length;
	return at;
}

bool cobs_decode(uint8_t *to, size_t *size, const uint8_t *from, size_t bytes)
{
	size_t in = 0, out = 0;

	while (in < bytes) {
		uint8_t length = from[in++];

		if (length == 0 || (size_t)(length - 1) > bytes - in)
			return false;
		for (uint8_t i = 1; i < length; i++) {
			if (from[in] == 0)
				return false;
			to[out++] = from[in++];
		}
		/* Each piece stands for a zero behind it, but for full ones and the last one. */
		if (length != COBS_FULL && in < bytes)
			to[out++] = 0;
	}
	*size = out;
	return bytes > 0;
}
