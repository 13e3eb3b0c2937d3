/*
 * The store of events. See events.h.
 */
#include "jdb/host/events.h"

#include "jdb/host/array.h"

enum {
	CHUNK_EVENTS = 4096,
};

void events_clear(struct events *s)
{
	for (size_t i = 0; i < s->chunks; i++)
		free(s->chunk[i]);
	free(s->chunk);
	free(s->order);
	free(s->flow);
	free(s->slot);
	free(s->call);
	free(s->block_finish);
	memset(s, 0, sizeof(*s));
}

struct model_event *events_at(const struct events *s, uint32_t number)
{
	return &s->chunk[number / CHUNK_EVENTS][number % CHUNK_EVENTS];
}

size_t events_find(const struct events *s, model_time time)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (events_at(s, s->order[middle])->time < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t events_add(struct events *s, const struct model_event *e, size_t *position)
{
	uint32_t number = (uint32_t)s->count;
	size_t at       = s->count;

	if (s->count > 0 && events_at(s, s->order[s->count - 1])->time > e->time)
		at = e->time == UINT64_MAX ? s->count : events_find(s, e->time + 1);
	if (s->count == s->chunks * CHUNK_EVENTS) {
		s->chunk = array_room(s->chunk, s->chunks, sizeof(*s->chunk));
		s->chunk[s->chunks++] =
			memory_checked(malloc(CHUNK_EVENTS * sizeof(struct model_event)));
	}
	s->order     = array_open(s->order, s->count, sizeof(*s->order), at);
	s->order[at] = number;
	s->count++;
	*events_at(s, number)        = *e;
	events_at(s, number)->number = number;
	*position                    = at;
	return number;
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
