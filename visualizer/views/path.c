/*
 * See path.h. A thread's history says in which state it was and for whom it waited; so the path is a
 * walk along histories, from the caller's into that of whom it waits for, and back when that ends.
 */
#include "visualizer/views/path.h"

enum { DEPTH_MAX = 12 };

static void add_step(struct path *p, uint32_t thread, enum model_mood mood, unsigned depth,
		     model_time start, model_time end)
{
	struct path_step *last = p->steps ? &p->step[p->steps - 1] : NULL;

	if (start >= end)
		return;
	if (last && last->thread == thread && last->mood == mood && last->depth == depth) {
		last->end = end;
		return;
	}
	p->cut |= p->steps == PATH_STEPS;
	if (!p->cut)
		p->step[p->steps++] = (struct path_step){thread, mood, depth, start, end};
}

/* Who is worth following: a thread with a history, not one of those that wait already. */
static bool leads_on(struct viz *v, const uint32_t *chain, unsigned depth, uint32_t partner)
{
	size_t count;

	for (unsigned i = 0; i <= depth; i++)
		if (chain[i] == partner)
			return false;
	return partner && depth + 1 < DEPTH_MAX &&
	       model_thread_history(v->model, partner, &count) && count > 0;
}

static void follow(struct viz *v, struct path *p, uint32_t *chain, unsigned depth, model_time from,
		   model_time to)
{
	uint32_t thread = chain[depth];
	size_t count;
	const struct model_interval *list = model_thread_history(v->model, thread, &count);
	uint32_t first                    = list ? model_interval_find(list, count, from) : 0;

	for (size_t i = first == MODEL_NONE ? 0 : first; list && i < count && !p->cut; i++) {
		model_time start = list[i].start > from ? list[i].start : from;
		model_time end   = i + 1 < count && list[i + 1].start < to ? list[i + 1].start : to;
		enum model_mood mood = mood_of(thread, list[i].state, list[i].partner);
		bool waits = mood == MOOD_RECEIVING || mood == MOOD_FAULT || mood == MOOD_SENDING;

		if (start >= to)
			break;
		if (waits && leads_on(v, chain, depth, list[i].partner)) {
			chain[depth + 1] = list[i].partner;
			follow(v, p, chain, depth + 1, start, end);
		} else {
			add_step(p, thread, mood, depth, start, end);
		}
	}
}

bool path_of(struct viz *v, const struct model_flow *f, struct path *path)
{
	uint32_t chain[DEPTH_MAX] = {f->from};

	*path = (struct path){.start = f->start, .end = f->finish};
	if (f->answers != MODEL_NONE) /* an answer: the path is that of its call */
		f = model_flow(v->model, f->answers);
	path->start = f->start;
	chain[0]    = f->from;
	if (f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION)
		path->end = f->finish;
	else if (f->reply != MODEL_NONE)
		path->end = model_flow(v->model, f->reply)->finish;
	else
		return false;
	follow(v, path, chain, 0, path->start, path->end);
	return path->steps > 0;
}
