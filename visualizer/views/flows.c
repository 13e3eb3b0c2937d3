/*
 * Flows: a sequence chart. Threads stand side by side, time runs down, one row for each event.
 *
 * Rows are equally high whatever time lies between them, so that nothing overlaps; the column on the
 * left tells the time. A message is an arrow from the sender's line to the receiver's. A line shows
 * the state of its thread: a page fault is the dotted stretch from the fault to its end, with the
 * message to the pager and the answer beside it.
 */
#include "visualizer/views/state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 256, LANES_MAX = 24 };

struct chart {
	uint32_t row[ROWS_MAX]; /* events by number, in order of time */
	int rows;
	int cursor; /* rows before the cursor's time */
	uint32_t lane[LANES_MAX];
	int lanes;
	struct box plot;
	int height, gutter;
	float lane_width;
};

static bool drawn(const struct viz *v, const struct model_event *e)
{
	switch (e->type) {
	case TRACE_ipc_send:
	case TRACE_ipc_receive:
	case TRACE_ipc_error:
	case TRACE_page_fault:
	case TRACE_page_fault_done:
	case TRACE_exception:
	case TRACE_exception_done:
	case TRACE_irq_trigger:
		break;
	default:
		return false;
	}
	return !v->memory->flows_picked || v->pick.kind != PICK_OBJECT || v->pick.id == 0 ||
	       model_event_concerns(e, pick_thread(v)) || model_event_concerns(e, v->pick.id);
}

/* A send whose receive comes next needs no row of its own. */
static bool joined_with_next(const struct viz *v, const struct model_event *e, size_t position)
{
	size_t count = model_events(v->model);

	if (e->type != TRACE_ipc_send || e->flow == MODEL_NONE)
		return false;
	for (size_t i = position + 1; i < count && i < position + 32; i++) {
		const struct model_event *next = model_event_at(v->model, i);

		if (drawn(v, next))
			return next->type == TRACE_ipc_receive && next->flow == e->flow;
	}
	return false;
}

static bool has_row(const struct viz *v, size_t position)
{
	const struct model_event *e = model_event_at(v->model, position);

	return drawn(v, e) && !joined_with_next(v, e, position);
}

/* Fill the chart: rows up to the cursor in the upper part, what comes later below it. */
static void collect(struct viz *v, struct chart *c, int visible)
{
	size_t count  = model_events(v->model);
	size_t middle = model_event_find(v->model, v->now + 1);
	int want      = visible < ROWS_MAX ? visible : ROWS_MAX;
	int before    = v->follow ? want : want * 3 / 4;
	uint32_t back[ROWS_MAX];
	long skip = v->memory->flows_first; /* rows scrolled away from the cursor; up is negative */
	int n     = 0;

	for (; skip > 0 && middle < count; middle++)
		skip -= has_row(v, middle);
	for (; skip < 0 && middle > 0; middle--)
		skip += has_row(v, middle - 1);
	for (size_t i = middle; i > 0 && n < before; i--)
		if (has_row(v, i - 1))
			back[n++] = model_event_at(v->model, i - 1)->number;
	while (n > 0)
		c->row[c->rows++] = back[--n];
	for (size_t i = middle; i < count && c->rows < want; i++)
		if (has_row(v, i))
			c->row[c->rows++] = model_event_at(v->model, i)->number;
	while (c->cursor < c->rows && model_event(v->model, c->row[c->cursor])->time <= v->now)
		c->cursor++;
}

static int lane_of(const struct chart *c, uint32_t id)
{
	for (int i = 0; i < c->lanes; i++)
		if (c->lane[i] == id)
			return i;
	return -1;
}

/* Lanes stay in the order in which the threads first appeared: sorted insertion. */
static void add_lane(struct viz *v, struct chart *c, uint32_t id)
{
	size_t count;
	const uint32_t *ever = model_threads_ever(v->model, &count);
	size_t rank          = 0;
	int at               = c->lanes;

	if (id == 0 || c->lanes == LANES_MAX || lane_of(c, id) >= 0)
		return;
	while (rank < count && ever[rank] != id)
		rank++;
	while (at > 0) {
		size_t other = 0;

		while (other < count && ever[other] != c->lane[at - 1])
			other++;
		if (other <= rank)
			break;
		c->lane[at] = c->lane[at - 1];
		at--;
	}
	c->lane[at] = id;
	c->lanes++;
}

