/*
 * The console: what programs and the debugger wrote, and a line to type to them.
 *
 * Both ways lead across: what is picked in the window is looked up at the prompt by one key, and a
 * name, "33:client0" or an address that stands in the text is picked by a click on it.
 */
#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <SDL2/SDL_keycode.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Part of a word that may name something: "33:client0", "client0", "0x400000". */
static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == ':' || c == '_' || c == '-';
}

/* What a word of the text means; PICK_NOTHING: nothing known. */
static struct pick word_pick(struct viz *v, const char *word)
{
	const struct model_task *t = model_task(v->state, v->task);
	const char *colon          = strchr(word, ':');
	unsigned long long number  = strtoull(word, NULL, 0);
	char name[NAME_MAX_BYTES];

	if (colon && colon > word && model_object(v->state, (uint32_t)number))
		return pick_object((uint32_t)number);
	for (int tasks = 1; tasks >= 0; tasks--)
		for (size_t i = 0; i < v->state->objects; i++) {
			const struct model_object *o = &v->state->object[i];

			if ((o->kind == KIND_task) == (tasks == 1) && o->name[0] &&
			    strcmp(name_of(v, o->id, name), word) == 0)
				return pick_object(o->id);
		}
	if (word[0] == '0' && word[1] == 'x' && t && model_page(t, number))
		return pick_page(t->id, number);
	return (struct pick){0};
}

/* The word under the mouse, underlined when it leads somewhere. */
static void serve_word(struct viz *v, struct box row, const char *line)
{
	struct ui *ui = &v->ui;
	int size      = ui_font(ui, SIZE_SMALL);
	char word[64];

	if (!ui_hovers(ui, row))
		return;
	int at    = text_fit(ui->fonts, FACE_MONO, size, line, ui->in.mouse_x - row.x);
	int start = at;
	int end   = at;

	while (start > 0 && in_word(line[start - 1]))
		start--;
	while (in_word(line[end]))
		end++;
	if (end - start < 1 || end - start >= (int)sizeof(word))
		return;
	snprintf(word, sizeof(word), "%.*s", end - start, line + start);
	struct pick p = word_pick(v, word);

	if (p.kind == PICK_NOTHING)
		return;
	int x0 = row.x + text_width(ui->fonts, FACE_MONO, size, line, start);
	int x1 = row.x + text_width(ui->fonts, FACE_MONO, size, line, end);

	canvas_fill_box(ui->canvas, (struct box){x0, row.y + row.h - 2, x1 - x0, 1},
			ui->theme->accent);
	ui->pointer = POINTER_HAND;
	ui_tip(ui, row, "Click: show %s in the window", word);
	if (ui_clicked(ui, row))
		pick_set(v, p);
}

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
		serve_word(v, row, line.text);
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

/* ── show in the debugger ─────────────────────────────────────────────────────────────────── */

static void pick_command(const struct viz *v, char *to, size_t size)
{
	bool thread = model_thread(v->state, v->pick.id) != NULL;

	*to = 0;
	if (v->pick.kind == PICK_SLOT)
		snprintf(to, size, "caps %u", v->pick.id);
	else if (v->pick.kind == PICK_PAGE)
		snprintf(to, size, "pages %u %llx", v->pick.id, (unsigned long long)v->pick.at);
	else if (v->pick.kind == PICK_OBJECT && v->pick.id)
		snprintf(to, size, thread ? "thread %u" : "object %u", v->pick.id);
	else if (v->pick.kind == PICK_FLOW || v->pick.kind == PICK_EVENT)
		snprintf(to, size, "thread %u", pick_target(v));
}

void show_in_debugger(struct viz *v)
{
	if (!v->session || !v->live) {
		viz_notice(v, "A recording has no debugger to ask");
		return;
	}
	pick_command(v, v->ask_debugger, sizeof(v->ask_debugger));
	if (!v->ask_debugger[0]) {
		viz_notice(v, "Pick an object, slot or page to look it up in the debugger");
		return;
	}
	dock_show(&v->dock, panes, PANE_CONSOLE);
	if (!model_health(v->model)->stopped)
		session_stop(v->session);
}

void debugger_asked(struct viz *v)
{
	size_t n = strlen(v->ask_debugger);

	if (n == 0 || !model_health(v->model)->stopped)
		return;
	v->ask_debugger[n] = '\r';
	session_type(v->session, v->ask_debugger, n + 1);
	v->ask_debugger[0] = 0;
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
		if (line.w > ui_px(ui, 300) &&
		    ui_button(ui, cut_right(&line, ui_px(ui, 130)), "Show pick (K)", false))
			show_in_debugger(v);
		cut_right(&line, ui_px(ui, 8));
		if (ui_input_line(ui, id, line, v->command, sizeof(v->command) - 2,
				  h->stopped ? "debugger command, for example: help"
					     : "text for the console"))
			send_line(v);
	}
	draw_lines(v, box_inset(b, 0, ui_px(ui, 4)));
}
