/*
 * From the wire to the model: a made-up kernel's stream gives every event and object; a damaged one
 * is counted, shown as gaps, and understood again as soon as the damage ends.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/host/ingest.h"
#include "jdb/host/mimic.h"

enum {
	MS = 1000000, /* ns */
};

static struct model *m;

static void setup(void)
{
	m = model_create();
}

static void teardown(void)
{
	model_destroy(m);
}

TestSuite(ingest, .init = setup, .fini = teardown);

struct line {
	struct ingest *ingest;
	struct mimic k;
	unsigned damage; /* one byte in so many is hit; 0: none */
	unsigned losses;
};

static void put(void *context, const void *bytes, size_t n, bool to_kernel)
{
	struct line *l      = context;
	const uint8_t *from = bytes;
	uint8_t hit[LINK_WIRE_MAX];
	size_t out = 0;

	for (size_t i = 0; i < n && out + 2 < sizeof(hit); i++) {
		unsigned what = l->damage && !to_kernel && (unsigned)rand() % l->damage == 0
					? 1 + (unsigned)rand() % 3
					: 0;

		if (what == 1) /* changed */
			hit[out++] = (uint8_t)rand();
		else if (what != 2) /* kept; 2: lost */
			hit[out++] = from[i];
		if (what == 3) /* doubled */
			hit[out++] = from[i];
	}
	if (to_kernel)
		ingest_to_kernel(l->ingest, hit, out);
	else
		ingest_from_kernel(l->ingest, hit, out, 1 + l->k.now);
}

static void on_loss(void *context)
{
	((struct line *)context)->losses++;
}

static void wire_story(struct line *l, unsigned steps)
{
	for (unsigned i = 0; i < steps; i++) {
		l->k.now += MS;
		mimic_event(&l->k, TRACE_context_switch, 4, (uint64_t[]){5, 7, 20, STATE_ready});
		mimic_event(&l->k, TRACE_page_fault, 6,
			    (uint64_t[]){i + 1, 7, 20, 0x1000, 2, 0x400000});
		mimic_event(&l->k, TRACE_page_fault_done, 5, (uint64_t[]){i + 1, 7, 9, 0, 1});
		if (i % 3 == 0)
			mimic_flush(&l->k);
		if (i % 100 != 0)
			continue;
		mimic_hello(&l->k, "amd64");
		mimic_list(&l->k, REQUEST_objects, 0);
		for (uint64_t id = 1; id <= 100; id++)
			mimic_record(&l->k, RECORD_object, (uint64_t[]){id, 3, 0, 1, 1, 0, 0, 0, 0},
				     (const char *[]){"thing"});
		mimic_list_end(&l->k);
		mimic_status(&l->k);
	}
	mimic_flush(&l->k);
}

static void line_open(struct line *l, unsigned damage)
{
	memset(l, 0, sizeof(*l));
	l->damage = damage;
	l->ingest = ingest_create(m, &(struct ingest_sink){.loss = on_loss, .context = l});
	mimic_init(&l->k, put, l);
	mimic_hello(&l->k, "amd64");
}

Test(ingest, undamaged_wire_loses_nothing)
{
	static struct line l;
	const struct model_health *h = model_health(m);

	line_open(&l, 0);
	wire_story(&l, 1000);
	cr_assert_eq(model_events(m), 3000);
	cr_assert_eq(model_flows(m), 1000);
	cr_assert_eq(model_at(m, MODEL_LIVE)->objects, 100);
	cr_assert_eq(h->bad_frames + h->bad_bodies + h->missing_frames + h->repeated_frames, 0);
	cr_assert_eq(h->unknown, 0);
	cr_assert_eq(l.losses, 0);
	cr_assert_eq(model_gaps(m), 0);
	cr_assert(h->alive && !h->schema_differs);
	cr_assert_str_eq(model_machine(m)->arch, "amd64");
	/* Times: a microsecond's rounding of the clocks is all that may differ. */
	cr_assert_leq(llabs((long long)(model_event_at(m, 0)->time - 1 * MS)), 1000);
	ingest_destroy(l.ingest);
}

