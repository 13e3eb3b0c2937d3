/*
 * Fuzzing the decoder of bodies: the first byte is the frame's type, the rest its body.
 *
 * What is accepted is within its bounds, and the short way for trace frames says what the long way
 * says.
 */
#include <stdlib.h>
#include <string.h>

#include "jdb/host/convert.h"
#include "jdb/host/decode.h"

static struct decoded d, again;
static struct piece piece;

static void check_bounds(void)
{
	if (d.events > DECODE_EVENTS_MAX || d.records > DECODE_RECORDS_MAX)
		abort();
	for (size_t i = 0; i < d.events; i++)
		if (!schema_event(d.event[i].type))
			abort();
	for (size_t i = 0; i < d.records; i++) {
		if (!schema_record(d.record[i].number))
			abort();
		for (unsigned k = 0; k < RECORD_FIELDS_MAX; k++)
			if (!memchr(d.record[i].text[k], 0, SCHEMA_TEXT_MAX + 1))
				abort();
	}
}

static void check_short_way(const struct link_frame *f)
{
	if (!decode_frame_long(&again, f) || again.events != d.events || again.lost != d.lost)
		abort();
	for (size_t i = 0; i < d.events; i++)
		if (again.event[i].type != d.event[i].type ||
		    again.event[i].cycles != d.event[i].cycles ||
		    memcmp(again.event[i].value, d.event[i].value, sizeof(d.event[i].value)) != 0)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	/* A body of exactly its length, so that a read behind its end shows. */
	uint8_t *body = malloc(size);

	memcpy(body, data + 1, size - 1);
	struct link_frame f = {.type = data[0], .body = body, .bytes = size - 1};

	if (decode_frame(&d, &f)) {
		check_bounds();
		if (f.type == LINK_TRACE)
			check_short_way(&f);
		for (unsigned request = 0; f.type == LINK_REPLY && request < 16; request++)
			if (convert_reply(&piece, request, &d, 0) &&
			    piece.count > DECODE_RECORDS_MAX)
				abort();
	}
	free(body);
	return 0;
}
