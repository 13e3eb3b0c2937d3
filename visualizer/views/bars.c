/*
 * The title bar (what we look at, and when) and the status bar (how healthy the link is).
 */
#include "visualizer/views/state.h"

#include <stdio.h>
#include <string.h>

static void symbol_pause(struct ui *ui, struct box b)
{
	int w = b.w / 3;

	canvas_fill_box(ui->canvas, (struct box){b.x, b.y, w, b.h}, ui->theme->text);
	canvas_fill_box(ui->canvas, (struct box){b.x + b.w - w, b.y, w, b.h}, ui->theme->text);
}

static void symbol_arrow(struct ui *ui, struct box b, int direction)
{
	float x0 = (float)(direction > 0 ? b.x : b.x + b.w);
	float x1 = (float)(direction > 0 ? b.x + b.w : b.x);

	path_move(ui->canvas, x0, (float)b.y);
	path_line(ui->canvas, x1, (float)b.y + (float)b.h / 2);
	path_line(ui->canvas, x0, (float)(b.y + b.h));
	path_fill(ui->canvas, solid(ui->theme->text));
}

/* A button with a symbol; direction 0 is the pause sign. */
static bool symbol_button(struct viz *v, struct box *bar, int direction, const char *help)
{
	struct ui *ui    = &v->ui;
	struct box b     = box_inset(cut_left(bar, ui_px(ui, 32)), ui_px(ui, 2), ui_px(ui, 5));
	int side         = ui_px(ui, 10);
	struct box inner = {b.x + (b.w - side) / 2, b.y + (b.h - side) / 2, side, side};
	bool pressed     = ui_button(ui, b, "", false);

	if (direction)
		symbol_arrow(ui, inner, direction);
	else
		symbol_pause(ui, inner);
	ui_tip(ui, b, "%s", help);
	return pressed;
}

static const char *condition(struct viz *v, rgba_t *color)
{
	const struct model_health *h = model_health(v->model);

	*color = v->ui.theme->running;
	if (!v->live) {
		*color = v->ui.theme->accent;
		return "recording";
	}
	if (!h->connected) {
		*color = v->ui.theme->warn;
		return "not connected";
	}
	if (h->stopped) {
		*color = v->ui.theme->warn;
		return "stopped in the debugger";
	}
	if (!h->alive) {
		*color = v->ui.theme->ready;
		return "waiting for the kernel";
	}
	return "running";
}

static void machine_text(struct viz *v, char *to, size_t size)
{
	const struct model_machine *m = model_machine(v->model);

	if (!m->arch[0])
		snprintf(to, size, "no kernel heard yet");
	else
		snprintf(to, size, "%s · %u CPU%s", m->arch, m->cpus, m->cpus == 1 ? "" : "s");
}

static void time_controls(struct viz *v, struct box *b)
{
	if (symbol_button(v, b, -1, "Previous event of the pick (←)"))
		time_step(v, -1, false);
	if (symbol_button(v, b, v->follow ? 0 : 1,
			  v->follow ? "Pause: look at this instant, data goes on arriving (Space)"
				    : "Follow the newest data (Space)"))
		time_follow(v, !v->follow);
	if (symbol_button(v, b, 1, "Next event of the pick (→)"))
		time_step(v, 1, false);
}

static void draw_time(struct viz *v, struct box *b)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = {.face = FACE_MONO};
	char at[40];
	char text[64];
	int width;

	time_text(at, sizeof(at), v->now);
	snprintf(text, sizeof(text), "t = %s", at);
	width = ui_text_width(ui, style, text) + ui_px(ui, 12);
	cut_left(b, ui_px(ui, 8));
	ui_text(ui, cut_left(b, width), style, text);
	int left = b->x;

	left += ui_chip(ui, b->x, *b, v->follow ? "newest" : "paused",
			v->follow ? ui->theme->running : ui->theme->pick, true);
	cut_left(b, left - b->x + ui_px(ui, 8));
}

