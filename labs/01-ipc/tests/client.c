/*
 * Public tests of the client; the stage plays the store (labs/01-ipc/stage/client.c).
 */
#include <string.h>

#include "labs/01-ipc/tests/client_test.h"

LAB_TEST(client_puts_its_values_in_order)
{
	struct scenario *s = scenario_start("client-good");
	struct mark value  = expect_mark(s, "value");

	expect_request(s, "front request", OP_OPEN, -1);
	for (unsigned i = 0; i < value.more; i++)
		expect_request(s, "session request", OP_PUT, (int64_t)(value.value + i));
	expect_request(s, "session request", OP_CLOSE, -1);
	expect_end(s, 0);
}

LAB_TEST(client_gives_up_and_tries_again)
{
	struct scenario *s = scenario_start("client-slow");

	expect_mark(s, "value");
	skip_to_end(s, 0);
	const struct model_state *now = scenario_look(s, "over");

	expect_deadlines(s, expect_thread(now, "client")->id, expect_thread(now, "store")->id);
}
