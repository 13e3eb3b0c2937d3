/*
 * The timeline below the views: the whole recording at a glance, and what CPUs and the picked
 * thread did in the part of it that is chosen.
 */
#include "jdb/host/summary.h"
#include "visualizer/views/state.h"

#include <math.h>
#include <stdio.h>

enum { LANES_MAX = 32 };

enum { BARS_MAX = 4096 };

/* Events in each piece of time, as bars; the highest fills the height. */
static void density(struct viz *v, struct box b, model_time first, model_time last)
{
	static uint32_t bars[BARS_MAX];
	struct ui *ui = &v->ui;
	int step      = ui_px(ui, 3);
	int count     = b.w / step < BARS_MAX ? b.w / step : BARS_MAX;
	uint32_t most = 1;

	if (count <= 0 || last <= first)
		return;
	model_event_columns(v->model, first, last, bars, (size_t)count);
	for (int i = 0; i < count; i++)
		most = bars[i] > most ? bars[i] : most;
	for (int i = 0; i < count; i++) {
		/* The square root lets a little be seen beside much. */
		int h = (int)(sqrt((double)bars[i] / (double)most) * b.h);

		if (bars[i] == 0)
			continue;
		h = h < 1 ? 1 : h;
		canvas_fill_box(ui->canvas,
				(struct box){b.x + i * step, b.y + b.h - h, step - 1, h},
				ui->theme->sleeping);
	}
}

static int overview_x(struct box b, model_time first, model_time last, model_time t)
{
	double at = (double)(t > first ? t - first : 0) / (double)(last > first ? last - first : 1);

	at = at > 1 ? 1 : at;
	return b.x + (int)(at * b.w);
}

static void overview(struct viz *v, struct box b)
{
	struct ui *ui    = &v->ui;
	model_time first = model_first_time(v->model);
	model_time last  = model_last_time(v->model);
	double span      = (double)(last > first ? last - first : 1);
	int dx;
	int dy;

	canvas_fill_box(ui->canvas, b, ui->theme->back);
	density(v, b, first, last);
	int x0            = overview_x(b, first, last, v->from);
	int x1            = overview_x(b, first, last, v->to);
	struct box window = {x0, b.y, x1 - x0 < 3 ? 3 : x1 - x0, b.h};

	canvas_fill_box(ui->canvas, window, color_alpha(ui->theme->accent, 0.22f));
	ui_round_box(ui, window, 2, (struct paint){0}, 1.4f, ui->theme->accent);
	canvas_fill_box(ui->canvas,
			(struct box){overview_x(b, first, last, v->now), b.y, ui_px(ui, 1.6f), b.h},
			ui->theme->text);
	for (size_t i = 0; i < model_gaps(v->model); i++) {
		const struct model_gap *g = model_gap(v->model, i);
		int from                  = overview_x(b, first, last, g->start);
		int to                    = overview_x(b, first, last, g->end);

		draw_missing(ui, (struct box){from, b.y, to - from < 2 ? 2 : to - from, b.h});
	}
	if (ui_drag(ui, ui_id("overview", 0), b, &dx, &dy)) {
		double at       = (double)(ui->in.mouse_x - b.x) / (b.w > 0 ? b.w : 1);
		model_time t    = first + (model_time)(fmin(fmax(at, 0), 1) * span);
		model_time half = (v->to - v->from) / 2;

		v->from = t > half ? t - half : 0;
		v->to   = v->from + 2 * half;
		time_set(v, t);
	}
	ui_tip(ui, b, "The whole recording: height is how much happened. Drag the window.");
}

static void lane_title(struct viz *v, struct box row, const char *text, bool strong)
{
	struct ui_style style = {.face = strong ? FACE_BOLD : FACE_SANS, .size = SIZE_SMALL};

	ui_text(&v->ui, box_inset(row, ui_px(&v->ui, 10), 0), style, text);
}

