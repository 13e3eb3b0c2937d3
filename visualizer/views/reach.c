/*
 * See reach.h. Both directions relax distances along the edges until nothing changes: at most once
 * for each hand, so the cost is hands times slots.
 */
#include "visualizer/views/reach.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *at(const struct reach *r, uint32_t id)
{
	const struct model_object *o = model_object(r->state, id);

	return o ? &r->hands[o - r->state->object] : NULL;
}

unsigned reach_hands(const struct reach *r, uint32_t id)
{
	const uint8_t *hands = r->hands ? at(r, id) : NULL;

	return hands ? *hands : REACH_FAR;
}

void reach_free(struct reach *r)
{
	free(r->hands);
	r->hands = NULL;
}

/* @p to is reached through @p more hands than @p from. @return was that news? */
static bool relax(const struct reach *r, uint32_t from, uint32_t to, unsigned more, unsigned most)
{
	const uint8_t *a = at(r, from);
	uint8_t *b       = at(r, to);

	if (!a || !b || *a == REACH_FAR || *a + more > most || *a + more >= *b)
		return false;
	*b = (uint8_t)(*a + more);
	return true;
}

/* Along all edges once: forward from holder to object, from gate to thread, from thread to task. */
static bool relax_all(const struct reach *r, bool forward, unsigned most)
{
	const struct model_state *s = r->state;
	bool news                   = false;

	for (size_t i = 0; i < s->tasks; i++)
		for (size_t k = 0; k < s->task[i].slots; k++) {
			uint32_t task   = s->task[i].id;
			uint32_t object = s->task[i].slot[k].object;

			news |= forward ? relax(r, task, object, 1, most)
					: relax(r, object, task, 1, most);
		}
	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		if (o->bound)
			news |= forward ? relax(r, o->id, o->bound, 0, most)
					: relax(r, o->bound, o->id, 0, most);
	}
	return news;
}

static struct reach start(const struct model_state *s, uint32_t id)
{
	struct reach r = {s, malloc(s->objects + 1)};

	if (r.hands) {
		memset(r.hands, REACH_FAR, s->objects + 1);
		if (at(&r, id))
			*at(&r, id) = 0;
	}
	return r;
}

struct reach reach_from(const struct model_state *s, uint32_t id, unsigned most)
{
	struct reach r = start(s, id);

	while (r.hands && relax_all(&r, true, most))
		continue;
	return r;
}

/* A thread is reached by who reaches the gates bound to it; a task by who reaches its threads. */
struct reach reach_to(const struct model_state *s, uint32_t id, unsigned most)
{
	struct reach r = start(s, id);

	while (r.hands && relax_all(&r, false, most))
		continue;
	return r;
}
