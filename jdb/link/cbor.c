/*
 * The part of CBOR that the link needs. See cbor.h.
 *
 * An item begins with a byte of major type (3 bits) and argument (5 bits); arguments from 24 to 27
 * say that 1, 2, 4 or 8 bytes of argument follow, most significant first. Strings are followed by
 * their bytes, arrays by their items (RFC 8949, section 3).
 */
#include "jdb/link/cbor.h"

enum cbor_major {
	CBOR_UINT,
	CBOR_NEGATIVE, /* value is -1 - argument */
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
};

enum {
	CBOR_INLINE_MAX = 23, /* largest argument inside the first byte */
	CBOR_ONE_BYTE   = 24, /* one byte of argument follows; 25: two, 26: four, 27: eight */
	CBOR_ARRAY_OPEN = 0x9f,
	CBOR_BREAK      = 0xff, /* end mark of an open array */
};

void cbor_writer_init(struct cbor_writer *w, uint8_t *buffer, size_t size)
{
	*w = (struct cbor_writer){.buffer = buffer, .size = size};
}

static void put(struct cbor_writer *w, uint8_t byte)
{
	if (w->used == w->size)
		w->full = true;
	if (!w->full)
		w->buffer[w->used++] = byte;
}

static void put_head(struct cbor_writer *w, enum cbor_major major, uint64_t argument)
{
	unsigned size_code = 0, bytes = 0;

	if (argument > CBOR_INLINE_MAX) {
		while (size_code < 3 && argument >> (8u << size_code))
			size_code++;
		bytes = 1u << size_code;
	}
	put(w, (uint8_t)(major << 5 | (bytes ? CBOR_ONE_BYTE + size_code : (unsigned)argument)));
	while (bytes-- > 0)
		put(w, (uint8_t)(argument >> (8 * bytes)));
}

void cbor_uint(struct cbor_writer *w, uint64_t value)
{
	put_head(w, CBOR_UINT, value);
}

void cbor_int(struct cbor_writer *w, int64_t value)
{
	if (value < 0)
		put_head(w, CBOR_NEGATIVE, ~(uint64_t)value);
	else
		put_head(w, CBOR_UINT, (uint64_t)value);
}

static void put_string(struct cbor_writer *w, enum cbor_major major, const uint8_t *data,
		       size_t bytes)
{
	put_head(w, major, bytes);
	for (size_t i = 0; i < bytes; i++)
		put(w, data[i]);
}

void cbor_bytes(struct cbor_writer *w, const void *data, size_t bytes)
{
	put_string(w, CBOR_BYTES, data, bytes);
}

void cbor_text(struct cbor_writer *w, const char *text, size_t bytes)
{
	put_string(w, CBOR_TEXT, (const uint8_t *)text, bytes);
}

void cbor_array(struct cbor_writer *w, size_t count)
{
	put_head(w, CBOR_ARRAY, count);
}

void cbor_array_open(struct cbor_writer *w)
{
	put(w, CBOR_ARRAY_OPEN);
}

void cbor_end(struct cbor_writer *w)
{
	put(w, CBOR_BREAK);
}

void cbor_rewind(struct cbor_writer *w, size_t mark)
{
	w->used = mark;
	w->full = false;
}

void cbor_reader_init(struct cbor_reader *r, const uint8_t *data, size_t bytes)
{
	*r = (struct cbor_reader){.at = data, .end = data + bytes};
}

/* Nothing can be read any more: everything behind a malformed item is of unknown meaning. */
static void fail(struct cbor_reader *r)
{
	r->bad = true;
	r->at  = r->end;
}

/* Head of the next item; its major type must be in the set @p allowed (bit mask). */
static uint64_t read_head(struct cbor_reader *r, unsigned allowed, enum cbor_major *major)
{
	if (r->at == r->end || !(allowed & 1u << (*r->at >> 5))) {
		fail(r);
		return 0;
	}
	*major            = (enum cbor_major)(*r->at >> 5);
	uint64_t argument = *r->at++ & 31;

	if (argument <= CBOR_INLINE_MAX)
		return argument;
	size_t bytes = (size_t)1 << (argument - CBOR_ONE_BYTE);

	if (argument > CBOR_ONE_BYTE + 3 || (size_t)(r->end - r->at) < bytes) {
		fail(r);
		return 0;
	}
	for (argument = 0; bytes-- > 0;)
		argument = argument << 8 | *r->at++;
	return argument;
}

uint64_t cbor_read_uint(struct cbor_reader *r)
{
	enum cbor_major major;

	return read_head(r, 1u << CBOR_UINT, &major);
}

int64_t cbor_read_int(struct cbor_reader *r)
{
	enum cbor_major major = CBOR_UINT;
	uint64_t argument     = read_head(r, 1u << CBOR_UINT | 1u << CBOR_NEGATIVE, &major);

	if (argument > INT64_MAX) {
		fail(r);
		return 0;
	}
	return major == CBOR_NEGATIVE ? -1 - (int64_t)argument : (int64_t)argument;
}

long cbor_read_array(struct cbor_reader *r)
{
	enum cbor_major major;

	if (r->at != r->end && *r->at == CBOR_ARRAY_OPEN) {
		r->at++;
		return CBOR_OPEN;
	}
	uint64_t count = read_head(r, 1u << CBOR_ARRAY, &major);

	/* Every item takes at least a byte, so a larger count cannot be honest. */
	if (count > (size_t)(r->end - r->at)) {
		fail(r);
		return 0;
	}
	return (long)count;
}

const uint8_t *cbor_read_string(struct cbor_reader *r, size_t *bytes)
{
	enum cbor_major major;
	uint64_t length = read_head(r, 1u << CBOR_BYTES | 1u << CBOR_TEXT, &major);

	*bytes = 0;
	if (length > (size_t)(r->end - r->at))
		fail(r);
	if (r->bad)
		return NULL;
	const uint8_t *string = r->at;

	*bytes = (size_t)length;
	r->at += length;
	return string;
}

bool cbor_read_end(struct cbor_reader *r)
{
	if (r->at == r->end || *r->at != CBOR_BREAK)
		return false;
	r->at++;
	return true;
}