static void add_lanes(struct viz *v, struct chart *c)
{
	for (int i = 0; i < c->rows; i++) {
		const struct model_event *e = model_event(v->model, c->row[i]);
		const struct model_flow *f =
			e->flow != MODEL_NONE ? model_flow(v->model, e->flow) : NULL;

		if (f) {
			add_lane(v, c, f->from);
			add_lane(v, c, f->to);
		} else {
			add_lane(v, c, (uint32_t)model_event_value(e, "thread"));
		}
	}
}

static float lane_x(const struct chart *c, int lane)
{
	return (float)c->plot.x + ((float)lane + 0.5f) * c->lane_width;
}

static float row_y(const struct chart *c, int row)
{
	return (float)c->plot.y + ((float)row + 0.5f) * (float)c->height;
}

static int row_of(const struct chart *c, uint32_t event)
{
	for (int i = 0; i < c->rows; i++)
		if (c->row[i] == event)
			return i;
	return -1;
}

/* The state that is shown between a row and the next: that in the middle between them. */
static model_time state_time(const struct viz *v, const struct chart *c, int row)
{
	model_time t = model_event(v->model, c->row[row])->time;

	if (row + 1 < c->rows)
		return t + (model_event(v->model, c->row[row + 1])->time - t) / 2;
	return t;
}

/* Threads' lines, in the colour and pattern of their state from one row to the next. */
static void draw_lines(struct viz *v, const struct chart *c)
{
	struct ui *ui = &v->ui;
	int width     = ui_px(ui, 9);

	for (int lane = 0; lane < c->lanes; lane++) {
		size_t count;
		const struct model_interval *list =
			model_thread_history(v->model, c->lane[lane], &count);
		int x = (int)lane_x(c, lane);

		canvas_fill_box(ui->canvas, (struct box){x, c->plot.y, 1, c->plot.h},
				ui->theme->border);
		for (int i = 0; i < c->rows && list; i++) {
			uint32_t at      = model_interval_find(list, count, state_time(v, c, i));
			struct box piece = {x - width / 2, (int)row_y(c, i), width, c->height};
			enum model_mood mood =
				at == MODEL_NONE
					? MOOD_UNKNOWN
					: mood_of(c->lane[lane], list[at].state, list[at].partner);
			struct paint p = mood_paint(ui, mood);

			if (p.color == 0)
				continue;
			path_round_box(ui->canvas, (float)piece.x, (float)piece.y, (float)piece.w,
				       (float)piece.h, 0);
			path_fill(ui->canvas, p);
		}
	}
}

