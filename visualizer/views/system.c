/*
 * The system graph, drawn: who holds which object, and who serves it.
 */
#include "visualizer/views/system.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct system_view *system_create(void)
{
	struct system_view *s = calloc(1, sizeof(*s));

	if (s) {
		s->zoom    = 1;
		s->dragged = -1;
	}
	return s;
}

void system_destroy(struct system_view *s)
{
	if (!s)
		return;
	graph_free(&s->graph);
	free(s->node);
	free(s->edge);
	free(s->place);
	free(s);
}

void system_rearrange(struct viz *v)
{
	v->system->arranged = false;
	v->system->moved = v->system->user_view = false;
	v->system->shape                        = 0;
	v->system->places                       = 0;
}

struct point system_point(const struct system_view *s, struct box b, float x, float y)
{
	return (struct point){(float)b.x + (x - s->pan_x) * s->zoom,
			      (float)b.y + (y - s->pan_y) * s->zoom};
}

/* Font size in pixels for text of @p points in the graph; 0: too small to read, leave it out. */
static int zoomed_font(const struct system_view *s, float points)
{
	int size = (int)(points * s->zoom + 0.3f);

	return size < 5 ? 0 : size < 7 ? 7 : size;
}

static void centred(struct viz *v, int size, enum face face, struct point at, rgba_t color,
		    const char *text)
{
	if (size == 0)
		return;
	int w = text_width(v->ui.fonts, face, size, text, -1);
	int h = text_height(v->ui.fonts, face, size);

	ui_label(&v->ui, face, size, (int)at.x - w / 2, (int)at.y - h / 2, color, text);
}

/* Text that starts at x and is cut at a width. */
static void fitted(struct viz *v, int size, enum face face, float x, float y, float width,
		   rgba_t color, const char *text)
{
	char part[COMMON_MAX + 4];
	int h = text_height(v->ui.fonts, face, size);

	if (size == 0)
		return;
	snprintf(part, sizeof(part), "%s", text);
	if (text_width(v->ui.fonts, face, size, text, -1) > (int)width) {
		int dots = text_width(v->ui.fonts, face, size, "…", -1);
		int fits = text_fit(v->ui.fonts, face, size, text, (int)width - dots);

		snprintf(part, sizeof(part), "%.*s…", fits, text);
	}
	ui_label(&v->ui, face, size, (int)x, (int)y - h / 2, color, part);
}

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

static float edge_distance(const struct system_view *s, struct box b, int i, struct point mouse)
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

static bool edge_picked(const struct viz *v, const struct system_view *s, int i)
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

static void edge_chips(struct viz *v, struct system_view *s, struct point *p, int n, int i)
{
	static const unsigned bits[] = {4, 1, 2, 8};
	struct ui_style style        = {.face = FACE_BOLD, .size = SIZE_SMALL};
	unsigned rights              = s->edge[i].rights;
	char letters[8]              = "";
	size_t used                  = 0;

	for (int r = 0; r < 4; r++)
		if (rights & bits[r])
			letters[used++] = "RWSD"[r];
	letters[used] = 0;
	if (s->edge[i].slots == 0 || used == 0)
		return;
	int half        = ui_text_width(&v->ui, style, letters) / 2 + ui_px(&v->ui, 5);
	struct point at = on_curve(p + (n - 1) / 3 / 2 * 3, 0.5f);
	struct box row  = {(int)at.x, (int)at.y - ui_row(&v->ui) / 2, 0, ui_row(&v->ui)};

	ui_chip(&v->ui, row.x - half, row, letters, v->ui.theme->accent, true);
}

static float edge_width(unsigned rights)
{
	return 1.1f + 0.45f * (float)__builtin_popcount(rights & 15);
}

static void draw_edge(struct viz *v, struct system_view *s, struct box b, int i, bool lit)
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

static bool missing_label(const struct model_object *o)
{
	return !o || o->seen == 0;
}

