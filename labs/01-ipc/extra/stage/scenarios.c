/*
 * Scenarios of the extra tests. See labs/01-ipc/stage/scenarios.c for how they are made.
 */
#include "labs/01-ipc/extra/stage/scenarios.h"

#include <l4/util/util.h>

#include "labs/01-ipc/stage/client.h"
#include "labs/01-ipc/stage/ipc.h"

enum {
	ROUNDS  = 30,
	CROWD   = 3,
	CALLS   = 40,
	PACE_MS = 2,
};

/* A new session in an old one's place knows nothing of it. */
void extra_reuse(void)
{
	struct actor *alice, *bob;

	ipc_start_server();
	alice = ipc_client("alice");
	bob   = ipc_client("bob");
	ipc_open(alice);
	ipc_bell(alice);
	ipc_ask(alice, STORE_PUT, 99);
	ipc_rings(alice); /* whether it rang now is another test's business */
	ipc_tell("close", ipc_ask(alice, STORE_CLOSE, 0));
	ipc_tell("open", ipc_open(alice));
	ipc_tell("get", ipc_ask(alice, STORE_GET, 0));
	ipc_open(bob);
	ipc_ask(bob, STORE_PUT, 1);
	stage_mark("rings", ipc_rings(alice), 0);
}

/* All places taken; then opening and closing again and again must not cost memory. */
void extra_full(void)
{
	static const char *const names[] = {"alice", "bob", "carol", "dave", "eve"};
	struct actor *a[STORE_SESSIONS + 1];
	unsigned i;

	ipc_start_server();
	for (i = 0; i <= STORE_SESSIONS; i++) {
		a[i] = ipc_client(names[i]);
		ipc_tell("open", ipc_open(a[i]));
	}
	ipc_ask(a[0], STORE_CLOSE, 0);
	stage_pause("before");
	for (i = 0; i < ROUNDS; i++) {
		ipc_open(a[0]);
		ipc_bell(a[0]);
		ipc_ask(a[0], STORE_CLOSE, 0);
		l4_sleep(PACE_MS); /* the line shall keep up with the events */
	}
	stage_pause("after");
}

/* Three clients at once, for a while. */
void extra_crowd(void)
{
	static const char *const names[] = {"alice", "bob", "carol"};
	struct actor *a[CROWD];
	unsigned i;

	ipc_start_server();
	for (i = 0; i < CROWD; i++) {
		a[i] = ipc_client(names[i]);
		ipc_open(a[i]);
	}
	stage_mark("begin", 0, 0);
	for (i = 0; i < CROWD; i++)
		actor_do(a[i], &(struct actor_order){.work     = ACTOR_CALL,
						     .to       = SLOT_SESSION,
						     .protocol = STORE_PROTO,
						     .words    = 2,
						     .word     = {STORE_PUT, 1000 * i},
						     .repeat   = CALLS - 1 + stage_random(10),
						     .later    = true});
	for (i = 0; i < CROWD; i++) {
		struct actor_result r = actor_last(a[i]);

		stage_mark("crowd", (l4_umword_t)r.error, r.times);
		stage_mark("last value", r.word[0], 1000 * i + r.times - 2);
	}
}

void extra_client_dead(void)
{
	client_play("+-");
}

void extra_client_refused(void)
{
	client_play("+e");
}
