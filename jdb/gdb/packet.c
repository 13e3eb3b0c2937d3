/*
 * Packets of GDB's remote protocol. See packet.h.
 */
#include "jdb/gdb/packet.h"

enum state {
	OUTSIDE,
	TEXT,
	SUM_HIGH,
	SUM_LOW,
};

enum {
	CTRL_C = 3,
};

static const char digits[] = "0123456789abcdef";

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* ---- Receiving -------------------------------------------------------------------------------- */

static enum gdb_input outside(struct gdb_receiver *r, uint8_t byte)
{
	if (byte == '$') {
		r->used     = 0;
		r->sum      = 0;
		r->too_long = false;
		r->state    = TEXT;
	}
	if (byte == '-')
		return GDB_AGAIN;
	return byte == CTRL_C ? GDB_INTERRUPT : GDB_NOTHING;
}

static void text(struct gdb_receiver *r, uint8_t byte)
{
	if (byte == '#') {
		r->text[r->used] = 0;
		r->state         = SUM_HIGH;
		return;
	}
	r->sum = (uint8_t)(r->sum + byte);
	if (r->used < GDB_TEXT_MAX)
		r->text[r->used++] = (char)byte;
	else
		r->too_long = true;
}

enum gdb_input gdb_receive(struct gdb_receiver *r, uint8_t byte)
{
	int value = digit_value((char)byte);

	switch (r->state) {
	case TEXT:
		text(r, byte);
		return GDB_NOTHING;
	case SUM_HIGH:
		r->state = value < 0 ? OUTSIDE : SUM_LOW;
		if (value < 0)
			return GDB_DAMAGED;
		r->told = (uint8_t)(value << 4);
		return GDB_NOTHING;
	case SUM_LOW:
		r->state = OUTSIDE;
		if (value < 0 || (r->told | value) != r->sum || r->too_long)
			return GDB_DAMAGED;
		return GDB_PACKET;
	default:
		return outside(r, byte);
	}
}

bool gdb_between_packets(const struct gdb_receiver *r)
{
	return r->state == OUTSIDE;
}

/* ---- Sending ---------------------------------------------------------------------------------- */

static void put(struct gdb_sender *s, char c)
{
	if (gdb_room(s) == 0) {
		s->full = true;
		return;
	}
	s->bytes[s->used++] = c;
}

void gdb_begin(struct gdb_sender *s, bool acknowledge)
{
	s->used = 0;
	s->full = false;
	if (acknowledge)
		put(s, '+');
	put(s, '$');
}

size_t gdb_room(const struct gdb_sender *s)
{
	enum { END = 3 }; /* # and the checksum */

	return sizeof(s->bytes) - END - s->used;
}

void gdb_put(struct gdb_sender *s, const char *string)
{
	while (*string)
		put(s, *string++);
}

void gdb_put_hex(struct gdb_sender *s, const void *data, size_t bytes)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < bytes; i++) {
		put(s, digits[byte[i] >> 4]);
		put(s, digits[byte[i] & 15]);
	}
}

void gdb_put_number(struct gdb_sender *s, uint64_t number)
{
	unsigned shift = 60;

	while (shift > 0 && number >> shift == 0)
		shift -= 4;
	for (;; shift -= 4) {
		put(s, digits[number >> shift & 15]);
		if (shift == 0)
			return;
	}
}

void gdb_end(struct gdb_sender *s)
{
	uint8_t sum = 0;

	for (size_t i = s->bytes[0] == '+' ? 2 : 1; i < s->used; i++)
		sum = (uint8_t)(sum + (uint8_t)s->bytes[i]);
	s->bytes[s->used++] = '#';
	s->bytes[s->used++] = digits[sum >> 4];
	s->bytes[s->used++] = digits[sum & 15];
}

/* ---- Reading text ----------------------------------------------------------------------------- */

bool gdb_number(const char **at, uint64_t *value)
{
	const char *start = *at;

	*value = 0;
	for (int digit; (digit = digit_value(**at)) >= 0; ++*at)
		*value = *value << 4 | (unsigned)digit;
	return *at != start;
}

bool gdb_take(const char **at, const char *string)
{
	const char *from = *at;

	while (*string)
		if (*from++ != *string++)
			return false;
	*at = from;
	return true;
}

bool gdb_bytes(const char **at, void *data, size_t bytes)
{
	uint8_t *byte = data;

	for (size_t i = 0; i < bytes; i++, *at += 2) {
		int high = digit_value((*at)[0]);
		int low  = high < 0 ? -1 : digit_value((*at)[1]);

		if (low < 0)
			return false;
		byte[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
