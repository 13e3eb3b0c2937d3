/*
 * The debugger's way out: text and frames share a serial line, nobody starves, a line that stands
 * still costs characters but not for ever.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/wire.h"
#include "tests/unit/host/host.h"
#include "tests/unit/host/serial.h"

static void start(void)
{
	host_start();
}
TestSuite(wire, .init = start);

/* Let the interrupt come as long as somebody waits for it. */
static void drain(void)
{
	while (host_line_interrupt)
		wire_pump();
}

/* Put a frame with @p bytes bytes of body into @p slot. */
static void send_frame(enum wire_slot slot, enum link_type type, size_t bytes)
{
	static const uint8_t body[LINK_BODY_MAX];
	struct cbor_writer w;

	cr_assert(wire_free(slot));
	wire_begin(slot, &w);
	cbor_bytes(&w, body, bytes);
	wire_send(slot, type, 0, &w);
}

/* ---- What a host makes of it ------------------------------------------------------------------ */

static char text[HOST_LINE_BYTES + 1];
static size_t text_bytes;
static unsigned frames;
static uint8_t types[64];
static size_t text_before[64]; /* how much text came before each frame */

static void receive(void)
{
	static struct link_scanner s;

	link_scanner_init(&s);
	text_bytes = frames = 0;
	for (size_t i = 0; i < host_line_used; i++) {
		enum link_scan what = link_scan(&s, host_line[i]);

		cr_assert_neq(what, LINK_SCAN_BAD);
		if (what == LINK_SCAN_TEXT)
			text[text_bytes++] = (char)host_line[i];
		if (what == LINK_SCAN_FRAME) {
			cr_assert_eq(s.frame.sequence, frames,
				     "frames are counted as they are sent");
			text_before[frames] = text_bytes;
			types[frames++]     = s.frame.type;
		}
	}
	text[text_bytes] = 0;
}

/* ---- Tests ------------------------------------------------------------------------------------- */

Test(wire, text_gets_carriage_returns_and_no_nul)
{
	wire_text("one\ntwo\0three\r\n", 15);
	drain();
	receive();
	cr_assert_str_eq(text, "one\r\ntwothree\r\n");
}

Test(wire, a_full_transmitter_is_waited_for_by_interrupt)
{
	host_line_room = 2;
	wire_text("hello", 5);
	cr_assert_eq(host_line_used, 2);
	cr_assert(host_line_interrupt);
	host_line_room = 100;
	wire_pump();
	receive();
	cr_assert_str_eq(text, "hello");
	cr_assert_not(host_line_interrupt);
}

Test(wire, frames_go_between_texts_whole)
{
	send_frame(WIRE_TRACE, LINK_TRACE, 300);
	host_line_room = 10;
	wire_pump();
	host_line_room = HOST_LINE_BYTES;
	wire_text("in the middle", 13);
	drain();
	receive();
	cr_assert_eq(frames, 1);
	cr_assert_str_eq(text, "in the middle");
	cr_assert_eq(text_before[0], 0, "a frame that has begun is finished first");
}

Test(wire, urgent_frames_go_before_trace_frames)
{
	send_frame(WIRE_TRACE, LINK_TRACE, 10);
	send_frame(WIRE_URGENT, LINK_REPLY, 10);
	wire_pump();
	drain();
	receive();
	cr_assert_eq(frames, 2);
	cr_assert_eq(types[0], LINK_REPLY);
	cr_assert_eq(types[1], LINK_TRACE);
}

Test(wire, text_does_not_starve_behind_frames_nor_frames_behind_text)
{
	char much[4000];

	memset(much, 'x', sizeof(much));
	host_line_room = 0;
	send_frame(WIRE_TRACE, LINK_TRACE, 900);
	send_frame(WIRE_URGENT, LINK_REPLY, 900);
	wire_text(much, sizeof(much));
	host_line_room = HOST_LINE_BYTES;
	drain();
	receive();
	cr_assert_eq(text_bytes, sizeof(much));
	cr_assert_eq(frames, 2);
	cr_assert_leq(text_before[0], 300);
	cr_assert_leq(text_before[1], 600);
	cr_assert_geq(text_before[1] - text_before[0], 200, "text passes between two frames");
}

Test(wire, a_line_that_stands_still_costs_characters_but_not_for_ever)
{
	static char much[20000];
	unsigned waited;

	memset(much, 'x', sizeof(much));
	host_line_room = 0;
	wire_text(much, sizeof(much));
	cr_assert_gt(wire_text_lost, 0);
	waited = host_line_tries;
	wire_text(much, sizeof(much));
	cr_assert_leq(host_line_tries - waited, sizeof(much) + 10,
		      "it is not waited for a second time");

	/* It moves again: nothing that was kept is lost, and everything new arrives. */
	host_line_room = HOST_LINE_BYTES;
	drain();
	wire_text("alive", 5);
	drain();
	receive();
	cr_assert_eq(text_bytes + wire_text_lost, 2 * sizeof(much) + 5);
	cr_assert_str_eq(text + text_bytes - 5, "alive");
}

Test(wire, flush_sends_all_and_gives_up_on_a_dead_line)
{
	send_frame(WIRE_URGENT, LINK_STATUS, 500);
	wire_text("last words", 10);
	wire_flush();
	receive();
	cr_assert_eq(frames, 1);
	cr_assert_str_eq(text, "last words");

	host_line_room = 0;
	wire_text("never", 5);
	wire_flush(); /* comes back */
}

Test(wire, random_traffic_arrives_in_order)
{
	static char sent[100000];
	size_t bytes   = 0;
	unsigned count = 0;

	srand(6);
	while (bytes < 50000) {
		size_t piece = (size_t)rand() % 200;

		host_line_room = (size_t)rand() % 400;
		if (rand() % 4 == 0 && count < 60 && wire_free(WIRE_TRACE)) {
			send_frame(WIRE_TRACE, LINK_TRACE, (size_t)rand() % 900);
			count++;
		}
		for (size_t i = 0; i < piece; i++)
			sent[bytes + i] = (char)('a' + rand() % 26);
		wire_text(sent + bytes, piece);
		bytes += piece;
		host_line_room = (size_t)rand() % 400;
		wire_pump();
	}
	host_line_room = HOST_LINE_BYTES;
	wire_flush();
	receive();
	cr_assert_eq(frames, count);
	cr_assert_eq(wire_text_lost, 0);
	cr_assert_eq(text_bytes, bytes);
	cr_assert_eq(memcmp(text, sent, bytes), 0);
}
