/*
 * Taking the wire apart. See demux.h.
 */
#include "jdb/host/demux.h"

#include <string.h>

enum {
	REPEAT_WINDOW = 64, /* this far back, a sequence number is an old frame; else a new count */
};

void demux_init(struct demux *d, const struct demux_sink *sink)
{
	memset(d, 0, sizeof(*d));
	link_scanner_init(&d->scanner);
	d->sink = *sink;
}

static void flush_text(struct demux *d)
{
	if (d->text_used == 0)
		return;
	d->text_bytes += d->text_used;
	if (d->sink.text)
		d->sink.text(d->sink.context, d->text, d->text_used);
	d->text_used = 0;
}

static void take_text(struct demux *d, uint8_t byte)
{
	if (d->text_used == sizeof(d->text))
		flush_text(d);
	d->text[d->text_used++] = (char)byte;
}

static bool reads_like_text(const uint8_t *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if ((data[i] < ' ' && !strchr("\t\n\r\b\x1b", data[i])) || data[i] >= 0x7f)
			return false;
	return true;
}

/* Where a frame stands in the sequence: false when it is an old one that came again. */
static bool in_sequence(struct demux *d, const struct link_frame *f, uint32_t *missing,
			bool *restarted)
{
	uint16_t ahead = (uint16_t)(f->sequence - d->next);
	uint16_t back  = (uint16_t)(d->next - f->sequence);

	*missing   = 0;
	*restarted = !d->started || (f->type == LINK_HELLO && f->sequence == 0 && ahead != 0);
	if (!*restarted && back > 0 && back <= REPEAT_WINDOW)
		return false;
	if (!*restarted && ahead >= 0x8000) {
		*restarted = true;
		*missing   = 1; /* nobody knows how many; one at least: its HELLO */
	} else if (!*restarted) {
		*missing = ahead;
	}
	d->started = true;
	d->next    = (uint16_t)(f->sequence + 1);
	return true;
}

static void take_frame(struct demux *d)
{
	const struct link_frame *f = &d->scanner.frame;
	uint32_t missing;
	bool restarted;

	flush_text(d);
	d->frames++;
	if (!in_sequence(d, f, &missing, &restarted)) {
		d->repeated_frames++;
		return;
	}
	d->missing_frames += missing;
	if (d->sink.frame)
		d->sink.frame(d->sink.context, f, missing, restarted);
}

static void take_rubbish(struct demux *d)
{
	d->bad_frames++;
	if (!reads_like_text(d->scanner.data, d->scanner.rubbish))
		return;
	for (size_t i = 0; i < d->scanner.rubbish; i++)
		take_text(d, d->scanner.data[i]);
}

/*
 * Inside a frame, take all that is there up to the next NUL at once; the scanner sees the last one
 * that fits, and the NUL. @return bytes taken
 */
static size_t take_inside(struct link_scanner *s, const uint8_t *byte, size_t bytes)
{
	size_t room = sizeof(s->data) - 1 - s->used;

	if (!s->inside || room == 0)
		return 0;
	bytes              = bytes < room ? bytes : room;
	const uint8_t *nul = memchr(byte, 0, bytes);

	bytes = nul ? (size_t)(nul - byte) : bytes;
	memcpy(s->data + s->used, byte, bytes);
	s->used += bytes;
	return bytes;
}

void demux_bytes(struct demux *d, const void *data, size_t bytes)
{
	const uint8_t *byte = data;

	d->bytes += bytes;
	for (size_t i = 0; i < bytes; i++) {
		i += take_inside(&d->scanner, byte + i, bytes - i);
		if (i == bytes)
			break;
		switch (link_scan(&d->scanner, byte[i])) {
		case LINK_SCAN_NOTHING:
			break;
		case LINK_SCAN_TEXT:
			take_text(d, byte[i]);
			break;
		case LINK_SCAN_FRAME:
			take_frame(d);
			break;
		case LINK_SCAN_BAD:
			take_rubbish(d);
			break;
		}
	}
	flush_text(d);
}

void demux_cut(struct demux *d)
{
	link_scanner_init(&d->scanner);
}
