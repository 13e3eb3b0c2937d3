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
		if (!system_edge_picked(v, s, i) && i != s->hot_edge)
			system_draw_edge(v, s, b, i, false);
	for (int i = 0; i < s->graph.edges; i++)
		if (system_edge_picked(v, s, i) || i == s->hot_edge)
			system_draw_edge(v, s, b, i, true);
	if (!s->no_messages) /* under the boxes: a message passes through a gate, not over its name */
		system_messages(v, s, b);
	for (int i = 0; i < s->graph.nodes; i++)
		system_draw_node(v, s, b, i);
	for (int i = 0; i < s->graph.edges; i++)
		if (system_edge_picked(v, s, i) || i == s->hot_edge)
			system_edge_rights(v, s, b, i);
	if (s->hot_edge >= 0)
		system_edge_tip(v, s, b, s->hot_edge);
	mouse(v, s, b);
	canvas_clip_pop(v->ui.canvas);
	legend(v, bottom);
}
