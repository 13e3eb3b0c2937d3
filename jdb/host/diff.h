/*
 * What changed between two instants: what came, what is gone, and which of its properties is
 * another one now.
 *
 *      struct model_diff *d = model_diff(m, mark_a, mark_b);
 *      for (size_t i = 0; i < d->count; i++)
 *              puts(model_change_text(m, &d->change[i], text, sizeof(text)));
 *      model_diff_free(d);
 *
 * Changes are ordered by what they are about, then by its key, so that a table of them stays still
 * while a mark is moved. Counters that grow all the time (CPU time, references, switches) are left
 * out. What was changed and changed back is no change.
 */
#ifndef JDB_HOST_DIFF_H
#define JDB_HOST_DIFF_H

#include "jdb/host/model.h"

enum model_change_kind {
	CHANGE_CAME,
	CHANGE_GONE,
	CHANGE_VALUE, /* field, before and after say what */
};

enum model_change_of {
	CHANGED_OBJECT, /* of any kind but the two below; id */
	CHANGED_TASK,   /* id */
	CHANGED_THREAD, /* id */
	CHANGED_SLOT,   /* id: task, at: capability index, object: to which */
	CHANGED_PAGE,   /* id: task, at: virtual address */
};

struct model_change {
	uint8_t kind; /* enum model_change_kind */
	uint8_t of;   /* enum model_change_of */
	uint8_t type; /* enum schema_type of before and after */
	uint32_t id;
	uint32_t object;
	uint64_t at;
	const char *field;      /* name of the property; NULL unless CHANGE_VALUE */
	uint64_t before, after; /* of a page that came or is gone: its order */
};

struct model_diff {
	model_time from, to;
	struct model_change *change;
	size_t count;
};

/** What is different at @p to from what was at @p from; either may be the later one. */
struct model_diff *model_diff(struct model *m, model_time from, model_time to);
void model_diff_free(struct model_diff *d);

/** "thread ping: priority 10 -> 20", "task tour lost slot 0x104, capability to gate names" */
char *model_change_text(const struct model *m, const struct model_change *c, char *to, size_t size);

#endif
