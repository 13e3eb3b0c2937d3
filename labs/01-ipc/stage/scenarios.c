/*
 * The scenarios of the server's public tests; each belongs to the test of nearly the same name in
 * labs/01-ipc/tests/server.c. Those of the client are in client.c.
 */
#include "labs/01-ipc/stage/client.h"
#include "labs/01-ipc/stage/ipc.h"

#if __has_include("labs/01-ipc/extra/stage/scenarios.h")
#include "labs/01-ipc/extra/stage/scenarios.h"
#else
#define EXTRA_SCENARIOS
#endif

static void open_one(void)
{
	struct actor *alice;

	ipc_start_server();
	alice = ipc_client("alice");
	ipc_tell("open", ipc_open(alice));
	stage_pause("opened");
}

static void two_sessions(void)
{
	l4_umword_t a = 100 + stage_random(1000), b = 2000 + stage_random(1000);
	struct actor *alice, *bob;

	ipc_start_server();
	alice = ipc_client("alice");
	bob   = ipc_client("bob");
	ipc_tell("open", ipc_open(alice));
	ipc_tell("open", ipc_open(bob));
	stage_mark("values", a, b);
	ipc_tell("alice first get", ipc_ask(alice, STORE_GET, 0));
	ipc_tell("alice put", ipc_ask(alice, STORE_PUT, a));
	ipc_tell("bob put", ipc_ask(bob, STORE_PUT, b));
	ipc_tell("alice get", ipc_ask(alice, STORE_GET, 0));
	ipc_tell("bob get", ipc_ask(bob, STORE_GET, 0));
	ipc_tell("alice put again", ipc_ask(alice, STORE_PUT, a + 1));
	stage_pause("both-in");
}

static struct actor_result odd(struct actor *a, l4_umword_t slot, long protocol, l4_umword_t words,
			       l4_umword_t operation)
{
	return actor_do(a, &(struct actor_order){.work     = ACTOR_CALL,
						 .to       = slot,
						 .protocol = protocol,
						 .words    = words,
						 .word     = {operation, 7}});
}

static void wrong_requests(void)
{
	struct actor *alice;

	ipc_start_server();
	alice = ipc_client("alice");
	ipc_tell("open", ipc_open(alice));
	ipc_tell("bad protocol", odd(alice, SLOT_SESSION, STORE_PROTO + 1, 2, STORE_PUT));
	ipc_tell("unknown", odd(alice, SLOT_SESSION, STORE_PROTO, 2, 77));
	ipc_tell("open at session", odd(alice, SLOT_SESSION, STORE_PROTO, 1, STORE_OPEN));
	ipc_tell("put at front", odd(alice, SLOT_FRONT, STORE_PROTO, 2, STORE_PUT));
	ipc_tell("no words", odd(alice, SLOT_SESSION, STORE_PROTO, 0, 0));
	ipc_tell("put, no value", odd(alice, SLOT_SESSION, STORE_PROTO, 1, STORE_PUT));
	ipc_tell("bell, no item", odd(alice, SLOT_SESSION, STORE_PROTO, 1, STORE_BELL));
	ipc_tell("get", ipc_ask(alice, STORE_GET, 0));
}

static void bell(void)
{
	l4_umword_t puts = 2 + stage_random(4), i;
	struct actor *alice, *bob;

	ipc_start_server();
	alice = ipc_client("alice");
	bob   = ipc_client("bob");
	ipc_open(alice);
	ipc_open(bob);
	ipc_tell("bell", ipc_bell(alice));
	stage_pause("bell-there");
	ipc_ask(alice, STORE_PUT, 1);
	stage_mark("own rings", ipc_rings(alice), 0);
	for (i = 0; i < puts; i++)
		ipc_ask(bob, STORE_PUT, i);
	stage_mark("rings", ipc_rings(alice), puts);
}

static void board(void)
{
	struct actor *alice, *bob;

	ipc_start_server();
	alice = ipc_client("alice");
	bob   = ipc_client("bob");
	ipc_open(alice);
	ipc_open(bob);
	ipc_tell("board", ipc_board(alice));
	ipc_tell("board", ipc_board(bob));
	ipc_ask(alice, STORE_PUT, 4711);
	stage_pause("boards");
}

static void closing(void)
{
	struct actor *alice, *carol;

	ipc_start_server();
	alice = ipc_client("alice");
	carol = ipc_client("carol");
	ipc_open(carol); /* so that alice's is not the first */
	ipc_tell("open", ipc_open(alice));
	stage_pause("opened");
	ipc_tell("close", ipc_ask(alice, STORE_CLOSE, 0));
	ipc_tell("after", ipc_ask(alice, STORE_GET, 0));
	ipc_tell("carol", ipc_ask(carol, STORE_GET, 0));
	stage_pause("closed");
}

/* Somebody sends and does not wait: its request counts, and the server is there for the next one. */
static void hasty(void)
{
	struct actor *alice, *bob;
	l4_umword_t i;

	ipc_start_server();
	alice = ipc_client("alice");
	bob   = ipc_client("bob");
	ipc_open(alice);
	ipc_open(bob);
	ipc_bell(bob);
	for (i = 0; i < 3; i++)
		actor_do(alice, &(struct actor_order){.work     = ACTOR_SEND,
						      .to       = SLOT_SESSION,
						      .protocol = STORE_PROTO,
						      .words    = 2,
						      .word     = {STORE_PUT, 10 + i}});
	ipc_tell("bob", ipc_ask(bob, STORE_PUT, 5));
	ipc_tell("alice", ipc_ask(alice, STORE_GET, 0));
	stage_mark("rings", ipc_rings(bob), 3);
}

const struct stage_scenario stage_scenarios[] = {
	{"open", open_one},
	{"sessions", two_sessions},
	{"errors", wrong_requests},
	{"bell", bell},
	{"board", board},
	{"closing", closing},
	{"hasty", hasty},
	{"client-good", client_good},
	{"client-slow", client_slow},
	EXTRA_SCENARIOS{NULL, NULL},
};
