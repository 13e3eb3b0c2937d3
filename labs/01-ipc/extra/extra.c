/*
 * Extra tests of lab 01, for the lecturer only.
 */
#include <stdio.h>

#include "labs/01-ipc/tests/client_test.h"

LAB_TEST(new_session_knows_nothing_of_the_old)
{
	struct scenario *s = scenario_start("reuse");

	expect_mark_value(s, "close", 0, "the answer to CLOSE");
	expect_mark_value(s, "open", 0, "the answer to the second OPEN");
	expect_answer(s, "get", 0, 0);
	expect_mark_value(s, "rings", 0, "rings of a bell that belonged to a closed session");
	scenario_finish(s);
}

LAB_TEST(closed_sessions_cost_nothing)
{
	struct scenario *s = scenario_start("full");
	uint64_t caps, used;

	for (unsigned i = 0; i < 4; i++)
		expect_mark_value(s, "open", 0, "the answer to OPEN, while places are free");
	expect_mark_value(s, "open", -L4_ENOMEM, "the answer to OPEN when all places are taken");
	const struct model_task *server = expect_task(scenario_look(s, "before"), "server");

	caps = server->slots;
	used = server->quota_used;
	scenario_go(s);
	server = expect_task(scenario_look(s, "after"), "server");
	expect(server->slots <= caps + 1,
	       "after 30 sessions the server holds as many capabilities as before",
	       "%zu instead of %d", server->slots, (int)caps);
	expect(server->quota_used <= used + 4096,
	       "after 30 sessions the server uses as much of its quota as before",
	       "%llu bytes instead of %llu", (unsigned long long)server->quota_used,
	       (unsigned long long)used);
	scenario_go(s);
	scenario_finish(s);
}

LAB_TEST(every_call_is_answered_once)
{
	struct scenario *s = scenario_start("crowd");

	expect_mark(s, "begin");
	for (unsigned i = 0; i < 3; i++) {
		struct mark m = expect_mark_value(s, "crowd", 0, "the last answer of each client");

		expect(m.more >= 40, "every call is answered", "only %d were", (int)m.more);
		m = expect_mark(s, "last value");
		expect(m.value == m.more, "each PUT returns the value of the PUT before",
		       "the last one returned %d instead of %d", (int)m.value, (int)m.more);
	}
	scenario_finish(s);
}

LAB_TEST(client_of_a_dead_store_says_so)
{
	struct scenario *s = scenario_start("client-dead");

	expect_mark(s, "value");
	expect_request(s, "front request", OP_OPEN, -1);
	for (unsigned i = 0; i < TRIES; i++)
		expect_request(s, "session request", OP_PUT, -1);
	expect_end(s, 1);
}

LAB_TEST(client_that_is_refused_says_so)
{
	struct scenario *s = scenario_start("client-refused");

	expect_mark(s, "value");
	expect_request(s, "front request", OP_OPEN, -1);
	expect_request(s, "session request", OP_PUT, -1);
	expect_end(s, 2);
}
