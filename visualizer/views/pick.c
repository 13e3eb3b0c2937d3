/*
 * One selection and one instant for all views.
 */
#include "visualizer/views/view.h"

#include <string.h>

static bool pick_equal(struct pick a, struct pick b)
{
	return a.kind == b.kind && a.id == b.id && a.at == b.at;
}

bool pick_is(const struct viz *v, struct pick p)
{
	return pick_equal(v->pick, p);
}

/* The tree in focus follows the pick: of the page, or of the object. */
static void focus_tree(struct viz *v)
{
	const struct model_tree *tree = NULL;

	if (v->pick.kind == PICK_PAGE) {
		const struct model_task *t = model_task(v->state, v->pick.id);
		const struct model_page *p = t ? model_page(t, v->pick.at) : NULL;

		if (p && p->pa != MODEL_NEVER)
			tree = model_tree_of_page(v->state, p->pa + (v->pick.at - p->address));
	} else if (v->pick.kind == PICK_SLOT || v->pick.kind == PICK_OBJECT) {
		tree = model_tree_of_object(v->state, pick_target(v));
	}
	if (tree) {
		v->tree.object = tree->object;
		v->tree.key    = tree->key;
	}
}

static void focus(struct viz *v)
{
	uint32_t task = pick_task(v);

	if (task)
		v->task = task;
	focus_tree(v);
}

void pick_set(struct viz *v, struct pick p)
{
	if (pick_equal(v->pick, p))
		return;
	if (v->history_count == PICK_HISTORY)
		memmove(v->history, v->history + 1, sizeof(v->history) - sizeof(*v->history));
	else
		v->history_count++;
	v->history[v->history_count - 1] = v->pick;
	v->pick                          = p;
	focus(v);
}

void pick_back(struct viz *v)
{
	if (v->history_count == 0)
		return;
	v->pick = v->history[--v->history_count];
	focus(v);
}

static const struct model_flow *picked_flow(const struct viz *v)
{
	if (v->pick.kind == PICK_FLOW && v->pick.at < model_flows(v->model))
		return model_flow(v->model, (uint32_t)v->pick.at);
	return NULL;
}

/* An event is about the first object it names. */
static uint32_t event_object(const struct viz *v)
{
	if (v->pick.kind != PICK_EVENT || v->pick.at >= model_events(v->model))
		return 0;
	const struct model_event *e      = model_event(v->model, (uint32_t)v->pick.at);
	const struct schema_entry *entry = schema_event(e->type);

	for (unsigned i = 0; entry && i < entry->field_count; i++)
		if (entry->fields[i].type == FIELD_OBJ && e->value[i])
			return (uint32_t)e->value[i];
	return 0;
}

uint32_t pick_target(const struct viz *v)
{
	const struct model_flow *f = picked_flow(v);

	if (v->pick.kind == PICK_SLOT) {
		const struct model_task *t = model_task(v->state, v->pick.id);
		const struct model_slot *s = t ? model_slot(t, (uint32_t)v->pick.at) : NULL;

		return s ? s->object : 0;
	}
	if (f)
		return f->from;
	if (v->pick.kind == PICK_EVENT)
		return event_object(v);
	return v->pick.id;
}

uint32_t pick_task(const struct viz *v)
{
	if (v->pick.kind == PICK_SLOT || v->pick.kind == PICK_PAGE)
		return v->pick.id;

	uint32_t id = pick_target(v);

	if (model_task(v->state, id))
		return id;
	const struct model_thread *t = model_thread(v->state, pick_thread(v));

	return t ? t->task : 0;
}

uint32_t pick_thread(const struct viz *v)
{
	uint32_t id = pick_target(v);

	if (model_thread(v->state, id))
		return id;
	const struct model_task *task = model_task(v->state, id);

	for (size_t i = 0; task && i < v->state->threads; i++)
		if (v->state->thread[i].task == id)
			return v->state->thread[i].id;
	const struct model_object *o = model_object(v->state, id);

	return o && model_thread(v->state, o->bound) ? o->bound : 0;
}

bool pick_touches(const struct viz *v, uint32_t object)
{
	const struct model_flow *f = picked_flow(v);

	if (object == 0)
		return false;
	if (f)
		return f->from == object || f->to == object || f->through == object;
	if (v->pick.kind == PICK_EVENT && v->pick.at < model_events(v->model))
		return model_event_concerns(model_event(v->model, (uint32_t)v->pick.at), object);
	if (v->pick.kind == PICK_SLOT || v->pick.kind == PICK_PAGE)
		return v->pick.id == object || pick_target(v) == object;
	return v->pick.kind == PICK_OBJECT && v->pick.id == object;
}

void time_set(struct viz *v, model_time t)
{
	model_time first = model_first_time(v->model);
	model_time last  = model_last_time(v->model);

	v->follow = false;
	v->now    = t < first ? first : t > last ? last : t;
	/* The window moves only when the cursor has left it. */
	model_time span = v->to - v->from;

	if (v->now < v->from || v->now > v->to) {
		v->from = v->now > span / 2 ? v->now - span / 2 : 0;
		v->to   = v->from + span;
	}
}

void time_follow(struct viz *v, bool follow)
{
	v->follow = follow;
}

void time_zoom(struct viz *v, double factor, model_time fixed)
{
	double left  = ((double)fixed - (double)v->from) * factor;
	double right = ((double)v->to - (double)fixed) * factor;

	if (left + right < 2000 || left + right > 1e14) /* 2 µs to a day */
		return;
	v->from = (double)fixed > left ? fixed - (model_time)left : 0;
	v->to   = fixed + (model_time)right;
}

/* The start of the next or previous interval of the thread's states. */
static bool step_state(struct viz *v, int step, model_time *to)
{
	size_t count;
	const struct model_interval *list = model_thread_history(v->model, pick_thread(v), &count);
	uint32_t i = list ? model_interval_find(list, count, v->now) : MODEL_NONE;

	if (!list || count == 0)
		return false;
	long at = i == MODEL_NONE ? -1 : (long)i;

	if (step < 0 && at >= 0 && list[at].start < v->now)
		at++; /* first to the start of this one */
	at += step;
	if (at < 0 || at >= (long)count)
		return false;
	*to = list[at].start;
	return true;
}

static bool step_event(struct viz *v, int step, model_time *to)
{
	uint32_t object = v->pick.kind == PICK_OBJECT ? v->pick.id : 0;
	size_t count    = model_events(v->model);
	size_t at       = model_event_find(v->model, v->now);

	if (v->pick.kind == PICK_EVENT && v->pick.at < count)
		at = model_event_position(v->model, (uint32_t)v->pick.at);
	else if (step > 0 && at < count && model_event_at(v->model, at)->time > v->now)
		at = at > 0 ? at - 1 : at;
	at = model_event_step(v->model, at, step, object);
	if (at >= count)
		return false;
	const struct model_event *e = model_event_at(v->model, at);

	if (object == 0)
		pick_set(v, pick_event(e->number));
	*to = e->time;
	return true;
}

void time_step(struct viz *v, int step, bool state_changes)
{
	model_time to = v->now;

	if (state_changes ? step_state(v, step, &to) : step_event(v, step, &to))
		time_set(v, to);
	else
		viz_notice(v, step > 0 ? "Nothing later" : "Nothing earlier");
}
