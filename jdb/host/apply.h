/*
 * What an event or a note changes in a state.
 *
 * The same function carries the live state forward and makes past states anew, so that both agree.
 * With a history, every change of a thread or CPU is written there too (live state only).
 */
#ifndef JDB_HOST_APPLY_H
#define JDB_HOST_APPLY_H

#include "jdb/host/history.h"
#include "jdb/host/state.h"

struct apply {
	struct state *state;
	struct history *history; /* NULL: a past state */
};

void apply_event(const struct apply *a, const struct model_event *e);
void apply_note(const struct apply *a, const struct note *n);

#endif
