/*
 * Stop 1: two programs in two tasks, connected by one gate.
 *
 *      ping --call--> gate (label 0x1230) --> pong
 *           <--------------reply-----------
 *
 * Pong gets the gate with the server right and binds itself; ping gets a plain capability.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <stdio.h>
#include "l4re/root/tour.h"

enum {
	ROUNDS    = 40,
	BALL_MS   = 50,
	PONG_PRIO = PROGRAM_PRIORITY + 10,
};

static bool play(struct program *ping, struct program *pong, l4_cap_idx_t gate)
{
	char arguments[32];

	snprintf(arguments, sizeof(arguments), "%d %u", ROUNDS, pace_us(BALL_MS));
	if (!ping || !pong ||
	    !program_pass_cap(pong, "gate", gate, L4_CAP_FPAGE_RWS, L4_FPAGE_C_IPCGATE_SVR) ||
	    !program_pass_cap(ping, "pong", gate, L4_CAP_FPAGE_RW, 0))
		return false;
	printf("      %d balls\n", ROUNDS);
	return program_start(pong, PONG_PRIO, "") &&
	       program_start(ping, PROGRAM_PRIORITY, arguments) &&
	       expect_success(ping, STOP_LIMIT_MS);
}

bool stop_ping_pong(void)
{
	l4_cap_idx_t gate    = tour_object(L4_PROTO_KOBJECT, "table");
	struct program *pong = program_create("pong", "pong", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	struct program *ping = program_create("ping", "ping", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	bool ok              = play(ping, pong, gate);

	program_destroy(ping);
	program_destroy(pong);
	l4re_util_cap_delete(gate);
	return ok;
}
