/*
 * Fuzzing the frame decoder: any bytes, cut into reads of any length.
 *
 * Whatever comes, every byte of text is handed on once, frames are within their bounds, and reading
 * the same bytes in other pieces gives the same.
 */
#include <stdlib.h>
#include <string.h>

#include "jdb/host/demux.h"

struct sum {
	uint64_t hash, texts, frames;
};

static void add(struct sum *s, const void *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		s->hash = (s->hash ^ ((const uint8_t *)data)[i]) * 0x100000001b3u;
}

static void on_text(void *context, const char *text, size_t bytes)
{
	struct sum *s = context;

	if (bytes == 0 || memchr(text, 0, bytes))
		abort();
	s->texts += bytes;
	add(s, text, bytes);
}

static void on_frame(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	struct sum *s = context;

	if (f->bytes > LINK_BODY_MAX)
		abort();
	s->frames++;
	add(s, f->body, f->bytes);
	add(s, &missing, sizeof(missing));
	add(s, &restarted, sizeof(restarted));
}

/* All of it, in pieces whose lengths come from @p seed; 0: at once. */
static struct sum take(const uint8_t *data, size_t size, unsigned seed)
{
	struct sum s = {0};
	static struct demux d;

	demux_init(&d, &(struct demux_sink){on_text, on_frame, &s});
	for (size_t at = 0; at < size;) {
		size_t piece = seed ? 1 + (seed = seed * 1103515245 + 12345) / 65536 % 37 : size;

		piece = piece < size - at ? piece : size - at;
		demux_bytes(&d, data + at, piece);
		at += piece;
	}
	if (d.bytes != size || d.text_bytes != s.texts || d.frames < s.frames)
		abort();
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sum whole  = take(data, size, 0);
	struct sum pieces = take(data, size, size ? 1 + data[0] : 1);

	if (whole.hash != pieces.hash || whole.texts != pieces.texts ||
	    whole.frames != pieces.frames)
		abort();
	return 0;
}
