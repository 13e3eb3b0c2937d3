/*
 * Keys that work wherever the mouse is. While a line is being typed, plain keys belong to it.
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
	v->navigator_width = (int)((float)v->navigator_width * factor);
	v->inspector_width = (int)((float)v->inspector_width * factor);
	v->timeline_height = (int)((float)v->timeline_height * factor);
	v->console_height  = (int)((float)v->console_height * factor);
	v->ui.scale        = scale;
	v->wants_fit       = true;
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
		viz_notice(v, "A to B: %s", at);
	} else {
		viz_notice(v, "Mark A at %s; M again sets mark B",
			   time_text(at, sizeof(at), v->now));
	}
}

/* What changed between the marks, in numbers: objects and threads that came and went. */
static void difference(struct viz *v)
{
	size_t gone = 0;
	size_t came = 0;
	uint32_t before[1024];
	size_t count = 0;

	if (v->mark_count < MARKS) {
		viz_notice(v, "Set two marks with M first");
		return;
	}
	model_time a                = v->marks[0] < v->marks[1] ? v->marks[0] : v->marks[1];
	model_time b                = v->marks[0] < v->marks[1] ? v->marks[1] : v->marks[0];
	const struct model_state *s = model_at(v->model, a);

	for (size_t i = 0; i < s->objects && count < 1024; i++)
		before[count++] = s->object[i].id;
	size_t then = s->objects;

	s = model_at(v->model, b);
	for (size_t i = 0; i < count; i++)
		gone += model_object(s, before[i]) == NULL;
	for (size_t i = 0; i < s->objects; i++) {
		size_t k = 0;

		while (k < count && before[k] != s->object[i].id)
			k++;
		came += k == count;
	}
	viz_notice(v, "From A to B: %zu objects came, %zu went (%zu before, %zu after), %zu events",
		   came, gone, then, s->objects,
		   model_event_find(v->model, b) - model_event_find(v->model, a));
	v->state = model_at(v->model, v->follow ? MODEL_LIVE : v->now);
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

static void time_keys(struct viz *v)
{
	struct ui *ui = &v->ui;

	if (ui_key(ui, SDLK_SPACE, 0)) {
		time_follow(v, !v->follow);
		v->memory->flows_first = 0;
	}
	if (ui_key(ui, SDLK_LEFT, 0))
		time_step(v, -1, false);
	if (ui_key(ui, SDLK_RIGHT, 0))
		time_step(v, 1, false);
	if (ui_key(ui, SDLK_LEFT, MOD_SHIFT))
		time_step(v, -1, true);
	if (ui_key(ui, SDLK_RIGHT, MOD_SHIFT))
		time_step(v, 1, true);
	if (ui_key(ui, SDLK_m, 0))
		set_mark(v);
	if (ui_key(ui, SDLK_d, 0))
		difference(v);
	if (ui_key(ui, SDLK_b, 0) && v->bookmark_count < BOOKMARKS)
		v->bookmarks[v->bookmark_count++] = v->now;
	if (ui_key(ui, SDLK_g, 0))
		go_to_pick(v);
	/* In the system graph these zoom the graph. */
	if (v->view != VIEW_SYSTEM) {
		if (ui_key(ui, '+', 0) || ui_key(ui, '=', 0) || ui_key(ui, SDLK_KP_PLUS, 0))
			time_zoom(v, 0.8, v->follow ? v->to : v->now);
		if (ui_key(ui, '-', 0) || ui_key(ui, SDLK_KP_MINUS, 0))
			time_zoom(v, 1.25, v->follow ? v->to : v->now);
	}
}

static void plain_keys(struct viz *v)
{
	struct ui *ui = &v->ui;

	for (int i = 0; i < VIEWS; i++)
		if (ui_key(ui, SDLK_1 + i, 0))
			v->view = (enum view_number)i;
	if (ui_key(ui, SDLK_SLASH, 0)) {
		v->searching   = true;
		ui->in.text[0] = 0; /* the stroke itself is no part of the search */
	}
	if (ui_key(ui, '?', 0) || ui_key(ui, SDLK_SLASH, MOD_SHIFT))
		v->help = !v->help;
	if (ui_key(ui, SDLK_f, 0))
		v->wants_fit = true;
	if (ui_key(ui, SDLK_n, 0))
		v->no_navigator = !v->no_navigator;
	if (ui_key(ui, SDLK_i, 0))
		v->no_inspector = !v->no_inspector;
	if (ui_key(ui, SDLK_c, 0))
		copy_pick(v);
	if (ui_key(ui, SDLK_e, 0))
		snprintf(v->request, sizeof(v->request), "phial-%s-%.3f.png", view_names[v->view],
			 (double)v->now / 1e9);
	if (ui_key(ui, SDLK_t, 0))
		ui->theme = ui->theme == &theme_dark ? &theme_light : &theme_dark;
	if (ui_key(ui, SDLK_j, 0) && v->session && v->live) {
		v->console = true;
		if (model_health(v->model)->stopped)
			session_go(v->session);
		else
			session_stop(v->session);
	}
}

void viz_keys(struct viz *v)
{
	struct ui *ui = &v->ui;

	if (ui_key(ui, SDLK_BACKQUOTE, 0)) {
		v->console     = !v->console;
		ui->focus      = v->console ? ui_id("command", 0) : 0;
		ui->in.text[0] = 0;
	}
	if (ui_key(ui, SDLK_z, MOD_CTRL))
		pick_back(v);
	if (ui_key(ui, SDLK_PLUS, MOD_CTRL) || ui_key(ui, SDLK_EQUALS, MOD_CTRL) ||
	    ui_key(ui, SDLK_PLUS, MOD_CTRL | MOD_SHIFT) || ui_key(ui, SDLK_KP_PLUS, MOD_CTRL))
		scale_by(v, 1.1f);
	if (ui_key(ui, SDLK_MINUS, MOD_CTRL) || ui_key(ui, SDLK_KP_MINUS, MOD_CTRL))
		scale_by(v, 1 / 1.1f);
	if (ui_key(ui, SDLK_q, MOD_CTRL))
		v->quit = true;
	if (ui_key(ui, SDLK_ESCAPE, 0)) {
		if (v->help || ui->focus || v->searching)
			v->help = v->searching = false;
		else
			pick_set(v, (struct pick){0});
		v->search[0] = 0;
		ui->focus    = 0;
	}
	if (ui->focus)
		return;
	plain_keys(v);
	time_keys(v);
}
