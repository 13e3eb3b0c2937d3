/*
 * The store of events: blocks, the cache of unpacked ones, the order of time. See events.h.
 */
#include "jdb/host/events.h"

#include "jdb/host/array.h"

enum {
	CHUNK_BYTES_MIN = 1024,
};

void events_clear(struct events *s)
{
	for (size_t i = 0; i < s->chunks; i++) {
		free(s->chunk[i]->data);
		free(s->chunk[i]);
	}
	for (size_t i = 0; i < s->flow_chunks; i++)
		free(s->flow[i]);
	free(s->chunk);
	free(s->cache);
	free(s->order);
	free(s->mark);
	free(s->pending);
	free(s->flow);
	free(s->slot);
	free(s->call);
	free(s->block_finish);
	id_index_clear(&s->call_index);
	memset(s, 0, sizeof(*s));
}

static struct event_chunk *chunk_of(const struct events *s, uint32_t number)
{
	return s->chunk[number / CHUNK_EVENTS];
}

/* ---- The cache of unpacked blocks ------------------------------------------------------------ */

static void make_cache(struct events *s)
{
	s->cache = memory_checked(malloc(CACHE_BLOCKS * sizeof(*s->cache)));
	for (uint16_t i = 0; i < CACHE_BLOCKS; i++) {
		s->cache[i].block = MODEL_NONE;
		s->cache[i].newer = (uint16_t)(i - 1);
		s->cache[i].older = (uint16_t)(i + 1);
	}
	s->newest = 0;
	s->oldest = CACHE_BLOCKS - 1;
}

/* Slot @p i was asked for: it is the last one that will be given up. */
static void make_newest(struct events *s, uint16_t i)
{
	struct cache_slot *c = &s->cache[i];

	if (i == s->newest)
		return;
	s->cache[c->newer].older = c->older;
	if (i == s->oldest)
		s->oldest = c->newer;
	else
		s->cache[c->older].newer = c->newer;
	c->older                  = s->newest;
	s->cache[s->newest].newer = i;
	s->newest                 = i;
}

/* Unpack what the block of slot @p c holds by now. */
static void fill(struct events *s, struct cache_slot *c)
{
	uint32_t first                  = c->block * BLOCK_EVENTS;
	const struct event_chunk *chunk = chunk_of(s, first);
	uint32_t in_chunk               = first % CHUNK_EVENTS;
	const uint8_t *at               = chunk->data + chunk->offset[in_chunk / BLOCK_EVENTS];
	struct pack_state p             = {0};

	for (c->filled = 0; c->filled < BLOCK_EVENTS && first + c->filled < s->count; c->filled++) {
		struct model_event *e = &c->event[c->filled];

		at += unpack_event(at, &p, e);
		e->number = first + c->filled;
		e->next   = chunk->next[in_chunk + c->filled];
		if (e->flow != MODEL_NONE)
			e->value[0] = flow_at(s, e->flow)->id;
	}
}

const struct model_event *events_at(struct events *s, uint32_t number)
{
	struct event_chunk *chunk = chunk_of(s, number);
	uint32_t in_chunk         = number % CHUNK_EVENTS / BLOCK_EVENTS;
	struct cache_slot *c;

	if (!s->cache)
		make_cache(s);
	if (chunk->cached[in_chunk]) {
		make_newest(s, (uint16_t)(chunk->cached[in_chunk] - 1));
		c = &s->cache[s->newest];
	} else {
		make_newest(s, s->oldest);
		c = &s->cache[s->newest];
		if (c->block != MODEL_NONE)
			chunk_of(s, c->block * BLOCK_EVENTS)->cached[c->block % CHUNK_BLOCKS] = 0;
		chunk->cached[in_chunk] = (uint16_t)(s->newest + 1);
		c->block                = number / BLOCK_EVENTS;
		c->filled               = 0;
	}
	if (number % BLOCK_EVENTS >= c->filled)
		fill(s, c);
	return &c->event[number % BLOCK_EVENTS];
}

uint32_t events_next(const struct events *s, uint32_t number)
{
	return chunk_of(s, number)->next[number % CHUNK_EVENTS];
}

void events_set_next(struct events *s, uint32_t number, uint32_t next)
{
	struct event_chunk *chunk = chunk_of(s, number);
	uint16_t cached           = chunk->cached[number % CHUNK_EVENTS / BLOCK_EVENTS];

	chunk->next[number % CHUNK_EVENTS] = next;
	if (cached)
		s->cache[cached - 1].event[number % BLOCK_EVENTS].next = next;
}

/* ---- Putting in ------------------------------------------------------------------------------ */

static struct event_chunk *chunk_with_room(struct events *s)
{
	struct event_chunk *c;

	if (s->count == s->chunks * CHUNK_EVENTS) {
		if (s->chunks > 0) { /* it is complete: give back what it does not need */
			c       = s->chunk[s->chunks - 1];
			c->data = memory_checked(realloc(c->data, c->used));
			c->room = c->used;
		}
		s->chunk              = array_room(s->chunk, s->chunks, sizeof(*s->chunk));
		s->chunk[s->chunks++] = memory_checked(calloc(1, sizeof(*c)));
	}
	c = s->chunk[s->chunks - 1];
	if (c->room - c->used < PACKED_BYTES_MAX) {
		c->room = c->room ? c->room + c->room / 2 : CHUNK_BYTES_MIN;
		c->data = memory_checked(realloc(c->data, c->room));
	}
	return c;
}