static void draw_pill(struct viz *v, struct system_view *s, struct box b, uint32_t id, float x,
		      float y, float w)
{
	const struct model_thread *t = model_thread(v->state, id);
	struct point at              = system_point(s, b, x, y);
	float width                  = w * s->zoom;
	float height                 = (TASK_ROW - 5) * s->zoom;
	struct box pill              = {(int)at.x, (int)at.y, (int)width, (int)height};
	bool picked                  = pick_touches(v, id);
	enum model_mood mood         = thread_mood(t);
	char name[NAME_MAX_BYTES];

	ui_round_box(&v->ui, pill, height / 2, solid(v->ui.theme->panel), picked ? 2.4f : 1.2f,
		     picked ? v->ui.theme->pick : mood_color(&v->ui, mood));
	struct box swatch = box_inset(pill, (int)(4 * s->zoom), (int)(4 * s->zoom));

	swatch.w = (int)(26 * s->zoom);
	ui_round_box(&v->ui, swatch, (float)swatch.h / 2, mood_paint(&v->ui, mood), 1.1f,
		     mood == MOOD_STOPPED ? v->ui.theme->dim : mood_color(&v->ui, mood));
	fitted(v, zoomed_font(s, 14), FACE_SANS, (float)(swatch.x + swatch.w) + 6 * s->zoom,
	       (float)pill.y + height / 2, width - 42 * s->zoom,
	       t && t->state & (STATE_dead | STATE_dying) ? v->ui.theme->dim : v->ui.theme->text,
	       name_of(v, id, name));
	if (ui_hovers(&v->ui, pill)) {
		char story[200] = "";

		s->hot_thread = id;
		if (t)
			model_thread_story(v->model, v->state, t, story, sizeof(story));
		ui_tip(&v->ui, pill, "Thread %s: %s", name, story);
	}
}

/* What the task holds without an edge, in small letters at the bottom of its box. */
static void draw_common(struct viz *v, struct system_view *s, struct point at, float width,
			const struct system_node *n)
{
	char text[COMMON_MAX];

	fitted(v, zoomed_font(s, 11), FACE_SANS, at.x, at.y, width, v->ui.theme->dim,
	       system_common(v, n, text));
}

/* How much of its quota a factory has used, as a bar. */
static void draw_gauge(struct viz *v, struct box b, const struct model_object *factory)
{
	double part =
		factory && factory->label ? (double)factory->used / (double)factory->label : 0;
	struct box full = b;
	char used[24];
	char limit[24];
	char name[NAME_MAX_BYTES];

	ui_round_box(&v->ui, b, 2, solid(v->ui.theme->back), 1, v->ui.theme->edge);
	full.w = (int)((double)b.w * (part > 1 ? 1 : part));
	canvas_fill_box(v->ui.canvas, full, part > 0.9 ? v->ui.theme->warn : v->ui.theme->text);
	if (!factory)
		return;
	ui_tip(&v->ui, b, "Factory %s: %s of %s used", name_of(v, factory->id, name),
	       bytes_text(used, sizeof(used), factory->used),
	       factory->label >> 40 ? "all there is"
				    : bytes_text(limit, sizeof(limit), factory->label));
	if (ui_clicked(&v->ui, b))
		pick_set(v, pick_object(factory->id));
}

static void draw_task(struct viz *v, struct system_view *s, struct box b, int i)
{
	const struct graph_node *n     = &s->graph.node[i];
	const struct system_node *info = &s->node[i];
	float left                     = n->x - n->w / 2;
	float top                      = n->y - n->h / 2;
	struct point head              = system_point(s, b, left, top + TASK_HEAD / 2.0f);
	uint32_t ids[64];
	int count = system_threads(v, n->id, ids, 64);
	char name[NAME_MAX_BYTES];

	fitted(v, zoomed_font(s, 15), FACE_BOLD, head.x + 10 * s->zoom, head.y,
	       (n->w - (info->factory ? 76 : 18)) * s->zoom, v->ui.theme->text,
	       name_of(v, n->id, name));
	if (info->factory) {
		struct point gauge =
			system_point(s, b, left + n->w - 64, top + TASK_HEAD / 2.0f - 4);

		draw_gauge(v,
			   (struct box){(int)gauge.x, (int)gauge.y, (int)(52 * s->zoom),
					(int)(9 * s->zoom)},
			   model_object(v->state, info->factory));
	}
	for (int k = 0; k < count; k++)
		draw_pill(v, s, b, ids[k], left + 7, top + TASK_HEAD + (float)k * TASK_ROW,
			  n->w - 14);
	draw_common(v, s,
		    system_point(s, b, left + 10, top + TASK_HEAD + (float)(count * TASK_ROW) + 9),
		    (n->w - 16) * s->zoom, info);
}

