/*
 * Keys that work wherever the mouse is: one table for what they do and for the help that says so.
 * While a line is being typed, plain keys belong to it.
 */
#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <SDL2/SDL_keycode.h>
#include <stdio.h>
#include <string.h>

static void scale_by(struct viz *v, float factor)
{
	float scale = v->ui.scale * factor;

	if (scale < 0.6f || scale > 4)
		return;
	v->ui.scale  = scale;
	v->wants_fit = true;
}

static void larger(struct viz *v)
{
	scale_by(v, 1.1f);
}

static void smaller(struct viz *v)
{
	scale_by(v, 1 / 1.1f);
}

static void set_mark(struct viz *v)
{
	char at[40];

	if (v->mark_count == MARKS)
		v->mark_count = 0;
	v->marks[v->mark_count++] = v->now;
	if (v->mark_count == MARKS) {
		model_time a = v->marks[0];
		model_time b = v->marks[1];

		span_text(at, sizeof(at), a < b ? b - a : a - b);
		viz_notice(v, "A to B: %s; D shows what changed", at);
	} else {
		viz_notice(v, "Mark A at %s; M again sets mark B",
			   time_text(at, sizeof(at), v->now));
	}
}

static void show_changes(struct viz *v)
{
	if (v->mark_count < MARKS)
		viz_notice(v, "M sets a mark: what changes between A and B is shown here");
	dock_show(&v->dock, panes, VIEW_CHANGES);
	v->view = VIEW_CHANGES;
}

static void copy_pick(struct viz *v)
{
	char text[300] = "";
	char name[NAME_MAX_BYTES];

	if (v->pick.kind == PICK_FLOW && v->pick.at < model_flows(v->model))
		model_flow_text(v->model, model_flow(v->model, (uint32_t)v->pick.at), text,
				sizeof(text));
	else if (v->pick.kind == PICK_EVENT && v->pick.at < model_events(v->model))
		model_event_text(v->model, model_event(v->model, (uint32_t)v->pick.at), text,
				 sizeof(text));
	else if (v->pick.kind == PICK_SLOT)
		snprintf(text, sizeof(text), "slot 0x%llx of %s", (unsigned long long)v->pick.at,
			 name_of(v, v->pick.id, name));
	else if (v->pick.kind == PICK_PAGE)
		snprintf(text, sizeof(text), "0x%llx of %s", (unsigned long long)v->pick.at,
			 name_of(v, v->pick.id, name));
	else if (v->pick.id)
		snprintf(text, sizeof(text), "%s (%u)", name_of(v, v->pick.id, name), v->pick.id);
	if (!text[0])
		return;
	ui_copy(&v->ui, text);
	viz_notice(v, "Copied: %s", text);
}

static void pause_or_follow(struct viz *v)
{
	time_follow(v, !v->follow);
	v->memory->flows_first = 0;
}

static void event_before(struct viz *v)
{
	time_step(v, -1, false);
}

static void event_behind(struct viz *v)
{
	time_step(v, 1, false);
}

static void state_before(struct viz *v)
{
	time_step(v, -1, true);
}

static void state_behind(struct viz *v)
{
	time_step(v, 1, true);
}

/* The stroke itself is no part of what is typed then. */
static void ask(struct viz *v, enum prompt prompt)
{
	v->prompt         = prompt;
	v->prompt_text[0] = 0;
	v->ui.focus       = ui_id("prompt", 0);
	v->ui.edited      = 0;
	v->ui.in.text[0]  = 0;
}

static void ask_note(struct viz *v)
{
	time_follow(v, false);
	ask(v, PROMPT_NOTE);
}

static void ask_time(struct viz *v)
{
	ask(v, PROMPT_TIME);
}

static void search(struct viz *v)
{
	v->searching     = true;
	v->ui.in.text[0] = 0;
}

static void help(struct viz *v)
{
	v->help = !v->help;
}

