/*
 * Demultiplexing: text and frames come apart, and damage of every kind is counted and survived.
 *
 * The stream is made by the same codec (jdb/host/mimic.h); then it is cut, doubled, shuffled and
 * sprinkled with random bytes. What must hold: no crash, text outside frames intact as long as
 * the damage is elsewhere, and every frame that arrives whole behind the damage is delivered.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/host/demux.h"
#include "jdb/host/mimic.h"

struct stream {
	uint8_t data[1 << 18];
	size_t bytes;
	size_t frame_start[2048]; /* where each frame begins, and where the last one ends */
	size_t frames;
};

struct seen {
	char text[1 << 16];
	size_t text_bytes;
	unsigned frames, missing, restarts;
	uint16_t last;
};

static struct stream made;
static struct seen seen;
static struct demux demux;

static void put(void *context, const void *bytes, size_t n, bool to_kernel)
{
	struct stream *s = context;

	cr_assert(!to_kernel && s->bytes + n <= sizeof(s->data));
	if (n > 0 && *(const uint8_t *)bytes == 0)
		s->frame_start[s->frames++] = s->bytes;
	memcpy(s->data + s->bytes, bytes, n);
	s->bytes += n;
}

static void make_stream(unsigned frames, bool with_text)
{
	static struct mimic k;
	char line[32];

	memset(&made, 0, sizeof(made));
	mimic_init(&k, put, &made);
	mimic_hello(&k, "amd64");
	for (unsigned i = 1; i < frames; i++) {
		k.now += 1000;
		for (unsigned n = 0; n <= i % 20; n++)
			mimic_event(&k, TRACE_wakeup, 3, (uint64_t[]){i, 0, i});
		mimic_flush(&k);
		snprintf(line, sizeof(line), "line %u\n", i);
		if (with_text)
			mimic_text(&k, line);
	}
	made.frame_start[made.frames] = made.bytes;
}

static void on_text(void *context, const char *text, size_t n)
{
	struct seen *s = context;

	cr_assert(n > 0 && s->text_bytes + n < sizeof(s->text));
	memcpy(s->text + s->text_bytes, text, n);
	s->text_bytes += n;
}

static void on_frame(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	struct seen *s = context;

	s->frames++;
	s->missing += missing;
	s->restarts += restarted;
	s->last = f->sequence;
}

static void begin(void)
{
	memset(&seen, 0, sizeof(seen));
	demux_init(&demux, &(struct demux_sink){on_text, on_frame, &seen});
}

static void feed_frame(size_t i)
{
	demux_bytes(&demux, made.data + made.frame_start[i],
		    made.frame_start[i + 1] - made.frame_start[i]);
}

Test(demux, whole_stream_gives_every_frame_and_every_line)
{
	make_stream(100, true);
	begin();
	demux_bytes(&demux, made.data, made.bytes);
	cr_assert_eq(seen.frames, 100);
	cr_assert_eq(seen.missing, 0);
	cr_assert_eq(demux.bad_frames, 0);
	cr_assert_eq(seen.restarts, 1, "the first frame begins the count");
	cr_assert(strncmp(seen.text, "line 1\nline 2\n", 14) == 0);
	cr_assert_eq(demux.text_bytes, seen.text_bytes);
	cr_assert_eq(demux.bytes, made.bytes);
}

Test(demux, bytes_may_come_one_by_one)
{
	make_stream(30, true);
	begin();
	for (size_t i = 0; i < made.bytes; i++)
		demux_bytes(&demux, made.data + i, 1);
	cr_assert_eq(seen.frames, 30);
	cr_assert_eq(demux.bad_frames, 0);
}

Test(demux, lost_frame_is_counted_as_missing)
{
	make_stream(20, false);
	begin();
	for (size_t i = 0; i < made.frames; i++)
		if (i != 5 && i != 6 && i != 11)
			feed_frame(i);
	cr_assert_eq(seen.frames, 17);
	cr_assert_eq(seen.missing, 3);
	cr_assert_eq(demux.missing_frames, 3);
}

