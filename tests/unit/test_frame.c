/*
 * Frames among text: they come back, damage is found, and the stream is found again after it.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/link/frame.h"
#include "jdb/link/schema.h"

static uint8_t wire[LINK_WIRE_MAX], raw[LINK_RAW_MAX];

static size_t make(uint8_t *to, unsigned type, unsigned sequence, const void *body, size_t bytes)
{
	struct link_frame f = {.type     = (uint8_t)type,
			       .cpu      = 3,
			       .sequence = (uint16_t)sequence,
			       .time     = 0x12345678,
			       .body     = body,
			       .bytes    = bytes};

	return link_frame_encode(to, raw, &f);
}

/* What a scanner makes of a stream. */
struct seen {
	char text[4096];
	size_t text_bytes;
	unsigned frames, bad;
	unsigned last_sequence;
};

static void scan_all(struct seen *seen, const uint8_t *bytes, size_t count)
{
	static struct link_scanner s;

	memset(seen, 0, sizeof(*seen));
	link_scanner_init(&s);
	for (size_t i = 0; i < count; i++) {
		switch (link_scan(&s, bytes[i])) {
		case LINK_SCAN_TEXT:
			seen->text[seen->text_bytes++] = (char)bytes[i];
			break;
		case LINK_SCAN_FRAME:
			seen->frames++;
			seen->last_sequence = s.frame.sequence;
			break;
		case LINK_SCAN_BAD:
			cr_assert_leq(s.rubbish, sizeof(s.data));
			seen->bad++;
			break;
		default:
			break;
		}
	}
	cr_assert_eq(s.bad_frames, seen->bad);
}

Test(frame, a_frame_comes_back_as_it_was_sent)
{
	struct link_frame f;
	uint8_t body[LINK_BODY_MAX], back[LINK_WIRE_MAX];

	srand(3);
	for (size_t bytes = 0; bytes <= LINK_BODY_MAX; bytes++) {
		for (size_t i = 0; i < bytes; i++)
			body[i] = (uint8_t)(rand() % 3 ? rand() : 0);
		size_t sent = make(wire, LINK_TRACE, bytes, body, bytes);

		cr_assert_leq(sent, LINK_WIRE_MAX);
		cr_assert_eq(wire[0], 0);
		cr_assert_eq(wire[sent - 1], 0);
		cr_assert_null(memchr(wire + 1, 0, sent - 2));
		cr_assert(link_frame_decode(&f, back, wire + 1, sent - 2));
		cr_assert_eq(f.type, LINK_TRACE);
		cr_assert_eq(f.cpu, 3);
		cr_assert_eq(f.sequence, bytes);
		cr_assert_eq(f.time, 0x12345678);
		cr_assert_eq(f.bytes, bytes);
		cr_assert_eq(memcmp(f.body, body, bytes), 0);
	}
}

Test(frame, the_body_may_stand_in_the_scratch_buffer)
{
	struct link_frame f = {.type = LINK_HELLO, .body = raw + LINK_HEADER, .bytes = 5};
	uint8_t back[64];

	memcpy(raw + LINK_HEADER,
	       "\x84"
	       "abcd",
	       5);
	size_t sent = link_frame_encode(wire, raw, &f);

	cr_assert(link_frame_decode(&f, back, wire + 1, sent - 2));
	cr_assert_eq(memcmp(f.body,
			    "\x84"
			    "abcd",
			    5),
		     0);
}

Test(frame, a_body_that_is_too_long_is_refused)
{
	static uint8_t body[LINK_BODY_MAX + 1];

	cr_assert_eq(make(wire, LINK_TRACE, 0, body, sizeof(body)), 0);
}