/* What a small object shows inside its shape: its name, and its number if it has one. */
static void draw_inside(struct viz *v, struct system_view *s, struct box b, int i)
{
	const struct graph_node *n   = &s->graph.node[i];
	const struct model_object *o = model_object(v->state, n->id);
	struct point mid             = system_point(s, b, n->x, n->y);
	char name[NAME_MAX_BYTES];
	char count[24];

	name_of(v, n->id, name);
	switch (s->node[i].kind) {
	case KIND_semaphore:
		snprintf(count, sizeof(count), "%llu", (unsigned long long)(o ? o->label : 0));
		mid = semaphore_middle(n);
		centred(v, zoomed_font(s, 16), FACE_BOLD, system_point(s, b, mid.x, mid.y),
			v->ui.theme->text, count);
		centred(v, zoomed_font(s, 11), FACE_SANS,
			system_point(s, b, mid.x, n->y + n->h / 2 - 8), v->ui.theme->dim, name);
		break;
	case KIND_factory: {
		struct point gauge = system_point(s, b, n->x - n->w / 2 + 10, n->y + 6);

		centred(v, zoomed_font(s, 14), FACE_SANS,
			(struct point){mid.x, mid.y - 9 * s->zoom}, v->ui.theme->text, name);
		draw_gauge(v,
			   (struct box){(int)gauge.x, (int)gauge.y, (int)((n->w - 20) * s->zoom),
					(int)(9 * s->zoom)},
			   o);
		break;
	}
	case KIND_irq:
		mid.x -= 5 * s->zoom;
		centred(v, zoomed_font(s, 14), FACE_SANS, mid, v->ui.theme->text, name);
		break;
	default:
		centred(v, zoomed_font(s, 14), FACE_SANS, mid, v->ui.theme->text, name);
		break;
	}
}

static void draw_node(struct viz *v, struct system_view *s, struct box b, int i)
{
	const struct graph_node *n   = &s->graph.node[i];
	const struct model_object *o = model_object(v->state, n->id);
	struct point at              = system_point(s, b, n->x - n->w / 2, n->y - n->h / 2);
	bool picked                  = pick_touches(v, n->id);
	rgba_t line                  = picked ? v->ui.theme->pick : v->ui.theme->edge;
	rgba_t fill                  = v->ui.theme->raised;

	if (o && o->dying)
		fill = v->ui.theme->panel;
	if (i == s->hot_node && !picked)
		line = v->ui.theme->accent;
	float h = s->node[i].kind == KIND_semaphore ? SEMAPHORE : n->h;

	kind_shape(&v->ui, s->node[i].kind, at.x, at.y, n->w * s->zoom, h * s->zoom, fill, line,
		   picked ? 3 : 1.5f);
	if (missing_label(o) && s->node[i].kind != KIND_task)
		line = v->ui.theme->dim;
	if (s->node[i].kind == KIND_task)
		draw_task(v, s, b, i);
	else if (s->node[i].kind == KIND_thread)
		draw_pill(v, s, b, n->id, n->x - n->w / 2, n->y - (TASK_ROW - 5) / 2.0f, n->w);
	else
		draw_inside(v, s, b, i);
}

bool system_where(const struct viz *v, const struct system_view *s, struct box b, uint32_t id,
		  struct point *at)
{
	const struct model_thread *t = model_thread(v->state, id);
	int i                        = system_find(s, t && t->task ? t->task : id);
	uint32_t ids[64];

