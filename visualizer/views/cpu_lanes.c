/*
 * What goes on between CPUs, drawn over their lanes: who moves to another CPU, who asks whom.
 *
 *      CPU 0  ====ping=====|          migration: an arrow with the thread's end here and its
 *                          v          beginning there
 *      CPU 1  ---- idle ---|=ping===  request, shootdown: a thinner one; lock helping: a diamond
 *
 * Where many fall into a few pixels, one of each kind from each CPU is drawn.
 */
#include "visualizer/views/state.h"

#include <string.h>

enum {
	LOOKED_AT = 20000, /* events in the window; of more, none is drawn */
	APART     = 4,     /* unscaled pixels between two of one kind from one CPU */
	CPUS      = 256,
	KINDS     = 4,
};

/* What is drawn of an event: arrow from CPU to CPU, or a mark on one. */
struct crossing {
	int kind; /* below KINDS: those with less are the more important */
	uint32_t from, to;
	rgba_t color;
	float width;
};

static bool crossing_of(struct viz *v, const struct model_event *e, struct crossing *x)
{
	const struct theme *t = v->ui.theme;

	*x = (struct crossing){0, e->cpu, e->cpu, t->mark, 2};
	switch (e->type) {
	case TRACE_migrate:
		x->from = (uint32_t)model_event_value(e, "from");
		x->to   = (uint32_t)model_event_value(e, "to");
		if (pick_touches(v, (uint32_t)model_event_value(e, "thread")))
			x->color = t->pick;
		return true;
	case TRACE_lock_help:
		*x = (struct crossing){1, e->cpu, e->cpu, t->warn, 2};
		return true;
	case TRACE_tlb_shootdown:
		*x = (struct crossing){2, e->cpu, (uint32_t)model_event_value(e, "to"), t->sending,
				       1.2f};
		return true;
	case TRACE_cpu_request:
		*x = (struct crossing){3, e->cpu, (uint32_t)model_event_value(e, "to"), t->edge, 1};
		return true;
	default:
		return false;
	}
}

static int row_of(const struct viz *v, uint32_t cpu)
{
	for (size_t i = 0; i < v->state->cpus; i++)
		if (v->state->cpu[i].number == cpu)
			return (int)i;
	return -1;
}

static void diamond(struct ui *ui, float x, float y, rgba_t color)
{
	float r = (float)ui_px(ui, 4);

	path_move(ui->canvas, x, y - r);
	path_line(ui->canvas, x + r, y);
	path_line(ui->canvas, x, y + r);
	path_line(ui->canvas, x - r, y);
	path_fill(ui->canvas, solid(color));
}

static void draw_crossing(struct viz *v, const struct cpu_lanes *lanes, const struct crossing *x,
			  const struct model_event *e)
{
	struct ui *ui = &v->ui;
	float at      = time_x(v, lanes->plot, e->time);
	float half    = (float)lanes->height / 2;
	int from = row_of(v, x->from), to = row_of(v, x->to);

	if (from < 0 || to < 0 || from >= lanes->rows || to >= lanes->rows)
		return;
	float y0 = (float)(lanes->top + from * lanes->height) + half;
	float y1 = (float)(lanes->top + to * lanes->height) + half;
	char text[256];

	if (from == to) {
		diamond(ui, at, y0, x->color);
	} else {
		draw_line(ui->canvas, (struct point){at, y0}, (struct point){at, y1},
			  x->width * ui->scale, x->color);
		draw_arrow_head(ui->canvas, (struct point){at, y0}, (struct point){at, y1},
				(float)ui_px(ui, 5 + x->width), x->color);
	}
	struct box tip = {(int)at - ui_px(ui, 3), (int)(y0 < y1 ? y0 : y1), ui_px(ui, 6),
			  (int)(y0 < y1 ? y1 - y0 : y0 - y1) + (int)half};

	if (ui_hovers(ui, tip))
		ui_tip(ui, tip, "%s", model_event_text(v->model, e, text, sizeof(text)));
}

/* Too much between the CPUs to be told apart in this window. */
static bool crowded(const struct viz *v)
{
	return model_event_find_about(v->model, v->to) - model_event_find_about(v->model, v->from) >
	       LOOKED_AT;
}

void cpu_lanes_crossings(struct viz *v, const struct cpu_lanes *lanes)
{
	static float last[KINDS][CPUS];

	if (crowded(v))
		return;
	size_t begin = model_event_find(v->model, v->from);
	size_t end   = model_event_find(v->model, v->to);

	for (int kind = 0; kind < KINDS; kind++)
		for (int cpu = 0; cpu < CPUS; cpu++)
			last[kind][cpu] = -1e9f;
	canvas_clip_push(v->ui.canvas, lanes->clip);
	for (size_t i = begin; i < end; i++) {
		const struct model_event *e = model_event_at(v->model, i);
		struct crossing x;

		if (!crossing_of(v, e, &x))
			continue;
		float at = time_x(v, lanes->plot, e->time);

		if (at < last[x.kind][x.from % CPUS] + (float)ui_px(&v->ui, APART))
			continue;
		last[x.kind][x.from % CPUS] = at;
		draw_crossing(v, lanes, &x, e);
	}
	canvas_clip_pop(v->ui.canvas);
}

void cpu_lanes_legend(struct viz *v, struct box b)
{
	static const char *const words[KINDS] = {"migration", "lock helped", "TLB shootdown",
						 "request"};
	const struct theme *t                 = v->ui.theme;
	const rgba_t colors[KINDS]            = {t->mark, t->warn, t->sending, t->edge};
	struct ui *ui                         = &v->ui;

	for (int i = 0; i < KINDS; i++) {
		int width        = ui_text_width(ui, small_dim(ui), words[i]) + ui_px(ui, 26);
		struct box place = cut_left(&b, width);
		struct box key   = cut_left(&place, ui_px(ui, 14));

		if (b.w < 0)
			return;
		canvas_fill_box(
			ui->canvas,
			(struct box){key.x, key.y + key.h / 2 - 1, ui_px(ui, 10), ui_px(ui, 3)},
			colors[i]);
		ui_text(ui, place, small_dim(ui), words[i]);
	}
	if (crowded(v))
		ui_text(ui, b, small_dim(ui), "(zoom in: too many to be told apart)");
}
