/*
 * The writing side of the model: what came over the link, in the order in which it came.
 *
 * Only ingest.c calls this (and tests that make up a history). Times are model time; what belongs
 * to an earlier instant than what is known already finds its place by itself.
 */
#ifndef JDB_HOST_MODEL_FEED_H
#define JDB_HOST_MODEL_FEED_H

#include "jdb/host/model.h"

/** The kernel said who it is. @p boot: it has just started, and everything from before is gone. */
void feed_machine(struct model *m, const struct model_machine *machine, bool boot, model_time time);

/** One event; @p value has EVENT_FIELDS_MAX numbers. @return its number */
uint32_t feed_event(struct model *m, unsigned type, unsigned cpu, model_time time,
		    const uint64_t *value, bool after_gap);

/* What a note tells; the type of its items is named behind it. */
enum note_kind {
	NOTE_OBJECTS, /* struct model_object */
	NOTE_TASKS,   /* struct model_task, without slots and pages */
	NOTE_THREADS, /* struct model_thread */
	NOTE_SLOTS,   /* struct model_slot; subject: task */
	NOTE_PAGES,   /* struct model_page; subject: task */
	NOTE_TREE,    /* struct model_node; a whole tree; subject: its key */
	NOTE_CPUS,    /* struct model_cpu */
	NOTE_MEMORY,  /* struct model_memory, one */
	NOTE_GAP,     /* nothing: something was lost up to here */
	NOTE_BOOT,    /* nothing: the kernel started */
};

/*
 * One piece of a list as the kernel told it at one instant. Everything between keys low and high
 * that exists in the model and not in the piece is gone: keys are ids, slot indices or addresses,
 * and the piece is ordered by them.
 */
struct note {
	model_time time;
	model_time started; /* when the first piece of the list was told: younger things stay */
	enum note_kind kind;
	bool object_tree; /* NOTE_TREE: of capabilities */
	uint8_t order;    /* NOTE_TREE: log2 of the bytes it covers */
	uint64_t subject;
	uint64_t low, high; /* inclusive; low > high: nothing is gone */
	const void *items;
	size_t count;
};
void feed_note(struct model *m, const struct note *note);

void feed_text(struct model *m, const char *text, size_t bytes, model_time time);

/** Frames were lost on the wire, or events dropped by the kernel, between @p start and @p end. */
void feed_gap(struct model *m, model_time start, model_time end, uint32_t frames, uint64_t events);

/** The counters, to be updated in place; then model_touch(m, TOPIC_HEALTH). */
struct model_health *feed_health(struct model *m);
void model_touch(struct model *m, enum model_topic topic);

#endif
