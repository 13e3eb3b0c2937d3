/*
 * The system graph, drawn: who holds which object, and who serves it.
 */
#include "visualizer/views/system.h"

#include <math.h>
#include <stdlib.h>

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
		float d = system_edge_distance(s, b, i, mouse);

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

bool system_button(struct viz *v, struct box *bar, const char *label, bool on)
{
	int width = ui_px(&v->ui, 92);

	if (bar->w < width)
		return false;
	struct box b = cut_left(bar, width);

	cut_left(bar, ui_px(&v->ui, 6));
	return ui_button(&v->ui, b, label, on);
}

static void toolbar(struct viz *v, struct system_view *s, struct box row)
{
	row = box_inset(row, ui_px(&v->ui, 8), ui_px(&v->ui, 4));
	if (system_button(v, &row, "Fit (F)", false))
		v->wants_fit = true;
	system_filter_buttons(v, &row);
	if (system_button(v, &row, "Rearrange", false))
		system_rearrange(v);
	if (system_button(v, &row, "Everything", s->everything))
		s->everything = !s->everything;
	if (system_button(v, &row, "Messages", !s->no_messages))
		s->no_messages = !s->no_messages;
	system_filter_text(v, row);
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

static bool lit(struct viz *v, struct system_view *s, int edge)
{
	return system_edge_picked(v, s, edge) || edge == s->hot_edge;
}

/* What the filter by reachability leaves out is seen through a veil. */
static void veil(struct viz *v, const struct system_view *s, struct box b, int node)
{
	const struct graph_node *n = &s->graph.node[node];
	struct point at            = system_point(s, b, n->x - n->w / 2, n->y - n->h / 2);

	canvas_fill_box(v->ui.canvas,
			(struct box){(int)at.x - 2, (int)at.y - 2, (int)(n->w * s->zoom) + 4,
				     (int)(n->h * s->zoom) + 4},
			color_alpha(v->ui.theme->panel, 0.8f));
}

/* Edges, those of the pick over the others; messages; boxes; rights on top. */
static void draw_graph(struct viz *v, struct system_view *s, struct box b)
{
	bool *bright = system_bright(v, s);

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < s->graph.edges && bright; i++)
			if (lit(v, s, i) == (pass == 1) && bright[s->graph.edge[i].from] &&
			    bright[s->graph.edge[i].to])
				system_draw_edge(v, s, b, i, pass == 1);
	if (!s->no_messages) /* under the boxes: a message passes through a gate, not over its name */
		system_messages(v, s, b);
	for (int i = 0; i < s->graph.nodes; i++) {
		system_draw_node(v, s, b, i);
		if (bright && !bright[i])
			veil(v, s, b, i);
	}
	for (int i = 0; i < s->graph.edges && bright; i++)
		if (lit(v, s, i) && bright[s->graph.edge[i].from] && bright[s->graph.edge[i].to])
			system_edge_rights(v, s, b, i);
	free(bright);
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
	draw_graph(v, s, b);
	if (s->hot_edge >= 0)
		system_edge_tip(v, s, b, s->hot_edge);
	mouse(v, s, b);
	canvas_clip_pop(v->ui.canvas);
	legend(v, bottom);
}
