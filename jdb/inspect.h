/*
 * Looking at the kernel: lists of records, for the debugger's commands and for the host alike.
 *
 * A list is a walk over something (all objects, one capability table …) that fills one record of the
 * schema a step. A walk can stop anywhere and go on later from its cursor, so that a host gets long
 * lists in pieces while the kernel runs:
 *
 *      struct walk walk = {.argument = task_id, .cursor = where_it_stopped};
 *      while (list->next(&walk, values)) …
 *
 * Between two steps in one piece nothing may change (interrupts off); between two pieces anything may.
 * Cursors are numbers that stay meaningful then: object ids, indices, addresses.
 */
#ifndef JDB_INSPECT_H
#define JDB_INSPECT_H

#include "kernel/lib/types.h"
#include "jdb/link/schema.h"

struct walk {
	uint64_t argument; /* what to look at: see the schema's REQUESTs */
	uint64_t cursor;   /* in: where to begin; moves behind each record */
	const void *at;    /* where the walk stands in this piece; NULL at its start */
};

/* Fields of a record in the schema's order. A TEXT is a pointer to characters that stay. */
typedef uint64_t record_values[RECORD_FIELDS_MAX];

struct inspect_list {
	uint8_t request; /* enum link_request */
	uint8_t record;  /* enum schema_record_number */
	/** Does the argument name something? 0 or -L4_ENOENT. NULL: there is no argument. */
	long (*check)(uint64_t argument);
	/** The next record; false at the end of the list. */
	bool (*next)(struct walk *walk, uint64_t *values);
	/** Changes when something of the list came or went. */
	uint64_t (*generation)(void);
};

/** The list that answers @p request, or NULL. */
const struct inspect_list *inspect_list(unsigned request);

static inline uint64_t record_text(const char *text)
{
	return (uintptr_t)text;
}

static inline void record_fill(uint64_t *values, const uint64_t *record, size_t fields)
{
	for (size_t i = 0; i < fields; i++)
		values[i] = record[i];
}

/* The lists of inspect_memory.c. */
bool page_tree_next(struct walk *walk, uint64_t *values);
bool pages_next(struct walk *walk, uint64_t *values);
bool memory_next(struct walk *walk, uint64_t *values);
/* The lists of inspect_cpus.c. */
bool cpus_next(struct walk *walk, uint64_t *values);
bool irqs_next(struct walk *walk, uint64_t *values);
bool locks_next(struct walk *walk, uint64_t *values);
/* The lists of inspect_objects.c. */
bool objects_next(struct walk *walk, uint64_t *values);
bool tasks_next(struct walk *walk, uint64_t *values);
bool threads_next(struct walk *walk, uint64_t *values);
bool caps_next(struct walk *walk, uint64_t *values);
bool object_tree_next(struct walk *walk, uint64_t *values);

struct task;
struct thread;
/** One record by itself. */
void task_record(struct task *task, uint64_t *values);
void thread_record(struct thread *t, uint64_t *values);

struct cpu;
/** How @p c came to stand while somebody is in the debugger; "" when nobody is. */
const char *cpu_how_stopped(const struct cpu *c);

#endif
