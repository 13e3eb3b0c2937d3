/*
 * Level of detail: what happened in each column of a lane. See summary.h.
 *
 * spent_until() is the heart: time spent in each mood from the track's beginning to an instant.
 */
#include "jdb/host/summary.h"

#include "jdb/host/array.h"
#include "jdb/host/model_private.h"

enum {
	LOOKED_AT    = 8, /* intervals of a column among which the longest thread is looked for */
	WHOLE        = 255,
	EXACT_EVENTS = 100000, /* up to so many are counted one by one */
};

/* So much time, a day or three, times a column's number or a share fits into 64 bits. */
static const model_time NEAR_SPAN = (model_time)1 << 48;

/* A track, and how to read its states. */
struct lane {
	const struct model *m;
	struct track *track;
	enum model_mood (*mood)(const struct model *m, const struct model_interval *i);
	model_time end; /* behind which nothing is known */
	size_t step;    /* intervals from one tally to the next */
};

/* Which mood of several a pixel shows: a fault rather than running, work rather than waiting. */
static const uint8_t weight[MOODS] = {
	[MOOD_FAULT] = 7,     [MOOD_RUNNING] = 6,  [MOOD_SENDING] = 5, [MOOD_READY] = 4,
	[MOOD_RECEIVING] = 3, [MOOD_SLEEPING] = 2, [MOOD_STOPPED] = 1, [MOOD_UNKNOWN] = 0,
};

static enum model_mood thread_mood(const struct model *m, const struct model_interval *i)
{
	(void)m;
	return model_mood(i->state, i->partner);
}

static enum model_mood cpu_mood(const struct model *m, const struct model_interval *i)
{
	if (i->state == 0)
		return MOOD_UNKNOWN;
	return model_thread_idle(m, i->state) ? MOOD_SLEEPING : MOOD_RUNNING;
}

model_time model_column_time(model_time from, model_time to, size_t x, size_t columns)
{
	model_time span = to > from ? to - from : 0;

	if (columns == 0)
		return from;
	if (span < NEAR_SPAN && x <= UINT16_MAX)
		return from + span * x / columns;
	return from + (model_time)((unsigned __int128)span * x / columns);
}

/* ---- Running sums ---------------------------------------------------------------------------- */

static void add_whole(const struct lane *l, struct tally *sum, size_t from, size_t to)
{
	const struct model_interval *list = l->track->interval;

	for (size_t i = from; i < to; i++)
		sum->mood[l->mood(l->m, &list[i])] += list[i + 1].start - list[i].start;
}

static void tally_up(const struct lane *l)
{
	struct track *t = l->track;

	while (t->tallies * l->step < t->count) {
		struct tally sum = {0};

		if (t->tallies) {
			sum = t->tally[t->tallies - 1];
			add_whole(l, &sum, (t->tallies - 1) * l->step, t->tallies * l->step);
		}
		t->tally               = array_room(t->tally, t->tallies, sizeof(sum));
		t->tally[t->tallies++] = sum;
	}
}

/* Time in each mood until @p time, which lies in interval @p i. */
static struct tally spent_until(const struct lane *l, size_t i, model_time time)
{
	const struct model_interval *in = &l->track->interval[i];
	struct tally sum                = l->track->tally[i / l->step];

	add_whole(l, &sum, i / l->step * l->step, i);
	if (time > in->start)
		sum.mood[l->mood(l->m, in)] += time - in->start;
	return sum;
}

/* Time in each mood from @p start, in interval @p i, to @p end, in interval @p j. */
static struct tally spent(const struct lane *l, size_t i, size_t j, model_time start,
			  model_time end)
{
	const struct model_interval *list = l->track->interval;
	struct tally sum                  = {0};

	if (j - i >= 2 * l->step) {
		struct tally before = spent_until(l, i, start);

		sum = spent_until(l, j, end);
		for (unsigned k = 0; k < MOODS; k++)
			sum.mood[k] -= before.mood[k];
		return sum;
	}
	for (; i <= j; i++) {
		model_time begin = list[i].start > start ? list[i].start : start;
		model_time stop  = i < j ? list[i + 1].start : end;

		if (stop > begin)
			sum.mood[l->mood(l->m, &list[i])] += stop - begin;
	}
	return sum;
}

