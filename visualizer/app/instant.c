/*
 * Which instant of a recording says most? For pictures that nobody chose a time for.
 */
#include "visualizer/app/app.h"

#include "visualizer/views/path.h"
#include "visualizer/views/traffic.h"

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
	uint64_t party         = 0;

	for (int i = 0; i < 60 && at > 0; i++) {
		const struct model_event *e = model_event_at(v->model, --at);

		faults += e->type == TRACE_page_fault_done;
		messages += e->type == TRACE_ipc_receive;
		items += e->type == TRACE_ipc_item;
		if (e->type == TRACE_ipc_receive)
			party |= 1ull << (model_event_value(e, "receiver") & 63);
	}
	faults = faults < 4 ? faults : 4;
	items  = items < 4 ? items : 4;
	return 5 * faults + messages + 3 * items + 12 * (unsigned long)__builtin_popcountll(party);
}

/* How many talk to each other around that time. */
static unsigned long party_weight(struct viz *v, model_time t)
{
	model_time from = v->from;
	model_time to   = v->to;

	v->from              = t > 1000000000 ? t - 1000000000 : 0;
	v->to                = t + 1000000000;
	unsigned long weight = 0;

	for (int i = 0; i < traffic_now(v)->pairs; i++)
		weight += 20 + (traffic_now(v)->pair[i].answered < 20
					? traffic_now(v)->pair[i].answered
					: 20);
	v->from = from;
	v->to   = to;
	return weight;
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
		return flow_weight(v, t);
	case VIEW_NUMBERS:
		return party_weight(v, t);
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

static int holders(const struct model_state *s, uint32_t object)
{
	int count = 0;

	for (size_t i = 0; i < s->tasks; i++)
		for (size_t k = 0; k < s->task[i].slots; k++)
			count += s->task[i].slot[k].object == object;
	return count;
}

/* The gate or semaphore that most hold: what is shared is what one wants to know about. */
static uint32_t shared_object(const struct model_state *s)
{
	uint32_t best = 0;
	int most      = 1;

	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		if ((o->kind == KIND_gate || o->kind == KIND_semaphore) &&
		    holders(s, o->id) > most) {
			most = holders(s, o->id);
			best = o->id;
		}
	}
	return best;
}

static struct pick shared_slot(struct viz *v)
{
	const struct model_task *t = model_task(v->state, v->task);
	struct pick best           = {0};
	int most                   = 0;

	for (size_t i = 0; t && i < t->slots; i++) {
		bool telling = t->slot[i].kind == KIND_gate || t->slot[i].kind == KIND_semaphore;
		int count    = holders(v->state, t->slot[i].object);

		if (telling && count > most) {
			most = count;
			best = pick_slot(t->id, t->slot[i].index);
		}
	}
	return best;
}

/* In the tree in focus, the mapping whose revocation would take most away, root and first owner
 * left out. */
static struct pick handed_page(struct viz *v)
{
	const struct model_tree *t =
		v->tree.object ? NULL : model_tree_of_page(v->state, v->tree.key);

	for (size_t i = 0; t && i < t->nodes; i++)
		if (t->node[i].depth >= 2 || t->nodes < 4)
			return pick_page(t->node[i].task, t->node[i].address);
	return (struct pick){0};
}

/* The call that went through most hands of those shortly before; else the last fault. */
static struct pick telling_flow(struct viz *v)
{
	static struct path path;
	struct pick best = {0};
	int most         = 0;
	int seen         = 0;

	for (uint32_t i = (uint32_t)model_flows(v->model); i > 0 && seen < 60; i--) {
		const struct model_flow *f = model_flow(v->model, i - 1);
		int weight                 = 0;

		if (f->finish > v->now || f->end != FLOW_DONE || f->answers != MODEL_NONE)
			continue;
		seen++;
		if (!path_of(v, f, &path))
			continue;
		for (int k = 0; k < path.steps; k++)
			if ((int)path.step[k].depth * 4 + (f->kind == FLOW_FAULT) > weight)
				weight = (int)path.step[k].depth * 4 + (f->kind == FLOW_FAULT);
		if (weight > most) {
			most = weight;
			best = pick_flow(i - 1);
		}
	}
	return best;
}

/* The thread that has most to explain: it faults, waits for an answer, or sends. */
static struct pick waiting_thread(const struct model_state *s)
{
	const struct model_thread *best = NULL;
	int most                        = -1;

	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];
		enum model_mood mood         = thread_mood(t);
		int weight                   = mood == MOOD_FAULT                          ? 5
					       : mood == MOOD_RECEIVING && t->partner != 0 ? 4
					       : mood == MOOD_SENDING                      ? 3
					       : mood == MOOD_SLEEPING                     ? 1
											   : 0;
		if (t->task && weight > most) {
			most = weight;
			best = t;
		}
	}
	return best ? pick_object(best->id) : (struct pick){0};
}

void pick_telling(struct viz *v)
{
	switch (v->view) {
	case VIEW_SYSTEM:
		pick_set(v, pick_object(shared_object(v->state)));
		break;
	case VIEW_CAPS:
		pick_set(v, shared_slot(v));
		break;
	case VIEW_MAPPINGS:
		pick_set(v, handed_page(v));
		break;
	case VIEW_FLOWS:
		pick_set(v, telling_flow(v));
		break;
	case VIEW_THREADS:
		pick_set(v, waiting_thread(v->state));
		break;
	default:
		break;
	}
}
