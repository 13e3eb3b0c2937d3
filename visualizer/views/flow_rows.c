/*
 * One row of the sequence chart: the arrow of a message, the start or end of a fault.
 */
#include "visualizer/views/flows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Was the receiver waiting for the end of a fault? Then this is its pager's answer. */
static bool answers_fault(const struct viz *v, const struct model_flow *f)
{
	size_t count;
	const struct model_interval *list = model_thread_history(v->model, f->to, &count);
	uint32_t i = list ? model_interval_find(list, count, f->start) : MODEL_NONE;

	return f->kind == FLOW_MESSAGE && i != MODEL_NONE &&
	       list[i].state & (STATE_fault | STATE_exception);
}

/* The tag in few words: "1 item", "page fault, 2 words", "#1, 2 words"; the inspector has the rest. */
static const char *tag_words(uint64_t tag, char *to, size_t size)
{
	char text[80];
	char *none = strstr(tag_text(text, sizeof(text), tag), ", 0 words");

	if (none)
		memmove(none, none + 9, strlen(none + 9) + 1);
	if (strncmp(text, "label 0", 7) == 0)
		snprintf(to, size, "%s", text[7] ? text + 9 : "");
	else if (strncmp(text, "label ", 6) == 0)
		snprintf(to, size, "#%s", text + 6);
	else
		snprintf(to, size, "%s", text);
	return to;
}

/* What stands over an arrow. */
static void flow_label(const struct viz *v, const struct model_flow *f, const struct model_event *e,
		       char *to, size_t size)
{
	char words[80];
	const char *what = f->answers != MODEL_NONE || answers_fault(v, f) ? "reply"
			   : f->call                                       ? "call"
									   : "message";

	tag_words(model_event_value(e, "tag"), words, sizeof(words));
	if (f->kind == FLOW_INTERRUPT)
		snprintf(to, size, "interrupt");
	else if (e->type == TRACE_ipc_error)
		error_text(to, size, model_event_value(e, "code"));
	else if (f->kind != FLOW_MESSAGE)
		snprintf(to, size, "%s", words);
	else
		snprintf(to, size, "%s%s%s", what, *words ? " " : "", words);
}

/* Drop the last part of a label: behind the last comma, or all behind "reply", "call". */
static bool shorten(char *text)
{
	static const char *const verbs[] = {"reply", "call", "message"};
	char *comma                      = strrchr(text, ',');

	if (comma) {
		*comma = 0;
		return true;
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		size_t n = strlen(verbs[i]);

		if (strncmp(text, verbs[i], n) == 0 && text[n] == ' ') {
			text[n] = 0;
			return true;
		}
	}
	return false;
}

/* Over a short arrow the label loses its last words, part by part. */
static void arrow_label(struct viz *v, struct point a, struct point b, char *text, rgba_t color)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = {.size = SIZE_SMALL, .align = ALIGN_CENTER, .color = color};
	int height            = text_height(ui->fonts, FACE_SANS, ui_font(ui, SIZE_SMALL));
	float left            = fminf(a.x, b.x);
	struct box space = {(int)left + ui_px(ui, 5), (int)fmaxf(a.y, b.y) - height - ui_px(ui, 1),
			    (int)fabsf(b.x - a.x) - ui_px(ui, 10), height};
	int width        = ui_text_width(ui, style, text);

	while (width > space.w && shorten(text))
		width = ui_text_width(ui, style, text);
	width = width > space.w ? space.w : width;
	canvas_fill_box(
		ui->canvas,
		(struct box){space.x + (space.w - width) / 2 - 3, space.y, width + 6, height},
		color_alpha(ui->theme->panel, 0.82f));
	ui_text(ui, space, style, text);
}

static bool flow_picked(const struct viz *v, const struct model_flow *f)
{
	const struct model_flow *p =
		v->pick.kind == PICK_FLOW ? model_flow(v->model, (uint32_t)v->pick.at) : NULL;

	return p && (p == f || p->reply == f->number || p->answers == f->number ||
		     p->cause == f->number || f->cause == p->number);
}

