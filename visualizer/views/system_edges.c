/*
 * Edges of the system graph: capabilities, and who serves what.
 */
#include "visualizer/views/system.h"

#include <math.h>

static float distance_to_piece(struct point p, struct point a, struct point b)
{
	float dx     = b.x - a.x;
	float dy     = b.y - a.y;
	float length = dx * dx + dy * dy;
	float t      = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypotf(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

static struct point on_curve(const struct point *p, float t)
{
	float u = 1 - t;

	return (struct point){u * u * u * p[0].x + 3 * u * u * t * p[1].x + 3 * u * t * t * p[2].x +
				      t * t * t * p[3].x,
			      u * u * u * p[0].y + 3 * u * u * t * p[1].y + 3 * u * t * t * p[2].y +
				      t * t * t * p[3].y};
}

/* Control points of an edge in the window; an edge to a thread ends at the thread's row. */
static int edge_points(const struct system_view *s, struct box b, int i, struct point *p, int room)
{
	const struct graph_edge *e  = &s->graph.edge[i];
	const struct graph_node *to = &s->graph.node[e->to];
	int n                       = e->points < room ? e->points : room;

	for (int k = 0; k < n; k++)
		p[k] = system_point(s, b, e->spline[k].x, e->spline[k].y);
	if (s->edge[i].bound && n >= 4 &&
	    fabsf(fabsf(e->spline[n - 1].x - to->x) - to->w / 2) < 3) {
		struct point row = system_point(s, b, to->x, to->y + s->edge[i].row);

		p[n - 1].y = row.y;
		p[n - 2].y = row.y;
	}
	if (s->node[e->to].kind == KIND_semaphore && n >= 4) { /* up to the circle in its box */
		struct point mid = semaphore_middle(to);
		struct point at  = system_point(s, b, mid.x, mid.y);
		float dx         = at.x - p[n - 2].x;
		float dy         = at.y - p[n - 2].y;
		float part       = SEMAPHORE / 2.0f * s->zoom / fmaxf(hypotf(dx, dy), 1);

		p[n - 1] = (struct point){at.x - dx * part, at.y - dy * part};
	}
	return n;
}

float system_edge_distance(const struct system_view *s, struct box b, int i, struct point mouse)
{
	struct point p[64];
	int n      = edge_points(s, b, i, p, 64);
	float best = 1e9f;

	for (int k = 0; k + 3 < n; k += 3) {
		struct point last = p[k];

		for (int step = 1; step <= 8; step++) {
			struct point next = on_curve(p + k, (float)step / 8);

			best = fminf(best, distance_to_piece(mouse, last, next));
			last = next;
		}
	}
	return best;
}

bool system_edge_picked(const struct viz *v, const struct system_view *s, int i)
{
	const struct graph_edge *e = &s->graph.edge[i];
	uint32_t from              = s->node[e->from].id;
	uint32_t to                = s->node[e->to].id;

	if (v->pick.kind == PICK_SLOT)
		return (v->pick.id == from && pick_target(v) == to) ||
		       (s->edge[i].bound && pick_target(v) == from);
	if (v->pick.kind != PICK_OBJECT)
		return false;
	return v->pick.id == from || v->pick.id == to || v->pick.id == s->edge[i].bound;
}

void system_edge_rights(struct viz *v, struct system_view *s, struct box b, int i)
{
	struct point p[64];
	int n                        = edge_points(s, b, i, p, 64);
	static const unsigned bits[] = {4, 1, 2, 8};
	struct ui_style style        = {.face = FACE_BOLD, .size = SIZE_SMALL};
	unsigned rights              = s->edge[i].rights;
	char letters[8]              = "";
	size_t used                  = 0;

	for (int r = 0; r < 4; r++)
		if (rights & bits[r])
			letters[used++] = "RWSD"[r];
	letters[used] = 0;
	if (s->edge[i].slots == 0 || used == 0 || s->zoom < 0.55f * v->ui.scale)
		return; /* none, or no room for them */
	int half        = ui_text_width(&v->ui, style, letters) / 2 + ui_px(&v->ui, 5);
	struct point at = on_curve(p + (n - 1) / 3 / 2 * 3, 0.5f);
	struct box row  = {(int)at.x, (int)at.y - ui_row(&v->ui) / 2, 0, ui_row(&v->ui)};

	ui_chip(&v->ui, row.x - half, row, letters, v->ui.theme->accent, true);
}

static float edge_width(unsigned rights)
{
	return 1.1f + 0.45f * (float)__builtin_popcount(rights & 15);
}

void system_draw_edge(struct viz *v, struct system_view *s, struct box b, int i, bool lit)
{
	struct canvas *c               = v->ui.canvas;
	const struct system_edge *info = &s->edge[i];
	struct point p[64];
	int n        = edge_points(s, b, i, p, 64);
	float scale  = fmaxf(s->zoom, 0.5f);
	float width  = edge_width(info->slots ? info->rights : 0) * scale;
	rgba_t color = lit ? v->ui.theme->accent : v->ui.theme->edge;

	if (n < 4)
		return;
	if (!lit && (info->hub || v->pick.kind == PICK_OBJECT))
		color = color_mix(v->ui.theme->panel, color, info->hub ? 0.5f : 0.65f);
	if (!lit && info->hub)
		width = fminf(width, 1.3f * scale);
	path_move(c, p[0].x, p[0].y);
	for (int k = 1; k + 2 < n; k += 3)
		path_curve(c, p[k], p[k + 1], p[k + 2]);
	path_stroke(c, lit ? width + 0.7f : width, info->bound ? 6 * scale : 0, false, color);
	draw_arrow_head(c, p[n - 2], p[n - 1], (7 + 2 * width) * fminf(scale, 1.3f), color);
}

void system_edge_tip(struct viz *v, const struct system_view *s, struct box b, int i)
{
	const struct graph_edge *e     = &s->graph.edge[i];
	const struct system_edge *info = &s->edge[i];
	uint32_t holder                = info->bound ? e->to : e->from;
	uint32_t target                = info->bound ? e->from : e->to;
	char from[NAME_MAX_BYTES];
	char to[NAME_MAX_BYTES];
	char rights[16];

	name_of(v, s->node[holder].id, from);
	name_of(v, s->node[target].id, to);
	object_rights_text(rights, sizeof(rights), info->rights & 15);
	if (info->slots == 0)
		ui_tip(&v->ui, b, "Messages to %s go to a thread of %s", to, from);
	else
		ui_tip(&v->ui, b, "%s holds %d capabilit%s to %s, slot 0x%x, rights %s%s", from,
		       info->slots, info->slots == 1 ? "y" : "ies", to, info->slot, rights,
		       info->bound ? "; and serves it" : "");
}
