/*
 * Time from left to right: the axis, bars of states, gaps, marks, the cursor.
 *
 * A lane costs its width, not the number of its events: the model keeps sums (summary.h), and tells
 * for each pixel what happened in it. One change in a pixel is drawn as what is most worth noticing (a
 * fault before running, running before waiting), two pixels wide, so that the work of microseconds is
 * seen in a window of seconds; many changes are drawn as shares of the pixel's time.
 */
#include "jdb/host/summary.h"
#include "visualizer/views/state.h"

#include <math.h>
#include <stdio.h>

float time_x(const struct viz *v, struct box b, model_time t)
{
	double span = (double)(v->to - v->from);
	double at   = t >= v->from ? (double)(t - v->from) : -(double)(v->from - t);

	return (float)b.x + (float)(at / (span > 0 ? span : 1) * b.w);
}

model_time time_at(const struct viz *v, struct box b, int x)
{
	double at = (double)(x - b.x) / (b.w > 0 ? b.w : 1) * (double)(v->to - v->from);

	if (at < 0)
		return (double)v->from > -at ? v->from - (model_time)-at : 0;
	return v->from + (model_time)at;
}

/* Step of the axis: 1, 2 or 5 times a power of ten, at least @p least nanoseconds. */
static double nice_step(double least)
{
	double step = 1;

	while (step < least) {
		if (step * 2 >= least)
			return step * 2;
		if (step * 5 >= least)
			return step * 5;
		step *= 10;
	}
	return step;
}

/* A point of the axis: seconds with as many digits as the step needs. */
static void axis_text(char *to, size_t size, double t, double step)
{
	int digits = step >= 1e9 ? 0 : (int)ceil(-log10(step / 1e9) - 1e-9);

	snprintf(to, size, "%.*f s", digits, t / 1e9);
}

void time_axis(struct viz *v, struct box b)
{
	struct ui *ui    = &v->ui;
	double per_pixel = (double)(v->to - v->from) / (b.w > 0 ? b.w : 1);
	double step      = nice_step(per_pixel * ui_px(ui, 110));
	double first     = ceil((double)v->from / step) * step;
	char text[32];

	canvas_clip_push(ui->canvas, b);
	for (double t = first; t <= (double)v->to; t += step) {
		int x = (int)time_x(v, b, (model_time)t);

		canvas_fill_box(ui->canvas, (struct box){x, b.y, 1, b.h}, ui->theme->border);
		axis_text(text, sizeof(text), t, step);
		if (x + ui_px(ui, 5) + ui_text_width(ui, small_dim(ui), text) < b.x + b.w)
			ui_text(ui, (struct box){x + ui_px(ui, 5), b.y, ui_px(ui, 105), b.h},
				small_dim(ui), text);
	}
	canvas_clip_pop(ui->canvas);
}

enum {
	COLUMNS_MAX = 8192, /* pixels of the widest lane */
	MANY        = 6,    /* so many changes in one pixel are shown by their shares of its time */
};

/* A lane asks the model what happened in each of its pixels. */
static struct model_column *columns_of(struct box b, int *count)
{
	static struct model_column columns[COLUMNS_MAX];

	*count = b.w < COLUMNS_MAX ? b.w : COLUMNS_MAX;
	return columns;
}

/* How much a state is to be noticed: above 0 it is drawn over the quiet ones, wider than a pixel. */
static int mood_weight(unsigned mood)
{
	static const int weights[MOODS] = {
		[MOOD_FAULT] = 4, [MOOD_RUNNING] = 3, [MOOD_SENDING] = 2, [MOOD_READY] = 1};

	return weights[mood];
}

static void draw_mood(struct viz *v, struct box b, enum model_mood mood)
{
	struct ui *ui  = &v->ui;
	struct paint p = mood_paint(ui, mood);

	if (p.color == 0 && mood == MOOD_UNKNOWN)
		return;
	if (mood == MOOD_STOPPED) {
		canvas_fill_box(ui->canvas, (struct box){b.x, b.y + b.h / 2, b.w, 1},
				ui->theme->sleeping);
		return;
	}
	/* Sleeping and waiting are long and quiet: thin, so that work stands out. */
	if (mood == MOOD_SLEEPING || mood == MOOD_RECEIVING) {
		b       = box_inset(b, 0, b.h / 3);
		p.color = color_mix(ui->theme->panel, p.color, 0.6f);
		p.under = color_mix(ui->theme->panel, p.under, 0.6f);
	}
	canvas_paint_box(ui->canvas, b, &p);
}