Test(frame, every_changed_bit_is_found)
{
	struct link_frame f;
	uint8_t back[64];
	size_t sent = make(wire, LINK_REPLY, 9, "some body", 9);

	for (size_t bit = 8; bit < 8 * (sent - 1); bit++) {
		wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_not(link_frame_decode(&f, back, wire + 1, sent - 2), "bit %zu", bit);
		wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	cr_assert(link_frame_decode(&f, back, wire + 1, sent - 2));
}

/* "one" frame 1 "two" frame 2 "three" */
static size_t make_stream(uint8_t *stream, size_t *first_frame)
{
	size_t at = 0;

	memcpy(stream, "one", 3);
	at = *first_frame = 3;
	at += make(stream + at, LINK_TRACE, 1, "first", 5);
	memcpy(stream + at, "two", 3);
	at += 3;
	at += make(stream + at, LINK_TRACE, 2, "second", 6);
	memcpy(stream + at, "three", 5);
	return at + 5;
}

Test(frame, text_and_frames_share_a_stream)
{
	uint8_t stream[256];
	size_t first, bytes = make_stream(stream, &first);
	struct seen seen;

	scan_all(&seen, stream, bytes);
	cr_assert_eq(seen.frames, 2);
	cr_assert_eq(seen.bad, 0);
	cr_assert_str_eq(seen.text, "onetwothree");
}

Test(frame, losing_any_byte_costs_at_most_one_frame)
{
	uint8_t stream[256];
	size_t first, bytes = make_stream(stream, &first);

	for (size_t lost = 0; lost < bytes; lost++) {
		uint8_t damaged[256];
		struct seen seen;

		memcpy(damaged, stream, lost);
		memcpy(damaged + lost, stream + lost + 1, bytes - lost - 1);
		size_t count = bytes - 1 + make(damaged + bytes - 1, LINK_TRACE, 3, "third", 5);

		scan_all(&seen, damaged, count);
		cr_assert_geq(seen.frames, 2, "byte %zu lost", lost);
		cr_assert_eq(seen.last_sequence, 3, "byte %zu lost", lost);
	}
}

Test(frame, a_stray_nul_does_not_invert_text_and_frames)
{
	uint8_t stream[256];
	size_t first, bytes = make_stream(stream, &first);
	struct seen seen;

	memmove(stream + 2, stream + 1, bytes - 1);
	stream[1] = 0;
	scan_all(&seen, stream, bytes + 1);
	cr_assert_eq(seen.frames, 2);
	cr_assert_eq(seen.bad, 1);
}

Test(frame, text_behind_a_stray_nul_is_given_back_when_it_grows_too_long)
{
	static uint8_t stream[3 * LINK_WIRE_MAX];
	struct seen seen;

	memset(stream, 'x', sizeof(stream));
	stream[0] = 0;
	scan_all(&seen, stream, sizeof(stream));
	cr_assert_eq(seen.bad, 1);
	cr_assert_eq(seen.text_bytes, sizeof(stream) - 1 - LINK_WIRE_MAX);
}

Test(frame, random_bytes_are_survived)
{
	static uint8_t stream[100000];
	static struct link_scanner s;

	srand(4);
	for (size_t i = 0; i < sizeof(stream); i++)
		stream[i] = (uint8_t)(rand() % 20 ? rand() : 0);
	link_scanner_init(&s);
	for (size_t i = 0; i < sizeof(stream); i++) {
		link_scan(&s, stream[i]);
		cr_assert_lt(s.used, sizeof(s.data));
	}
	size_t sent         = make(wire, LINK_HELLO, 77, "x", 1);
	enum link_scan last = LINK_SCAN_NOTHING;

	link_scan(&s, 0); /* whatever it was in the middle of ends here */
	for (size_t i = 0; i < sent; i++)
		last = link_scan(&s, wire[i]);
	cr_assert_eq(last, LINK_SCAN_FRAME);
	cr_assert_eq(s.frame.sequence, 77);
}

Test(schema, numbers_are_unique_and_names_known)
{
	for (size_t i = 0; i < schema_event_count; i++) {
		cr_assert_eq(schema_event(schema_events[i].number), &schema_events[i]);
		cr_assert_lt(schema_events[i].trace_class, TRACE_CLASSES);
	}
	for (size_t i = 0; i < schema_record_count; i++)
		cr_assert_eq(schema_record(schema_records[i].number), &schema_records[i]);
	cr_assert_null(schema_event(255));
	cr_assert_str_eq(schema_kind_name(3), "gate");
	cr_assert_str_eq(schema_class_name(TRACE_CLASS_SCHED), "SCHED");
	cr_assert_str_eq(schema_kind_name(1000), "?");
	cr_assert_eq((int)TRACE_FIELDS_OF_ipc_send, 6);
	cr_assert_neq(schema_hash(), 0);
}
