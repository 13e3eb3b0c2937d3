/*
 * What to ask the kernel next, so that the snapshot stays fresh.
 *
 * A round asks for objects, tasks, threads, CPUs, memory and the link's status, then for every task its capability
 * slots and pages, then for some mapping trees (a few each round, all of them in time). When events
 * tell of an object that came or went, the next round begins earlier: what it holds comes from a
 * round only. Between two steps of a round comes what somebody watches. One question is open at a
 * time.
 */
#ifndef JDB_HOST_REFRESH_H
#define JDB_HOST_REFRESH_H

#include "jdb/host/session.h"

struct refresh_question {
	uint32_t request; /* REQUEST_… of the schema */
	uint64_t argument, cursor;
};

struct refresh {
	struct model *m;
	bool urgent;                 /* begin a round at once */
	unsigned step;               /* of the round; 0: between rounds */
	uint32_t last_task;          /* the last one whose slots, pages were asked for */
	unsigned trees;              /* asked for in this round */
	size_t tree_turn;            /* where to go on with trees next round */
	uint64_t round_ns, watch_ns; /* when the last ones began */
	uint64_t objects_seen;       /* TOPIC_OBJECTS at the end of the last round */
	enum session_topic watch;
	uint64_t watch_key;
	bool watching; /* the open question belongs to the watch */
	struct refresh_question
		round_open; /* the round's question, while its list has more pieces */
	bool round_more;
	struct refresh_question current;
};

void refresh_init(struct refresh *r, struct model *m);
/** Begin anew, with everything. */
void refresh_restart(struct refresh *r);
/** The next question, if it is time for one. */
bool refresh_next(struct refresh *r, uint64_t host_ns, struct refresh_question *q);
/** The open question was answered; @p next as in the boundary record. */
void refresh_answered(struct refresh *r, uint64_t next);
/** The open question was given up. */
void refresh_failed(struct refresh *r);
/** It could not be answered just now: it is the next one again. */
void refresh_busy(struct refresh *r);

#endif
