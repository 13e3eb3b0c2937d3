/*
 * Questions about the client. See client_test.h.
 */
#include "labs/01-ipc/tests/client_test.h"

#include <stdio.h>

void expect_request(struct scenario *s, const char *mark, int64_t operation, int64_t value)
{
	char text[200];
	struct mark m;

	snprintf(text, sizeof(text), "operation of the client's next request at the %s gate",
		 *mark == 'f' ? "front" : "session's");
	m = expect_mark_value(s, mark, operation, text);
	snprintf(text, sizeof(text), "its value: %lld", (long long)value);
	expect(value < 0 || (int64_t)m.more == value, text, "%lld", (long long)m.more);
}

static void ended(struct mark m, int64_t code)
{
	char text[100];

	expect(m.value != PROGRAM_RUNS, "the client ends", "it still runs, or waits");
	expect(m.value == PROGRAM_EXITED, "the client ends by itself", "it was stopped at a fault");
	snprintf(text, sizeof(text), "exit code %lld", (long long)code);
	expect((int64_t)m.more == code, text, "exit code %lld", (long long)m.more);
}

void expect_end(struct scenario *s, int64_t code)
{
	ended(expect_mark(s, "end"), code);
}

void skip_to_end(struct scenario *s, int64_t code)
{
	ended(skip_to_mark(s, "end"), code);
}

void expect_deadlines(struct scenario *s, uint32_t client, uint32_t store)
{
	const struct model_event *e;
	size_t position = 0;
	unsigned waits  = 0;

	while ((e = next_event(s, TRACE_ipc_wait, &position, SIZE_MAX))) {
		uint64_t until = model_event_value(e, "until"), from = e->time / 1000;

		if (model_event_value(e, "receiver") != client ||
		    model_event_value(e, "from") != store)
			continue;
		waits++;
		expect(until <= from + DEADLINE_US + SLACK_US,
		       "the client waits at most 20 ms for an answer",
		       until == UINT64_MAX ? "it waits for ever (at %.6f s)"
					   : "it waits longer (at %.6f s)",
		       (double)e->time / 1e9);
	}
	expect(waits > 0, "the client waits for answers", "it never did");
}