static void draw_heads(struct viz *v, const struct chart *c, struct box head)
{
	struct ui *ui = &v->ui;

	canvas_fill_box(ui->canvas, head, ui->theme->raised);
	for (int i = 0; i < c->lanes; i++) {
		const struct model_thread *t = model_thread(v->state, c->lane[i]);
		const struct model_object *o = model_object(v->state, c->lane[i]);
		struct box b          = {(int)(lane_x(c, i) - c->lane_width / 2) + 2, head.y + 3,
					 (int)c->lane_width - 4, head.h - 6};
		struct ui_style style = {
			.face = FACE_BOLD, .size = SIZE_SMALL, .align = ALIGN_CENTER};
		char name[NAME_MAX_BYTES];
		bool picked = pick_touches(v, c->lane[i]);

		name_of(v, c->lane[i], name);
		int width = ui_text_width(ui, style, name) + ui_px(ui, 20);

		if (width < b.w) {
			b.x += (b.w - width) / 2;
			b.w = width;
		}
		unsigned kind = t || !o                     ? KIND_thread
				: o->kind == KIND_semaphore ? KIND_log
							    : o->kind;

		kind_shape(ui, kind, (float)b.x, (float)b.y, (float)b.w, (float)b.h,
			   ui->theme->panel,
			   picked ? ui->theme->pick : mood_color(ui, thread_mood(t)), 1.6f);
		ui_text(ui, box_inset(b, ui_px(ui, 5), 0), style, name);
		if (ui_clicked(ui, b))
			pick_set(v, pick_object(c->lane[i]));
	}
}

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
	char *comma      = strrchr(text, ',');

	while (width > space.w && comma) {
		*comma = 0;
		width  = ui_text_width(ui, style, text);
		comma  = strrchr(text, ',');
	}
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
	int from                        = lane_of(c, f->from);
	int to                          = lane_of(c, f->to);
	int start                       = row_of(c, f->first);
	const struct model_event *first = model_event(v->model, f->first);
	rgba_t color                    = flow_color(v, f);
	char label[160];

	if (from < 0 || to < 0)
		return;
	bool here =
		start < 0 && joined_with_next(v, first, model_event_position(v->model, f->first));
	struct point a = {lane_x(c, from), row_y(c, start >= 0 ? start : here ? row : -1)};
	struct point b = {lane_x(c, to), row_y(c, row)};
	float side     = b.x > a.x ? 5 : -5;

	a.x += side;
	b.x -= side;
	if (from == to) /* a thread that sends to itself: nothing to draw but a dot */
		b.x = a.x + (float)ui_px(&v->ui, 20);
	draw_line(v->ui.canvas, a, b, flow_picked(v, f) ? 2.6f : 1.8f, color);
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
	int from     = lane_of(c, f->from);
	int to       = lane_of(c, f->to);
	bool arrives = row_of(c, f->last) >= 0 && f->last != f->first;

	if (from < 0 || arrives)
		return;
	float dir      = to >= 0 && to < from ? -1 : 1;
	struct point a = {lane_x(c, from) + 5 * dir, row_y(c, row)};
	struct point b = {a.x + dir * c->lane_width * 0.45f, a.y};

	path_move(v->ui.canvas, a.x, a.y);
	path_line(v->ui.canvas, b.x, b.y);
	path_stroke(v->ui.canvas, 1.8f, 5, false, flow_color(v, f));
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
	path_stroke(v->ui.canvas, 1.8f, 0, true, color);
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
	int lane  = lane_of(c, (uint32_t)model_event_value(e, "thread"));
	bool done = e->type == TRACE_page_fault_done || e->type == TRACE_exception_done;
	const struct model_flow *f = e->flow != MODEL_NONE ? model_flow(v->model, e->flow) : NULL;
	bool picked                = f && flow_picked(v, f);
	char text[96];

	if (lane < 0)
		return;
	ring(v, c, lane, row, picked ? v->ui.theme->pick : v->ui.theme->faulting, !done);
	fault_text(e, f, text, sizeof(text));
	int pager = f ? lane_of(c, f->to) : -1;

	side_note(v, c, lane, row, pager < 0 ? lane : pager, text, v->ui.theme->text);
}

/* A wait that ended without a message: as a rule a thread that slept. */
static void draw_timeout(struct viz *v, const struct chart *c, int row, const struct model_event *e)
{
	int lane = lane_of(c, (uint32_t)model_event_value(e, "thread"));
	char text[64];

	if (lane < 0)
		return;
	ring(v, c, lane, row, v->ui.theme->sleeping, false);
	side_note(v, c, lane, row, lane,
		  error_text(text, sizeof(text), model_event_value(e, "code")), v->ui.theme->dim);
}

static void draw_row(struct viz *v, const struct chart *c, int row)
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