void pane_title(struct viz *v, struct box b)
{
	struct ui *ui       = &v->ui;
	struct ui_style big = {.face = FACE_BOLD, .size = SIZE_LARGE};
	rgba_t color;
	const char *state = condition(v, &color);
	char text[80];

	canvas_fill_box(ui->canvas, b, ui->theme->panel);
	canvas_fill_box(ui->canvas, (struct box){b.x, b.y + b.h - 1, b.w, 1}, ui->theme->border);
	cut_left(&b, ui_px(ui, 12));
	ui_text(ui, cut_left(&b, ui_text_width(ui, big, "Phial") + ui_px(ui, 14)), big, "Phial");
	machine_text(v, text, sizeof(text));
	ui_text(ui, cut_left(&b, ui_text_width(ui, dim(ui), text) + ui_px(ui, 14)), dim(ui), text);
	path_circle(ui->canvas, (float)(b.x + ui_px(ui, 6)), (float)(b.y + b.h / 2),
		    (float)ui_px(ui, 5));
	path_fill(ui->canvas, solid(color));
	cut_left(&b, ui_px(ui, 18));
	ui_text(ui, cut_left(&b, ui_text_width(ui, (struct ui_style){0}, state) + ui_px(ui, 16)),
		(struct ui_style){0}, state);
	time_controls(v, &b);
	draw_time(v, &b);
	cut_right(&b, ui_px(ui, 8));
	if (b.w > ui_px(ui, 40) &&
	    ui_button(ui, box_inset(cut_right(&b, ui_px(ui, 30)), ui_px(ui, 1), ui_px(ui, 5)), "?",
		      v->help))
		v->help = !v->help;
	cut_right(&b, ui_px(ui, 6));
	int width = b.w < ui_px(ui, 220) ? b.w : ui_px(ui, 220);

	if (width > ui_px(ui, 90))
		pane_search(v, box_inset(cut_right(&b, width), 0, ui_px(ui, 5)));
}

/* ── status bar ───────────────────────────────────────────────────────────────────────────── */

static void item(struct viz *v, struct box *b, rgba_t color, const char *help, const char *text)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = {.size = SIZE_SMALL, .color = color};
	int width             = ui_text_width(ui, style, text);

	if (b->w < width + ui_px(ui, 10))
		return;
	struct box cell = cut_right(b, width);

	ui_text(ui, cell, style, text);
	ui_tip(ui, cell, "%s", help);
	cut_right(b, ui_px(ui, 18));
}

static void count(struct viz *v, struct box *b, const char *what, uint64_t number, const char *help)
{
	char text[80];

	snprintf(text, sizeof(text), "%llu %s", (unsigned long long)number, what);
	item(v, b, number ? v->ui.theme->warn : v->ui.theme->dim, help, text);
}

static void link_items(struct viz *v, struct box *b)
{
	const struct model_health *h = model_health(v->model);
	char text[80];
	char bytes[32];

	count(v, b, "CRC errors", h->bad_frames, "Frames that arrived damaged and were dropped");
	count(v, b, "frames missing", h->missing_frames,
	      "Gaps in the sequence numbers: frames that never arrived");
	count(v, b, "events lost", h->lost_total,
	      "Events that the kernel dropped because the wire was too slow, by its own count");
	if (v->live) {
		snprintf(text, sizeof(text), "link %.1f kB/s", h->bytes_per_second / 1000);
		item(v, b, v->ui.theme->dim, "Bytes that arrived during the last second", text);
	} else {
		snprintf(text, sizeof(text), "%s", bytes_text(bytes, sizeof(bytes), h->bytes));
		item(v, b, v->ui.theme->dim, "Size of the byte stream read", text);
	}
	snprintf(text, sizeof(text), "%zu events", model_events(v->model));
	item(v, b, v->ui.theme->dim, "Events that are kept and can be gone back to", text);
	if (h->schema_differs)
		item(v, b, v->ui.theme->warn,
		     "The kernel was built with another schema than this program: what both know "
		     "is shown",
		     "other schema");
}

/* How old is what we see, when nothing arrives any more? */
static void staleness(struct viz *v, struct box *b)
{
	const struct model_health *h = model_health(v->model);
	model_time last              = model_last_time(v->model);
	char text[80];

	if (h->last_frame && last > h->last_frame + 2000000000ull) {
		snprintf(text, sizeof(text), "silent for %.1f s",
			 (double)(last - h->last_frame) / 1e9);
		item(v, b, v->ui.theme->warn, "No frame has arrived for a while", text);
	}
}

void pane_status(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;

	canvas_fill_box(ui->canvas, b, ui->theme->panel);
	canvas_fill_box(ui->canvas, cut_top(&b, 1), ui->theme->border);
	b = box_inset(b, ui_px(ui, 12), 0);
	link_items(v, &b);
	staleness(v, &b);
	if (v->notice[0])
		ui_text(ui, b, (struct ui_style){.face = FACE_BOLD, .size = SIZE_SMALL, .color = 0},
			v->notice);
	else
		ui_text(ui, b, small_dim(ui), v->source ? v->source : "");
}