/* Last interval that begins not behind @p time, looked for from @p i on in growing steps. */
static size_t advance(const struct track *t, size_t i, model_time time)
{
	size_t step = 1;

	while (i + step < t->count && t->interval[i + step].start <= time)
		step *= 2;
	for (; step > 0; step /= 2)
		while (i + step < t->count && t->interval[i + step].start <= time)
			i += step;
	return i;
}

/* ---- Columns --------------------------------------------------------------------------------- */

static void set_shares(struct model_column *c, const struct tally *sum, model_time span)
{
	for (unsigned k = 0; k < MOODS; k++) {
		if (sum->mood[k] == 0)
			continue;
		model_time share =
			span < NEAR_SPAN
				? sum->mood[k] * WHOLE / span
				: (model_time)((unsigned __int128)sum->mood[k] * WHOLE / span);

		c->share[k] = (uint8_t)share;
		if (c->share[k] == 0)
			c->share[k] = 1;
		if (weight[k] > weight[c->mood])
			c->mood = (uint8_t)k;
	}
}

/* The thread that ran longest from @p start to @p end, the idle one only if no other did. */
static uint32_t longest(const struct lane *l, size_t from, size_t to, model_time start,
			model_time end)
{
	const struct model_interval *list = l->track->interval;
	model_time most                   = 0;
	uint32_t thread                   = 0;

	for (size_t i = from; i <= to && i < from + LOOKED_AT; i++) {
		model_time begin = list[i].start > start ? list[i].start : start;
		model_time stop  = i + 1 < l->track->count && list[i + 1].start < end
					   ? list[i + 1].start
					   : end;

		if (stop - begin < most || l->mood(l->m, &list[i]) != MOOD_RUNNING)
			continue;
		most   = stop - begin;
		thread = list[i].state;
	}
	return thread;
}

static void fill(const struct lane *l, model_time from, model_time to, struct model_column *column,
		 size_t columns)
{
	const struct track *t = l->track;
	model_time next       = from;
	size_t i = 0, j = 0;

	for (size_t x = 0; x < columns; x++) {
		model_time start = next, end;

		next = end = model_column_time(from, to, x + 1, columns);
		column[x]  = (struct model_column){.first = MODEL_NONE, .mood = MOOD_UNKNOWN};
		end        = end < l->end ? end : l->end;
		if (!t || t->count == 0 || start > l->end || t->interval[0].start >= end)
			continue;
		i = advance(t, j, start);
		j = advance(t, i, end > start ? end - 1 : start);

		column[x].first   = (uint32_t)i;
		column[x].changes = (uint32_t)(j - i);
		if (t->interval[0].start > start)
			column[x].changes++;
		struct tally sum = spent(l, i, j, start, end);

		set_shares(&column[x], &sum, end > start ? end - start : 1);
		if (end == start)
			column[x].mood = (uint8_t)l->mood(l->m, &t->interval[i]);
		if (l->mood == cpu_mood)
			column[x].thread = longest(l, i, j, start, end);
	}
}

void model_thread_columns(struct model *m, uint32_t id, model_time from, model_time to,
			  struct model_column *column, size_t columns)
{
	model_settle(m);
	struct lane l = {m, history_of_thread(&m->history, id), thread_mood, m->last_time,
			 TALLY_STEP};

	if (l.track)
		tally_up(&l);
	fill(&l, from, to, column, columns);
}

void model_cpu_columns(struct model *m, uint32_t cpu, model_time from, model_time to,
		       struct model_column *column, size_t columns)
{
	model_settle(m);
	struct lane l = {m, history_of_cpu(&m->history, cpu), cpu_mood, m->last_time,
			 TALLY_STEP_CPU};

	/* What was tallied before one knew which threads are idle is no longer right. */
	if (m->history.idle_changes != m->idle_changes)
		for (size_t i = 0; i < m->history.cpus; i++)
			m->history.cpu[i].tallies = 0;
	m->history.idle_changes = m->idle_changes;
	if (l.track)
		tally_up(&l);
	fill(&l, from, to, column, columns);
}

void model_event_columns(struct model *m, model_time from, model_time to, uint32_t *count,
			 size_t columns)
{
	size_t (*find)(const struct model *, model_time) =
		model_events(m) < EXACT_EVENTS ? model_event_find : model_event_find_about;
	size_t before = find(m, from);

	for (size_t x = 0; x < columns; x++) {
		size_t behind = find(m, model_column_time(from, to, x + 1, columns));

		count[x] = (uint32_t)(behind - before);
		before   = behind;
	}
}
