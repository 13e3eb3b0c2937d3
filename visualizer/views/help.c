/*
 * The help overlay: keys, views and the questions they answer, shapes, colours.
 */
#include "visualizer/views/state.h"

#include <stdio.h>

static void draw_keys(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;
	const char *name;
	const char *what;

	ui_text(ui, cut_top(&b, ui_px(ui, 26)), bold(), "Keys");
	for (int i = 0; key_help(i, &name, &what); i++) {
		struct box row = cut_top(&b, ui_px(ui, 20));
		struct box key = cut_left(&row, ui_px(ui, 90));

		ui_text(ui, key, (struct ui_style){FACE_BOLD, SIZE_SMALL, 0, ui->theme->accent},
			name);
		ui_text(ui, row, small(ui), what);
	}
}

static void draw_views(struct viz *v, struct box *b)
{
	struct ui *ui = &v->ui;

	ui_text(ui, cut_top(b, ui_px(ui, 26)), bold(), "Views and their questions");
	for (int i = 0; i < VIEWS; i++) {
		struct box row = cut_top(b, ui_px(ui, 24));

		ui_textf(ui, cut_left(&row, ui_px(ui, 110)),
			 (struct ui_style){FACE_BOLD, SIZE_SMALL, 0, 0}, "%d %s", i + 1,
			 panes[i].title);
		ui_text(ui, row, small(ui), panes[i].tip);
	}
}

static void draw_legend(struct viz *v, struct box b)
{
	static const char *const moods[] = {"runs",
					    "ready: could run",
					    "offers a message",
					    "waits for a message",
					    "waits for its pager",
					    "sleeps or is blocked",
					    "not started, or ended"};
	static const unsigned kinds[]    = {KIND_task,      KIND_thread,  KIND_gate, KIND_irq,
					    KIND_semaphore, KIND_factory, KIND_log};
	static const char *const names[] = {"task",
					    "thread",
					    "gate",
					    "interrupt",
					    "semaphore",
					    "factory",
					    "other kernel object"};
	struct ui *ui                    = &v->ui;

	ui_text(ui, cut_top(&b, ui_px(ui, 34)), bold(), "Shape is the kind, colour the state");
	for (int i = 0; i < 7; i++) {
		struct box row  = cut_top(&b, ui_px(ui, 24));
		struct box left = cut_left(&row, ui_px(ui, 190));

		kind_icon(ui, kinds[i], &left);
		ui_text(ui, left, small(ui), names[i]);
		mood_icon(ui, (enum model_mood)i, &row);
		ui_text(ui, row, small(ui), moods[i]);
	}
}

void pane_help(struct viz *v, struct box window)
{
	struct ui *ui = &v->ui;
	int w         = window.w < ui_px(ui, 1010) ? window.w - ui_px(ui, 20) : ui_px(ui, 1000);
	int h         = window.h < ui_px(ui, 680) ? window.h - ui_px(ui, 20) : ui_px(ui, 660);
	struct box b  = {(window.w - w) / 2, (window.h - h) / 2, w, h};

	canvas_fill_box(ui->canvas, window, color_alpha(ui->theme->back, 0.7f));
	ui_round_box(ui, b, (float)ui_px(ui, 10), solid(ui->theme->panel), 1.5f, ui->theme->accent);
	b = box_inset(b, ui_px(ui, 26), ui_px(ui, 16));
	ui_text(ui, cut_top(&b, ui_px(ui, 40)),
		(struct ui_style){.face = FACE_BOLD, .size = SIZE_LARGE, .color = 0},
		"One thing is picked, every view shows it; one instant is chosen, every view shows "
		"it");
	struct box left = cut_left(&b, b.w * 42 / 100);

	draw_keys(v, left);
	cut_left(&b, ui_px(ui, 16));
	draw_views(v, &b);
	cut_top(&b, ui_px(ui, 14));
	draw_legend(v, b);
	if (ui->in.pressed[0])
		v->help = false;
}