/* A pixel in which much happened: what there was of each state, one upon the other, work below. */
static void draw_shares(struct viz *v, struct box b, const struct model_column *c)
{
	static const enum model_mood order[] = {MOOD_RUNNING, MOOD_FAULT,     MOOD_READY,
						MOOD_SENDING, MOOD_RECEIVING, MOOD_SLEEPING};
	int sum                              = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		int from = b.h * sum / 255;

		sum += c->share[order[i]];
		sum    = sum > 255 ? 255 : sum;
		int to = b.h * sum / 255;

		if (c->share[order[i]] == 0)
			continue;
		to        = to > from ? to : from + 1;
		rgba_t in = mood_color(&v->ui, order[i]);

		if (order[i] == MOOD_RECEIVING || order[i] == MOOD_SLEEPING)
			in = color_mix(v->ui.theme->panel, in, 0.45f);
		canvas_fill_box(v->ui.canvas, (struct box){b.x, b.y + b.h - to, b.w, to - from},
				in);
	}
}

/* Columns from @p x on that lie in one interval. */
static int run_of(const struct model_column *c, int count, int x)
{
	int n = 1;

	while (x + n < count && c[x + n].changes == 0 && c[x + n].first == c[x].first)
		n++;
	return n;
}

/* The mood that a column (and those like it behind it) is drawn in. */
static enum model_mood column_mood(uint32_t id, const struct model_interval *list,
				   const struct model_column *c)
{
	if (c->changes == 0)
		return mood_of(id, list[c->first].state, list[c->first].partner);
	return (enum model_mood)c->mood;
}

/* One pass from left to right draws the quiet, the next the busy parts over them. */
static void draw_thread(struct viz *v, struct box b, uint32_t id, const struct model_interval *list)
{
	int count;
	struct model_column *c = columns_of(b, &count);

	model_thread_columns(v->model, id, v->from, v->to, c, (size_t)count);
	for (int busy = 0; busy < 2; busy++) {
		for (int x = 0; x < count;) {
			int n = c[x].changes || c[x].first == MODEL_NONE ? 1 : run_of(c, count, x);
			enum model_mood mood = c[x].first == MODEL_NONE && c[x].changes == 0
						       ? MOOD_UNKNOWN
						       : column_mood(id, list, &c[x]);
			int wide             = busy && n < 2 ? 2 : n;

			if (c[x].changes >= MANY) {
				if (!busy)
					draw_shares(v, (struct box){b.x + x, b.y, 1, b.h}, &c[x]);
			} else if ((mood_weight(mood) > 0) == (busy == 1)) {
				draw_mood(v, (struct box){b.x + x, b.y, wide, b.h}, mood);
			}
			x += n;
		}
	}
}

/* Why a state of a thread began: woken by whom, pushed off the CPU by whom. Empty: not known. */
static void reason(struct viz *v, uint32_t id, model_time start, char *to, size_t size)
{
	size_t count = model_events(v->model);
	size_t at    = model_event_find(v->model, start);
	char name[NAME_MAX_BYTES];

	*to = 0;
	for (int i = 0; i < 16 && at < count; i++, at++) {
		struct model_event e = *model_event_at(v->model, at);

		if (e.time > start)
			return;
		if (e.type == TRACE_wakeup && model_event_value(&e, "thread") == id)
			snprintf(to, size, ", woken while %s ran",
				 name_of(v, (uint32_t)model_event_value(&e, "by"), name));
		else if (e.type == TRACE_context_switch && model_event_value(&e, "from") == id &&
			 model_event_value(&e, "state") & STATE_ready)
			snprintf(to, size, ", preempted by %s (priority %llu)",
				 name_of(v, (uint32_t)model_event_value(&e, "to"), name),
				 (unsigned long long)model_event_value(&e, "priority"));
	}
}