static rgba_t flow_color(struct viz *v, const struct model_flow *f)
{
	if (flow_picked(v, f))
		return v->ui.theme->pick;
	if (f->end == FLOW_FAILED)
		return v->ui.theme->warn;
	if (f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION || answers_fault(v, f))
		return v->ui.theme->faulting;
	return v->ui.theme->accent;
}

static void click_row(struct viz *v, const struct chart *c, int row, const struct model_event *e)
{
	struct box line = {c->plot.x, (int)row_y(c, row) - c->height / 2, c->plot.w, c->height};
	char text[300];

	if (!ui_hovers(&v->ui, line))
		return;
	if (!v->ui.tip[0])
		ui_tip(&v->ui, line, "%s", model_event_text(v->model, e, text, sizeof(text)));
	if (!ui_clicked(&v->ui, line))
		return;
	pick_set(v, e->flow != MODEL_NONE ? pick_flow(e->flow) : pick_event(e->number));
	if (v->ui.in.clicks == 2)
		time_set(v, e->time);
}

/* The arrow of a message, drawn at its last event: from the row it was sent in, if in sight. */
static void draw_message(struct viz *v, const struct chart *c, int row, const struct model_event *e,
			 const struct model_flow *f)
{
	int from                        = chart_lane(c, f->from);
	int to                          = chart_lane(c, f->to);
	int start                       = chart_row(c, f->first);
	const struct model_event *first = model_event(v->model, f->first);
	rgba_t color                    = flow_color(v, f);
	char label[160];

	if (from < 0 || to < 0)
		return;
	bool here = start < 0 && chart_joined(v, first, model_event_position(v->model, f->first));
	struct point a = {lane_x(c, from), row_y(c, start >= 0 ? start : here ? row : -1)};
	struct point b = {lane_x(c, to), row_y(c, row)};
	float side     = b.x > a.x ? 5 : -5;

	a.x += side;
	b.x -= side;
	if (from == to) /* a thread that sends to itself: nothing to draw but a dot */
		b.x = a.x + (float)ui_px(&v->ui, 20);
	draw_line(v->ui.canvas, a, b, (flow_picked(v, f) ? 2.6f : 1.8f) * v->ui.scale, color);
	draw_arrow_head(v->ui.canvas, a, b, (float)ui_px(&v->ui, 9), color);
	if (e->type == TRACE_ipc_error)
		draw_line(v->ui.canvas, (struct point){b.x - 5, b.y - 5},
			  (struct point){b.x + 5, b.y + 5}, 2, color);
	flow_label(v, f, e, label, sizeof(label));
	arrow_label(v, a, b, label, v->ui.theme->text);
}

/* A send that has not arrived by its row: a stub that ends in a dot. */
static void draw_offer(struct viz *v, const struct chart *c, int row, const struct model_flow *f)
{
	int from     = chart_lane(c, f->from);
	int to       = chart_lane(c, f->to);
	bool arrives = chart_row(c, f->last) >= 0 && f->last != f->first;

	if (from < 0 || arrives)
		return;
	float dir      = to >= 0 && to < from ? -1 : 1;
	struct point a = {lane_x(c, from) + 5 * dir, row_y(c, row)};
	struct point b = {a.x + dir * c->lane_width * 0.45f, a.y};

	path_move(v->ui.canvas, a.x, a.y);
	path_line(v->ui.canvas, b.x, b.y);
	path_stroke(v->ui.canvas, 1.8f * v->ui.scale, 5 * v->ui.scale, false, flow_color(v, f));
	path_circle(v->ui.canvas, b.x, b.y, 3.5f);
	path_fill(v->ui.canvas, solid(flow_color(v, f)));
}

