/*
 * See traffic.h. Bounded: so many flows and intervals are looked at, then it says that it is cut.
 */
#include "visualizer/views/traffic.h"

#include "visualizer/views/memory.h"
#include "visualizer/views/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLOWS_LOOKED_AT = 300000, INTERVALS_LOOKED_AT = 200000 };

int latency_bin(model_time ns)
{
	int bin = ns < 1000 ? 0 : 1 + (int)(2 * log2((double)ns / 1000));

	return bin < LATENCY_BINS ? bin : LATENCY_BINS - 1;
}

model_time latency_of_bin(int bin)
{
	return bin == 0 ? 0 : (model_time)(1000 * exp2((bin - 1) / 2.0));
}

static struct pair *find_pair(struct traffic *t, uint32_t from, uint32_t to)
{
	for (int i = 0; i < t->pairs; i++)
		if (t->pair[i].from == from && t->pair[i].to == to)
			return &t->pair[i];
	if (t->pairs == PAIRS_MAX)
		return NULL;
	t->pair[t->pairs] = (struct pair){.from = from, .to = to, .slowest = MODEL_NONE};
	return &t->pair[t->pairs++];
}

static void take_answer(struct pair *p, const struct model_flow *f, model_time end)
{
	model_time waited = end - f->start;

	p->waited += waited;
	p->answered++;
	p->latency[latency_bin(waited)]++;
	if (waited >= p->longest) {
		p->longest = waited;
		p->slowest = f->number;
	}
}

static void take_flow(struct viz *v, struct traffic *t, const struct model_flow *f)
{
	struct pair *p =
		f->from && f->to && f->answers == MODEL_NONE ? find_pair(t, f->from, f->to) : NULL;

	if (!p)
		return;
	p->messages++;
	p->calls += f->call;
	p->faults += f->kind == FLOW_FAULT;
	p->failed += f->end == FLOW_FAILED;
	if (f->kind == FLOW_FAULT && f->end == FLOW_DONE)
		take_answer(p, f, f->finish);
	else if (f->reply != MODEL_NONE)
		take_answer(p, f, model_flow(v->model, f->reply)->finish);
}

static int by_messages(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;

	return x->messages != y->messages ? (x->messages < y->messages ? 1 : -1)
					  : (x->from > y->from) - (x->from < y->from);
}

static void collect(struct viz *v, struct traffic *t)
{
	size_t flows = model_flows(v->model);
	size_t first = model_flow_find(v->model, t->from);

	for (size_t i = first; i < flows && !t->cut; i++) {
		const struct model_flow *f = model_flow(v->model, (uint32_t)i);

		if (f->start > t->to)
			break;
		if (f->start >= t->from)
			take_flow(v, t, f);
		t->cut = i - first > FLOWS_LOOKED_AT;
	}
	qsort(t->pair, (size_t)t->pairs, sizeof(*t->pair), by_messages);
}

const struct traffic *traffic_now(struct viz *v)
{
	struct traffic *t = v->memory->traffic;
	uint64_t events =
		model_generation(v->model, TOPIC_EVENTS) + model_generation(v->model, TOPIC_PAST);

	if (t && t->from == v->from && t->to == v->to && t->generation == events)
		return t;
	if (!t)
		t = v->memory->traffic = malloc(sizeof(*t));
	if (!t)
		abort();
	*t = (struct traffic){.from = v->from, .to = v->to, .generation = events};
	collect(v, t);
	return t;
}

void cpu_use(struct viz *v, uint32_t cpu, model_time from, model_time to, struct cpu_use *use)
{
	size_t count;
	const struct model_interval *list = model_cpu_history(v->model, cpu, &count);
	uint32_t first                    = list ? model_interval_find(list, count, from) : 0;

	*use = (struct cpu_use){0};
	if (first == MODEL_NONE && list && count)
		use->unknown = (list[0].start < to ? list[0].start : to) - from;
	for (size_t i = first == MODEL_NONE ? 0 : first;
	     list && i < count && i < (size_t)first + INTERVALS_LOOKED_AT; i++) {
		model_time start             = list[i].start > from ? list[i].start : from;
		model_time stop              = i + 1 < count ? list[i + 1].start : to;
		const struct model_thread *t = model_thread(v->state, list[i].state);
		int task                     = t && t->task ? task_index(v, t->task) : -1;

		if (start >= to)
			break;
		stop = stop < to ? stop : to;
		if (task >= 0 && task < 64)
			use->task[task] += stop - start;
		else if (t || list[i].state)
			use->idle += t && t->task == 0 ? stop - start : 0;
		else
			use->unknown += stop - start;
	}
}
