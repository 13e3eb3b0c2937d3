/*
 * Boxes of the system graph: tasks with their threads, and the other objects.
 */
#include "visualizer/views/system.h"

#include <math.h>
#include <stdio.h>

/* An object that the kernel has not told about for so long is drawn with a dashed outline. */
static const model_time stale_time = 5000000000;

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

void system_draw_node(struct viz *v, struct system_view *s, struct box b, int i)
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

	float w    = n->w * s->zoom;
	bool stale = o && o->seen && v->now > o->seen + stale_time;

	h *= s->zoom;
	kind_shape(&v->ui, s->node[i].kind, at.x, at.y, w, h, fill, line,
		   picked  ? 3
		   : stale ? 0
			   : 1.5f);
	if (stale && !picked)
		kind_outline(&v->ui, s->node[i].kind, at.x, at.y, w, h, line, 1.5f);
	if (s->node[i].kind == KIND_task)
		draw_task(v, s, b, i);
	else if (s->node[i].kind == KIND_thread)
		draw_pill(v, s, b, n->id, n->x - n->w / 2, n->y - (TASK_ROW - 5) / 2.0f, n->w);
	else
		draw_inside(v, s, b, i);
}