/* Those that did something, or those that hardly did; in order of age, so that none jumps. */
static int add_threads(struct viz *v, uint32_t *ids, int count, bool lively)
{
	for (size_t i = 0; i < v->state->threads && count < LANES_MAX; i++) {
		const struct model_thread *t = &v->state->thread[i];
		size_t intervals;
		bool listed = t->task == 0;

		model_thread_history(v->model, t->id, &intervals);
		for (int k = 0; k < count; k++)
			listed |= ids[k] == t->id;
		if (!listed && (intervals > 12) == lively)
			ids[count++] = t->id;
	}
	return count;
}

/* Lanes of CPUs in at most two thirds of the room; the threads view has them all. */
static void cpus(struct viz *v, struct box *b, int label, int height)
{
	int most             = b->h * 2 / 3 / height;
	int count            = (int)v->state->cpus;
	struct cpu_lanes all = {.plot   = {b->x + label, b->y, b->w - label, b->h},
				.top    = b->y,
				.height = height,
				.rows   = count < most || count == 1 ? count : most};
	char text[NAME_MAX_BYTES];

	all.clip = all.plot;
	for (int i = 0; i < all.rows && b->h >= height; i++) {
		struct box row   = cut_top(b, height);
		struct box title = cut_left(&row, label);
		bool last        = i + 1 == all.rows && count > all.rows;

		snprintf(text, sizeof(text), last ? "CPU %u … of %d" : "CPU %u",
			 v->state->cpu[i].number, count);
		lane_title(v, title, text, true);
		lane_cpu(v, row, v->state->cpu[i].number);
	}
	cpu_lanes_crossings(v, &all);
}

/* CPUs, then the picked thread and its partner, then the others, while there is room. */
static void lanes(struct viz *v, struct box b, int label)
{
	struct ui *ui                = &v->ui;
	int height                   = ui_px(ui, 24);
	uint32_t picked              = pick_thread(v);
	const struct model_thread *t = model_thread(v->state, picked);
	uint32_t ids[LANES_MAX];
	int count = 0;
	char text[NAME_MAX_BYTES];

	cpus(v, &b, label, height);
	if (picked)
		ids[count++] = picked;
	if (t && t->partner != picked && model_thread(v->state, t->partner))
		ids[count++] = t->partner;
	count = add_threads(v, ids, count, true);
	count = add_threads(v, ids, count, false);
	for (int i = 0; i < count && b.h >= height; i++) {
		struct box row   = cut_top(&b, height);
		struct box title = cut_left(&row, label);

		if (ids[i] == picked)
			canvas_fill_box(ui->canvas, title, ui->theme->selected);
		lane_title(v, title, name_of(v, ids[i], text), false);
		if (ui_clicked(ui, title))
			pick_set(v, pick_object(ids[i]));
		lane_thread(v, row, ids[i]);
	}
}

void pane_timeline(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;
	int label     = ui_px(ui, 120);

	canvas_fill_box(ui->canvas, b, ui->theme->panel);
	cut_right(&b, ui_px(ui, 10));
	cut_top(&b, ui_px(ui, 4));
	struct box top   = cut_top(&b, ui_px(ui, 26));
	struct box title = cut_left(&top, label);
	char span[32];

	lane_title(v, title, "Recording", true);
	overview(v, top);
	cut_top(&b, ui_px(ui, 4));
	struct box axis = cut_top(&b, ui_px(ui, 18));
	struct box plot = {b.x + label, axis.y, b.w - label, b.h + axis.h};
	struct box left = cut_left(&axis, label);

	snprintf(span, sizeof(span), "window ");
	span_text(span + 7, sizeof(span) - 7, v->to - v->from);
	ui_text(ui, box_inset(left, ui_px(ui, 10), 0), small_dim(ui), span);
	time_axis(v, axis);
	lanes(v, b, label);
	lanes_overlay(v, plot);
	lanes_mouse(v, plot);
}