Test(ingest, stream_whose_hello_was_lost_is_understood_from_its_status)
{
	static struct line l;

	line_open(&l, 0);
	ingest_destroy(l.ingest); /* it has seen HELLO; its successor has not */
	l.ingest = ingest_create(m, &(struct ingest_sink){.loss = NULL});
	for (unsigned i = 0; i < 5; i++) {
		l.k.now += 500 * MS;
		mimic_event(&l.k, TRACE_wakeup, 3, (uint64_t[]){7, 5, 20});
		mimic_flush(&l.k);
		mimic_status(&l.k);
	}
	cr_assert_eq(model_events(m), 3, "from the second status on");
	cr_assert_eq(model_event_at(m, 2)->time, (model_time)2500 * MS);
	ingest_destroy(l.ingest);
}

Test(ingest, damaged_wire_is_counted_and_recovers)
{
	static struct line l;
	const struct model_health *h = model_health(m);

	srand(7);
	line_open(&l, 400);
	wire_story(&l, 3000);
	cr_assert_gt(h->bad_frames, 20);
	cr_assert_gt(h->missing_frames, 20);
	cr_assert_gt(l.losses, 20);
	cr_assert_eq(model_gaps(m), l.losses);
	cr_assert_gt(model_events(m), 2000, "most events still come");
	cr_assert_lt(model_events(m), 9000);
	/* With the damage gone, everything is as it should be again. */
	l.damage      = 0;
	size_t before = model_events(m);

	mimic_hello(&l.k, "amd64");
	mimic_hello(&l.k, "amd64");
	wire_story(&l, 300);
	cr_assert_eq(model_events(m) - before, 900);
	cr_assert_eq(model_at(m, MODEL_LIVE)->objects, 100);
	for (model_time t = model_first_time(m); t < model_last_time(m); t += 97 * MS)
		model_at(m, t);
	ingest_destroy(l.ingest);
}

Test(ingest, wire_of_random_bytes_does_no_harm)
{
	static struct line l;
	static uint8_t noise[1 << 16];

	srand(3);
	line_open(&l, 0);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)rand();
	ingest_from_kernel(l.ingest, noise, sizeof(noise), 1);
	ingest_to_kernel(l.ingest, noise, sizeof(noise));
	wire_story(&l, 10);
	cr_assert_geq(model_events(m), 27);
	ingest_destroy(l.ingest);
}

static void tell_object(struct line *l, uint64_t id)
{
	mimic_record(&l->k, RECORD_object, (uint64_t[]){id, 3, 0, 1, 1, 0, 0, 0, 0},
		     (const char *[]){"thing"});
}

Test(ingest, first_piece_of_a_list_leaves_alone_what_comes_in_the_next)
{
	static struct line l;

	line_open(&l, 0);
	for (unsigned round = 0; round < 2; round++) {
		l.k.now += MS;
		mimic_list(&l.k, REQUEST_objects, 0);
		for (uint64_t id = 1; id <= 200; id++) {
			tell_object(&l, id);
			if (round == 1)
				cr_assert_eq(model_at(m, MODEL_LIVE)->objects, 200, "at %d",
					     (int)id);
		}
		mimic_list_end(&l.k);
	}
	/* And the last piece takes away only what lies behind the one before. */
	l.k.now += MS;
	mimic_list(&l.k, REQUEST_objects, 0);
	for (uint64_t id = 1; id <= 150; id++)
		tell_object(&l, id);
	mimic_list_end(&l.k);
	cr_assert_eq(model_at(m, MODEL_LIVE)->objects, 150);
	cr_assert_not_null(model_object(model_at(m, MODEL_LIVE), 1));
	ingest_destroy(l.ingest);
}

Test(ingest, kernel_side_loss_is_a_gap_with_a_count)
{
	static struct line l;

	line_open(&l, 0);
	wire_story(&l, 10);
	l.k.lost = 50;
	l.k.now += 5 * MS;
	wire_story(&l, 10);
	cr_assert_eq(model_health(m)->lost_total, 50);
	cr_assert_eq(model_gaps(m), 1);
	cr_assert_eq(model_gap(m, 0)->events, 50);
	cr_assert_eq(l.losses, 1);
	ingest_destroy(l.ingest);
}

Test(ingest, kernel_that_starts_again_continues_behind_the_past)
{
	static struct line l;

	line_open(&l, 0);
	wire_story(&l, 200);
	model_time before = model_last_time(m);
	size_t events     = model_events(m);

	mimic_boot(&l.k);
	mimic_hello(&l.k, "amd64");
	cr_assert_eq(model_machine(m)->boots, 2);
	cr_assert_eq(model_at(m, MODEL_LIVE)->objects, 0, "nothing of the old kernel is left");
	l.k.now += MS;
	mimic_event(&l.k, TRACE_wakeup, 3, (uint64_t[]){7, 5, 20});
	mimic_flush(&l.k);
	cr_assert_eq(model_events(m), events + 1);
	cr_assert_gt(model_event_at(m, events)->time, before);
	cr_assert_eq(model_at(m, before - MS)->objects, 100, "and nothing of the past is lost");
	ingest_destroy(l.ingest);
}

