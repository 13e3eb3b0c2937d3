/*
 * The store of events: what went in packed comes out the same, in order of time, whenever it came.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "jdb/host/model_feed.h"

enum {
	EVENTS = 40000, /* many blocks, several chunks, more than the cache holds */
};

static struct model *m;
static struct model_event fed[EVENTS];

static void setup(void)
{
	m = model_create();
}

static void teardown(void)
{
	model_destroy(m);
}

TestSuite(events, .init = setup, .fini = teardown);

/* Small numbers, large ones, and those at the edges of the packed form. */
static uint64_t any_number(void)
{
	static const uint64_t edges[] = {0,
					 127,
					 128,
					 16383,
					 16384,
					 UINT32_MAX,
					 (uint64_t)INT64_MAX,
					 (uint64_t)INT64_MAX + 1,
					 UINT64_MAX - 1,
					 UINT64_MAX};

	return rand() % 4 ? (uint64_t)rand() >> (rand() % 31)
			  : edges[(size_t)rand() % (sizeof(edges) / sizeof(edges[0]))];
}

static void feed_one(unsigned i, model_time time)
{
	const struct schema_entry *entry = NULL;
	struct model_event *e            = &fed[i];

	*e = (struct model_event){.time = time, .number = i, .cpu = (uint8_t)(rand() % 64)};
	while (!entry)
		entry = schema_event(e->type = (uint16_t)(rand() % 128));
	for (unsigned k = 0; k < entry->field_count; k++)
		e->value[k] = any_number();
	if (entry->fields[0].type == FIELD_FLOW)
		e->value[0] = (uint64_t)(rand() % 5000);
	e->after_gap = rand() % 50 == 0;
	cr_assert_eq(feed_event(m, e->type, e->cpu, e->time, e->value, e->after_gap), i);
}

/* As the test sees it: the flow and the chain are the store's own business. */
static void check_same(const struct model_event *got, const struct model_event *wanted)
{
	cr_assert_eq(got->time, wanted->time);
	cr_assert_eq(got->number, wanted->number);
	cr_assert_eq(got->type, wanted->type);
	cr_assert_eq(got->cpu, wanted->cpu);
	cr_assert_eq(got->after_gap, wanted->after_gap);
	cr_assert_arr_eq(got->value, wanted->value, sizeof(got->value));
}

static int by_time(const void *a, const void *b)
{
	const struct model_event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

Test(events, every_number_comes_out_as_it_went_in)
{
	srand(1);
	for (unsigned i = 0; i < EVENTS; i++)
		feed_one(i, 1000 + i * 10);
	for (unsigned i = 0; i < EVENTS; i++)
		check_same(model_event(m, i), &fed[i]);
	for (unsigned i = EVENTS; i-- > 0;) /* and the other way round, at random */
		check_same(model_event_at(m, i * 7919u % EVENTS), &fed[i * 7919u % EVENTS]);
}

Test(events, what_came_out_of_order_is_read_in_order)
{
	model_time now = 1000000;

	srand(2);
	for (unsigned i = 0; i < EVENTS; i++) {
		/* Frames of several CPUs, one much too late now and then, and looks in between. */
		now += (model_time)(rand() % 20);
		feed_one(i, now - (model_time)(i / 50 % 4 * 300) - (rand() % 5000 ? 0 : now / 2));
		if (rand() % 3000 == 0)
			model_at(m, rand() % 2 ? MODEL_LIVE : now / 2);
	}
	qsort(fed, EVENTS, sizeof(fed[0]), by_time);
	for (unsigned i = 0; i < EVENTS; i++) {
		check_same(model_event_at(m, i), &fed[i]);
		if (i % 100 == 0) {
			cr_assert_eq(model_event_position(m, fed[i].number), i);
			size_t first = model_event_find(m, fed[i].time);

			cr_assert_leq(first, i);
			cr_assert_eq(model_event_at(m, first)->time, fed[i].time);
			cr_assert(first == 0 || model_event_at(m, first - 1)->time < fed[i].time);
		}
	}
	cr_assert_eq(model_event_find(m, UINT64_MAX), EVENTS);
}

Test(events, a_flows_chain_holds_all_of_its_events_by_time)
{
	unsigned seen = 0;

	srand(3);
	for (unsigned i = 0; i < EVENTS; i++)
		feed_one(i, 100000 + i * 10 - (unsigned)(rand() % 3 ? 0 : rand() % 90000));
	for (uint32_t f = 0; f < model_flows(m); f++) {
		const struct model_flow *flow = model_flow(m, f);
		model_time before             = flow->start;
		unsigned count                = 0;

		for (uint32_t n = flow->first; n != MODEL_NONE; n = model_event(m, n)->next) {
			const struct model_event *e = model_event(m, n);

			cr_assert_eq(e->flow, f);
			cr_assert_eq(e->value[0], flow->id);
			cr_assert_geq(e->time, before);
			before = e->time;
			count++;
			cr_assert((n == flow->last) == (e->next == MODEL_NONE));
		}
		cr_assert_eq(count, flow->events);
		cr_assert_eq(before, flow->finish);
		seen += count;
	}
	for (unsigned i = 0; i < EVENTS; i++)
		seen -= model_event(m, i)->flow != MODEL_NONE;
	cr_assert_eq(seen, 0);
}

Test(events, an_event_stays_where_it_is_while_others_are_read)
{
	srand(4);
	for (unsigned i = 0; i < EVENTS; i++)
		feed_one(i, 1000 + i * 10);
	const struct model_event *e = model_event(m, 5);

	for (unsigned i = 64; i < 64 + 10000; i++)
		model_event(m, i);
	check_same(e, &fed[5]);
}
