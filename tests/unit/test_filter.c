/*
 * Filters: what they say is what they find, and what makes no sense is said to make none.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "jdb/host/filter.h"
#include "jdb/host/model_feed.h"

static struct model *m;

static void feed(unsigned type, unsigned cpu, model_time time, const uint64_t *value, size_t n)
{
	uint64_t all[EVENT_FIELDS_MAX] = {0};

	memcpy(all, value, n * sizeof(*value));
	feed_event(m, type, cpu, time, all, false);
}
#define EVENT(type, cpu, time, ...)                                    \
	feed(TRACE_##type, cpu, time, (const uint64_t[]){__VA_ARGS__}, \
	     sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static void setup(void)
{
	static const struct model_object named[] = {{.id = 7, .kind = KIND_thread, .name = "ping"},
						    {.id = 8, .kind = KIND_thread, .name = "pong"}};

	m = model_create();
	feed_note(m, &(struct note){
			     .kind = NOTE_OBJECTS, .high = UINT64_MAX, .items = named, .count = 2});
	EVENT(ipc_send, 0, 1000000000, 1, 7, 8, 0, 2, 3);
	EVENT(wakeup, 1, 1500000000, 8, 7, 20);
	EVENT(page_fault, 0, 2000000000, 2, 7, 3, 0x600010, 2, 0x400000);
	EVENT(context_switch, 1, 2500000000, 8, 9, 10, 0);
}

static void teardown(void)
{
	model_destroy(m);
}

TestSuite(filter, .init = setup, .fini = teardown);

/* The events that match, as a string of their positions. */
static const char *found(const char *text)
{
	static char list[16];
	struct filter f;
	size_t n = 0;

	cr_assert(filter_parse(&f, text), "%s: %s", text, f.problem);
	for (size_t i = 0; i < model_events(m); i++)
		if (filter_matches(&f, m, model_event_at(m, i)))
			list[n++] = (char)('0' + i);
	list[n] = 0;
	return list;
}

Test(filter, tests_compare_as_they_say)
{
	cr_assert_str_eq(found(""), "0123");
	cr_assert_str_eq(found("cpu = 1"), "13");
	cr_assert_str_eq(found("cpu != 1"), "02");
	cr_assert_str_eq(found("time > 1.5"), "23");
	cr_assert_str_eq(found("time >= 1.5"), "123");
	cr_assert_str_eq(found("time<=1.5"), "01");
	cr_assert_str_eq(found("class = fault"), "2");
	cr_assert_str_eq(found("event = page_fault"), "2");
	cr_assert_str_eq(found("address = 0x600010"), "2");
	cr_assert_str_eq(found("address < 0x600010"), "");
	cr_assert_str_eq(found("priority >= 10"), "13");
}

Test(filter, objects_go_by_name_or_number)
{
	cr_assert_str_eq(found("object = ping"), "012");
	cr_assert_str_eq(found("object = 8"), "013");
	cr_assert_str_eq(found("sender = PING"), "0");
	cr_assert_str_eq(found("thread != ping"), "1", "other events have no such field");
}

Test(filter, words_are_looked_for_in_the_sentence)
{
	cr_assert_str_eq(found("pong"), "013");
	cr_assert_str_eq(found("ping pong"), "01");
	cr_assert_str_eq(found("\"page fault\""), found("page fault"));
}

Test(filter, and_binds_closer_than_or_and_not_closest)
{
	cr_assert_str_eq(found("cpu = 0 or cpu = 1 and time > 2"), "023");
	cr_assert_str_eq(found("(cpu = 0 or cpu = 1) and time > 1.7"), "23");
	cr_assert_str_eq(found("not cpu = 0 and time < 2"), "1");
	cr_assert_str_eq(found("not (cpu = 0 and time < 2)"), "123");
	cr_assert_str_eq(found("not not cpu = 0"), "02");
	cr_assert_str_eq(found("cpu = 0 time < 2"), "0");
}

Test(filter, nonsense_is_refused_with_its_place)
{
	static const struct {
		const char *text;
		size_t at;
	} bad[] = {{"cpu =", 5}, {"(cpu = 1", 8},    {"cpu = 1)", 7}, {"\"open", 5},
		   {"= 3", 0},   {"cpu = 1 or", 10}, {"not", 3}};
	struct filter f;
	char longer[4096] = "";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert_not(filter_parse(&f, bad[i].text), "%s", bad[i].text);
		cr_assert_neq(f.problem[0], 0);
		cr_assert_eq(f.problem_at, bad[i].at, "%s: %zu", bad[i].text, f.problem_at);
	}
	memset(longer, '(', sizeof(longer) - 1);
	cr_assert_not(filter_parse(&f, longer));
	for (size_t i = 0; i + 2 < sizeof(longer); i += 2)
		memcpy(longer + i, "a ", 2);
	cr_assert_not(filter_parse(&f, longer));
}

Test(filter, matches_are_stepped_through_in_both_directions)
{
	struct filter f;

	filter_parse(&f, "cpu = 1");
	cr_assert_eq(filter_step(&f, m, 0, 1), 1);
	cr_assert_eq(filter_step(&f, m, 1, 1), 3);
	cr_assert_eq(filter_step(&f, m, 3, 1), 4);
	cr_assert_eq(filter_step(&f, m, 3, -1), 1);
	cr_assert_eq(filter_step(&f, m, 1, -1), 4);
}
