/*
 * GDB's packets: put together, taken apart byte by byte, and refused when they are damaged.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/gdb/packet.h"

/* What the bytes of @p text lead to at last; before that, to nothing. */
static enum gdb_input receive(struct gdb_receiver *r, const char *text)
{
	enum gdb_input last = GDB_NOTHING;

	for (; *text; text++) {
		cr_assert_eq(last, GDB_NOTHING);
		last = gdb_receive(r, (uint8_t)*text);
	}
	return last;
}

Test(gdb_packet, a_packet_has_the_checksum_that_the_manual_computes)
{
	struct gdb_sender s;

	gdb_begin(&s, true);
	gdb_put(&s, "OK");
	gdb_end(&s);
	cr_assert_eq(s.used, strlen("+$OK#9a"));
	cr_assert_arr_eq(s.bytes, "+$OK#9a", s.used);
}

Test(gdb_packet, what_is_sent_is_received)
{
	struct gdb_receiver r = {0};
	struct gdb_sender s;
	const uint8_t bytes[] = {0x00, 0x7f, 0xff};

	gdb_begin(&s, false);
	gdb_put(&s, "m");
	gdb_put_number(&s, 0xffffffff81000000);
	gdb_put(&s, ",");
	gdb_put_number(&s, 0);
	gdb_put_hex(&s, bytes, sizeof(bytes));
	gdb_end(&s);
	s.bytes[s.used] = 0;
	cr_assert_eq(receive(&r, s.bytes), GDB_PACKET);
	cr_assert_str_eq(r.text, "mffffffff81000000,0007fff");
}

Test(gdb_packet, acknowledgements_before_a_packet_are_passed_over)
{
	struct gdb_receiver r = {0};

	cr_assert_eq(receive(&r, "+++$g#67"), GDB_PACKET);
	cr_assert_str_eq(r.text, "g");
}

Test(gdb_packet, a_damaged_packet_is_told_and_the_next_one_is_good)
{
	struct gdb_receiver r = {0};

	cr_assert_eq(receive(&r, "$g#66"), GDB_DAMAGED);
	cr_assert_eq(receive(&r, "$g#z"), GDB_DAMAGED);
	cr_assert_eq(receive(&r, "$g#6z"), GDB_DAMAGED);
	cr_assert_eq(receive(&r, "$g#67"), GDB_PACKET);
}

Test(gdb_packet, interrupt_and_request_to_send_again_stand_outside_of_packets)
{
	struct gdb_receiver r = {0};

	cr_assert_eq(receive(&r, "\3"), GDB_INTERRUPT);
	cr_assert_eq(receive(&r, "-"), GDB_AGAIN);
	cr_assert_eq(receive(&r, "$-\3#30"), GDB_PACKET);
}

Test(gdb_packet, what_is_longer_than_a_packet_may_be_is_refused)
{
	struct gdb_receiver r = {0};
	enum gdb_input last   = GDB_NOTHING;
	uint8_t sum           = 0;
	char end[3];

	gdb_receive(&r, '$');
	for (size_t i = 0; i < 3 * GDB_TEXT_MAX; i++, sum = (uint8_t)(sum + 'x'))
		cr_assert_eq(gdb_receive(&r, 'x'), GDB_NOTHING);
	gdb_receive(&r, '#');
	snprintf(end, sizeof(end), "%02x", sum);
	gdb_receive(&r, (uint8_t)end[0]);
	last = gdb_receive(&r, (uint8_t)end[1]);
	cr_assert_eq(last, GDB_DAMAGED);
}

Test(gdb_packet, a_sender_that_is_full_says_so_and_has_room_for_the_end)
{
	struct gdb_sender s;

	gdb_begin(&s, true);
	for (size_t i = 0; i < 2 * GDB_BYTES_MAX; i++)
		gdb_put(&s, "x");
	cr_assert(s.full);
	cr_assert_eq(gdb_room(&s), 0);
	gdb_end(&s);
	cr_assert_leq(s.used, sizeof(s.bytes));
}

Test(gdb_packet, numbers_and_bytes_are_read_as_far_as_they_go)
{
	const char *at = "1aF,00ff1";
	uint64_t value;
	uint8_t bytes[2];

	cr_assert(gdb_number(&at, &value));
	cr_assert_eq(value, 0x1af);
	cr_assert(gdb_take(&at, ","));
	cr_assert_not(gdb_take(&at, ","));
	cr_assert(gdb_bytes(&at, bytes, 2));
	cr_assert_eq(bytes[0], 0x00);
	cr_assert_eq(bytes[1], 0xff);
	cr_assert_not(gdb_bytes(&at, bytes, 1));
	at = "";
	cr_assert_not(gdb_number(&at, &value));
}

Test(gdb_packet, random_bytes_do_no_harm)
{
	struct gdb_receiver r = {0};

	srand(1);
	for (unsigned i = 0; i < 200000; i++) {
		if (gdb_receive(&r, (uint8_t)rand()) == GDB_PACKET)
			cr_assert_leq(strlen(r.text), GDB_TEXT_MAX);
	}
}
