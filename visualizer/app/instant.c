/*
 * Which instant of a recording says most? For pictures that nobody chose a time for.
 */
#include "visualizer/app/app.h"

enum { SAMPLES = 160 };

/* Memory that went through many hands, with rights lost, is worth more than many flat trees. */
static unsigned long tree_weight(const struct model_state *s)
{
	unsigned long best = 0;

	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];
		unsigned long weight       = t->object ? 0 : 2;

		for (size_t k = 0; k < t->nodes && k < 16; k++) {
			long parent = model_tree_parent(t, k);

			weight += 1 + (t->node[k].depth < 8 ? t->node[k].depth : 0u);
			weight += parent >= 0 && t->node[parent].rights != t->node[k].rights;
		}
		best = weight > best ? weight : best;
	}
	return best;
}

static unsigned long object_weight(const struct model_state *s)
{
	unsigned long weight = 10 * s->tasks + 2 * s->threads + s->objects;

	/* A task whose table is known shows its edges; one that is not stands alone. */
	for (size_t i = 0; i < s->tasks; i++)
		weight += 4 * (s->task[i].slots < 40 ? s->task[i].slots : 40);
	return weight;
}

/* Messages in the time that the system graph shows them. */
static unsigned long traffic_weight(struct viz *v, model_time t)
{
	size_t now    = model_event_find(v->model, t);
	size_t before = model_event_find(v->model, t > 100000000 ? t - 100000000 : 0);

	return now - before < 8 ? now - before : 8;
}

/* Different things among the messages and faults shortly before. */
static unsigned long flow_weight(struct viz *v, model_time t)
{
	size_t at              = model_event_find(v->model, t);
	unsigned long faults   = 0;
	unsigned long messages = 0;
	unsigned long items    = 0;

	for (int i = 0; i < 60 && at > 0; i++) {
		const struct model_event *e = model_event_at(v->model, --at);

		faults += e->type == TRACE_page_fault_done;
		messages += e->type == TRACE_ipc_receive;
		items += e->type == TRACE_ipc_item;
	}
	faults = faults < 4 ? faults : 4;
	items  = items < 4 ? items : 4;
	return 10 * faults + messages + 3 * items;
}

static unsigned long thread_weight(const struct model_state *s)
{
	unsigned moods       = 0;
	unsigned long weight = 3 * s->threads;

	for (size_t i = 0; i < s->threads; i++)
		moods |= 1u << thread_mood(&s->thread[i]);
	return weight + 6 * (unsigned long)__builtin_popcount(moods);
}

static unsigned long weigh(struct viz *v, enum view_number view, model_time t)
{
	switch (view) {
	case VIEW_FLOWS:
	case VIEW_NUMBERS:
		return flow_weight(v, t);
	case VIEW_MAPPINGS:
		return tree_weight(model_at(v->model, t));
	case VIEW_THREADS:
		return thread_weight(model_at(v->model, t));
	default:
		return object_weight(model_at(v->model, t)) + traffic_weight(v, t);
	}
}

model_time telling_instant(struct viz *v, enum view_number view, const char *wanted)
{
	model_time first   = model_first_time(v->model);
	model_time last    = model_last_time(v->model);
	model_time best    = last;
	unsigned long most = 0;

	for (unsigned i = 1; i <= SAMPLES; i++) {
		model_time t         = first + (last - first) / SAMPLES * i;
		unsigned long weight = weigh(v, view, t);

		if (wanted && !object_by_name(v, model_at(v->model, t), wanted))
			continue;

		if (weight > most) {
			most = weight;
			best = t;
		}
	}
	v->state = model_at(v->model, v->follow ? MODEL_LIVE : v->now);
	return best;
}
