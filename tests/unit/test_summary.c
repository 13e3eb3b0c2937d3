/*
 * Level of detail: whatever the zoom, a column says what a walk through every interval would say.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "jdb/host/model_feed.h"
#include "jdb/host/summary.h"

enum {
	US      = 1000, /* ns */
	WORKER  = 7,
	OTHER   = 8,
	IDLE    = 9,
	COLUMNS = 97,
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

TestSuite(summary, .init = setup, .fini = teardown);

static void switch_to(uint32_t from, uint32_t to, uint32_t state, model_time time)
{
	feed_event(m, TRACE_context_switch, 0, time,
		   (const uint64_t[EVENT_FIELDS_MAX]){from, to, 20, state}, false);
}

static void tell_threads(void)
{
	const struct model_thread list[] = {{.id = WORKER, .task = 3, .state = STATE_ready},
					    {.id = OTHER, .task = 3, .state = STATE_ready},
					    {.id = IDLE, .task = 0, .state = STATE_ready}};

	feed_note(m, &(struct note){
			     .kind = NOTE_THREADS, .high = UINT64_MAX, .items = list, .count = 3});
}

/* Worker, other and idle in turn, for random times; @return the end */
static model_time live(unsigned switches)
{
	static const uint32_t turn[]  = {WORKER, OTHER, IDLE};
	static const uint32_t leave[] = {STATE_ready, STATE_receiving,
					 STATE_receiving | STATE_fault, STATE_sending};
	model_time now                = 5 * US;

	srand(7);
	tell_threads();
	for (unsigned i = 0; i < switches; i++) {
		switch_to(turn[i % 3], turn[(i + 1) % 3], leave[rand() % 4], now);
		now += 1 + (model_time)(rand() % (20 * US));
	}
	switch_to(IDLE, WORKER, STATE_ready, now);
	return now;
}

/* What share of from..to the mood has, interval by interval. */
static double true_share(const struct model_interval *list, size_t count, unsigned mood,
			 model_time from, model_time to)
{
	model_time sum = 0;

	for (size_t i = 0; i < count; i++) {
		model_time begin = list[i].start > from ? list[i].start : from;
		model_time end   = i + 1 < count && list[i + 1].start < to ? list[i + 1].start : to;

		if (end > begin && model_mood(list[i].state, list[i].partner) == mood)
			sum += end - begin;
	}
	return 255.0 * (double)sum / (double)(to - from);
}

static void check_columns(model_time from, model_time to)
{
	struct model_column column[COLUMNS];
	size_t count;
	const struct model_interval *list = model_thread_history(m, WORKER, &count);

	model_thread_columns(m, WORKER, from, to, column, COLUMNS);
	for (size_t x = 0; x < COLUMNS; x++) {
		model_time start = model_column_time(from, to, x, COLUMNS);
		model_time end   = model_column_time(from, to, x + 1, COLUMNS);

		if (start < list[0].start || end > model_last_time(m))
			continue;
		cr_assert_eq(column[x].first, model_interval_find(list, count, start));
		cr_assert_eq(column[x].changes,
			     model_interval_find(list, count, end - 1) - column[x].first);
		for (unsigned k = 0; k < MOODS; k++) {
			double wanted = true_share(list, count, k, start, end);

			cr_assert_leq(column[x].share[k], wanted + 1, "mood %u: %u, not %f", k,
				      column[x].share[k], wanted);
			cr_assert_geq(column[x].share[k], wanted - 1, "mood %u: %u, not %f", k,
				      column[x].share[k], wanted);
			cr_assert_eq(column[x].share[k] > 0, wanted > 0);
		}
	}
}

Test(summary, columns_agree_with_the_intervals_at_every_zoom)
{
	model_time end = live(30000);

	for (model_time span = end; span > COLUMNS; span /= 3) {
		check_columns(0, span);
		check_columns(end / 2, end / 2 + span);
		check_columns(end - span / 2, end + span / 2);
	}
}

Test(summary, what_comes_late_changes_the_columns)
{
	model_time end = live(3000);

	check_columns(0, end);
	switch_to(WORKER, OTHER, STATE_receiving, end / 2);
	switch_to(OTHER, WORKER, STATE_ready, end / 2 + 100 * US);
	check_columns(0, end);
}

Test(summary, a_pixel_shows_the_fault_rather_than_the_running)
{
	struct model_column column;

	tell_threads();
	switch_to(IDLE, WORKER, STATE_ready, 10 * US);
	switch_to(WORKER, IDLE, STATE_receiving | STATE_fault, 900 * US);
	switch_to(IDLE, WORKER, STATE_ready, 901 * US);
	switch_to(WORKER, IDLE, STATE_ready, 1000 * US);
	model_thread_columns(m, WORKER, 10 * US, 1000 * US, &column, 1);
	cr_assert_eq(column.mood, model_mood(STATE_receiving | STATE_fault, 0));
	cr_assert_eq(column.changes, 2);
	cr_assert_geq(column.share[MOOD_RUNNING], 250);
}

Test(summary, a_cpu_is_idle_with_the_thread_that_has_no_task)
{
	struct model_column column[10];

	tell_threads();
	switch_to(IDLE, WORKER, STATE_ready, 100 * US);
	switch_to(WORKER, IDLE, STATE_ready, 400 * US);
	switch_to(IDLE, OTHER, STATE_ready, 800 * US);
	switch_to(OTHER, IDLE, STATE_ready, 1000 * US);
	model_cpu_columns(m, 0, 0, 1000 * US, column, 10);
	cr_assert_eq(column[0].first, MODEL_NONE, "nothing was known before the first switch");
	cr_assert_eq(column[2].mood, MOOD_RUNNING);
	cr_assert_eq(column[2].thread, WORKER);
	cr_assert_eq(column[2].share[MOOD_RUNNING], 255);
	cr_assert_eq(column[5].mood, MOOD_SLEEPING);
	cr_assert_eq(column[5].thread, 0);
	cr_assert_eq(column[9].thread, OTHER);
}

Test(summary, events_are_counted_by_column)
{
	uint32_t count[4];

	for (unsigned i = 0; i < 100; i++)
		switch_to(WORKER, OTHER, STATE_ready, (i < 75 ? i : i + 100) * US);
	model_event_columns(m, 0, 200 * US, count, 4);
	cr_assert_eq(count[0], 50);
	cr_assert_eq(count[1], 25);
	cr_assert_eq(count[2], 0);
	cr_assert_eq(count[3], 25);
}
