/*
 * The store: what its clients and its server have agreed on. You do not change this file.
 *
 * All messages have the protocol (label of the tag) STORE_PROTO and the operation in MR0. An answer's
 * label is 0, or a negative error.
 *
 *      operation     through   request          answer
 *      STORE_OPEN    front     -                item: capability of a new session's gate (R, W, no more)
 *      STORE_PUT     session   MR1 = value      MR0 = the session's value before
 *      STORE_GET     session   -                MR0 = the session's value (0 at first)
 *      STORE_BELL    session   item: semaphore  -          from now on every PUT of *another* session
 *                                                          ups it once
 *      STORE_BOARD   session   -                item: a page, read-only: board[i] is the value of
 *                                               session i
 *      STORE_CLOSE   session   -                -          the session, and every capability to its
 *                                                          gate, are gone
 *
 *      error               when
 *      -L4_EBADPROTO       the label of the tag is not STORE_PROTO
 *      -L4_ENOSYS          the operation is unknown, or not one of this gate
 *      -L4_EMSGTOOSHORT    no word at all, or PUT without a value
 *      -L4_EINVAL          BELL without a capability
 *      -L4_ENOMEM          OPEN when STORE_SESSIONS sessions are open
 */
#ifndef LABS_IPC_STORE_H
#define LABS_IPC_STORE_H

#include <l4/sys/types.h>

enum {
	STORE_PROTO    = 0x510,
	STORE_SESSIONS = 4,

	STORE_OPEN  = 1,
	STORE_PUT   = 2,
	STORE_GET   = 3,
	STORE_BELL  = 4,
	STORE_BOARD = 5,
	STORE_CLOSE = 6,

	/* What the client has to keep to. */
	CLIENT_DEADLINE_US = 20000, /* an answer that takes longer is not waited for */
	CLIENT_TRIES       = 3,     /* so often one request is sent, at most */

	/* How the client ends. */
	CLIENT_DONE    = 0,
	CLIENT_NOBODY  = 1, /* no answer to one request, CLIENT_TRIES times */
	CLIENT_REFUSED = 2, /* an answer with an error */
};

struct store_board {
	volatile l4_umword_t value[STORE_SESSIONS];
};

#endif
