/*
 * Level of detail: a lane of the timeline in as many pieces as it has pixels.
 *
 * A view that shows ten million events in 1,500 pixels must not look at each of them. It asks what
 * happened in each column instead. However many intervals lie in it, a column costs about the same:
 * the time spent in each mood is kept as running sums at every so many intervals of a track, so
 * that the sums of a column are one difference and a short walk at both of its ends.
 *
 *      struct model_column column[width];
 *
 *      model_thread_columns(m, id, from, to, column, width);
 *      column[x].changes == 0      it is all in the interval column[x].first: draw it as wide as
 *                                  the columns behind it have no changes either
 *      otherwise                   column[x].mood is what to show in one pixel, share[] what is in
 *                                  it: shares of a column with data add up to about 255
 *
 * Column x covers the time from model_column_time(from, to, x, width) to that of x + 1.
 */
#ifndef JDB_HOST_SUMMARY_H
#define JDB_HOST_SUMMARY_H

#include "jdb/host/model.h"

struct model_column {
	uint32_t first;       /* interval in which it begins; MODEL_NONE: nothing known there */
	uint32_t changes;     /* intervals that begin inside it */
	uint32_t thread;      /* of a CPU: which ran longest, of those looked at; 0: idle */
	uint8_t mood;         /* enum model_mood most worth showing of those in it */
	uint8_t share[MOODS]; /* 255ths of its time; at least 1 when the mood occurs at all */
};

/** Instant at which column @p x of @p columns begins. */
model_time model_column_time(model_time from, model_time to, size_t x, size_t columns);

/** What thread @p id did from @p from to @p to, in @p columns pieces of the same length. */
void model_thread_columns(struct model *m, uint32_t id, model_time from, model_time to,
			  struct model_column *column, size_t columns);

/**
 * The same for a CPU. Its moods are MOOD_RUNNING (a thread with a task), MOOD_SLEEPING (idle) and
 * MOOD_UNKNOWN.
 */
void model_cpu_columns(struct model *m, uint32_t cpu, model_time from, model_time to,
		       struct model_column *column, size_t columns);

/** Number of events in each of @p columns pieces, for the overview; near enough to draw. */
void model_event_columns(struct model *m, model_time from, model_time to, uint32_t *count,
			 size_t columns);

#endif