Test(demux, repeated_frame_is_dropped_and_counted)
{
	make_stream(20, false);
	begin();
	for (size_t i = 0; i < made.frames; i++) {
		feed_frame(i);
		if (i % 4 == 1)
			feed_frame(i);
	}
	cr_assert_eq(seen.frames, 20);
	cr_assert_eq(demux.repeated_frames, 5);
	cr_assert_eq(seen.missing, 0);
}

Test(demux, swapped_frames_cost_one_of_them)
{
	make_stream(10, false);
	begin();
	for (size_t i = 0; i < 10; i++)
		feed_frame(i == 4 ? 5 : i == 5 ? 4 : i);
	cr_assert_eq(seen.frames, 9);
	cr_assert_eq(demux.repeated_frames, 1, "the late one");
	cr_assert_eq(seen.missing, 1, "the one that was jumped over");
}

Test(demux, flipped_bit_costs_one_frame_and_no_more)
{
	make_stream(50, false);
	for (size_t at = made.frame_start[20] + 1; at < made.frame_start[21] - 1; at++) {
		made.data[at] ^= 0x10;
		begin();
		demux_bytes(&demux, made.data, made.bytes);
		made.data[at] ^= 0x10;
		/* A flip can make a NUL, which cuts the frame in two. */
		cr_assert_geq(demux.bad_frames, 1);
		cr_assert_eq(seen.frames, 49, "byte %zu", at);
		cr_assert_eq(seen.missing, 1);
		cr_assert_eq(seen.last, 49);
	}
}

Test(demux, cut_in_a_frame_costs_at_most_two)
{
	make_stream(50, true);
	for (size_t from = made.frame_start[20]; from < made.frame_start[22]; from += 3) {
		size_t skip = 40;

		begin();
		demux_bytes(&demux, made.data, from);
		demux_bytes(&demux, made.data + from + skip, made.bytes - from - skip);
		cr_assert_geq(seen.frames, 47, "cut at %zu", from);
		cr_assert_eq(seen.frames + seen.missing, 50);
		cr_assert_eq(seen.last, 49);
	}
}

Test(demux, random_bytes_between_frames_are_survived)
{
	make_stream(200, false);
	srand(4711);
	begin();
	for (size_t i = 0; i < made.frames; i++) {
		uint8_t noise[64];
		size_t n = (size_t)rand() % sizeof(noise);

		for (size_t b = 0; b < n; b++)
			noise[b] = (uint8_t)rand();
		if (i % 10 == 9)
			demux_bytes(&demux, noise, n);
		feed_frame(i);
	}
	/* Noise that ends inside a frame it opened takes the frame behind it at most. */
	cr_assert_geq(seen.frames, 200 - 2 * 20);
	cr_assert_gt(demux.bad_frames, 0);
	cr_assert_eq(seen.last, 199);
}

Test(demux, pure_noise_is_no_frame)
{
	static uint8_t noise[1 << 17];

	srand(1);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)rand();
	begin();
	/* Text of noise may be anything; there is only room for so much of it. */
	demux.sink.text = NULL;
	demux_bytes(&demux, noise, sizeof(noise));
	cr_assert_eq(seen.frames, 0);
	cr_assert_gt(demux.bad_frames, 100);
	demux.sink.text = on_text;
	make_stream(3, false);
	demux_bytes(&demux, made.data, made.bytes);
	cr_assert_geq(seen.frames, 2);
}

Test(demux, text_behind_a_lost_nul_is_kept)
{
	const char *text = "a line of text";

	begin();
	demux_bytes(&demux, "\0", 1);
	demux_bytes(&demux, text, strlen(text));
	demux_bytes(&demux, "\0", 1);
	cr_assert_eq(demux.bad_frames, 1);
	cr_assert_eq(seen.text_bytes, strlen(text));
	cr_assert(memcmp(seen.text, text, strlen(text)) == 0);
}

Test(demux, kernel_that_starts_again_is_noticed)
{
	make_stream(30, false);
	begin();
	demux_bytes(&demux, made.data, made.bytes);
	demux_bytes(&demux, made.data, made.bytes);
	cr_assert_eq(seen.frames, 60);
	cr_assert_eq(seen.restarts, 2);
	cr_assert_eq(seen.missing, 0);
	cr_assert_eq(demux.repeated_frames, 0);
}
