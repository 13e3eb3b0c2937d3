/*
 * Flows: a sequence chart. Threads stand side by side, time runs down, one row for each event.
 *
 * Rows are equally high whatever time lies between them, so that nothing overlaps; the column on the
 * left tells the time. A message is an arrow from the sender's line to the receiver's. A line shows
 * the state of its thread: a page fault is the dotted stretch from the fault to its end, with the
 * message to the pager and the answer beside it.
 */
#include "visualizer/views/flows.h"

#include <stdio.h>

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
	chart_collect(v, &c, b.h / c.height);
	chart_add_lanes(v, &c);
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
		chart_draw_row(v, &c, i);
	draw_cursor(v, &c, (struct box){gutter.x, b.y, gutter.w + b.w, b.h});
	canvas_clip_pop(ui->canvas);
}
