/*
 * Decoding bodies: right ones give their values, wrong ones are refused, and nothing is read that
 * is not there (the sanitizers watch).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/host/decode.h"
#include "jdb/host/fields.h"
#include "jdb/link/cbor.h"

static struct decoded got;
static uint8_t body[LINK_BODY_MAX];
static struct cbor_writer w;

static void begin(void)
{
	cbor_writer_init(&w, body, sizeof(body));
}

/* The body in memory of exactly its size, so that a read beyond it is seen. */
static bool decode(unsigned type)
{
	uint8_t *exact = malloc(w.used ? w.used : 1);

	memcpy(exact, body, w.used);
	const struct link_frame f = {.type = (uint8_t)type, .body = exact, .bytes = w.used};
	bool good                 = decode_frame(&got, &f);

	free(exact);
	return good;
}

static void put_event(unsigned number, unsigned delta, unsigned fields)
{
	cbor_array(&w, fields + 2);
	cbor_uint(&w, number);
	cbor_uint(&w, delta);
	for (unsigned i = 0; i < fields; i++)
		cbor_uint(&w, 100 + i);
}

Test(decode, events_carry_their_values_and_times)
{
	begin();
	cbor_array_open(&w);
	cbor_uint(&w, 7);
	cbor_uint(&w, 1000);
	put_event(TRACE_wakeup, 5, 3);
	put_event(TRACE_ipc_send, 6, 6);
	cbor_end(&w);
	cr_assert(decode(LINK_TRACE));
	cr_assert_eq(got.lost, 7);
	cr_assert_eq(got.events, 2);
	cr_assert_eq(got.event[0].type, TRACE_wakeup);
	cr_assert_eq(got.event[0].cycles, 1005);
	cr_assert_eq(got.event[1].cycles, 1011);
	cr_assert_eq(got.event[1].value[E_ipc_send_kind], 105);
}

Test(decode, missing_fields_are_zero_and_further_ones_are_skipped)
{
	begin();
	cbor_array_open(&w);
	cbor_uint(&w, 0);
	cbor_uint(&w, 0);
	put_event(TRACE_wakeup, 0, 1);
	put_event(TRACE_wakeup, 0, 9);
	cbor_end(&w);
	cr_assert(decode(LINK_TRACE));
	cr_assert_eq(got.event[0].value[0], 100);
	cr_assert_eq(got.event[0].value[1], 0);
	cr_assert_eq(got.event[1].value[2], 102);
	cr_assert_eq(got.event[1].value[3], 0);
}

Test(decode, unknown_events_are_counted_and_keep_the_time_right)
{
	begin();
	cbor_array_open(&w);
	cbor_uint(&w, 0);
	cbor_uint(&w, 10);
	put_event(250, 3, 4);
	put_event(TRACE_wakeup, 4, 3);
	cbor_end(&w);
	cr_assert(decode(LINK_TRACE));
	cr_assert_eq(got.unknown, 1);
	cr_assert_eq(got.events, 1);
	cr_assert_eq(got.event[0].cycles, 17);
}

Test(decode, records_take_text_and_numbers_by_the_schema)
{
	begin();
	cbor_array(&w, 4);
	cbor_uint(&w, 99);
	cbor_uint(&w, 0);
	cbor_array(&w, 10);
	cbor_uint(&w, RECORD_object);
	cbor_uint(&w, 12);
	cbor_uint(&w, 3);
	cbor_text(&w, "pong\x01", 5);
	for (unsigned i = 0; i < 6; i++)
		cbor_uint(&w, i);
	cbor_array(&w, 3);
	cbor_uint(&w, RECORD_boundary);
	cbor_uint(&w, 1);
	cbor_uint(&w, UINT64_MAX);
	cr_assert(decode(LINK_REPLY));
	cr_assert_eq(got.id, 99);
	cr_assert_eq(got.records, 2);
	cr_assert_eq(got.record[0].value[R_object_id], 12);
	cr_assert_str_eq(got.record[0].text[R_object_name], "pong.", "control characters go");
	cr_assert_eq(decoded_record(&got, RECORD_boundary)->value[R_boundary_next], UINT64_MAX);
	cr_assert_null(decoded_record(&got, RECORD_thread));
}

