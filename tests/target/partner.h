/*
 * Whom a test of IPC talks to: workers that send, call and receive, and the test's own side of it.
 */
#ifndef TESTS_TARGET_PARTNER_H
#define TESTS_TARGET_PARTNER_H

#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER
#define EMPTY l4_msgtag(0, 0, 0, 0)

l4_timeout_t send_within(unsigned us);
l4_timeout_t receive_within(unsigned us);

/* ---- Workers -------------------------------------------------------------------------------- */

/** Open wait; keeps the message; value[0]: first word. */
void wait_once(struct worker *self);

/** Sends word and label value[1] to slot value[0], with timeout pair value[2]. */
void send_once(struct worker *self);

/**
 * Calls slot value[0] with word value[1], timeout pair value[2] and value[4] in the first buffer
 * register; keeps the answer; value[3]: its first word.
 */
void call_once(struct worker *self);

/** One of the latter two, started. */
struct worker *start_with(worker_function *run, unsigned priority, l4_cap_idx_t to,
			  l4_umword_t word, l4_timeout_t timeout);

/** End whatever @p w waits for. */
void cancel(const struct worker *w);

/* ---- The test's own side -------------------------------------------------------------------- */

/** Open wait for @p us microseconds. */
l4_msgtag_t receive_any(l4_umword_t *label, unsigned us);

/** Answer with one word through the implicit reply capability, without waiting. */
l4_msgtag_t reply(l4_umword_t word);

/** Selector of reply slot @p index; an open wait that keeps its caller there; an answer to it. */
l4_cap_idx_t reply_selector(unsigned index);
l4_msgtag_t wait_for_caller(unsigned index);
l4_msgtag_t reply_through(unsigned index, l4_umword_t word);

#endif
