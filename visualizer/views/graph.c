/*
 * Talking to Graphviz. One pixel of an unscaled drawing is one point of Graphviz.
 */
#include "visualizer/views/graph.h"

#include <graphviz/gvc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float gap = 34; /* least distance of boxes */

/* Loading Graphviz's plug-ins takes long: once for the program. */
static GVC_t *context(void)
{
	static GVC_t *gvc;

	if (!gvc)
		gvc = gvContext();
	return gvc;
}

static void set(void *thing, const char *name, const char *format, double value)
{
	char text[64];

	snprintf(text, sizeof(text), format, value);
	agsafeset(thing, (char *)(uintptr_t)name, text, (char *)(uintptr_t) "");
}

/* Graphviz takes names it never changes as plain char pointers. */
static void set_text(void *thing, const char *name, const char *value)
{
	agsafeset(thing, (char *)(uintptr_t)name, (char *)(uintptr_t)value, (char *)(uintptr_t) "");
}

static Agraph_t *build(const struct graph *g, Agnode_t **nodes, Agedge_t **edges, bool with_places)
{
	Agraph_t *gv = agopen((char *)(uintptr_t) "phial", Agdirected, NULL);
	char name[16];

	set_text(gv, "rankdir", g->down ? "TB" : "LR");
	set_text(gv, "splines", "true");
	set_text(gv, "esep", "+6");
	set(gv, "nodesep", "%.3f", 0.28);
	set(gv, "ranksep", "%.3f", g->down ? 0.45 : 0.5);
	for (int i = 0; i < g->nodes; i++) {
		const struct graph_node *n = &g->node[i];

		snprintf(name, sizeof(name), "%d", i);
		nodes[i] = agnode(gv, name, 1);
		set_text(nodes[i], "shape", n->shape ? n->shape : "box");
		set_text(nodes[i], "label", "");
		set_text(nodes[i], "fixedsize", "true");
		set(nodes[i], "width", "%.4f", n->w / 72);
		set(nodes[i], "height", "%.4f", n->h / 72);
		if (with_places) {
			snprintf(name, sizeof(name), "%d,%d", (int)n->x, -(int)n->y);
			set_text(nodes[i], "pos", name);
		}
	}
	for (int i = 0; i < g->edges; i++) {
		if (g->edge[i].loose && !with_places)
			continue;
		snprintf(name, sizeof(name), "e%d", i);
		edges[i] = agedge(gv, nodes[g->edge[i].from], nodes[g->edge[i].to], name, 1);
		set_text(edges[i], "arrowhead", "none");
	}
	return gv;
}

/* @p shift: Graphviz moves the whole drawing to its origin, even when it only routes edges. */
static void take_spline(struct graph_edge *e, Agedge_t *edge, struct point shift)
{
	const splines *s = edge ? ED_spl(edge) : NULL;

	free(e->spline);
	e->spline = NULL;
	e->points = 0;
	if (!s || s->size < 1)
		return;
	const bezier *b = &s->list[0];

	e->spline = malloc((size_t)b->size * sizeof(*e->spline));
	if (!e->spline)
		return;
	e->points = (int)b->size;
	for (int i = 0; i < e->points; i++)
		e->spline[i] = (struct point){(float)b->list[i].x + shift.x,
					      -(float)b->list[i].y + shift.y};
}

/* Run one of Graphviz's engines; take places, ways, or both from it. */
static void run(struct graph *g, const char *engine, bool places)
{
	Agnode_t **nodes = calloc((size_t)g->nodes + 1, sizeof(Agnode_t *));
	Agedge_t **edges = calloc((size_t)g->edges + 1, sizeof(Agedge_t *));

	if (!nodes || !edges || g->nodes == 0)
		goto out;
	Agraph_t *gv = build(g, nodes, edges, !places);

	if (gvLayout(context(), gv, engine) == 0) {
		for (int i = 0; places && i < g->nodes; i++) {
			g->node[i].x      = (float)ND_coord(nodes[i]).x;
			g->node[i].y      = -(float)ND_coord(nodes[i]).y;
			g->node[i].placed = true;
		}
		struct point shift = {g->node[0].x - (float)ND_coord(nodes[0]).x,
				      g->node[0].y + (float)ND_coord(nodes[0]).y};

		for (int i = 0; i < g->edges; i++)
			take_spline(&g->edge[i], edges[i], shift);
		gvFreeLayout(context(), gv);
	}
	agclose(gv);
out:
	free(nodes);
	free(edges);
}

/* An edge without a way (no memory, no engine) is a straight line between the centres. */
static void straighten(struct graph *g)
{
	for (int i = 0; i < g->edges; i++) {
		struct graph_edge *e       = &g->edge[i];
		const struct graph_node *a = &g->node[e->from];
		const struct graph_node *b = &g->node[e->to];

		if (e->points >= 4)
			continue;
		free(e->spline);
		e->points = 0;
		e->spline = malloc(4 * sizeof(*e->spline));
		if (!e->spline)
			continue;
		e->points = 4;
		for (int k = 0; k < 4; k++)
			e->spline[k] = (struct point){a->x + (b->x - a->x) * (float)k / 3,
						      a->y + (b->y - a->y) * (float)k / 3};
	}
}

/* How large the graph can be drawn in the window. */
static float fits(const struct graph *g, int width, int height)
{
	struct box b = graph_bounds(g);

	return fminf((float)width / (float)b.w, (float)height / (float)b.h);
}

