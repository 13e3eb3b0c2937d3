/*
 * Messages and faults in the system graph: what was under way at the chosen instant, and shortly
 * before. Several messages between the same two make one arrow with their number.
 */
#include "visualizer/views/system.h"

#include <math.h>
#include <stdio.h>

static const model_time flight_ns = 200 * 1000000ull;

enum { ARROWS_MAX = 48 };

struct arrow {
	uint32_t from, to, through;
	bool fault, open;
	int count;
	model_time finish;
};

static void add(struct arrow *list, int *count, const struct model_flow *f, model_time now)
{
	bool fault = f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION;
	bool open  = f->end == FLOW_OPEN || f->finish > now;
	int i      = 0;

	while (i < *count && !(list[i].from == f->from && list[i].to == f->to &&
			       list[i].through == f->through && list[i].fault == fault))
		i++;
	if (i == ARROWS_MAX)
		return;
	if (i == *count)
		list[(*count)++] = (struct arrow){f->from, f->to, f->through, fault, 0, 0, 0};
	list[i].count++;
	list[i].open |= open;
	if (f->finish > list[i].finish)
		list[i].finish = f->finish;
}

static int collect(struct viz *v, struct arrow *list)
{
	model_time since = v->now > flight_ns ? v->now - flight_ns : 0;
	size_t flows     = model_flows(v->model);
	int count        = 0;

	for (size_t i = model_flow_find(v->model, since); i < flows; i++) {
		const struct model_flow *f = model_flow(v->model, (uint32_t)i);

		if (f->start > v->now)
			break;
		if (!f->from || !f->to || f->from == f->to)
			continue;
		/* A message that never arrived is under way for ever: only a recent one is news. */
		if (f->start < since && (f->end == FLOW_OPEN || f->finish < since))
			continue;
		add(list, &count, f, v->now);
	}
	return count;
}

/* A bow from a to b over an optional point between them. */
static void bow(struct canvas *c, struct point a, struct point mid, struct point b)
{
	path_move(c, a.x, a.y);
	path_curve(c, (struct point){a.x + (mid.x - a.x) * 0.66f, a.y + (mid.y - a.y) * 0.66f},
		   (struct point){b.x + (mid.x - b.x) * 0.66f, b.y + (mid.y - b.y) * 0.66f}, b);
}

/* Arrows begin and end at the side of a box that faces the other: names stay readable. */
static void to_side(const struct viz *v, const struct system_view *s, struct box b, uint32_t id,
		    struct point *at, struct point other)
{
	const struct model_thread *t = model_thread(v->state, id);
	int i                        = system_find(s, t && t->task ? t->task : id);

	if (i < 0)
		return;
	const struct graph_node *n = &s->graph.node[i];
	struct point mid           = system_point(s, b, n->x, n->y);
	float half_w               = n->w / 2 * s->zoom;
	float half_h               = n->h / 2 * s->zoom;

	if (fabsf(other.x - mid.x) > half_w) {
		at->x = other.x > mid.x ? mid.x + half_w : mid.x - half_w;
	} else { /* one above the other: a little beside the middle, where the edges are */
		at->x = mid.x - half_w * 0.4f;
		at->y = other.y > mid.y ? mid.y + half_h : mid.y - half_h;
	}
}

static void draw(struct viz *v, struct system_view *s, struct box b, const struct arrow *a)
{
	struct canvas *c = v->ui.canvas;
	struct point from;
	struct point to;
	struct point mid;

	if (!system_where(v, s, b, a->from, &from) || !system_where(v, s, b, a->to, &to))
		return;
	bool gate = a->through && system_where(v, s, b, a->through, &mid);

	struct point first = from;

	to_side(v, s, b, a->from, &from, to);
	to_side(v, s, b, a->to, &to, first);
	float dx     = to.x - from.x;
	float dy     = to.y - from.y;
	float length = fmaxf(hypotf(dx, dy), 1);

	/* Without a gate between them the bow leans to the left of its way, so that a message and
	 * its answer do not lie on each other. */
	if (!gate)
		mid = (struct point){(from.x + to.x) / 2 + dy / length * 46 * s->zoom,
				     (from.y + to.y) / 2 - dx / length * 46 * s->zoom};
	float age =
		a->open || a->finish >= v->now ? 0 : (float)(v->now - a->finish) / (float)flight_ns;
	rgba_t color = a->fault ? v->ui.theme->faulting : v->ui.theme->sending;

	color = color_alpha(color, 1 - 0.6f * age);
	bow(c, from, mid, to);
	path_stroke(c, 2.6f * fmaxf(s->zoom, 0.6f), 0, false, color);
	draw_arrow_head(c, mid, to, 13 * fmaxf(s->zoom, 0.7f), color);
	if (a->open) { /* still on its way: between the sender and the gate */
		path_circle(c, from.x + (mid.x - from.x) * 0.45f, from.y + (mid.y - from.y) * 0.45f,
			    6 * s->zoom);
		path_fill(c, solid(color));
	}
}

void system_messages(struct viz *v, struct system_view *s, struct box b)
{
	struct arrow list[ARROWS_MAX];
	int count = collect(v, list);

	for (int i = 0; i < count; i++)
		draw(v, s, b, &list[i]);
	if (count && v->live && v->follow)
		v->ui.animating = true;
}
