/*
 * The whole window: where the panes are, what the keys do, what the views have in common.
 */
#include "visualizer/views/diff.h"
#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <SDL2/SDL_timer.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct dock_pane panes[PANES] = {
	[VIEW_SYSTEM] = {"system", "System", "Who can reach what, and who serves it?", 0, 0},
	[VIEW_CAPS]   = {"capabilities", "Capabilities", "What may this task do, and who else may?",
			 0, 0},
	[VIEW_MAPPINGS] = {"mappings", "Mappings",
			   "Where did this page come from? What would revoking take?", 0, 0},
	[VIEW_MEMORY]   = {"memory", "Memory", "What does this task see, and where does it lie?", 0,
			   0},
	[VIEW_THREADS]  = {"threads", "Threads", "Why is this thread not running, and since when?",
			   0, 0},
	[VIEW_FLOWS]    = {"flows", "Flows",
			   "Where did the time of this call go? Who should answer this fault?", 0, 0},
	[VIEW_NUMBERS] = {"numbers", "Numbers", "Which task eats kernel memory? Who talks to whom?",
			  0, 0},
	[VIEW_CHANGES] = {"changes", "Changes", "What changed between these two moments?", 0, 0},
	[PANE_NAVIGATOR] = {"navigator", "Navigator", NULL, DOCK_LEFT, 210},
	[PANE_INSPECTOR] = {"inspector", "Inspector", NULL, DOCK_RIGHT, 310},
	[PANE_TIMELINE]  = {"timeline", "Timeline", NULL, DOCK_BOTTOM, 204},
	[PANE_CONSOLE]   = {"console", "Console and debugger", NULL, DOCK_BOTTOM, 200},
};

const char *const view_form_names[VIEWS][FORMS] = {
	[VIEW_MEMORY]  = {"Space", "Frames"},
	[VIEW_NUMBERS] = {"Tasks", "Messages"},
	[VIEW_CHANGES] = {"Everything", "Objects", "Rights", "Memory", "Threads"},
};

int view_forms(struct viz *v, enum view_number view, struct box *bar)
{
	struct ui *ui = &v->ui;

	for (int i = 0; i < FORMS && view_form_names[view][i]; i++) {
		if (ui_button(ui, cut_left(bar, ui_px(ui, 96)), view_form_names[view][i],
			      i == v->memory->form[view]))
			v->memory->form[view] = i;
		cut_left(bar, ui_px(ui, 6));
	}
	return v->memory->form[view];
}

void viz_default_layout(struct viz *v, int width, int height)
{
	bool narrow = width < ui_px(&v->ui, 1300);
	bool low    = height < ui_px(&v->ui, 800);
	char text[DOCK_TEXT];

	snprintf(text, sizeof(text),
		 "v2:%d %s h2:%d [*system capabilities mappings memory threads flows numbers "
		 "changes]"
		 " [inspector] [timeline]",
		 low ? 148 : 204, narrow ? "" : "h1:210 [navigator]", narrow ? 220 : 310);
	dock_parse(&v->dock, text, panes, PANES);
	dock_show(&v->dock, panes, v->view);
	v->view_seen    = v->view;
	v->dock.changed = false;
}

bool viz_init(struct viz *v, struct model *m)
{
	v->model     = m;
	v->follow    = true;
	v->ui.scale  = v->ui.scale > 0 ? v->ui.scale : 1;
	v->view_seen = VIEWS;
	dock_init(&v->dock);
	v->system = system_create();
	v->memory = calloc(1, sizeof(*v->memory));
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
	if (v->memory) {
		free(v->memory->traffic);
		if (v->memory->diff)
			diff_free(v->memory->diff);
		free(v->memory->diff);
	}
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

static void draw_pane(void *context, int pane, struct box b)
{
	static void (*const draw[PANES])(struct viz *, struct box) = {
		view_system,    view_caps,      view_mappings, view_memory,
		view_threads,   view_flows,     view_numbers,  view_changes,
		pane_navigator, pane_inspector, pane_timeline, pane_console,
	};

	draw[pane](context, b);
}

/* The view that was asked for is seen; the one that the user works in gets the keys. */
static void show_view(struct viz *v, struct box window)
{
	struct dock *d = &v->dock;

	if (v->view_seen == VIEWS && !d->node[d->root].split && d->node[d->root].tabs == 0)
		viz_default_layout(v, window.w, window.h);
	if (v->view_seen != v->view)
		dock_show(d, panes, v->view);
	v->view_seen = v->view;
}

static void draw_window(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;

	if (v->bare) {
		canvas_fill_box(ui->canvas, b, ui->theme->panel);
		draw_pane(v, (int)v->view, b);
		return;
	}
	pane_title(v, cut_top(&b, ui_px(ui, 40)));
	pane_status(v, cut_bottom(&b, ui_px(ui, 26)));
	dock_draw(&v->dock, ui, b, panes, draw_pane, v);
	if (v->dock.active < VIEWS && v->dock.active != (int)v->view)
		v->view = v->view_seen = (enum view_number)v->dock.active;
	if (v->dock.menu >= 0) {
		v->menu_pane = v->dock.menu;
		ui_menu_open(ui, &v->menu[MENU_PANE], ui->in.mouse_x, ui->in.mouse_y);
	}
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
	debugger_asked(v);
	show_view(v, window);
	ui->blocked = v->help || menu_is_open(v) || v->prompt ||
		      (list && box_has(v->memory->search_list, ui->in.mouse_x, ui->in.mouse_y));
	draw_window(v, window);
	v->wants_fit = false;
	ui->layer    = 1;
	if (v->searching && v->search[0])
		pane_search(v, v->memory->search_field);
	ui->layer = 2;
	if (v->help)
		pane_help(v, window);
	if (v->prompt)
		pane_prompt(v, window);
	ui->layer = 3;
	pane_menus(v);
	ui->layer = 0;
	if (v->notice[0] && SDL_GetTicks64() > v->notice_ms + 4000)
		v->notice[0] = 0;
}
