/*
 * Public tests of the server. What is played stands in labs/01-ipc/stage/scenarios.c.
 */
#include <stdio.h>
#include <string.h>

#include "labs/01-ipc/tests/ipc_test.h"

LAB_TEST(open_hands_out_a_gate_of_its_own)
{
	struct scenario *s = scenario_start("open");

	expect_mark_value(s, "open", 0, "the answer to alice's OPEN");
	const struct model_state *now     = scenario_look(s, "opened");
	const struct model_object *gate   = expect_session(now, "alice");
	const struct model_task *alice    = expect_task(now, "alice");
	const struct model_thread *server = expect_thread(now, "server");
	unsigned rights                   = slot_of(alice, SLOT_SESSION)->rights & RIGHTS;

	expect(gate->id != slot_of(alice, SLOT_FRONT)->object, "the session has a gate of its own",
	       "alice got the front gate once more");
	expect(gate->bound == server->id, "the session's gate is bound to the server's thread",
	       "it is bound to object %u; the server's thread is %u", gate->bound, server->id);
	expect((rights & (RIGHT_S | RIGHT_D)) == 0,
	       "a client may send through its gate, and no more (rights RW)",
	       "alice's capability has rights %s: with S she could bind the gate to herself",
	       rights_text(rights));
	expect(rights & RIGHT_W, "a client may send through its gate (rights RW)",
	       "alice's capability has rights %s", rights_text(rights));
	scenario_go(s);
	scenario_finish(s);
}

LAB_TEST(sessions_are_told_apart)
{
	struct scenario *s = scenario_start("sessions");

	expect_mark_value(s, "open", 0, "the answer to alice's OPEN");
	expect_mark_value(s, "open", 0, "the answer to bob's OPEN");
	struct mark values = expect_mark(s, "values");
	int64_t a = (int64_t)values.value, b = (int64_t)values.more;

	expect_answer(s, "alice first get", 0, 0);
	expect_answer(s, "alice put", 0, 0);
	expect_answer(s, "bob put", 0, 0);
	expect_answer(s, "alice get", 0, a);
	expect_answer(s, "bob get", 0, b);
	expect_answer(s, "alice put again", 0, a);

	/* The same once more from the kernel's view: the labels that the server saw. */
	const struct model_state *now = scenario_look(s, "both-in");
	uint64_t alice                = label_received_from(s, now, "alice");
	uint64_t bob                  = label_received_from(s, now, "bob");

	expect(alice != bob, "messages of two sessions arrive with two labels",
	       "both arrived with label 0x%llx", (unsigned long long)alice);
	scenario_go(s);
	scenario_finish(s);
}

LAB_TEST(wrong_requests_get_the_right_error)
{
	struct scenario *s = scenario_start("errors");

	expect_mark_value(s, "open", 0, "the answer to alice's OPEN");
	expect_mark_value(s, "bad protocol", -L4_EBADPROTO, "a tag with another protocol");
	expect_mark_value(s, "unknown", -L4_ENOSYS, "an operation that there is not");
	expect_mark_value(s, "open at session", -L4_ENOSYS, "OPEN through a session's gate");
	expect_mark_value(s, "put at front", -L4_ENOSYS, "PUT through the front gate");
	expect_mark_value(s, "no words", -L4_EMSGTOOSHORT, "a message without a word");
	expect_mark_value(s, "put, no value", -L4_EMSGTOOSHORT, "PUT without a value");
	expect_mark_value(s, "bell, no item", -L4_EINVAL, "BELL without a capability");
	expect_answer(s, "get", 0, 0);
	scenario_finish(s);
}