/* Words beside a thread's line, on the side that is free; @p other: the lane an arrow goes to. */
static void side_note(struct viz *v, const struct chart *c, int lane, int row, int other,
		      const char *text, rgba_t color)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = {.size = SIZE_SMALL, .color = color};
	int space             = ui_px(ui, 12);
	int width             = ui_text_width(ui, style, text) + 2;
	int x                 = (int)lane_x(c, lane);
	bool right            = other != lane ? other < lane : lane + 1 < c->lanes;

	if (right && x + space + width > c->plot.x + c->plot.w)
		right = false;
	if (!right && x - space - width < c->plot.x)
		right = true;
	struct box b = {right ? x + space : x - space - width, (int)row_y(c, row) - c->height / 2,
			width, c->height};

	/* No free side: stand above the arrow that begins here. */
	if (other != lane && right == (other > lane))
		b.y -= ui_px(ui, 9);

	canvas_fill_box(ui->canvas, box_inset(b, -3, ui_px(ui, 7)),
			color_alpha(ui->theme->panel, 0.82f));
	ui_text(ui, b, style, text);
}

static void ring(struct viz *v, const struct chart *c, int lane, int row, rgba_t color, bool filled)
{
	float radius = (float)ui_px(&v->ui, filled ? 6 : 5);

	path_circle(v->ui.canvas, lane_x(c, lane), row_y(c, row), radius);
	path_fill(v->ui.canvas, solid(filled ? color : v->ui.theme->panel));
	path_circle(v->ui.canvas, lane_x(c, lane), row_y(c, row), radius);
	path_stroke(v->ui.canvas, 1.8f * v->ui.scale, 0, true, color);
}

static void fault_text(const struct model_event *e, const struct model_flow *f, char *to,
		       size_t size)
{
	uint64_t flags = model_event_value(e, "flags");

	if (e->type == TRACE_page_fault)
		snprintf(to, size, "page fault 0x%llx (%s)",
			 (unsigned long long)model_event_value(e, "address"),
			 flags & 4   ? "fetch"
			 : flags & 2 ? "write"
				     : "read");
	else if (e->type == TRACE_exception)
		snprintf(to, size, "exception %llu",
			 (unsigned long long)model_event_value(e, "cause"));
	else
		snprintf(to, size, "%s", f && f->end == FLOW_FAILED ? "not resolved" : "goes on");
}

/* Start (filled) and end (open) of a fault on its thread's line. */
static void draw_fault(struct viz *v, const struct chart *c, int row, const struct model_event *e)
{
	int lane  = chart_lane(c, (uint32_t)model_event_value(e, "thread"));
	bool done = e->type == TRACE_page_fault_done || e->type == TRACE_exception_done;
	const struct model_flow *f = e->flow != MODEL_NONE ? model_flow(v->model, e->flow) : NULL;
	bool picked                = f && flow_picked(v, f);
	char text[96];

	if (lane < 0)
		return;
	ring(v, c, lane, row, picked ? v->ui.theme->pick : v->ui.theme->faulting, !done);
	fault_text(e, f, text, sizeof(text));
	int pager = f ? chart_lane(c, f->to) : -1;

	side_note(v, c, lane, row, pager < 0 ? lane : pager, text, v->ui.theme->text);
}

/* A wait that ended without a message: as a rule a thread that slept. */
static void draw_timeout(struct viz *v, const struct chart *c, int row, const struct model_event *e)
{
	int lane = chart_lane(c, (uint32_t)model_event_value(e, "thread"));
	char text[64];

	if (lane < 0)
		return;
	ring(v, c, lane, row, v->ui.theme->sleeping, false);
	side_note(v, c, lane, row, lane,
		  error_text(text, sizeof(text), model_event_value(e, "code")), v->ui.theme->dim);
}

void chart_draw_row(struct viz *v, const struct chart *c, int row)
{
	const struct model_event *e = model_event(v->model, c->row[row]);
	const struct model_flow *f  = e->flow != MODEL_NONE ? model_flow(v->model, e->flow) : NULL;

	switch (e->type) {
	case TRACE_ipc_receive:
	case TRACE_ipc_error:
		if (f)
			draw_message(v, c, row, e, f);
		else
			draw_timeout(v, c, row, e);
		break;
	case TRACE_ipc_send:
	case TRACE_irq_trigger:
		if (f)
			draw_offer(v, c, row, f);
		break;
	default:
		draw_fault(v, c, row, e);
		break;
	}
	click_row(v, c, row, e);
}