Test(decode, negative_results_are_read_as_such)
{
	begin();
	cbor_array(&w, 2);
	cbor_uint(&w, 1);
	cbor_int(&w, -22);
	cr_assert(decode(LINK_REPLY));
	cr_assert_eq(got.result, -22);
	begin();
	cbor_array(&w, 2);
	cbor_uint(&w, 1);
	cbor_uint(&w, (uint64_t)-22);
	cr_assert(decode(LINK_REPLY));
	cr_assert_eq(got.result, -22);
}

Test(decode, unknown_items_inside_unknown_records_are_skipped)
{
	begin();
	cbor_array(&w, 3);
	cbor_uint(&w, 1);
	cbor_uint(&w, 0);
	cbor_array(&w, 4);
	cbor_uint(&w, 200);
	cbor_array_open(&w);
	cbor_array(&w, 2);
	cbor_uint(&w, 1);
	cbor_text(&w, "x", 1);
	cbor_end(&w);
	cbor_array(&w, 0);
	cbor_uint(&w, 3);
	cr_assert(decode(LINK_REPLY));
	cr_assert_eq(got.unknown, 1);
	cr_assert_eq(got.records, 0);
}

Test(decode, every_cut_of_a_good_body_is_refused)
{
	size_t whole;

	begin();
	cbor_array(&w, 5);
	cbor_uint(&w, 70000);
	cbor_uint(&w, 1000000);
	put_event(TRACE_wakeup, 500, 3);
	put_event(TRACE_page_fault, 70000, 6);
	put_event(TRACE_irq, 1, 2);
	whole = w.used;
	cr_assert(decode(LINK_TRACE));
	for (w.used = 0; w.used < whole; w.used++)
		cr_assert_not(decode(LINK_TRACE), "cut to %zu bytes", w.used);
	w.used      = whole + 1; /* and something behind it */
	body[whole] = 0;
	cr_assert_not(decode(LINK_TRACE));
}

Test(decode, lengths_that_lie_are_refused)
{
	static const uint8_t lies[][12] = {
		{0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, /* array of 2^64-1 */
		{0x82, 0x01, 0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0xff}, /* such a text */
		{0x82, 0x01, 0x5a, 0x7f, 0xff, 0xff, 0xff},
		{0x9f, 0x9f, 0x9f, 0x9f, 0x9f, 0x9f}, /* open for ever */
		{0xff, 0xff},
		{0x83, 0x01, 0xff, 0x01},
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		begin();
		memcpy(body, lies[i], sizeof(lies[i]));
		w.used = sizeof(lies[i]);
		for (unsigned type = LINK_HELLO; type <= LINK_CONTROL; type++)
			cr_assert_not(decode(type), "lie %zu, type %u", i, type);
	}
}

Test(decode, no_more_records_than_there_is_room_for)
{
	begin();
	cbor_array_open(&w);
	cbor_uint(&w, 1);
	cbor_uint(&w, 0);
	for (unsigned i = 0; i < DECODE_RECORDS_MAX + 1; i++) {
		cbor_array(&w, 1);
		cbor_uint(&w, RECORD_cpu);
	}
	cbor_end(&w);
	cr_assert_not(decode(LINK_REPLY));
}

Test(decode, random_bytes_never_do_harm)
{
	srand(99);
	for (unsigned round = 0; round < 200000; round++) {
		begin();
		w.used = (size_t)rand() % 40;
		for (size_t i = 0; i < w.used; i++)
			body[i] = (uint8_t)rand();
		decode((unsigned)rand() % 20);
		cr_assert_leq(got.events, DECODE_EVENTS_MAX);
		cr_assert_leq(got.records, DECODE_RECORDS_MAX);
	}
}

Test(decode, damaged_good_bodies_never_do_harm)
{
	srand(5);
	for (unsigned round = 0; round < 50000; round++) {
		begin();
		cbor_array_open(&w);
		cbor_uint(&w, 0);
		cbor_uint(&w, 1u << 20);
		for (unsigned i = 0; i < 20; i++)
			put_event(i * 4, i, i % 8);
		cbor_end(&w);
		for (unsigned n = 0; n < 3; n++)
			body[(size_t)rand() % w.used] = (uint8_t)rand();
		decode(round % 2 ? LINK_TRACE : LINK_REPLY);
	}
}
