/*
 * Events on their way from the rings through frames to a host: in order, each one sent or counted.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "jdb/link_out.h"
#include "jdb/trace/ring.h"
#include "jdb/trace/trace_points.h"
#include "jdb/trace_out.h"
#include "jdb/wire.h"
#include "tests/unit/host/host.h"
#include "tests/unit/host/serial.h"

/* These belong to link_out.c, which is not here. */
uint32_t link_classes;

static uint64_t recorded;

static void start(void)
{
	host_start();
	trace_init();
	link_classes = ~0u;
	trace_out_rewind();
}
TestSuite(trace_out, .init = start);

/* An event whose first field says which one it is; of class OBJECT, or of class SCHED. */
static void record(bool object)
{
	const uint64_t values[] = {recorded++, 0, 0};

	trace_record(object ? TRACE_object_kill : TRACE_wakeup, 3, values);
}

/* ---- The host --------------------------------------------------------------------------------- */

static struct {
	uint64_t events, objects; /* received; how many of them of class OBJECT */
	uint64_t next;            /* the number that the next event has at least */
	uint64_t lost;            /* as the last frame said */
	unsigned frames;
} got;

static void take_event(struct cbor_reader *r)
{
	long fields = cbor_read_array(r);
	uint64_t event, which;

	cr_assert_eq(fields, 5);
	event = cbor_read_uint(r);
	cbor_read_uint(r); /* time */
	which = cbor_read_uint(r);
	cbor_read_uint(r);
	cbor_read_uint(r);
	cr_assert_geq(which, got.next, "events come in order");
	got.next = which + 1;
	got.events++;
	got.objects += event == TRACE_object_kill;
}

static void take_frame(const struct link_frame *f)
{
	struct cbor_reader r;
	uint64_t lost;

	cr_assert_eq(f->type, LINK_TRACE);
	cbor_reader_init(&r, f->body, f->bytes);
	cr_assert_eq(cbor_read_array(&r), CBOR_OPEN);
	lost = cbor_read_uint(&r);
	cr_assert_geq(lost, got.lost);
	got.lost = lost;
	cbor_read_uint(&r); /* base of times */
	while (!cbor_read_end(&r) && !r.bad)
		take_event(&r);
	cr_assert_not(r.bad);
	cr_assert_eq(r.at, r.end, "nothing behind the last event");
	got.frames++;
}

/* Send all that the rings still hold, and let the host have it. */
static void deliver(void)
{
	static struct link_scanner s;

	do {
		host_clock += 20000;
		wire_flush();
	} while (trace_out_fill());
	wire_flush();
	link_scanner_init(&s);
	for (size_t i = 0; i < host_line_used; i++)
		if (link_scan(&s, host_line[i]) == LINK_SCAN_FRAME)
			take_frame(&s.frame);
	cr_assert_eq(s.bad_frames, 0);
	host_line_used = 0;
}

static uint64_t lost_in_all(void)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i <= TRACE_CLASSES; i++)
		sum += trace_out_lost(0, i);
	return sum;
}

/* ---- Tests ------------------------------------------------------------------------------------- */

Test(trace_out, every_event_arrives_in_order)
{
	for (unsigned i = 0; i < 1500; i++)
		record(i % 3 == 0);
	deliver();
	cr_assert_eq(got.events, 1500);
	cr_assert_eq(got.objects, 500);
	cr_assert_eq(lost_in_all(), 0);
	cr_assert_lt(got.frames, 1500 / 24, "frames are filled");
}

Test(trace_out, few_events_wait_for_company_but_not_long)
{
	host_clock = 1000000;
	record(true);
	cr_assert(trace_out_fill(), "the last frame was long ago");
	wire_flush();
	record(true);
	cr_assert_not(trace_out_fill());
	cr_assert_leq(trace_out_next(), host_clock + 10000);
	host_clock = trace_out_next();
	cr_assert(trace_out_fill());
}

Test(trace_out, with_nothing_to_send_nobody_is_woken)
{
	deliver();
	cr_assert_eq(trace_out_next(), USEC_NEVER);
	cr_assert_eq(got.frames, 0);
}

Test(trace_out, classes_that_nobody_wants_are_neither_sent_nor_lost)
{
	link_classes = 1u << TRACE_CLASS_OBJECT;
	for (unsigned i = 0; i < 1000; i++)
		record(i % 2);
	deliver();
	cr_assert_eq(got.events, 500);
	cr_assert_eq(got.objects, 500);
	cr_assert_eq(lost_in_all(), 0);
}

Test(trace_out, when_the_ring_fills_switches_are_dropped_before_objects)
{
	for (unsigned i = 0; i < TRACE_RING_RECORDS - 100; i++)
		record(i % 2);
	deliver();
	cr_assert_eq(got.objects, (TRACE_RING_RECORDS - 100) / 2, "every object event arrives");
	cr_assert_gt(trace_out_lost(0, TRACE_CLASS_SCHED), 0);
	cr_assert_eq(trace_out_lost(0, TRACE_CLASS_OBJECT), 0);
	cr_assert_eq(got.events + lost_in_all(), recorded);
	cr_assert_eq(got.lost, lost_in_all(), "frames say what is missing");
}

Test(trace_out, what_the_ring_overwrites_is_counted)
{
	for (unsigned i = 0; i < 3 * TRACE_RING_RECORDS; i++)
		record(true);
	deliver();
	cr_assert_gt(trace_out_lost(0, TRACE_CLASSES), 2 * TRACE_RING_RECORDS - 1);
	cr_assert_eq(got.events + lost_in_all(), recorded);
	cr_assert_eq(got.lost, lost_in_all());
}

Test(trace_out, nothing_is_unaccounted_for_under_random_load)
{
	srand(5);
	for (unsigned round = 0; round < 400; round++) {
		for (int n = rand() % 600; n > 0; n--)
			record(rand() % 2);
		host_line_room = (size_t)rand() % 8000;
		host_clock += (usec_t)rand() % 20000;
		if (wire_free(WIRE_TRACE))
			trace_out_fill();
		wire_pump();
	}
	host_line_room = HOST_LINE_BYTES;
	deliver();
	cr_assert_gt(lost_in_all(), 0, "the load was too light to show anything");
	cr_assert_eq(got.events + lost_in_all(), recorded);
}

Test(trace_ring, a_reader_finds_out_that_it_was_overtaken)
{
	struct trace_event_record event;
	const struct trace_ring *ring;

	start();
	ring = trace_ring_of(0);
	cr_assert_not(trace_read(ring, 0, &event), "not written yet");
	for (unsigned i = 0; i < TRACE_RING_RECORDS + 10; i++)
		record(true);
	cr_assert_not(trace_read(ring, 9, &event), "overwritten");
	cr_assert(trace_read(ring, 10, &event));
	cr_assert_eq(event.values[0], 10);
	cr_assert_eq(trace_oldest(ring), 10);
}

Test(trace_ring, classes_that_are_off_leave_no_event_but_objects_are_counted)
{
	start();
	trace_record_classes(0);
	cr_assert_eq(trace_mask & 1u << TRACE_CLASS_SCHED, 0);
	record(true);
	cr_assert_eq(trace_ring_of(0)->written, 0);
	cr_assert_eq(trace_count(TRACE_CLASS_OBJECT), 1);
}
