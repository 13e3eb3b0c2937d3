/*
 * The console: what programs and the debugger wrote, and a line to type to them.
 */
#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <SDL2/SDL_keycode.h>
#include <stdio.h>
#include <string.h>

static void draw_lines(struct viz *v, struct box b)
{
	struct ui *ui         = &v->ui;
	struct ui_style style = mono();
	int height            = ui_px(ui, 17);
	size_t lines          = model_lines(v->model);
	bool all              = v->follow || model_health(v->model)->stopped;
	size_t known          = all ? lines : model_line_find(v->model, v->now);
	struct ui_scroll *s   = &v->memory->console;

	if (v->memory->console_lines != lines) { /* something new: go to the end */
		v->memory->console_lines = lines;
		s->content               = (float)((int)lines * height);
		s->y                     = s->content;
	}
	struct box rows = ui_scroll_begin(ui, ui_id("console", 0), b, s);
	size_t first    = s->y > 0 ? (size_t)(s->y / (float)height) : 0;

	for (size_t i = first; i < lines; i++) {
		struct model_line line = model_line(v->model, i);
		struct box row         = {rows.x + ui_px(ui, 10), rows.y + (int)i * height,
					  rows.w - ui_px(ui, 16), height};

		if (row.y > b.y + b.h)
			break;
		/* What was written after the chosen instant is not yet said. */
		style.color = i < known ? ui->theme->text : color_alpha(ui->theme->dim, 0.7f);
		ui_text(ui, row, style, line.text);
	}
	ui_scroll_end(ui, s, (int)lines * height);
}

static void send_line(struct viz *v)
{
	size_t n = strlen(v->command);

	v->command[n] = '\r';
	session_type(v->session, v->command, n + 1);
	v->command[0] = 0;
}

void pane_console(struct viz *v, struct box b)
{
	struct ui *ui                = &v->ui;
	const struct model_health *h = model_health(v->model);
	uint32_t id                  = ui_id("command", 0);

	canvas_fill_box(ui->canvas, b, ui->theme->back);
	if (v->session && v->live) {
		struct box line =
			box_inset(cut_bottom(&b, ui_px(ui, 32)), ui_px(ui, 8), ui_px(ui, 4));

		if (ui_button(ui, cut_right(&line, ui_px(ui, 130)),
			      h->stopped ? "Let it go on" : "Stop (debugger)", h->stopped)) {
			if (h->stopped)
				session_go(v->session);
			else
				session_stop(v->session);
		}
		cut_right(&line, ui_px(ui, 8));
		if (ui_input_line(ui, id, line, v->command, sizeof(v->command) - 2,
				  h->stopped ? "debugger command, for example: help"
					     : "text for the console"))
			send_line(v);
	}
	draw_lines(v, box_inset(b, 0, ui_px(ui, 4)));
}