static void put_in_order(struct events *s, uint32_t number, model_time time)
{
	s->order = array_room(s->order, s->ordered, sizeof(*s->order));
	if (s->ordered % MARK_STEP == 0) {
		s->mark             = array_room(s->mark, s->marks, sizeof(*s->mark));
		s->mark[s->marks++] = time;
	}
	s->order[s->ordered++] = number;
	s->last_time           = time;
}

uint32_t events_add(struct events *s, const struct model_event *e)
{
	struct event_chunk *c = chunk_with_room(s);
	uint32_t number       = (uint32_t)s->count;

	if (number % BLOCK_EVENTS == 0) {
		s->packing                                      = (struct pack_state){0};
		c->offset[number % CHUNK_EVENTS / BLOCK_EVENTS] = c->used;
	}
	c->used += (uint32_t)pack_event(c->data + c->used, &s->packing, e);
	c->next[number % CHUNK_EVENTS] = MODEL_NONE;
	s->count++;
	if (s->pendings == 0 && (s->ordered == 0 || e->time >= s->last_time)) {
		put_in_order(s, number, e->time);
	} else {
		s->pending = array_room(s->pending, s->pendings, sizeof(*s->pending));
		s->pending[s->pendings++] = (struct pending){e->time, number};
	}
	return number;
}

/* ---- The order of time ----------------------------------------------------------------------- */

/* Two runs side by side become one; of the same time, the left one's come first. */
static void merge(struct pending *to, const struct pending *a, size_t as, const struct pending *b,
		  size_t bs)
{
	while (as && bs) {
		if (b->time < a->time) {
			*to++ = *b++;
			bs--;
		} else {
			*to++ = *a++;
			as--;
		}
	}
	memcpy(to, as ? a : b, (as ? as : bs) * sizeof(*to));
}

/*
 * Natural merge sort: frames of a CPU are in order, so there are few runs. The runs found at the
 * beginning are merged two by two until one is left.
 */
static void sort_pending(struct pending *list, size_t count)
{
	struct pending *room = memory_checked(malloc(count * sizeof(*room)));
	struct pending *from = list, *to = room;
	size_t runs;

	do {
		runs = 0;
		for (size_t i = 0; i < count; runs++) {
			size_t middle = i + 1, end;

			while (middle < count && from[middle].time >= from[middle - 1].time)
				middle++;
			end = middle < count ? middle + 1 : middle;
			while (end > middle && end < count && from[end].time >= from[end - 1].time)
				end++;
			merge(to + i, from + i, middle - i, from + middle, end - middle);
			i = end;
		}
		struct pending *swap = from;

		from = to;
		to   = swap;
	} while (runs > 1);
	if (from != list)
		memcpy(list, from, count * sizeof(*list));
	free(room);
}

/* Take the end of the order back to pending: everything behind @p time. */
static size_t take_back(struct events *s, model_time time)
{
	size_t keep = time == UINT64_MAX ? s->ordered : events_find(s, time + 1);
	size_t back = s->ordered - keep;

	if (back == 0)
		return keep;
	s->pending = memory_checked(
		realloc(s->pending, array_capacity(s->pendings + back) * sizeof(*s->pending)));
	memmove(s->pending + back, s->pending, s->pendings * sizeof(*s->pending));
	for (size_t i = 0; i < back; i++) {
		uint32_t number = s->order[keep + i];

		s->pending[i] = (struct pending){events_at(s, number)->time, number};
	}
	s->pendings += back;
	return keep;
}

void events_sort(struct events *s)
{
	model_time first = UINT64_MAX;

	if (s->pendings == 0)
		return;
	for (size_t i = 0; i < s->pendings; i++)
		if (s->pending[i].time < first)
			first = s->pending[i].time;
	size_t keep = take_back(s, first);

	s->ordered = keep;
	s->marks   = (keep + MARK_STEP - 1) / MARK_STEP;
	sort_pending(s->pending, s->pendings);
	for (size_t i = 0; i < s->pendings; i++)
		put_in_order(s, s->pending[i].number, s->pending[i].time);
	free(s->pending);
	s->pending  = NULL;
	s->pendings = 0;
}

const struct model_event *events_in_order(struct events *s, size_t position)
{
	return events_at(s, s->order[position]);
}

/* First mark whose time is not below @p time; s->marks when there is none. */
static size_t find_mark(const struct events *s, model_time time)
{
	size_t low = 0, high = s->marks;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->mark[middle] < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t events_find(struct events *s, model_time time)
{
	size_t mark = find_mark(s, time);
	size_t low  = mark ? (mark - 1) * MARK_STEP + 1 : 0;
	size_t high = mark * MARK_STEP < s->ordered ? mark * MARK_STEP : s->ordered;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (events_in_order(s, middle)->time < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t events_find_about(struct events *s, model_time time)
{
	size_t mark = find_mark(s, time);

	if (mark == 0)
		return 0;
	model_time start = s->mark[mark - 1];
	model_time end   = mark < s->marks ? s->mark[mark] : s->last_time + 1;
	size_t first     = (mark - 1) * MARK_STEP;
	size_t last      = mark < s->marks ? mark * MARK_STEP : s->ordered;

	if (time >= end)
		return last;
	return first + (size_t)((unsigned __int128)(last - first) * (time - start) / (end - start));
}

/* ---- What readers ask ------------------------------------------------------------------------ */

uint64_t model_event_value(const struct model_event *e, const char *name)
{
	int i = schema_field_index(schema_event(e->type), name);

	return i < 0 ? 0 : e->value[i];
}

bool model_event_concerns(const struct model_event *e, uint32_t object)
{
	const struct schema_entry *entry = schema_event(e->type);

	for (unsigned i = 0; entry && i < entry->field_count; i++)
		if (entry->fields[i].type == FIELD_OBJ && e->value[i] == object)
			return true;
	return false;
}
