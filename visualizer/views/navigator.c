/*
 * The navigator: tasks with their threads, then all other objects by kind.
 */
#include "visualizer/views/state.h"

#include <stdio.h>

/* Groups are known by numbers that no object has. */
enum { GROUP_BASE = 0xffff0000 };

static int find_toggled(const struct views_memory *m, uint32_t id)
{
	for (int i = 0; i < m->toggled_count; i++)
		if (m->toggled[i] == id)
			return i;
	return -1;
}

/* Tasks, gates and interrupts are open until the user closes them; other groups are closed. */
static bool is_open(const struct views_memory *m, uint32_t id)
{
	bool first = id < GROUP_BASE || id == GROUP_BASE + KIND_gate || id == GROUP_BASE + KIND_irq;

	return first != (find_toggled(m, id) >= 0);
}

static void toggle(struct views_memory *m, uint32_t id)
{
	int at = find_toggled(m, id);

	if (at >= 0)
		m->toggled[at] = m->toggled[--m->toggled_count];
	else if (m->toggled_count < TOGGLED_MAX)
		m->toggled[m->toggled_count++] = id;
}

struct list {
	struct viz *v;
	struct box rows; /* scrolled */
	int used;
};

static struct box next_row(struct list *l)
{
	int height     = ui_row(&l->v->ui);
	struct box row = {l->rows.x, l->rows.y + l->used, l->rows.w, height};

	l->used += height;
	return row;
}

static void object_row(struct list *l, uint32_t id, unsigned kind, int depth, bool children)
{
	struct viz *v = l->v;
	struct box label;
	struct box row  = next_row(l);
	struct box clip = canvas_clip(v->ui.canvas);

	if (row.y >= clip.y + clip.h || row.y + row.h <= clip.y)
		return;
	bool open = is_open(v->memory, id);
	char name[NAME_MAX_BYTES];
	enum tree_click click = ui_tree_row(&v->ui, row, depth, children, open,
					    pick_is(v, pick_object(id)), &label);

	if (kind == KIND_thread)
		mood_icon(&v->ui, thread_mood(model_thread(v->state, id)), &label);
	else
		kind_icon(&v->ui, kind, &label);
	ui_text(&v->ui, label, kind == KIND_task ? bold() : (struct ui_style){0},
		name_of(v, id, name));
	if (click == TREE_TOGGLED)
		toggle(v->memory, id);
	if (click == TREE_PICKED)
		pick_set(v, pick_object(id));
}

static void task_rows(struct list *l, const struct model_task *t)
{
	struct viz *v  = l->v;
	size_t threads = 0;

	for (size_t i = 0; i < v->state->threads; i++)
		threads += v->state->thread[i].task == t->id;
	object_row(l, t->id, KIND_task, 0, threads > 0);
	if (!is_open(v->memory, t->id))
		return;
	for (size_t i = 0; i < v->state->threads; i++)
		if (v->state->thread[i].task == t->id)
			object_row(l, v->state->thread[i].id, KIND_thread, 1, false);
}

static void kind_rows(struct list *l, unsigned kind, const char *title)
{
	struct viz *v = l->v;
	size_t count  = 0;
	struct box label;

	for (size_t i = 0; i < v->state->objects; i++)
		count += v->state->object[i].kind == kind;
	if (count == 0)
		return;
	bool open = is_open(v->memory, GROUP_BASE + kind);

	if (ui_tree_row(&v->ui, next_row(l), 0, true, open, false, &label) != TREE_NONE)
		toggle(v->memory, GROUP_BASE + kind);
	ui_textf(&v->ui, label, dim(&v->ui), "%s (%zu)", title, count);
	for (size_t i = 0; open && i < v->state->objects; i++)
		if (v->state->object[i].kind == kind)
			object_row(l, v->state->object[i].id, kind, 1, false);
}

void pane_navigator(struct viz *v, struct box b)
{
	static const struct {
		unsigned kind;
		const char *title;
	} groups[] = {
		{KIND_gate, "Gates"},
		{KIND_irq, "Interrupts"},
		{KIND_semaphore, "Semaphores"},
		{KIND_factory, "Factories"},
		{KIND_icu, "IRQ controllers"},
		{KIND_scheduler, "Schedulers"},
		{KIND_log, "Logs"},
		{KIND_debugger, "Debugger"},
	};

	canvas_fill_box(v->ui.canvas, b, v->ui.theme->panel);
	cut_top(&b, ui_px(&v->ui, 4));
	struct list l = {
		.v    = v,
		.rows = ui_scroll_begin(&v->ui, ui_id("navigator", 0), b, &v->memory->navigator)};

	for (size_t i = 0; i < v->state->tasks; i++)
		task_rows(&l, &v->state->task[i]);
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		kind_rows(&l, groups[i].kind, groups[i].title);
	ui_scroll_end(&v->ui, &v->memory->navigator, l.used);
}