static void draw_times(struct viz *v, const struct chart *c, struct box gutter)
{
	struct ui *ui   = &v->ui;
	model_time last = 0;

	for (int i = 0; i < c->rows; i++) {
		const struct model_event *e = model_event(v->model, c->row[i]);
		struct box row = {gutter.x + ui_px(ui, 8), (int)row_y(c, i) - c->height / 2,
				  gutter.w - ui_px(ui, 14), c->height};
		char at[32];
		char delta[32];
		struct ui_style style = small_dim(ui);

		if (e->after_gap)
			draw_missing(ui, (struct box){gutter.x, row.y - 2,
						      c->plot.x + c->plot.w - gutter.x, 4});
		style.align = ALIGN_RIGHT;
		snprintf(at, sizeof(at), "%.6f", (double)e->time / 1e9);
		if (gutter.w > ui_px(ui, 150))
			ui_text(ui, row,
				(struct ui_style){FACE_MONO, SIZE_SMALL, 0, ui->theme->dim}, at);
		snprintf(delta, sizeof(delta), "+");
		if (last)
			ui_text(ui, row, style,
				(span_text(delta + 1, sizeof(delta) - 1, e->time - last), delta));
		last = e->time;
	}
}

static void draw_cursor(struct viz *v, const struct chart *c, struct box all)
{
	int y = c->plot.y + c->cursor * c->height;

	if (!v->follow && c->cursor > 0)
		canvas_fill_box(v->ui.canvas, (struct box){all.x, y, all.w, ui_px(&v->ui, 1.6f)},
				v->ui.theme->text);
}

static void toolbar(struct viz *v, struct box bar)
{
	struct ui *ui = &v->ui;
	char name[NAME_MAX_BYTES];
	bool can = v->pick.kind == PICK_OBJECT && v->pick.id;

	bar = box_inset(bar, ui_px(ui, 8), ui_px(ui, 4));
	if (ui_button(ui, cut_left(&bar, ui_px(ui, 120)), "Only the pick", v->memory->flows_picked))
		v->memory->flows_picked = !v->memory->flows_picked;
	cut_left(&bar, ui_px(ui, 10));
	if (v->memory->flows_first != 0 &&
	    ui_button(ui, cut_right(&bar, ui_px(ui, 120)), "Back to cursor", false))
		v->memory->flows_first = 0;
	if (v->memory->flows_picked && can)
		ui_textf(ui, bar, dim(ui), "Messages and faults of %s",
			 name_of(v, v->pick.id, name));
	else if (v->memory->flows_picked)
		ui_text(ui, bar, dim(ui), "Pick a thread, task or gate to see only its messages");
	else
		ui_text(ui, bar, dim(ui),
			"Every message and fault. Click: details; double click: go there");
}

void view_flows(struct viz *v, struct box b)
{
	struct ui *ui   = &v->ui;
	struct chart c  = {.height = ui_px(ui, 30)};
	struct box bar  = cut_top(&b, ui_px(ui, 32));
	struct box head = cut_top(&b, ui_px(ui, 32));
	struct box gutter;

	toolbar(v, bar);
	if (ui_hovers(ui, b) && ui->in.wheel != 0 && !ui->wheel_used) {
		v->memory->flows_first -= (long)(ui->in.wheel * 3);
		ui->wheel_used = true;
	}
	collect(v, &c, b.h / c.height);
	add_lanes(v, &c);
	cut_top(&b, ui_px(ui, 6));
	gutter       = cut_left(&b, ui_px(ui, b.w > ui_px(ui, 800) ? 170 : 92));
	c.plot       = b;
	c.lane_width = c.lanes ? (float)b.w / (float)c.lanes : 1;
	if (c.rows == 0) {
		ui_text(ui, b, (struct ui_style){.align = ALIGN_CENTER, .color = ui->theme->dim},
			"No messages or faults up to here");
		return;
	}
	draw_heads(v, &c, head);
	canvas_clip_push(ui->canvas, (struct box){gutter.x, b.y, gutter.w + b.w, b.h});
	draw_times(v, &c, gutter);
	draw_lines(v, &c);
	for (int i = 0; i < c.rows; i++)
		draw_row(v, &c, i);
	draw_cursor(v, &c, (struct box){gutter.x, b.y, gutter.w + b.w, b.h});
	canvas_clip_pop(ui->canvas);
}
