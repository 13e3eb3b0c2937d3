/*
 * Who can do what: questions about authority in a state.
 *
 *      model_reach()      what can this task touch?
 *      model_reached_by() who can reach this object?
 *      model_revoke()     what would an unmap here take away?
 *
 * A task touches what its slots name: one step. What is behind costs another step each: a gate or an
 * IRQ leads to the thread it is bound to and to that thread's task, which acts for its clients; a
 * capability to a task or to a thread leads to everything that task holds. Steps are how far
 * authority could spread if everybody on the way lent a hand, not what any of them would allow.
 *
 * Answers speak of what is known: slots and trees that the kernel has not told yet are missing, and
 * `complete` says so.
 */
#ifndef JDB_HOST_REACH_H
#define JDB_HOST_REACH_H

#include "jdb/host/model.h"

#define REACH_START SIZE_MAX /* via: nothing is before it */

/* An object that can be reached, or a task that can reach. */
struct model_step {
	uint32_t id;
	uint32_t steps; /* 0: where the question starts */
	uint32_t slot;  /* capability index used in the last step; MODEL_NONE: bound, not held */
	uint8_t rights; /* of that slot */
	size_t via;     /* index of the step before, or REACH_START: follow it for the whole way */
};

struct model_reach {
	struct model_step *step; /* nearest first; [0] is where the question starts */
	size_t count;
	bool complete; /* every task on the way has told its slots */
};

/** Everything that task @p task can touch in at most @p steps steps. */
struct model_reach *model_reach(const struct model_state *s, uint32_t task, unsigned steps);
/** Every task that can reach object @p id in at most @p steps steps. */
struct model_reach *model_reached_by(const struct model_state *s, uint32_t id, unsigned steps);
void model_reach_free(struct model_reach *r);
/** Where @p id stands in the answer; NULL: it is not reached. */
const struct model_step *model_reach_find(const struct model_reach *r, uint32_t id);

/* A mapping or capability that a revocation would take. */
struct model_lost {
	uint32_t task;
	uint64_t address; /* or capability index */
	uint8_t order;
	uint8_t rights;
	uint16_t depth;
};

struct model_revocation {
	struct model_lost *lost; /* in the order of the trees */
	size_t count, tasks;     /* tasks: how many different ones lose something */
	bool complete;           /* a tree was known for all of it */
};

/**
 * What unmapping 2^@p order bytes at @p address from the descendants of task @p task would take.
 * @param self  from the task itself, too
 */
struct model_revocation *model_revoke(const struct model_state *s, uint32_t task, uint64_t address,
				      unsigned order, bool self);
/** The same for the capability in slot @p index. */
struct model_revocation *model_revoke_slot(const struct model_state *s, uint32_t task,
					   uint32_t index, bool self);
void model_revocation_free(struct model_revocation *r);

#endif
