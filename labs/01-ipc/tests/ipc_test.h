/*
 * What the tests of this lab share: numbers that the target knows under their L4 names, and questions
 * that are asked more than once.
 */
#ifndef LABS_IPC_TESTS_IPC_TEST_H
#define LABS_IPC_TESTS_IPC_TEST_H

#include "kernel/abi/l4_consts.h"
#include "labs/grader/scenario.h"

enum {
	/* As in labs/01-ipc/stage/ipc.h and labs/stage/actor.h. */
	SLOT_FRONT   = 0x40,
	SLOT_SESSION = 0x41,
	SLOT_BELL    = 0x42,

	/* As in kernel/abi: rights of slots and pages. */
	RIGHT_W = 1,
	RIGHT_S = 2,
	RIGHT_D = 8,
	RIGHTS  = 0xf,
	PAGE_W  = 2,

	PROGRAM_RUNS   = 0,
	PROGRAM_EXITED = 1,
};

#define WINDOW 0x80000000u

/** The gate in the session slot of task @p name. */
const struct model_object *expect_session(const struct model_state *now, const char *name);

/** The mark @p name has the error @p error and the first word @p word. */
void expect_answer(struct scenario *s, const char *name, int64_t error, int64_t word);

/** Label with which the server received the last message of thread @p name. */
uint64_t label_received_from(struct scenario *s, const struct model_state *now, const char *name);

#endif