void lane_thread(struct viz *v, struct box b, uint32_t id)
{
	size_t count;
	const struct model_interval *list = model_thread_history(v->model, id, &count);
	struct box inner                  = box_inset(b, 0, ui_px(&v->ui, 4));
	char story[200];

	if (!list || count == 0)
		return;
	canvas_clip_push(v->ui.canvas, inner);
	draw_thread(v, inner, id, list);
	canvas_clip_pop(v->ui.canvas);
	if (!ui_hovers(&v->ui, b))
		return;
	model_time t = time_at(v, b, v->ui.in.mouse_x);
	uint32_t i   = model_interval_find(list, count, t);

	if (i == MODEL_NONE)
		return;
	model_time stop = i + 1 < count ? list[i + 1].start : model_last_time(v->model);
	char span[32];
	char name[NAME_MAX_BYTES];

	state_text(story, sizeof(story), list[i].state & 0xffff);
	char why[120];

	reason(v, id, list[i].start, why, sizeof(why));
	ui_tip(&v->ui, b, "%s: %s (%s) for %s%s", name_of(v, id, name),
	       model_mood_name(mood_of(id, list[i].state, list[i].partner)), story,
	       span_text(span, sizeof(span), stop > list[i].start ? stop - list[i].start : 0), why);
}

/* On a CPU's lane every thread has a tone of its own; the one picked is orange. */
static rgba_t thread_tone(struct viz *v, uint32_t id)
{
	static const float tones[] = {0.85f, 0.5f, 0.68f, 0.36f, 0.76f, 0.58f};

	if (id && pick_touches(v, id))
		return v->ui.theme->pick;
	return color_mix(v->ui.theme->panel, v->ui.theme->running, tones[id % 6]);
}

bool is_idle(const struct viz *v, uint32_t id)
{
	return id == 0 || model_thread_idle(v->model, id);
}

static void draw_running(struct viz *v, struct box b, uint32_t id)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = small(ui);
	char name[NAME_MAX_BYTES];

	if (is_idle(v, id)) {
		canvas_fill_box(ui->canvas, (struct box){b.x, b.y + b.h / 2, b.w, 1},
				ui->theme->sleeping);
		return;
	}
	rgba_t tone = thread_tone(v, id);

	canvas_fill_box(ui->canvas, b, tone);
	if (b.w < ui_px(ui, 24))
		return;
	name_of(v, id, name);
	if (b.w > ui_text_width(ui, style, name) + ui_px(ui, 8)) {
		style.color = color_contrast(tone, 0xffffffff) > color_contrast(tone, 0xff000000)
				      ? 0xffffffff
				      : 0xff000000;
		ui_text(ui, box_inset(b, ui_px(ui, 4), 0), style, name);
	}
}

/* Where much happened in a pixel, the bar is as high as the CPU was busy. */
static void draw_cpu(struct viz *v, struct box b, uint32_t cpu, const struct model_interval *list)
{
	int count;
	struct model_column *c = columns_of(b, &count);

	model_cpu_columns(v->model, cpu, v->from, v->to, c, (size_t)count);
	for (int busy = 0; busy < 2; busy++) {
		for (int x = 0; x < count;) {
			bool known  = c[x].changes || c[x].first != MODEL_NONE;
			int n       = c[x].changes || !known ? 1 : run_of(c, count, x);
			uint32_t id = !known              ? 0
				      : c[x].changes == 0 ? list[c[x].first].state
							  : c[x].thread;
			bool works  = known && !is_idle(v, id);
			int share   = c[x].changes >= MANY ? c[x].share[MOOD_RUNNING] : 255;
			int height  = b.h * share / 255 > 1 ? b.h * share / 255 : 1;

			if (known && works == (busy == 1))
				draw_running(v,
					     (struct box){b.x + x, b.y + b.h - height,
							  works && n < 2 ? 2 : n, height},
					     id);
			x += n;
		}
	}
}