/* ---- Several CPUs ----------------------------------------------------------------------------- */

static void event_on(struct line *l, unsigned cpu, unsigned type, size_t fields,
		     const uint64_t *value)
{
	l->k.now += 1000;
	l->k.cpu = cpu;
	mimic_event(&l->k, type, fields, value);
}

Test(ingest, events_of_48_cpus_are_put_in_order_of_time)
{
	enum { CPUS = 48, EVENTS = 20000 };
	static struct line l;
	static unsigned cpu_of[EVENTS];

	srand(11);
	line_open(&l, 0);
	l.k.cpus = CPUS;
	for (uint64_t i = 0; i < EVENTS; i++) {
		cpu_of[i] = (unsigned)rand() % CPUS;
		event_on(&l, cpu_of[i], TRACE_wakeup, 3, (uint64_t[]){i + 1, 5, 20});
		if (i % 997 == 0) {
			mimic_flush(&l.k);
			model_at(m, MODEL_LIVE); /* somebody looks in between */
		}
	}
	mimic_flush(&l.k);
	cr_assert_eq(model_events(m), EVENTS);
	for (size_t i = 0; i < EVENTS; i++) {
		cr_assert_eq(model_event_at(m, i)->value[0], i + 1);
		cr_assert_eq(model_event_at(m, i)->cpu, cpu_of[i]);
	}
	cr_assert_eq(model_gaps(m), 0);
	ingest_destroy(l.ingest);
}

Test(ingest, what_runs_on_each_cpu_is_told_apart)
{
	static struct line l;
	const struct model_state *s;
	size_t count;

	line_open(&l, 0);
	for (unsigned cpu = 0; cpu < 4; cpu++)
		event_on(&l, cpu, TRACE_context_switch, 4,
			 (uint64_t[]){1 + cpu, 11 + cpu, 20, STATE_ready});
	event_on(&l, 2, TRACE_context_switch, 4, (uint64_t[]){13, 3, 0, STATE_receiving});
	event_on(&l, 2, TRACE_migrate, 3, (uint64_t[]){13, 2, 0});
	mimic_flush(&l.k);
	s = model_at(m, MODEL_LIVE);
	cr_assert_eq(s->cpus, 4);
	cr_assert_eq(s->cpu[0].current, 11);
	cr_assert_eq(s->cpu[2].current, 3);
	cr_assert_eq(s->cpu[3].current, 14);
	cr_assert_eq(model_thread(s, 13)->cpu, 0, "it has moved there");
	cr_assert_eq(model_thread(s, 14)->cpu, 3);
	model_cpu_history(m, 2, &count);
	cr_assert_eq(count, 2);
	ingest_destroy(l.ingest);
}

Test(ingest, fault_is_a_fault_though_its_pagers_cpu_tells_first)
{
	static struct line l;

	line_open(&l, 0);
	event_on(&l, 0, TRACE_page_fault, 6, (uint64_t[]){77, 7, 20, 0x1000, 2, 0x400000});
	event_on(&l, 0, TRACE_ipc_send, 6, (uint64_t[]){77, 7, 9, 0, 2, 3});
	event_on(&l, 1, TRACE_ipc_receive, 6, (uint64_t[]){77, 9, 7, 2, 0, 0x1002});
	mimic_flush(&l.k); /* CPU 1's frame comes first */
	cr_assert_eq(model_flows(m), 1);
	cr_assert_eq(model_flow(m, 0)->kind, FLOW_FAULT);
	cr_assert_eq(model_flow(m, 0)->end, FLOW_OPEN, "the pager has only got it");
	cr_assert_eq(model_flow(m, 0)->from, 7);
	cr_assert_eq(model_flow(m, 0)->to, 9);
	event_on(&l, 0, TRACE_page_fault_done, 5, (uint64_t[]){77, 7, 9, 0, 1});
	mimic_flush(&l.k);
	cr_assert_eq(model_flow(m, 0)->end, FLOW_DONE);
	ingest_destroy(l.ingest);
}