	if (i < 0)
		return false;
	const struct graph_node *n = &s->graph.node[i];

	*at = system_point(s, b, n->x, n->y);
	if (!t || !t->task)
		return true;
	int count = system_threads(v, t->task, ids, 64);

	for (int k = 0; k < count; k++)
		if (ids[k] == id)
			*at = system_point(s, b, n->x,
					   n->y - n->h / 2 + TASK_HEAD + TASK_ROW * (float)k +
						   (TASK_ROW - 5) / 2.0f);
	return true;
}

static void edge_tip(struct viz *v, const struct system_view *s, struct box b, int i)
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

/* What is under the mouse: a node, or the nearest edge. */
static void find_hot(struct viz *v, struct system_view *s, struct box b)
{
	struct point mouse = {(float)v->ui.in.mouse_x, (float)v->ui.in.mouse_y};
	float best         = (float)ui_px(&v->ui, 6);

	s->hot_node = s->hot_edge = -1;
	s->hot_thread             = 0;
	if (!ui_hovers(&v->ui, b))
		return;
	for (int i = 0; i < s->graph.nodes; i++) {
		const struct graph_node *n = &s->graph.node[i];
		struct point at            = system_point(s, b, n->x, n->y);

		if (fabsf(mouse.x - at.x) < n->w * s->zoom / 2 &&
		    fabsf(mouse.y - at.y) < n->h * s->zoom / 2)
			s->hot_node = i;
	}
	for (int i = 0; i < s->graph.edges && s->hot_node < 0; i++) {
		float d = edge_distance(s, b, i, mouse);

		if (d < best) {
			best        = d;
			s->hot_edge = i;
		}
	}
}

static void pick_hot(struct viz *v, struct system_view *s)
{
	if (s->hot_thread)
		pick_set(v, pick_object(s->hot_thread));
	else if (s->hot_node >= 0)
		pick_set(v, pick_object(s->node[s->hot_node].id));
	else if (s->hot_edge >= 0 && s->edge[s->hot_edge].slots) {
		const struct graph_edge *e = &s->graph.edge[s->hot_edge];
		int holder                 = s->edge[s->hot_edge].bound ? e->to : e->from;

		pick_set(v, pick_slot(s->node[holder].id, s->edge[s->hot_edge].slot));
	}
}

static void zoom_at(struct viz *v, struct system_view *s, struct box b, float factor, float x,
		    float y)
{
	float zoom = fminf(fmaxf(s->zoom * factor, 0.08f), 5 * v->ui.scale);

	s->pan_x += (x - (float)b.x) * (1 / s->zoom - 1 / zoom);
	s->pan_y += (y - (float)b.y) * (1 / s->zoom - 1 / zoom);
	s->zoom      = zoom;
	s->user_view = true;
}

/* Drag the ground to pan, a box to move it; wheel to zoom. */
static void mouse(struct viz *v, struct system_view *s, struct box b)
{
	int dx;
	int dy;

	if (!v->ui.in.down[0])
		s->dragged = -1;
	if (ui_clicked(&v->ui, b)) {
		s->dragged = s->hot_node;
		pick_hot(v, s);
	}
	if (ui_drag(&v->ui, ui_id("system", 0), b, &dx, &dy) && (dx || dy)) {
		if (s->dragged >= 0 && s->dragged < s->graph.nodes) {
			s->graph.node[s->dragged].x += (float)dx / s->zoom;
			s->graph.node[s->dragged].y += (float)dy / s->zoom;
			graph_route(&s->graph);
			system_remember(s);
			s->moved = true;
		} else {
			s->user_view = true;
			s->pan_x -= (float)dx / s->zoom;
			s->pan_y -= (float)dy / s->zoom;
		}
		s->user_view  = true;
		v->ui.pointer = POINTER_MOVE;
	}
	if (ui_hovers(&v->ui, b) && v->ui.in.wheel != 0)
		zoom_at(v, s, b, powf(1.15f, v->ui.in.wheel), (float)v->ui.in.mouse_x,
			(float)v->ui.in.mouse_y);
	if (ui_key(&v->ui, '+', 0) || ui_key(&v->ui, '=', 0))
		zoom_at(v, s, b, 1.2f, (float)(b.x + b.w / 2), (float)(b.y + b.h / 2));
	if (ui_key(&v->ui, '-', 0))
		zoom_at(v, s, b, 1 / 1.2f, (float)(b.x + b.w / 2), (float)(b.y + b.h / 2));
}

