/*
 * Reachability: what a task can touch, and who can reach an object, through how many hands.
 *
 * A task touches what it holds a capability to (one hand). A message through a gate or interrupt
 * reaches the thread bound to it, and with it the thread's task, which acts with its own
 * capabilities: what that holds is reached through two hands, and so on.
 */
#ifndef VISUALIZER_VIEWS_REACH_H
#define VISUALIZER_VIEWS_REACH_H

#include "jdb/host/model.h"

enum { REACH_FAR = 255 };

struct reach {
	const struct model_state *state;
	uint8_t *hands; /* for each object of the state, in its order; REACH_FAR: not reached */
};

/** What @p id (a task, or a thread's task) can touch, through at most @p most hands. */
struct reach reach_from(const struct model_state *s, uint32_t id, unsigned most);
/** Who can reach @p id, through at most @p most hands. */
struct reach reach_to(const struct model_state *s, uint32_t id, unsigned most);
void reach_free(struct reach *r);
/** Hands between; 0: the object itself; REACH_FAR. */
unsigned reach_hands(const struct reach *r, uint32_t id);

#endif
