/*
 * Numbers: which task eats kernel memory, and who talks to whom in the chosen window of time.
 */
#include "visualizer/views/state.h"

#include <stdio.h>
#include <stdlib.h>

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

/* ── who talks to whom ────────────────────────────────────────────────────────────────────── */

enum { PAIRS_MAX = 128 };

struct pair {
	uint32_t from, to;
	unsigned messages, calls, faults, failed;
	model_time waited; /* for answers, all calls together */
	unsigned answered;
};

static struct pair *find_pair(struct pair *list, int *count, uint32_t from, uint32_t to)
{
	for (int i = 0; i < *count; i++)
		if (list[i].from == from && list[i].to == to)
			return &list[i];
	if (*count == PAIRS_MAX)
		return NULL;
	list[*count] = (struct pair){.from = from, .to = to};
	return &list[(*count)++];
}

static int collect(struct viz *v, struct pair *list)
{
	size_t flows = model_flows(v->model);
	int count    = 0;

	for (size_t i = model_flow_find(v->model, v->from); i < flows; i++) {
		const struct model_flow *f = model_flow(v->model, (uint32_t)i);

		if (f->start > v->to || f->start > v->now)
			break;
		if (f->start < v->from || !f->from || !f->to || f->answers != MODEL_NONE)
			continue;
		struct pair *p = find_pair(list, &count, f->from, f->to);

		if (!p)
			continue;
		p->messages++;
		p->calls += f->call;
		p->faults += f->kind == FLOW_FAULT;
		p->failed += f->end == FLOW_FAILED;
		if (f->reply != MODEL_NONE) {
			p->waited += model_flow(v->model, f->reply)->finish - f->start;
			p->answered++;
		}
	}
	return count;
}

static int by_messages(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;

	return x->messages != y->messages ? (x->messages < y->messages ? 1 : -1)
					  : (x->from > y->from) - (x->from < y->from);
}

static void pair_row(struct viz *v, const struct pair *p, unsigned most)
{
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->pairs;
	char from[NAME_MAX_BYTES];
	char to[NAME_MAX_BYTES];
	char text[40];

	if (!ui_table_row(ui, table, pick_touches(v, p->from) || pick_touches(v, p->to)))
		return;
	ui_textf(ui, ui_table_cell(ui, table, 0), (struct ui_style){0}, "%s → %s",
		 name_of(v, p->from, from), name_of(v, p->to, to));
	struct box cell = box_inset(ui_table_cell(ui, table, 1), 0, ui_px(ui, 6));

	cell.w = (int)((double)cell.w * p->messages / most);
	ui_round_box(ui, cell, 2, solid(p->faults ? ui->theme->faulting : ui->theme->accent), 0, 0);
	snprintf(text, sizeof(text), "%u", p->messages);
	ui_table_text(ui, table, 2, small(ui), text);
	snprintf(text, sizeof(text), "%u", p->failed);
	ui_table_text(ui, table, 3, p->failed ? small(ui) : small_dim(ui), text);
	if (p->answered)
		ui_table_text(ui, table, 4, small(ui),
			      span_text(text, sizeof(text), p->waited / p->answered));
	if (ui_table_clicked(ui, table))
		pick_set(v, pick_object(p->from));
}

static void draw_pairs(struct viz *v, struct box b)
{
	static const struct ui_column columns[] = {
		{"From → to", 0, ALIGN_LEFT, "Replies are counted with their calls", 0},
		{"", 160, ALIGN_LEFT, NULL, 0},
		{"Messages", 90, ALIGN_RIGHT, NULL, 0},
		{"Failed", 70, ALIGN_RIGHT, NULL, 0},
		{"Answer after", 110, ALIGN_RIGHT, "Mean time from a call to its reply", 0},
	};
	struct pair list[PAIRS_MAX];
	int count = collect(v, list);

	qsort(list, (size_t)count, sizeof(*list), by_messages);
	v->memory->pairs.sort = -1;
	ui_table_begin(&v->ui, ui_id("pairs", 0), b, &v->memory->pairs, columns, 5);
	for (int i = 0; i < count; i++)
		pair_row(v, &list[i], list[0].messages);
	ui_table_end(&v->ui, &v->memory->pairs);
}

void view_numbers(struct viz *v, struct box b)
{
	struct ui *ui   = &v->ui;
	int need        = ((int)v->state->tasks + 1) * ui_row(ui) + ui_px(ui, 4);
	struct box head = box_inset(cut_top(&b, ui_px(ui, 32)), ui_px(ui, 10), 0);
	char span[32];

	ui_text(ui, head, bold(), "Kernel memory and time by task");
	struct box top = cut_top(&b, need < b.h / 2 ? need : b.h / 2);

	v->memory->tasks.sort = -1;
	ui_table_begin(ui, ui_id("tasks", 0), top, &v->memory->tasks, task_columns, COLS);
	for (size_t i = 0; i < v->state->tasks; i++)
		task_row(v, &v->state->task[i]);
	ui_table_end(ui, &v->memory->tasks);
	head = box_inset(cut_top(&b, ui_px(ui, 40)), ui_px(ui, 10), 0);
	ui_textf(ui, head, bold(), "Who talks to whom, in the timeline's window (%s)",
		 span_text(span, sizeof(span), v->to - v->from));
	draw_pairs(v, b);
}
