/*
 * Where the boxes of the system graph stand, and how they come there.
 *
 * Nothing moves without reason. What is new gets a free spot at once; only when a burst of changes
 * is over and a good part of the graph is new, everything is arranged anew, and the boxes glide to
 * their places. As long as the user has not zoomed or moved the picture himself, it is kept such
 * that everything is seen.
 */
#include "visualizer/views/system.h"

#include <SDL2/SDL_timer.h>
#include <math.h>
#include <stdlib.h>

static const uint64_t glide_time = 350; /* ms */
static const uint64_t quiet_time = 450; /* ms without a new box: the burst is over */
static const float air = 12; /* boxes that come closer than this are in each other's way */

void system_remember(struct system_view *s)
{
	for (int i = 0; i < s->graph.nodes; i++) {
		struct system_place *p   = s->place;
		struct system_place *end = p + s->places;
		struct point at          = {s->graph.node[i].x, s->graph.node[i].y};

		if (s->glide_ms)
			at = s->node[i].goal;
		while (p < end && p->id != s->node[i].id)
			p++;
		if (p == end) {
			s->place =
				system_grow(s->place, s->places, &s->place_room, sizeof(*s->place));
			p = &s->place[s->places++];
		}
		*p = (struct system_place){s->node[i].id, at.x, at.y};
	}
}

static bool crowded(const struct graph_node *a, const struct graph_node *b)
{
	return a->placed && b->placed && fabsf(a->x - b->x) < (a->w + b->w) / 2 + air &&
	       fabsf(a->y - b->y) < (a->h + b->h) / 2 + air;
}

/* Nodes go where they were; a spot that somebody took meanwhile is looked for anew. @return new */
static int recall(struct system_view *s)
{
	int unknown = 0;

	for (int i = 0; i < s->graph.nodes; i++) {
		struct graph_node *n = &s->graph.node[i];

		for (int k = 0; k < s->places; k++) {
			if (s->place[k].id != n->id)
				continue;
			n->x      = s->place[k].x;
			n->y      = s->place[k].y;
			n->placed = true;
		}
		for (int k = 0; k < i && n->placed; k++)
			if (crowded(n, &s->graph.node[k]))
				n->placed = false;
		unknown += !n->placed;
	}
	return unknown;
}

/* Shift the new places such that those who stay move as little as possible. */
static void hold_still(struct system_view *s)
{
	struct point sum = {0, 0};
	int count        = 0;

	for (int i = 0; i < s->graph.nodes; i++) {
		struct system_node *n = &s->node[i];

		if (isnan(n->start.x))
			continue;
		sum.x += s->graph.node[i].x - n->start.x;
		sum.y += s->graph.node[i].y - n->start.y;
		count++;
	}
	for (int i = 0; i < s->graph.nodes && count; i++) {
		s->graph.node[i].x -= sum.x / (float)count;
		s->graph.node[i].y -= sum.y / (float)count;
	}
	if (count)
		graph_route(&s->graph);
}

/* Everything anew. Boxes that were on the screen glide; in a picture nothing glides. */
static void arrange(struct viz *v, struct system_view *s, struct box b)
{
	bool any = false;

	for (int i = 0; i < s->graph.nodes; i++) {
		const struct graph_node *n = &s->graph.node[i];

		s->node[i].start =
			n->placed ? (struct point){n->x, n->y} : (struct point){NAN, NAN};
		any |= n->placed;
	}
	graph_arrange(&s->graph, b.w, b.h);
	s->arranged = true;
	s->squeezed = 0;
	s->glide_ms = 0;
	if (!any || !v->live)
		return;
	hold_still(s);
	for (int i = 0; i < s->graph.nodes; i++) {
		struct system_node *n = &s->node[i];

		n->goal = (struct point){s->graph.node[i].x, s->graph.node[i].y};
		if (isnan(n->start.x))
			n->start = n->goal;
	}
	s->glide_ms = SDL_GetTicks64();
}

