/*
 * Intervals of threads and CPUs. See history.h.
 */
#include "jdb/host/history.h"

#include "jdb/host/array.h"

static void clear_tracks(struct track *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].interval);
		free(list[i].tally);
	}
	free(list);
}

void history_clear(struct history *h)
{
	clear_tracks(h->thread, h->threads);
	clear_tracks(h->cpu, h->cpus);
	id_index_clear(&h->thread_index);
	id_index_clear(&h->cpu_index);
	free(h->thread_id);
	memset(h, 0, sizeof(*h));
}

static struct track *find(struct track *list, const struct id_index *index, uint32_t id)
{
	size_t i = id_index_find(index, id);

	return i == ID_INDEX_NONE ? NULL : &list[i];
}

struct track *history_of_thread(const struct history *h, uint32_t id)
{
	return find(h->thread, &h->thread_index, id);
}

struct track *history_of_cpu(const struct history *h, uint32_t cpu)
{
	return find(h->cpu, &h->cpu_index, cpu);
}

static struct track *need_track(struct track **list, size_t *count, struct id_index *index,
				uint32_t id)
{
	struct track *t = find(*list, index, id);

	if (t)
		return t;
	*list = array_room(*list, *count, sizeof(**list));
	id_index_put(index, id, *count);
	t  = &(*list)[(*count)++];
	*t = (struct track){.id = id};
	return t;
}

static void append(struct track *t, const struct model_interval *begin)
{
	struct model_interval *last = t->count ? &t->interval[t->count - 1] : NULL;

	if (last && last->state == begin->state && last->partner == begin->partner)
		return;
	/* Two changes at one instant: only the second one lasted. */
	if (last && last->start >= begin->start) {
		model_time start = last->start;

		*last       = *begin;
		last->start = start;
		return;
	}
	t->interval             = array_room(t->interval, t->count, sizeof(*begin));
	t->interval[t->count++] = *begin;
}

void history_thread(struct history *h, uint32_t id, const struct model_interval *begin)
{
	size_t before   = h->threads;
	struct track *t = need_track(&h->thread, &h->threads, &h->thread_index, id);

	if (h->threads != before) {
		h->thread_id         = array_room(h->thread_id, before, sizeof(id));
		h->thread_id[before] = id;
	}
	append(t, begin);
}

void history_cpu(struct history *h, uint32_t cpu, const struct model_interval *begin)
{
	append(need_track(&h->cpu, &h->cpus, &h->cpu_index, cpu), begin);
}

static void cut_tracks(struct track *list, size_t count, size_t step, model_time time)
{
	for (size_t i = 0; i < count; i++) {
		struct track *t = &list[i];
		size_t whole;

		while (t->count > 0 && t->interval[t->count - 1].start > time)
			t->count--;
		whole = t->count ? (t->count - 1) / step + 1 : 0;
		if (t->tallies > whole)
			t->tallies = whole;
	}
}

void history_cut(struct history *h, model_time time)
{
	cut_tracks(h->thread, h->threads, TALLY_STEP, time);
	cut_tracks(h->cpu, h->cpus, TALLY_STEP_CPU, time);
}

uint32_t model_interval_find(const struct model_interval *list, size_t count, model_time time)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].start <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? MODEL_NONE : (uint32_t)(low - 1);
}