static void fit(struct viz *v)
{
	v->wants_fit = true;
}

static void toggle_pane(struct viz *v, int pane)
{
	if (dock_shows(&v->dock, pane))
		dock_close(&v->dock, pane);
	else
		dock_show(&v->dock, panes, pane);
}

static void toggle_navigator(struct viz *v)
{
	toggle_pane(v, PANE_NAVIGATOR);
}

static void toggle_inspector(struct viz *v)
{
	toggle_pane(v, PANE_INSPECTOR);
}

static void toggle_timeline(struct viz *v)
{
	toggle_pane(v, PANE_TIMELINE);
}

static void toggle_console(struct viz *v)
{
	toggle_pane(v, PANE_CONSOLE);
	v->ui.focus      = dock_shows(&v->dock, PANE_CONSOLE) && v->live ? ui_id("command", 0) : 0;
	v->ui.in.text[0] = 0;
}

static void pane_after(struct viz *v)
{
	v->dock.active = dock_next(&v->dock, 1);
}

static void pane_before(struct viz *v)
{
	v->dock.active = dock_next(&v->dock, -1);
}

static void pane_menu(struct viz *v)
{
	v->menu_pane = v->dock.active;
	ui_menu_open(&v->ui, &v->menu[MENU_PANE], v->ui.canvas->width / 2 - ui_px(&v->ui, 120),
		     ui_px(&v->ui, 80));
}

static void close_pane(struct viz *v)
{
	dock_close(&v->dock, v->dock.active);
}

static void export_menu(struct viz *v)
{
	ui_menu_open(&v->ui, &v->menu[MENU_EXPORT], v->ui.canvas->width / 2 - ui_px(&v->ui, 120),
		     ui_px(&v->ui, 80));
}

static void change_theme(struct viz *v)
{
	v->ui.theme = v->ui.theme == &theme_dark ? &theme_light : &theme_dark;
}

static void debugger(struct viz *v)
{
	if (!v->session || !v->live)
		return;
	dock_show(&v->dock, panes, PANE_CONSOLE);
	if (model_health(v->model)->stopped)
		session_go(v->session);
	else
		session_stop(v->session);
}

static void quit(struct viz *v)
{
	v->quit = true;
}

struct key {
	int code;
	unsigned mods;
	void (*act)(struct viz *v);
	const char *key, *what; /* for the help; NULL: said with the line before */
};

