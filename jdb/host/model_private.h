/*
 * What a model is made of. Only the model's own files look inside.
 */
#ifndef JDB_HOST_MODEL_PRIVATE_H
#define JDB_HOST_MODEL_PRIVATE_H

#include "jdb/host/events.h"
#include "jdb/host/history.h"
#include "jdb/host/model_feed.h"
#include "jdb/host/state.h"

/* How far through events and notes a state has come. */
struct cursor {
	size_t event; /* next position */
	size_t note;  /* next note */
	model_time time;
};

struct checkpoint {
	struct cursor at;
	struct state state;
};

/* What an object was called when it was last heard of; kept when it is gone. */
struct known {
	uint32_t id;
	uint32_t task; /* of a thread */
	uint8_t kind;
	bool idle; /* a thread of which a snapshot said that it has no task */
	char name[SCHEMA_TEXT_MAX + 1];
};

struct model {
	struct events events;
	struct note *note; /* by time */
	size_t notes;

	struct state live;
	struct cursor live_at; /* how far live has come: settle() brings it to the end */
	bool live_stale;       /* something older than live was put in: make it anew */
	struct state past;     /* the state that was asked for last, other than live */
	struct cursor past_at;
	bool past_valid;
	struct checkpoint **checkpoint; /* by time */
	size_t checkpoints;
	size_t since_checkpoint; /* events and notes applied to live */
	size_t checkpoint_step;  /* how many until the next: a copy costs no more than they do */
	struct history history;

	struct known *known; /* by id */
	size_t knowns;
	struct id_index idle;  /* threads without a task */
	uint32_t idle_changes; /* times that a thread turned out to be idle, or not */

	char **line; /* console */
	size_t *line_bytes;
	model_time *line_time;
	size_t lines;
	bool line_ended;    /* the last one is complete */
	unsigned line_skip; /* state of the filter for control sequences */

	struct model_gap *gap;
	size_t gaps;
	struct model_health health;
	struct model_machine machine;
	model_time first_time, last_time;
	bool any_time;
	uint64_t generation[TOPICS];
};

/** Bring the live state to the end of what is known. */
void model_settle(struct model *m);

/** Remember what the event or note says about names. names.c */
void names_take_event(struct model *m, const struct model_event *e);
void names_take_note(struct model *m, const struct note *n);

#endif
