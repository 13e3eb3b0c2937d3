/*
 * Questions about the client.
 */
#ifndef LABS_IPC_TESTS_CLIENT_TEST_H
#define LABS_IPC_TESTS_CLIENT_TEST_H

#include "labs/01-ipc/tests/ipc_test.h"

enum {
	OP_OPEN  = 1,
	OP_PUT   = 2,
	OP_CLOSE = 6,

	DEADLINE_US = 20000,
	SLACK_US    = 500, /* a timeout is a binary fraction, and begins a little after the send */
	TRIES       = 3,
};

/** The next request that the store gets (of either gate), must be this one; @p value -1: any. */
void expect_request(struct scenario *s, const char *mark, int64_t operation, int64_t value);

/** The client ends with exit code @p code. */
void expect_end(struct scenario *s, int64_t code);
/** The same, whatever it asks before. */
void skip_to_end(struct scenario *s, int64_t code);

/** No wait of thread @p client for thread @p store is longer than the deadline. */
void expect_deadlines(struct scenario *s, uint32_t client, uint32_t store);

#endif
