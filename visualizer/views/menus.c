/*
 * What pops up over the window: the menu of a pane, the export menu, the line that is asked for.
 */
#include "visualizer/views/state.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void pane_menu(struct viz *v)
{
	static const enum dock_side sides[]      = {DOCK_LEFT, DOCK_RIGHT, DOCK_TOP, DOCK_BOTTOM};
	static const struct ui_menu_item items[] = {
		{"Move to the left", NULL, false},
		{"Move to the right", NULL, false},
		{"Move to the top", NULL, false},
		{"Move to the bottom", NULL, false},
		{"Fill the window, or no more", "double click", false},
		{"Close", "Ctrl W", false},
		{"All panes as they were", NULL, false},
	};
	int chosen = ui_menu(&v->ui, &v->menu[MENU_PANE], items, 7);

	if (chosen >= 0 && chosen < 4)
		dock_move(&v->dock, v->menu_pane, v->menu_pane, sides[chosen]);
	else if (chosen == 4)
		v->dock.alone = v->dock.alone == v->menu_pane ? -1 : v->menu_pane;
	else if (chosen == 5)
		dock_close(&v->dock, v->menu_pane);
	else if (chosen == 6) {
		viz_default_layout(v, v->ui.canvas->width, v->ui.canvas->height);
		v->dock.changed = true;
	}
}

static void export_menu(struct viz *v)
{
	static const struct {
		const char *ending;
		bool bare;
	} what[] = {{"png", false}, {"png", true}, {"svg", false}, {"svg", true}, {"dot", true}};
	static const struct ui_menu_item items[] = {
		{"The window as a picture (PNG)", "", false},
		{"This view as a picture (PNG)", "", false},
		{"The window as a drawing (SVG)", "", false},
		{"This view as a drawing (SVG)", "", false},
		{"What this view joins, as a graph (DOT)", "", false},
	};
	int chosen = ui_menu(&v->ui, &v->menu[MENU_EXPORT], items, 5);

	if (chosen < 0)
		return;
	v->request_bare = what[chosen].bare;
	snprintf(v->request, sizeof(v->request), "phial-%s-%.3f%s.%s", panes[v->view].name,
		 (double)v->now / 1e9, what[chosen].bare ? "-view" : "", what[chosen].ending);
}

void pane_menus(struct viz *v)
{
	pane_menu(v);
	export_menu(v);
	system_menus(v);
}

bool menu_is_open(const struct viz *v)
{
	for (int i = 0; i < MENUS; i++)
		if (v->menu[i].open)
			return true;
	return false;
}

/* ── bookmarks ────────────────────────────────────────────────────────────────────────────── */

void bookmark_set(struct viz *v, model_time at, const char *note)
{
	int i = 0;

	while (i < v->bookmark_count && v->bookmarks[i].at < at)
		i++;
	if (i == v->bookmark_count || v->bookmarks[i].at != at) {
		if (v->bookmark_count == BOOKMARKS) {
			viz_notice(v, "There are %d bookmarks already", BOOKMARKS);
			return;
		}
		memmove(&v->bookmarks[i + 1], &v->bookmarks[i],
			(size_t)(v->bookmark_count - i) * sizeof(*v->bookmarks));
		v->bookmark_count++;
	}
	v->bookmarks[i].at = at;
	snprintf(v->bookmarks[i].note, NOTE, "%s", note);
	v->notes_changed = true;
}

void bookmark_remove(struct viz *v, int i)
{
	v->bookmark_count--;
	memmove(&v->bookmarks[i], &v->bookmarks[i + 1],
		(size_t)(v->bookmark_count - i) * sizeof(*v->bookmarks));
	v->notes_changed = true;
}

/* ── the line that is asked for ───────────────────────────────────────────────────────────── */

/* "12.5", "+3 ms", "-2s", "40%": a time, or a step from the chosen instant. */
static bool read_time(const struct viz *v, const char *text, model_time *to)
{
	static const struct {
		const char *unit;
		double ns;
	} units[]   = {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"", 1e9}};
	char *end   = NULL;
	double t    = strtod(text, &end);
	double base = *text == '+' || *text == '-' ? (double)v->now : 0;
	model_time first = model_first_time(v->model);

	if (end == text)
		return false;
	while (*end == ' ')
		end++;
	if (strcmp(end, "%") == 0) {
		*to = first + (model_time)((double)(model_last_time(v->model) - first) *
					   (t < 0     ? 0
					    : t > 100 ? 100
						      : t) /
					   100);
		return true;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].unit) != 0)
			continue;
		t   = base + t * units[i].ns;
		*to = t > 0 && t < 1e18 ? (model_time)t : 0;
		return true;
	}
	return false;
}

static void go_to_pick(struct viz *v)
{
	if (v->pick.kind == PICK_FLOW && v->pick.at < model_flows(v->model))
		time_set(v, model_flow(v->model, (uint32_t)v->pick.at)->start);
	else if (v->pick.kind == PICK_EVENT && v->pick.at < model_events(v->model))
		time_set(v, model_event(v->model, (uint32_t)v->pick.at)->time);
	else
		viz_notice(v, "Pick a message, fault or event to go to its time");
}

static void answered(struct viz *v)
{
	model_time to;

	if (v->prompt == PROMPT_NOTE)
		bookmark_set(v, v->now, v->prompt_text);
	else if (!v->prompt_text[0])
		go_to_pick(v);
	else if (read_time(v, v->prompt_text, &to))
		time_set(v, to);
	else
		viz_notice(v, "\"%s\" is no time: 12.5, +3 ms, -2 s or 40%%", v->prompt_text);
	v->prompt   = PROMPT_NONE;
	v->ui.focus = 0;
}

void pane_prompt(struct viz *v, struct box window)
{
	struct ui *ui = &v->ui;
	int width     = ui_px(ui, 420);
	struct box b  = {(window.w - width) / 2, ui_px(ui, 90), width, ui_px(ui, 84)};
	char at[40];
	char title[100];

	snprintf(title, sizeof(title),
		 "Bookmark at %s, with a note:", time_text(at, sizeof(at), v->now));
	if (v->prompt == PROMPT_TIME)
		snprintf(title, sizeof(title), "Go to: seconds, +3 ms, -2 s or 40%%");
	ui_round_box(ui, b, (float)ui_px(ui, 8), solid(ui->theme->raised), 1.5f, ui->theme->accent);
	b = box_inset(b, ui_px(ui, 14), ui_px(ui, 8));
	ui_text(ui, cut_top(&b, ui_px(ui, 28)), bold(), title);
	v->ui.focus = ui_id("prompt", 0);
	if (ui_input_line(ui, v->ui.focus, cut_top(&b, ui_px(ui, 32)), v->prompt_text, NOTE, ""))
		answered(v);
}