LAB_TEST(bell_rings_for_others_only)
{
	struct scenario *s = scenario_start("bell");

	expect_mark_value(s, "bell", 0, "the answer to alice's BELL");
	const struct model_state *now   = scenario_look(s, "bell-there");
	uint32_t bell                   = slot_of(expect_task(now, "alice"), SLOT_BELL)->object;
	const struct model_task *server = expect_task(now, "server");
	bool held                       = false;

	for (size_t i = 0; i < server->slots; i++)
		held |= server->slot[i].object == bell;
	expect(held, "the server holds a capability to alice's semaphore",
	       "none of its %zu slots holds it", server->slots);
	scenario_go(s);
	expect_mark_value(s, "own rings", 0, "rings of alice's bell after her own PUT");
	struct mark rings = expect_mark(s, "rings");

	expect(rings.value == rings.more, "one ring of alice's bell for each PUT of bob",
	       "%d rings after %d PUTs", (int)rings.value, (int)rings.more);
	scenario_finish(s);
}

LAB_TEST(board_is_seen_by_all_and_written_by_none)
{
	struct scenario *s = scenario_start("board");

	expect_mark_value(s, "board", 0, "the answer to alice's BOARD");
	expect_mark_value(s, "board", 0, "the answer to bob's BOARD");
	const struct model_state *now  = scenario_look(s, "boards");
	const struct model_page *alice = model_page(expect_task(now, "alice"), WINDOW);
	const struct model_page *bob   = model_page(expect_task(now, "bob"), WINDOW);

	expect(alice && bob, "a page in alice's and in bob's window", "alice has %s there, bob %s",
	       alice ? "one" : "none", bob ? "one" : "none");
	expect(alice->pa == bob->pa, "both see the same page",
	       "alice sees frame 0x%llx, bob 0x%llx", (unsigned long long)alice->pa,
	       (unsigned long long)bob->pa);
	expect(!(alice->rights & PAGE_W) && !(bob->rights & PAGE_W),
	       "clients may read the board, not write it", "the page is writable in %s's task",
	       alice->rights & PAGE_W ? "alice" : "bob");
	uint32_t server               = expect_task(now, "server")->id;
	uint64_t frame                = alice->pa;
	const struct model_tree *tree = expect_tree(s, frame);
	bool above                    = false;

	for (size_t i = 0; i < tree->nodes; i++)
		above |= tree->node[i].task == server;
	expect(above, "the page is the server's own, mapped on to its clients",
	       "the server is not in the mapping tree of frame 0x%llx", (unsigned long long)frame);
	scenario_go(s);
	scenario_finish(s);
}

LAB_TEST(closing_takes_the_gate_from_everybody)
{
	struct scenario *s = scenario_start("closing");
	char who[100];

	expect_mark_value(s, "open", 0, "the answer to alice's OPEN");
	const struct model_state *now = scenario_look(s, "opened");
	uint32_t gate                 = expect_session(now, "alice")->id;

	scenario_go(s);
	expect_mark_value(s, "close", 0, "the answer to alice's CLOSE");
	struct mark after = expect_mark(s, "after");

	expect(after.value != 0, "a request after CLOSE fails", "it was answered with 0");
	expect_mark_value(s, "carol", 0, "the answer to carol's GET: her session is still open");
	now          = scenario_look(s, "closed");
	unsigned has = holders_of(now, gate, who, sizeof(who));

	expect(has == 0, "nobody has a capability to the closed session's gate any more",
	       "%u still have one, for example %s", has, who);
	expect(!model_object(now, gate), "the closed session's gate is gone",
	       "object %u still exists", gate);
	scenario_go(s);
	scenario_finish(s);
}

LAB_TEST(client_in_a_hurry_does_not_stop_the_server)
{
	struct scenario *s = scenario_start("hasty");

	expect_answer(s, "bob", 0, 0);
	expect_answer(s, "alice", 0, 12);
	struct mark rings = expect_mark(s, "rings");

	expect(rings.value == rings.more,
	       "one ring of bob's bell for each PUT that alice has sent without waiting",
	       "%d rings after %d PUTs", (int)rings.value, (int)rings.more);
	scenario_finish(s);
}