void graph_straighten(struct graph *g)
{
	for (int i = 0; i < g->edges; i++)
		g->edge[i].points = 0;
	straighten(g);
}

/* Graphviz takes minutes over hundreds of boxes that hang together; nobody could read it, either. */
static bool too_large(const struct graph *g)
{
	return g->nodes > 160 || g->edges > 360;
}

/* Boxes in rows, in their order (tasks come first), as wide as suits the window. */
static void arrange_rows(struct graph *g, int width, int height)
{
	double area = 0;
	float x     = 0;
	float y     = 0;
	float high  = 0;

	for (int i = 0; i < g->nodes; i++)
		area += (double)(g->node[i].w + gap) * (double)(g->node[i].h + gap);
	float most = (float)sqrt(area * width / (height > 0 ? height : 1));

	for (int i = 0; i < g->nodes; i++) {
		struct graph_node *n = &g->node[i];

		if (x > 0 && x + n->w > most) {
			y += high + gap;
			x = high = 0;
		}
		n->x      = x + n->w / 2;
		n->y      = y + n->h / 2;
		n->placed = true;
		high      = fmaxf(high, n->h);
		x += n->w + gap;
	}
	graph_straighten(g);
}

void graph_arrange(struct graph *g, int width, int height)
{
	g->down = false;
	if (too_large(g)) {
		arrange_rows(g, width, height);
		return;
	}
	run(g, "dot", true);

	float across = fits(g, width, height);

	g->down = true;
	run(g, "dot", true);
	if (fits(g, width, height) < across * 1.12f) { /* rather left to right, as text is read */
		g->down = false;
		run(g, "dot", true);
	}
	graph_route(g);
}

void graph_route(struct graph *g)
{
	if (too_large(g)) {
		graph_straighten(g);
		return;
	}
	run(g, "nop", false);
	straighten(g);
}

static bool spot_free(const struct graph *g, const struct graph_node *n, float x, float y)
{
	for (int i = 0; i < g->nodes; i++) {
		const struct graph_node *o = &g->node[i];

		if (o != n && o->placed && fabsf(o->x - x) < (o->w + n->w) / 2 + gap &&
		    fabsf(o->y - y) < (o->h + n->h) / 2 + gap / 2)
			return false;
	}
	return true;
}

/* The middle of what the node is joined to; right of holders, left of what it holds. */
static struct point wish(const struct graph *g, int node)
{
	struct point sum = {0, 0};
	int count        = 0;

	for (int i = 0; i < g->edges; i++) {
		const struct graph_edge *e = &g->edge[i];
		int other                  = e->from == node ? e->to : e->to == node ? e->from : -1;

		if (other < 0 || other == node || !g->node[other].placed)
			continue;
		const struct graph_node *o = &g->node[other];
		float aside                = (o->w + g->node[node].w) / 2 + 70;

		sum.x += o->x + (e->to == node ? aside : -aside);
		sum.y += o->y;
		count++;
	}
	if (count == 0) {
		struct box b = graph_bounds(g);

		return (struct point){(float)b.x + g->node[node].w / 2,
				      (float)(b.y + b.h) + g->node[node].h / 2 + gap};
	}
	return (struct point){sum.x / (float)count, sum.y / (float)count};
}

void graph_place_new(struct graph *g)
{
	for (int i = 0; i < g->nodes; i++) {
		struct graph_node *n = &g->node[i];

		if (n->placed)
			continue;
		struct point w = wish(g, i);

		/* Rings around the wish, wider and wider, flat like the window. */
		for (int ring = 0; ring < 200 && !n->placed; ring++) {
			int steps = ring == 0 ? 1 : 8 * ring;

			for (int k = 0; k < steps && !n->placed; k++) {
				float a = 6.2831853f * (float)k / (float)steps;
				float x = w.x + 30 * (float)ring * cosf(a);
				float y = w.y + 18 * (float)ring * sinf(a);

				if (!spot_free(g, n, x, y))
					continue;
				n->x      = x;
				n->y      = y;
				n->placed = true;
			}
		}
	}
}

void graph_free(struct graph *g)
{
	for (int i = 0; i < g->edges; i++)
		free(g->edge[i].spline);
	free(g->edge);
	free(g->node);
	*g = (struct graph){0};
}

struct box graph_bounds(const struct graph *g)
{
	float left   = 1e9f;
	float top    = 1e9f;
	float right  = -1e9f;
	float bottom = -1e9f;

	for (int i = 0; i < g->nodes; i++) {
		const struct graph_node *n = &g->node[i];

		if (!n->placed)
			continue;
		left   = fminf(left, n->x - n->w / 2);
		right  = fmaxf(right, n->x + n->w / 2);
		top    = fminf(top, n->y - n->h / 2);
		bottom = fmaxf(bottom, n->y + n->h / 2);
	}
	for (int i = 0; i < g->edges; i++) {
		for (int k = 0; k < g->edge[i].points; k++) {
			struct point p = g->edge[i].spline[k];

			left   = fminf(left, p.x);
			right  = fmaxf(right, p.x);
			top    = fminf(top, p.y);
			bottom = fmaxf(bottom, p.y);
		}
	}
	if (left > right)
		return (struct box){0, 0, 1, 1};
	return (struct box){(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
}
