/*
 * seeds RECORDING FRAMES BODIES: what fuzzing begins with, cut out of a real recording.
 *
 * Every distinct kind of frame (type and first bytes) becomes a file in the directory FRAMES, as it
 * was on the wire, and one in BODIES, as fuzz_record.c wants it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "jdb/host/demux.h"
#include "jdb/host/record.h"

enum {
	KINDS   = 64,
	A_KIND  = 12, /* of each, so many */
	PATHMAX = 512,
};

static const char *frames, *bodies;
static unsigned seen[KINDS], number;

static void save(const char *directory, const void *data, size_t bytes)
{
	char path[PATHMAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%u", directory, number);
	file = fopen(path, "wb");
	if (!file || fwrite(data, bytes, 1, file) != 1 || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static void on_frame(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	uint8_t wire[LINK_WIRE_MAX], raw[LINK_RAW_MAX], body[1 + LINK_BODY_MAX] = {f->type};

	(void)context;
	(void)missing;
	(void)restarted;
	if (f->bytes < 8 || seen[f->type % KINDS]++ % 50 != 0 ||
	    seen[f->type % KINDS] > 50 * A_KIND)
		return;
	number++;
	for (size_t i = 0; i < f->bytes; i++)
		body[1 + i] = f->body[i];
	save(frames, wire, link_frame_encode(wire, raw, f));
	save(bodies, body, 1 + f->bytes);
}

int main(int count, char **arg)
{
	static struct demux down, up;
	const struct demux_sink sink = {NULL, on_frame, NULL};
	const char *problem          = "usage: seeds RECORDING FRAMES BODIES";
	struct record_chunk c;
	struct recording *r = count == 4 ? recording_open(arg[1], &problem) : NULL;

	if (!r) {
		fprintf(stderr, "seeds: %s\n", problem);
		return 2;
	}
	frames = arg[2];
	bodies = arg[3];
	demux_init(&down, &sink);
	demux_init(&up, &sink);
	while (recording_next(r, &c))
		demux_bytes(c.direction == RECORD_FROM_KERNEL ? &down : &up, c.data, c.bytes);
	recording_close(r);
	return 0;
}
