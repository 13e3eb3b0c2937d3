/*
 * Numbers: which task eats kernel memory and CPU time; who talks to whom is in matrix.c.
 */
#include "visualizer/views/memory.h"
#include "visualizer/views/state.h"
#include "visualizer/views/traffic.h"

#include <stdio.h>

enum { COL_TASK, COL_USED, COL_BAR, COL_THREADS, COL_CAPS, COL_PAGES, COL_TIME, COLS };

static const struct ui_column task_columns[COLS] = {
	[COL_TASK] = {"Task", 0, ALIGN_LEFT, NULL, 0},
	[COL_USED] = {"Kernel memory", 120, ALIGN_RIGHT, "Charged to the quota of its factory", 0},
	[COL_BAR]  = {"of its quota", 150, ALIGN_LEFT, "Of the factory that pays for it", 640},
	[COL_THREADS] = {"Threads", 80, ALIGN_RIGHT, NULL, 680},
	[COL_CAPS]    = {"Capabilities", 108, ALIGN_RIGHT, NULL, 560},
	[COL_PAGES]   = {"Pages", 72, ALIGN_RIGHT, NULL, 0},
	[COL_TIME]    = {"CPU time", 92, ALIGN_RIGHT, "Of all its threads, as last reported", 0},
};

static void task_row(struct viz *v, const struct model_task *t)
{
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->tasks;
	uint64_t time          = 0;
	char text[NAME_MAX_BYTES];

	if (!ui_table_row(ui, table, pick_touches(v, t->id)))
		return;
	for (size_t i = 0; i < v->state->threads; i++)
		if (v->state->thread[i].task == t->id)
			time += v->state->thread[i].consumed_us;
	struct box cell = ui_table_cell(ui, table, COL_TASK);

	kind_icon(ui, KIND_task, &cell);
	ui_text(ui, cell, bold(), name_of(v, t->id, text));
	ui_table_text(ui, table, COL_USED, small(ui),
		      bytes_text(text, sizeof(text), t->quota_used));
	cell = box_inset(ui_table_cell(ui, table, COL_BAR), 0, ui_px(ui, 7));
	ui_round_box(ui, cell, 3, solid(ui->theme->back), 1, ui->theme->border);
	if (t->quota_limit) {
		double part = (double)t->quota_used / (double)t->quota_limit;

		cell.w = (int)(cell.w * (part > 1 ? 1 : part));
		ui_round_box(ui, cell, 3, solid(part > 0.9 ? ui->theme->warn : ui->theme->accent),
			     0, 0);
	}
	snprintf(text, sizeof(text), "%u", t->threads);
	ui_table_text(ui, table, COL_THREADS, small(ui), text);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)(t->slots ? t->slots : t->caps));
	ui_table_text(ui, table, COL_CAPS, small(ui), text);
	snprintf(text, sizeof(text), "%llu",
		 (unsigned long long)(t->page_count ? t->page_count : t->pages));
	ui_table_text(ui, table, COL_PAGES, small(ui), text);
	ui_table_text(ui, table, COL_TIME, small(ui), span_text(text, sizeof(text), time * 1000));
	if (ui_table_clicked(ui, table))
		pick_set(v, pick_object(t->id));
}

/* One CPU in the window: a bar of who used it, and how much of it all together. */
static void cpu_row(struct viz *v, struct box row, uint32_t cpu, model_time from, model_time to)
{
	struct ui *ui = &v->ui;
	struct cpu_use use;
	double whole     = (double)(to > from ? to - from : 1);
	model_time busy  = 0;
	struct box label = cut_left(&row, ui_px(ui, 70));
	struct box part  = cut_right(&row, ui_px(ui, 70));
	char name[NAME_MAX_BYTES];
	char span[24];

	cpu_use(v, cpu, from, to, &use);
	ui_textf(ui, label, small(ui), "CPU %u", cpu);
	row = box_inset(row, 0, ui_px(ui, 4));
	canvas_fill_box(ui->canvas, row, ui->theme->back);
	for (size_t i = 0; i < v->state->tasks && i < 64; i++) {
		int x0 = row.x + (int)((double)busy / whole * row.w);

		busy += use.task[i];
		struct box piece = {x0, row.y, row.x + (int)((double)busy / whole * row.w) - x0,
				    row.h};

		if (use.task[i] == 0)
			continue;
		piece.w = piece.w > 2 ? piece.w : 2;
		ui_round_box(ui, piece, 0, task_paint(ui, (int)i), 0, 0);
		ui_tip(ui, piece, "%s ran for %s, %.1f %%", name_of(v, v->state->task[i].id, name),
		       span_text(span, sizeof(span), use.task[i]),
		       (double)use.task[i] / whole * 100);
		if (ui_clicked(ui, piece))
			pick_set(v, pick_object(v->state->task[i].id));
	}
	ui_textf(ui, part, (struct ui_style){0, SIZE_SMALL, ALIGN_RIGHT, 0}, "%.1f %%",
		 (double)busy / whole * 100);
}

static void draw_cpus(struct viz *v, struct box b)
{
	struct ui *ui     = &v->ui;
	model_time last   = model_last_time(v->model);
	model_time to     = v->to < last ? v->to : last;
	model_time from   = v->from < to ? v->from : to;
	struct box legend = cut_bottom(&b, ui_row(ui));
	int height        = ui_px(ui, 22);

	b               = box_inset(b, ui_px(ui, 10), 0);
	struct box rows = ui_scroll_begin(ui, ui_id("cpu use", 0), b, &v->memory->cpus);

	for (size_t i = 0; i < v->state->cpus; i++) {
		struct box row = {rows.x, rows.y + (int)i * height, rows.w, height};

		if (row.y < b.y + b.h && row.y + height > b.y)
			cpu_row(v, row, v->state->cpu[i].number, from, to);
	}
	ui_scroll_end(ui, &v->memory->cpus, (int)v->state->cpus * height);
	task_legend(v, legend);
}

static void numbers_tasks(struct viz *v, struct box b)
{
	struct ui *ui   = &v->ui;
	int need        = ((int)v->state->tasks + 1) * ui_row(ui) + ui_px(ui, 4);
	struct box head = box_inset(cut_top(&b, ui_px(ui, 32)), ui_px(ui, 10), 0);
	char span[32];

	ui_text(ui, head, bold(), "Kernel memory and time by task");
	struct box top = cut_top(&b, need < b.h * 3 / 5 ? need : b.h * 3 / 5);

	v->memory->tasks.sort = -1;
	ui_table_begin(ui, ui_id("tasks", 0), top, &v->memory->tasks, task_columns, COLS);
	for (size_t i = 0; i < v->state->tasks; i++)
		task_row(v, &v->state->task[i]);
	ui_table_end(ui, &v->memory->tasks);
	head = box_inset(cut_top(&b, ui_px(ui, 40)), ui_px(ui, 10), 0);
	ui_textf(ui, head, bold(), "Who used the CPUs, in the timelines' window (%s)",
		 span_text(span, sizeof(span), v->to - v->from));
	draw_cpus(v, b);
}

void view_numbers(struct viz *v, struct box b)
{
	struct ui *ui  = &v->ui;
	struct box bar = box_inset(cut_top(&b, ui_px(ui, 34)), ui_px(ui, 8), ui_px(ui, 4));

	if (view_forms(v, VIEW_NUMBERS, &bar) == 0)
		numbers_tasks(v, b);
	else
		numbers_messages(v, b);
}
