/*
 * Ping: calls pong again and again, and checks every answer.
 *
 * Arguments: number of rounds, pause between them in microseconds. Capability: "pong", a gate.
 */
#include <l4/re/env.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>
#include "l4re/tour/tour.h"

/* One call: operation and argument out, one word back. A negative error is returned. */
static long call_pong(l4_cap_idx_t pong, l4_umword_t op, l4_umword_t value, l4_umword_t *answer)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	long error;

	m->mr[0] = op;
	m->mr[1] = value;
	error    = l4_error(
		   l4_ipc_call(pong, l4_utcb(), l4_msgtag(PONG_PROTO, 2, 0, 0), L4_IPC_NEVER));
	*answer = m->mr[0];
	return error;
}

int main(int argc, char **argv)
{
	l4_cap_idx_t pong  = l4re_env_get_cap("pong");
	l4_umword_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
	unsigned pause     = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	l4_umword_t i, answer;
	long error;

	for (i = 0; i < rounds; i++) {
		error = call_pong(pong, PONG_OP_BALL, i, &answer);
		if (error < 0 || answer != i + 1) {
			printf("ping: sent %lu, expected %lu, got %lu (%s)\n", i, i + 1, answer,
			       l4sys_errtostr(error));
			return 1;
		}
		if (pause)
			l4_usleep(pause);
	}
	error = call_pong(pong, PONG_OP_COUNT, 0, &answer);
	if (error < 0 || answer != rounds) {
		printf("ping: pong has counted %lu balls, expected %lu\n", answer, rounds);
		return 1;
	}
	return 0;
}