/* While a line is typed, only those with Ctrl, and Esc, are looked at. */
static const struct key keys[] = {
	{SDLK_SPACE, 0, pause_or_follow, "Space", "pause, or follow the newest data"},
	{SDLK_LEFT, 0, event_before, "← →", "previous, next event of the pick"},
	{SDLK_RIGHT, 0, event_behind, NULL, NULL},
	{SDLK_LEFT, MOD_SHIFT, state_before, "Shift ← →", "previous, next change of its state"},
	{SDLK_RIGHT, MOD_SHIFT, state_behind, NULL, NULL},
	{0, 0, NULL, "1 – 8", "choose the view"},
	{SDLK_SLASH, 0, search, "/", "search objects, events, console, notes"},
	{SDLK_f, 0, fit, "F", "fit the graph into the window"},
	{0, 0, NULL, "+ −", "zoom"},
	{SDLK_g, 0, ask_time, "G", "go to a time, or to that of the pick"},
	{SDLK_m, 0, set_mark, "M", "set mark A, then B: measures between"},
	{SDLK_d, 0, show_changes, "D", "what changed between the marks"},
	{SDLK_b, 0, ask_note, "B", "bookmark this instant, with a note"},
	{SDLK_c, 0, copy_pick, "C", "copy what is picked, as a sentence"},
	{SDLK_e, 0, export_menu, "E", "export this view: PNG, SVG, DOT"},
	{SDLK_z, MOD_CTRL, pick_back, "Ctrl Z", "back to what was picked before"},
	{SDLK_n, 0, toggle_navigator, "N  I  L", "navigator, inspector, timeline: hide or show"},
	{SDLK_i, 0, toggle_inspector, NULL, NULL},
	{SDLK_l, 0, toggle_timeline, NULL, NULL},
	{SDLK_BACKQUOTE, 0, toggle_console, "`", "console and debugger"},
	{SDLK_j, 0, debugger, "J", "stop the kernel in its debugger, or go on"},
	{SDLK_k, 0, show_in_debugger, "K", "show the pick in the debugger"},
	{SDLK_TAB, MOD_CTRL, pane_after, "Ctrl Tab", "next pane (with Shift: the one before)"},
	{SDLK_TAB, MOD_CTRL | MOD_SHIFT, pane_before, NULL, NULL},
	{SDLK_w, 0, pane_menu, "W", "move, split, maximise or close the pane"},
	{SDLK_w, MOD_CTRL, close_pane, NULL, NULL},
	{SDLK_t, 0, change_theme, "T", "dark or light"},
	{SDLK_PLUS, MOD_CTRL, larger, "Ctrl + −", "size of everything"},
	{SDLK_EQUALS, MOD_CTRL, larger, NULL, NULL},
	{SDLK_PLUS, MOD_CTRL | MOD_SHIFT, larger, NULL, NULL},
	{SDLK_KP_PLUS, MOD_CTRL, larger, NULL, NULL},
	{SDLK_MINUS, MOD_CTRL, smaller, NULL, NULL},
	{SDLK_KP_MINUS, MOD_CTRL, smaller, NULL, NULL},
	{'?', 0, help, "?  Esc", "this help; close it"},
	{SDLK_SLASH, MOD_SHIFT, help, NULL, NULL},
	{SDLK_q, MOD_CTRL, quit, "Ctrl Q", "end"},
};

bool key_help(int i, const char **key, const char **what)
{
	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
		if (!keys[k].key || i-- > 0)
			continue;
		*key  = keys[k].key;
		*what = keys[k].what;
		return true;
	}
	return false;
}

/* In the system graph these zoom the graph. */
static void zoom_keys(struct viz *v)
{
	struct ui *ui = &v->ui;

	if (v->view == VIEW_SYSTEM)
		return;
	if (ui_key(ui, '+', 0) || ui_key(ui, '=', 0) || ui_key(ui, SDLK_KP_PLUS, 0))
		time_zoom(v, 0.8, v->follow ? v->to : v->now);
	if (ui_key(ui, '-', 0) || ui_key(ui, SDLK_KP_MINUS, 0))
		time_zoom(v, 1.25, v->follow ? v->to : v->now);
}

static void escape(struct viz *v)
{
	bool busy = v->help || v->ui.focus || v->searching || v->prompt;

	if (!busy && v->dock.alone >= 0)
		v->dock.alone = -1;
	else if (!busy)
		pick_set(v, (struct pick){0});
	v->help = v->searching = false;
	v->prompt              = PROMPT_NONE;
	v->search[0]           = 0;
	v->ui.focus            = 0;
}

void viz_keys(struct viz *v)
{
	struct ui *ui = &v->ui;

	if (menu_is_open(v))
		return;
	if (ui_key(ui, SDLK_ESCAPE, 0))
		escape(v);
	if (ui->focus && ui_key(ui, SDLK_BACKQUOTE, 0)) /* closes what it opened */
		toggle_console(v);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].act && (!ui->focus || keys[i].mods & MOD_CTRL) &&
		    (!ui->focus || keys[i].code != SDLK_z) &&
		    ui_key(ui, keys[i].code, keys[i].mods))
			keys[i].act(v);
	if (ui->focus)
		return;
	for (int i = 0; i < VIEWS; i++)
		if (ui_key(ui, SDLK_1 + i, 0)) {
			v->view = (enum view_number)i;
			dock_show(&v->dock, panes, i);
		}
	zoom_keys(v);
}
