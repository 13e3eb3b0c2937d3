/*
 * Frames on the wire: building, checking, and cutting a byte stream. See frame.h.
 */
#include "jdb/link/frame.h"
#include "jdb/link/crc32c.h"

static void put_number(uint8_t *to, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get_number(const uint8_t *from, unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)from[i] << (8 * i);
	return value;
}

size_t link_frame_encode(uint8_t *wire, uint8_t *raw, const struct link_frame *f)
{
	if (f->bytes > LINK_BODY_MAX)
		return 0;
	raw[0] = f->type;
	raw[1] = f->cpu;
	put_number(raw + 2, f->sequence, 2);
	put_number(raw + 4, f->time, 4);
	for (size_t i = 0; i < f->bytes && f->body != raw + LINK_HEADER; i++)
		raw[LINK_HEADER + i] = f->body[i];

	size_t end = LINK_HEADER + f->bytes;

	put_number(raw + end, crc32c(0, raw, end), LINK_CRC);
	size_t stuffed = cobs_encode(wire + 1, raw, end + LINK_CRC);

	wire[0]           = 0;
	wire[1 + stuffed] = 0;
	return stuffed + 2;
}

bool link_frame_decode(struct link_frame *f, uint8_t *raw, const uint8_t *data, size_t bytes)
{
	size_t size;

	if (!cobs_decode(raw, &size, data, bytes) || size < LINK_HEADER + LINK_CRC ||
	    size > LINK_RAW_MAX)
		return false;
	size_t end = size - LINK_CRC;

	if (get_number(raw + end, LINK_CRC) != crc32c(0, raw, end))
		return false;
	*f = (struct link_frame){
		.type     = raw[0],
		.cpu      = raw[1],
		.sequence = (uint16_t)get_number(raw + 2, 2),
		.time     = get_number(raw + 4, 4),
		.body     = raw + LINK_HEADER,
		.bytes    = end - LINK_HEADER,
	};
	return true;
}

void link_scanner_init(struct link_scanner *s)
{
	s->used       = 0;
	s->inside     = false;
	s->rubbish    = 0;
	s->bad_frames = 0;
}

static enum link_scan scan_bad(struct link_scanner *s)
{
	s->rubbish = s->used;
	s->used    = 0;
	s->bad_frames++;
	return LINK_SCAN_BAD;
}

/* A NUL came: it opens a frame, or closes one, or (behind rubbish) does both. */
static enum link_scan scan_nul(struct link_scanner *s)
{
	if (!s->inside || s->used == 0) {
		s->inside = true;
		return LINK_SCAN_NOTHING;
	}
	if (!link_frame_decode(&s->frame, s->raw, s->data, s->used))
		return scan_bad(s);
	s->inside = false;
	s->used   = 0;
	return LINK_SCAN_FRAME;
}

enum link_scan link_scan(struct link_scanner *s, uint8_t byte)
{
	if (byte == 0)
		return scan_nul(s);
	if (!s->inside)
		return LINK_SCAN_TEXT;
	s->data[s->used++] = byte;
	if (s->used < sizeof(s->data))
		return LINK_SCAN_NOTHING;
	/* Longer than any frame: the NUL before it was a closing one. */
	s->inside = false;
	return scan_bad(s);
}