void lane_cpu(struct viz *v, struct box b, uint32_t cpu)
{
	size_t count;
	const struct model_interval *list = model_cpu_history(v->model, cpu, &count);
	struct box inner                  = box_inset(b, 0, ui_px(&v->ui, 3));
	char name[NAME_MAX_BYTES];

	if (!list || count == 0)
		return;
	canvas_clip_push(v->ui.canvas, inner);
	draw_cpu(v, inner, cpu, list);
	canvas_clip_pop(v->ui.canvas);
	if (!ui_hovers(&v->ui, b))
		return;
	uint32_t i = model_interval_find(list, count, time_at(v, b, v->ui.in.mouse_x));

	if (i == MODEL_NONE)
		return;
	ui_tip(&v->ui, b, "CPU %u ran %s", cpu,
	       list[i].state ? name_of(v, list[i].state, name) : "nothing known");
	if (ui_clicked(&v->ui, b) && v->ui.in.clicks == 2 && list[i].state)
		pick_set(v, pick_object(list[i].state));
}

static void flag(struct viz *v, struct box b, model_time t, rgba_t color, const char *label)
{
	struct ui *ui = &v->ui;
	float x       = time_x(v, b, t);

	if (x < (float)b.x || x > (float)(b.x + b.w))
		return;
	canvas_fill_box(ui->canvas, (struct box){(int)x, b.y, ui_px(ui, 1.6f), b.h}, color);
	if (label) {
		struct box f          = {(int)x, b.y, ui_px(ui, 14), ui_px(ui, 14)};
		struct ui_style style = {.face  = FACE_BOLD,
					 .size  = SIZE_SMALL,
					 .align = ALIGN_CENTER,
					 .color = ui->theme->back};

		canvas_fill_box(ui->canvas, f, color);
		int layer = ui->layer;

		ui->layer = 5; /* flags stand over the axis on purpose */
		ui_text(ui, f, style, label);
		ui->layer = layer;
	}
}

void lanes_overlay(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;

	canvas_clip_push(ui->canvas, b);
	for (size_t i = 0; i < model_gaps(v->model); i++) {
		const struct model_gap *g = model_gap(v->model, i);
		int x0                    = (int)fmaxf(time_x(v, b, g->start), (float)b.x);
		int x1                    = (int)fminf(time_x(v, b, g->end), (float)(b.x + b.w));
		struct box hole           = {x0, b.y, x1 - x0 < 2 ? 2 : x1 - x0, b.h};

		if (g->end < v->from || g->start > v->to)
			continue;
		draw_missing(ui, hole);
		ui_tip(ui, hole,
		       "Missing here: %llu events dropped by the kernel, %u frames lost on the "
		       "wire",
		       (unsigned long long)g->events, g->frames);
	}
	for (int i = 0; i < v->bookmark_count; i++)
		flag(v, b, v->bookmarks[i].at, ui->theme->mark, NULL);
	for (int i = 0; i < v->mark_count; i++)
		flag(v, b, v->marks[i], ui->theme->mark, i == 0 ? "A" : "B");
	flag(v, b, v->now, ui->theme->text, NULL);
	canvas_clip_pop(ui->canvas);
}

/* Click: the cursor goes there. Drag with the right or middle button, or with Shift: pan. */
void lanes_mouse(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;
	bool pan      = ui->in.down[1] || ui->in.down[2] || ui->in.mods & MOD_SHIFT;
	int dx;
	int dy;

	if (ui_drag(ui, ui_id("lanes", b.y * 10000 + b.x), b, &dx, &dy) && !pan)
		time_set(v, time_at(v, b, ui->in.mouse_x < b.x ? b.x : ui->in.mouse_x));
	if (ui_hovers(ui, b) && pan) {
		double shift = (double)(ui->last_mouse_x - ui->in.mouse_x) / b.w *
			       (double)(v->to - v->from);

		if (ui->in.down[0] || ui->in.down[1] || ui->in.down[2]) {
			if ((double)v->from + shift < 0)
				shift = -(double)v->from;
			v->from += (model_time)(int64_t)shift;
			v->to += (model_time)(int64_t)shift;
			v->follow = false;
		}
	}
	if (ui_hovers(ui, b) && ui->in.wheel != 0 && !ui->wheel_used) {
		time_zoom(v, pow(0.8, ui->in.wheel),
			  v->follow ? v->to : time_at(v, b, ui->in.mouse_x));
		ui->wheel_used = true;
	}
}