static void toolbar(struct viz *v, struct system_view *s, struct box row)
{
	int width = ui_px(&v->ui, 96);
	int space = ui_px(&v->ui, 6);

	row = box_inset(row, ui_px(&v->ui, 8), ui_px(&v->ui, 4));
	if (ui_button(&v->ui, cut_left(&row, width), "Fit (F)", false))
		v->wants_fit = true;
	cut_left(&row, space);
	if (ui_button(&v->ui, cut_left(&row, width), "Rearrange", false))
		system_rearrange(v);
	cut_left(&row, space);
	if (ui_button(&v->ui, cut_left(&row, width), "Everything", s->everything))
		s->everything = !s->everything;
	cut_left(&row, space);
	if (ui_button(&v->ui, cut_left(&row, width), "Messages", !s->no_messages))
		s->no_messages = !s->no_messages;
}

static void legend(struct viz *v, struct box row)
{
	static const char *const words[] = {"runs",     "ready",  "sends",  "receives",
					    "faulting", "sleeps", "stopped"};
	struct ui_style style            = small_dim(&v->ui);

	canvas_fill_box(v->ui.canvas, row, v->ui.theme->panel);
	cut_left(&row, ui_px(&v->ui, 10));
	for (int i = 0; i <= MOOD_STOPPED; i++) {
		int width = ui_text_width(&v->ui, style, words[i]);

		if (row.w < width + ui_px(&v->ui, 34))
			break;
		mood_icon(&v->ui, (enum model_mood)i, &row);
		ui_text(&v->ui, cut_left(&row, width + 1), style, words[i]);
		cut_left(&row, ui_px(&v->ui, 12));
	}
	const char *edges = "solid: holds   dashed: is served by";

	if (row.w > ui_text_width(&v->ui, style, edges) + ui_px(&v->ui, 12)) {
		style.align = ALIGN_RIGHT;
		ui_text(&v->ui, box_inset(row, ui_px(&v->ui, 10), 0), style, edges);
	}
}

void view_system(struct viz *v, struct box b)
{
	struct system_view *s = v->system;
	struct box bar        = cut_top(&b, ui_px(&v->ui, 32));
	struct box bottom     = cut_bottom(&b, ui_row(&v->ui));

	system_build(v, s, b);
	toolbar(v, s, bar);
	system_move(v, s, b);
	if (s->graph.nodes == 0)
		ui_text(&v->ui, b,
			(struct ui_style){.align = ALIGN_CENTER, .color = v->ui.theme->dim},
			"No objects known yet: waiting for the kernel's first snapshot");
	canvas_clip_push(v->ui.canvas, b);
	find_hot(v, s, b);
	for (int i = 0; i < s->graph.edges; i++)
		if (!edge_picked(v, s, i) && i != s->hot_edge)
			draw_edge(v, s, b, i, false);
	for (int i = 0; i < s->graph.edges; i++)
		if (edge_picked(v, s, i) || i == s->hot_edge)
			draw_edge(v, s, b, i, true);
	for (int i = 0; i < s->graph.nodes; i++)
		draw_node(v, s, b, i);
	for (int i = 0; i < s->graph.edges; i++) {
		struct point p[64];

		if (edge_picked(v, s, i) || i == s->hot_edge)
			edge_chips(v, s, p, edge_points(s, b, i, p, 64), i);
	}
	if (!s->no_messages)
		system_messages(v, s, b);
	if (s->hot_edge >= 0)
		edge_tip(v, s, b, s->hot_edge);
	mouse(v, s, b);
	canvas_clip_pop(v->ui.canvas);
	legend(v, bottom);
}
