/*
 * The whole window: where the panes are, what the keys do, what the views have in common.
 */
#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <SDL2/SDL_keycode.h>
#include <SDL2/SDL_timer.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const view_names[VIEWS]     = {"System",  "Capabilities", "Mappings", "Memory",
					   "Threads", "Flows",        "Numbers"};
const char *const view_questions[VIEWS] = {
	"Who can reach what, and who serves it?",
	"What may this task do, and who else may?",
	"Where did this page come from? What would revoking take?",
	"What does this task see, and where does it lie?",
	"Why is this thread not running, and since when?",
	"Where did the time of this call go? Who should answer this fault?",
	"Which task eats kernel memory? Who talks to whom?",
};

bool viz_init(struct viz *v, struct model *m)
{
	v->model    = m;
	v->follow   = true;
	v->ui.scale = v->ui.scale > 0 ? v->ui.scale : 1;
	v->system   = system_create();
	v->memory   = calloc(1, sizeof(*v->memory));
	if (!v->system || !v->memory) {
		viz_free(v);
		return false;
	}
	v->memory->threads.sort = -1;
	v->memory->flows_follow = true;
	v->to                   = 2000000000; /* two seconds in sight to begin with */
	return true;
}

void viz_free(struct viz *v)
{
	system_destroy(v->system);
	free(v->memory);
	v->system = NULL;
	v->memory = NULL;
}

void viz_notice(struct viz *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(v->notice, sizeof(v->notice), format, args);
	va_end(args);
	v->notice_ms = SDL_GetTicks64();
}

/* The task with most to show: not the first two, which hold everything, unless there is no other. */
static uint32_t richest_task(const struct model_state *s)
{
	uint32_t best = 0;
	size_t most   = 0;

	for (size_t i = 0; i < s->tasks; i++) {
		size_t weight = s->task[i].slots + 1;

		if (i >= 2 && weight < 1000)
			weight += 1000;
		if (weight > most) {
			most = weight;
			best = s->task[i].id;
		}
	}
	return best;
}

/* The tree that tells most: memory handed through many hands, with rights lost on the way. */
static const struct model_tree *richest_tree(const struct model_state *s)
{
	const struct model_tree *best = NULL;
	long most                     = -1;

	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];
		long weight = (long)(t->nodes < 12 ? t->nodes : 12) + (t->object ? 0 : 3);

		for (size_t k = 0; k < t->nodes; k++) {
			long parent = model_tree_parent(t, k);

			weight += t->node[k].depth < 6 ? t->node[k].depth : 0;
			if (parent >= 0 && t->node[parent].rights != t->node[k].rights)
				weight += 2;
		}
		if (weight > most) {
			most = weight;
			best = t;
		}
	}
	return best;
}

void viz_choose(struct viz *v)
{
	const struct model_tree *tree = richest_tree(v->state);

	if (!model_task(v->state, v->task))
		v->task = richest_task(v->state);
	if (tree && !v->tree.object && v->tree.key == 0) {
		v->tree.object = tree->object;
		v->tree.key    = tree->key;
	}
}

static void update_time(struct viz *v)
{
	model_time last = model_last_time(v->model);
	model_time span = v->to - v->from;

	if (v->follow) {
		v->now  = last;
		v->to   = last > span ? last + span / 50 : span;
		v->from = v->to - span;
	}
	v->state = model_at(v->model, v->follow ? MODEL_LIVE : v->now);
	if (!model_task(v->state, v->task))
		viz_choose(v);
}

/* What the kernel is asked to report first: what the user looks at. */
static void tell_session(struct viz *v)
{
	if (!v->session || !v->live)
		return;
	if (v->view == VIEW_MAPPINGS)
		session_watch(v->session, v->tree.object ? WATCH_OBJECT_TREE : WATCH_PAGE_TREE,
			      v->tree.key);
	else if (v->view == VIEW_MEMORY)
		session_watch(v->session, WATCH_PAGES, v->task);
	else if (v->view == VIEW_CAPS)
		session_watch(v->session, WATCH_SLOTS, v->task);
	else
		session_watch(v->session, WATCH_NOTHING, 0);
}

