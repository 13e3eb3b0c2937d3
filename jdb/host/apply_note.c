/*
 * Notes (pieces of a snapshot) change the state. See apply.h.
 *
 * A piece says what exists between two keys. What the model has there and the piece has not is
 * taken away, unless it came to be after the list was begun.
 */
#include "jdb/host/apply_parts.h"

#include <string.h>

/* Is @p id among the items of the piece? All items begin with their id. */
static bool in_piece(const struct note *n, size_t item, uint32_t id)
{
	for (size_t i = 0; i < n->count; i++) {
		uint32_t here;

		memcpy(&here, (const char *)n->items + i * item, sizeof(here));
		if (here == id)
			return true;
	}
	return false;
}

/* Objects of the model that the piece should name and does not: they are gone. */
static void drop_missing(const struct apply *a, const struct note *n, int kind, size_t item)
{
	const struct model_state *v = &a->state->view;
	size_t i                    = v->objects;

	while (i-- > 0) {
		const struct model_object *o = &v->object[i];

		if (o->id < n->low || o->id > n->high || o->born >= n->started ||
		    (kind >= 0 && o->kind != kind) || in_piece(n, item, o->id))
			continue;
		state_drop_object(a->state, o->id, false);
	}
}

static void note_objects(const struct apply *a, const struct note *n)
{
	const struct model_object *list = n->items;

	drop_missing(a, n, -1, sizeof(*list));
	for (size_t i = 0; i < n->count; i++) {
		struct model_object *o =
			state_need_object(a->state, list[i].id, (enum model_kind)list[i].kind);
		model_time born;

		if (!o)
			continue;
		born    = o->born;
		*o      = list[i];
		o->born = born;
		o->seen = n->time;
		if (o->kind == KIND_task)
			state_need_task(a->state, o->id);
		if (o->kind == KIND_thread)
			state_need_thread(a->state, list[i].id);
	}
}

static void note_tasks(const struct apply *a, const struct note *n)
{
	const struct model_task *list = n->items;

	drop_missing(a, n, KIND_task, sizeof(*list));
	for (size_t i = 0; i < n->count; i++) {
		struct model_task *t = state_need_task(a->state, list[i].id);

		if (!t)
			continue;
		t->threads     = list[i].threads;
		t->pages       = list[i].pages;
		t->caps        = list[i].caps;
		t->ku_bytes    = list[i].ku_bytes;
		t->quota_used  = list[i].quota_used;
		t->quota_limit = list[i].quota_limit;
		t->seen        = n->time;
	}
}

static void note_threads(const struct apply *a, const struct note *n)
{
	const struct model_thread *list = n->items;

	drop_missing(a, n, KIND_thread, sizeof(*list));
	for (size_t i = 0; i < n->count; i++) {
		struct model_thread *t = state_need_thread(a->state, list[i].id);

		if (!t)
			continue;
		struct model_thread was = *t;

		*t               = list[i];
		t->fault         = was.fault;
		t->fault_address = was.fault_address;
		t->flow          = was.flow;
		t->seen          = n->time;
		/* The kernel tells since when a thread is blocked; of a ready one we know better. */
		if ((was.state & STATE_RUNNING) && (t->state & STATE_ready))
			t->state |= STATE_RUNNING;
		if (t->state == was.state || t->since == 0)
			t->since = t->state == was.state ? was.since : n->time;
		apply_thread_changed(a, t, n->time);
	}
}

static void note_tree(const struct apply *a, const struct note *n)
{
	struct model_tree *t = state_need_tree(a->state, n->object_tree, n->subject);

	t->order = n->order;
	t->seen  = n->time;
	tree_replace(t, n->items, n->count);
}

/* Which thread runs there may have changed since; the threads' states follow. */
static void note_cpus(const struct apply *a, const struct note *n)
{
	const struct model_cpu *list = n->items;

	for (size_t i = 0; i < n->count; i++) {
		struct model_cpu *c = state_need_cpu(a->state, list[i].number);
		struct model_thread *t;

		if (!c)
			continue;
		if (c->current != list[i].current) {
			t = state_thread(a->state, c->current);
			if (t) {
				t->state &= ~(uint32_t)STATE_RUNNING;
				apply_thread_changed(a, t, n->time);
			}
			apply_cpu_runs(a, c, list[i].current, n->time);
		}
		*c      = list[i];
		c->seen = n->time;
		t       = state_need_thread(a->state, c->current);
		if (t && !(t->state & STATE_RUNNING)) {
			t->state = STATE_ready | STATE_RUNNING;
			t->since = n->time;
			apply_thread_changed(a, t, n->time);
		}
	}
}

/* What the threads did in the gap nobody knows. */
static void note_gap(const struct apply *a, const struct note *n)
{
	for (size_t i = 0; i < a->state->view.threads; i++) {
		struct model_thread *t = (struct model_thread *)&a->state->view.thread[i];

		t->state = (t->state | STATE_UNKNOWN) & ~(uint32_t)STATE_RUNNING;
		apply_thread_changed(a, t, n->time);
	}
	for (size_t i = 0; i < a->state->view.cpus; i++)
		apply_cpu_runs(a, (struct model_cpu *)&a->state->view.cpu[i], 0, n->time);
}

static void note_slots(const struct apply *a, const struct note *n)
{
	struct model_task *t = state_need_task(a->state, n->subject);

	if (!t)
		return;
	task_replace_slots(t, n->low, n->high, n->items, n->count);
	t->slots_seen = n->time;
}

static void note_pages(const struct apply *a, const struct note *n)
{
	struct model_task *t = state_need_task(a->state, n->subject);

	if (!t)
		return;
	task_replace_pages(t, n->low, n->high, n->items, n->count);
	t->pages_seen = n->time;
}

void apply_note(const struct apply *a, const struct note *n)
{
	a->state->view.time = n->time;
	switch (n->kind) {
	case NOTE_OBJECTS:
		note_objects(a, n);
		break;
	case NOTE_TASKS:
		note_tasks(a, n);
		break;
	case NOTE_THREADS:
		note_threads(a, n);
		break;
	case NOTE_SLOTS:
		note_slots(a, n);
		break;
	case NOTE_PAGES:
		note_pages(a, n);
		break;
	case NOTE_TREE:
		note_tree(a, n);
		break;
	case NOTE_CPUS:
		note_cpus(a, n);
		break;
	case NOTE_MEMORY:
		if (n->count == 1)
			a->state->view.memory = *(const struct model_memory *)n->items;
		a->state->view.memory.seen = n->time;
		break;
	case NOTE_GAP:
		note_gap(a, n);
		break;
	case NOTE_BOOT:
		note_gap(a, n);
		state_clear(a->state);
		a->state->view.time = n->time;
		break;
	}
}