void system_place(struct viz *v, struct system_view *s, struct box b)
{
	bool first_look = v->live && model_health(v->model)->snapshot == 0;
	int unknown     = recall(s);

	s->glide_ms = 0;
	if (!s->arranged || first_look || (!v->live && unknown * 3 > s->graph.nodes)) {
		arrange(v, s, b);
	} else {
		graph_place_new(&s->graph);
		graph_route(&s->graph);
		/* Edges that become known later say as much about who belongs where. */
		s->squeezed += unknown + abs(s->graph.edges - s->edges_before) / 2;
	}
	s->edges_before = s->graph.edges;
	s->change_ms    = SDL_GetTicks64();
	system_remember(s);
}

static void glide(struct viz *v, struct system_view *s)
{
	float t    = (float)(SDL_GetTicks64() - s->glide_ms) / (float)glide_time;
	float part = t >= 1 ? 1 : t * t * (3 - 2 * t);

	for (int i = 0; i < s->graph.nodes; i++) {
		struct system_node *n = &s->node[i];

		s->graph.node[i].x = n->start.x + (n->goal.x - n->start.x) * part;
		s->graph.node[i].y = n->start.y + (n->goal.y - n->start.y) * part;
	}
	if (t >= 1) {
		s->glide_ms = 0;
		graph_route(&s->graph);
	} else {
		graph_straighten(&s->graph);
		v->ui.animating = true;
	}
}

/* The zoom and corner that show everything, at most a bit larger than normal text. */
static void whole_view(struct viz *v, struct system_view *s, struct box b, float *zoom,
		       struct point *pan)
{
	struct box all = graph_bounds(&s->graph);
	float margin   = (float)ui_px(&v->ui, 22);
	float zx       = ((float)b.w - 2 * margin) / (float)all.w;
	float zy       = ((float)b.h - 2 * margin) / (float)all.h;

	*zoom  = fmaxf(fminf(fminf(zx, zy), v->ui.scale * 1.25f), 0.05f);
	pan->x = (float)all.x - ((float)b.w / *zoom - (float)all.w) / 2;
	pan->y = (float)all.y - ((float)b.h / *zoom - (float)all.h) / 2;
}

/* Is something outside, or is the picture much smaller than it could be? */
static bool fits_badly(struct viz *v, struct system_view *s, struct box b, float zoom)
{
	struct box all      = graph_bounds(&s->graph);
	struct point corner = system_point(s, b, (float)all.x, (float)all.y);
	struct point end    = system_point(s, b, (float)(all.x + all.w), (float)(all.y + all.h));

	(void)v;
	return corner.x < (float)b.x || corner.y < (float)b.y || end.x > (float)(b.x + b.w) ||
	       end.y > (float)(b.y + b.h) || zoom > s->zoom * 1.3f || zoom < s->zoom * 0.97f;
}

static void keep_in_sight(struct viz *v, struct system_view *s, struct box b)
{
	float zoom;
	struct point pan;
	float step = v->live && s->seen ? 0.22f : 1;

	if (v->wants_fit)
		s->user_view = false;
	if (s->user_view)
		return;
	whole_view(v, s, b, &zoom, &pan);
	s->fitting |= v->wants_fit || !s->seen || fits_badly(v, s, b, zoom);
	if (!s->fitting)
		return;
	s->zoom += (zoom - s->zoom) * step;
	s->pan_x += (pan.x - s->pan_x) * step;
	s->pan_y += (pan.y - s->pan_y) * step;
	s->seen    = true;
	s->fitting = fabsf(zoom - s->zoom) > 0.004f || fabsf(pan.x - s->pan_x) > 1 ||
		     fabsf(pan.y - s->pan_y) > 1;
	v->ui.animating |= s->fitting;
}

void system_move(struct viz *v, struct system_view *s, struct box b)
{
	bool quiet = SDL_GetTicks64() > s->change_ms + quiet_time;

	if (s->glide_ms)
		glide(v, s);
	else if (v->live && !s->moved && s->squeezed * 3 > s->graph.nodes && s->dragged < 0) {
		v->ui.animating = true; /* to come back when it is quiet */
		if (quiet)
			arrange(v, s, b);
		system_remember(s);
	}
	keep_in_sight(v, s, b);
}