static void main_view(struct viz *v, struct box b)
{
	static void (*const draw[VIEWS])(struct viz *, struct box) = {
		view_system,  view_caps,  view_mappings, view_memory,
		view_threads, view_flows, view_numbers,
	};
	struct box tabs = cut_top(&b, ui_px(&v->ui, 34));

	canvas_fill_box(v->ui.canvas, tabs, v->ui.theme->panel);
	v->view = (enum view_number)ui_tabs(&v->ui, tabs, view_names, VIEWS, (int)v->view);
	canvas_fill_box(v->ui.canvas, b, v->ui.theme->panel);
	canvas_clip_push(v->ui.canvas, b);
	draw[v->view](v, b);
	canvas_clip_pop(v->ui.canvas);
}

/* Panes as the user left them, or as suits the window. */
static void pane_sizes(struct viz *v, struct box window)
{
	struct ui *ui = &v->ui;
	bool narrow   = window.w < ui_px(ui, 1300);

	if (v->navigator_width == 0) /* the first frame: a small window does without */
		v->no_navigator = narrow;
	if (v->navigator_width == 0)
		v->navigator_width = ui_px(ui, narrow ? 158 : 210);
	if (v->inspector_width == 0)
		v->inspector_width = ui_px(ui, narrow ? 220 : 310);
	if (v->timeline_height == 0)
		v->timeline_height = ui_px(ui, window.h < ui_px(ui, 800) ? 128 : 184);
	if (v->console_height == 0)
		v->console_height = ui_px(ui, 180);
}

static void panes(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;

	pane_title(v, cut_top(&b, ui_px(ui, 40)));
	pane_status(v, cut_bottom(&b, ui_px(ui, 26)));
	if (v->console) {
		struct box console = cut_bottom(&b, v->console_height);

		ui_splitter(ui, ui_id("split", 3), cut_top(&console, 2), false, -1,
			    &v->console_height, ui_px(ui, 80), b.h * 2 / 3);
		pane_console(v, console);
	}
	struct box timeline = cut_bottom(&b, v->timeline_height);

	ui_splitter(ui, ui_id("split", 2), cut_top(&timeline, 2), false, -1, &v->timeline_height,
		    ui_px(ui, 60), b.h * 2 / 3);
	pane_timeline(v, timeline);
	if (!v->no_navigator) {
		pane_navigator(v, cut_left(&b, v->navigator_width));
		ui_splitter(ui, ui_id("split", 0), cut_left(&b, 2), true, 1, &v->navigator_width,
			    ui_px(ui, 90), ui_px(ui, 500));
	}
	if (!v->no_inspector) {
		pane_inspector(v, cut_right(&b, v->inspector_width));
		ui_splitter(ui, ui_id("split", 1), cut_right(&b, 2), true, -1, &v->inspector_width,
			    ui_px(ui, 140), ui_px(ui, 700));
	}
	main_view(v, b);
}

void viz_frame(struct viz *v)
{
	struct ui *ui     = &v->ui;
	struct box window = {0, 0, ui->canvas->width, ui->canvas->height};
	bool list         = v->searching && v->search[0];

	update_time(v);
	viz_keys(v);
	update_time(v); /* a key may have changed the instant */
	tell_session(v);
	pane_sizes(v, window);
	ui->blocked = v->help ||
		      (list && box_has(v->memory->search_list, ui->in.mouse_x, ui->in.mouse_y));
	panes(v, window);
	v->wants_fit = false;
	ui->layer    = 1;
	if (v->searching && v->search[0])
		pane_search(v, v->memory->search_field);
	ui->layer = 2;
	if (v->help)
		pane_help(v, window);
	ui->layer = 0;
	if (v->notice[0] && SDL_GetTicks64() > v->notice_ms + 4000)
		v->notice[0] = 0;
}
