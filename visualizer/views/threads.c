/*
 * Threads: each with its state in words and since when, and below, all of them as lanes in time.
 */
#include "visualizer/views/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COL_NAME, COL_TASK, COL_STORY, COL_SINCE, COL_PRIORITY, COL_CPU, COL_TIME, COLS };

static const struct ui_column columns[COLS] = {
	[COL_NAME]  = {"Thread", 140, ALIGN_LEFT, NULL, 0},
	[COL_TASK]  = {"Task", 100, ALIGN_LEFT, NULL, 0},
	[COL_STORY] = {"What it does", 0, ALIGN_LEFT, "Its state at the chosen instant, in words",
		       0},
	[COL_SINCE] = {"Since", 90, ALIGN_RIGHT, "How long it has been in this state", 0},
	[COL_PRIORITY] = {"Priority", 88, ALIGN_RIGHT, "0 to 255; the highest that is ready runs",
			  640},
	[COL_CPU]      = {"CPU", 58, ALIGN_RIGHT, "Home CPU: the only one that may run it", 860},
	[COL_TIME]     = {"CPU time", 92, ALIGN_RIGHT, "Time it has run, as last reported", 860},
};

struct row {
	const struct model_thread *thread;
	char name[NAME_MAX_BYTES], task[NAME_MAX_BYTES]; /* empty until they are needed */
};

static int sort_column;

static int compare(const void *a, const void *b)
{
	const struct model_thread *x = ((const struct row *)a)->thread;
	const struct model_thread *y = ((const struct row *)b)->thread;
	int order                    = 0;

	switch (sort_column) {
	case COL_NAME:
		order = strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
		break;
	case COL_TASK:
		order = strcmp(((const struct row *)a)->task, ((const struct row *)b)->task);
		break;
	case COL_STORY:
		order = (int)thread_mood(x) - (int)thread_mood(y);
		break;
	case COL_SINCE:
		order = (x->since < y->since) - (x->since > y->since);
		break;
	case COL_PRIORITY:
		order = (int)x->priority - (int)y->priority;
		break;
	case COL_CPU:
		order = (int)x->cpu - (int)y->cpu;
		break;
	case COL_TIME:
		order = (x->consumed_us > y->consumed_us) - (x->consumed_us < y->consumed_us);
		break;
	default:
		break;
	}
	return order ? order : x->id < y->id ? -1 : 1;
}

/* The model's sentence says "since"; the table has a column of its own for it. */
static void short_story(struct viz *v, const struct model_thread *t, char *to, size_t size)
{
	model_thread_story(v->model, v->state, t, to, size);
	char *since = strstr(to, " since ");

	if (!since)
		since = strstr(to, " for ");
	if (since && !strstr(since, " for a"))
		*since = 0;
}

static void fill_names(struct viz *v, struct row *r)
{
	if (r->name[0])
		return;
	name_of(v, r->thread->id, r->name);
	snprintf(r->task, sizeof(r->task), "—");
	if (r->thread->task)
		name_of(v, r->thread->task, r->task);
}

static void draw_row(struct viz *v, struct ui_table *table, struct row *r)
{
	struct ui *ui                = &v->ui;
	const struct model_thread *t = r->thread;
	char text[40];
	char story[200];

	if (!ui_table_row(ui, table, pick_touches(v, t->id)))
		return;
	fill_names(v, r);
	short_story(v, t, story, sizeof(story));
	struct box cell = ui_table_cell(ui, table, COL_NAME);

	kind_icon(ui, KIND_thread, &cell);
	ui_text(ui, cell, (struct ui_style){0}, r->name);
	ui_table_text(ui, table, COL_TASK, dim(ui), r->task);
	cell = ui_table_cell(ui, table, COL_STORY);
	mood_icon(ui, thread_mood(t), &cell);
	ui_text(ui, cell, (struct ui_style){0}, story);
	if (t->since && v->now >= t->since)
		ui_table_text(ui, table, COL_SINCE, small(ui),
			      span_text(text, sizeof(text), v->now - t->since));
	snprintf(text, sizeof(text), "%u", t->priority);
	ui_table_text(ui, table, COL_PRIORITY, small(ui), text);
	snprintf(text, sizeof(text), "%u", t->cpu);
	ui_table_text(ui, table, COL_CPU, small(ui), text);
	ui_table_text(ui, table, COL_TIME, small(ui),
		      span_text(text, sizeof(text), t->consumed_us * 1000));
	if (ui_table_clicked(ui, table))
		pick_set(v, pick_object(t->id));
}

static void draw_table(struct viz *v, struct box b)
{
	struct ui_table *table = &v->memory->threads;
	size_t count           = v->state->threads;
	struct row *rows       = calloc(count + 1, sizeof(*rows));

	for (size_t i = 0; rows && i < count; i++) {
		rows[i].thread = &v->state->thread[i];
		if (table->sort == COL_NAME || table->sort == COL_TASK)
			fill_names(v, &rows[i]);
	}
	sort_column = table->sort;
	if (rows)
		qsort(rows, count, sizeof(*rows), compare);
	ui_table_begin(&v->ui, ui_id("threads", 0), b, table, columns, COLS);
	for (size_t i = 0; rows && i < count; i++)
		draw_row(v, table, &rows[table->descending ? count - 1 - i : i]);
	ui_table_end(&v->ui, table);
	free(rows);
}

static void lane_label(struct viz *v, struct box row, uint32_t id)
{
	struct ui *ui = &v->ui;
	char name[NAME_MAX_BYTES];
	struct ui_style style = small(ui);

	if (pick_touches(v, id))
		canvas_fill_box(ui->canvas, row, ui->theme->selected);
	if (ui_clicked(ui, row))
		pick_set(v, pick_object(id));
	row = box_inset(row, ui_px(ui, 8), 0);
	mood_icon(ui, thread_mood(model_thread(v->state, id)), &row);
	if (!model_object(v->state, id) && !model_thread(v->state, id))
		style.color = ui->theme->dim;
	ui_text(ui, row, style, name_of(v, id, name));
}

/* Did the thread exist in the window of time? */
static bool seen_in_window(struct viz *v, uint32_t id)
{
	size_t count;
	const struct model_interval *list = model_thread_history(v->model, id, &count);
	uint32_t i = list ? model_interval_find(list, count, v->from) : MODEL_NONE;

	if (model_thread(v->state, id))
		return true;
	for (i = i == MODEL_NONE ? 0 : i; list && i < count && list[i].start <= v->to; i++)
		if (model_mood(list[i].state, list[i].partner) < MOOD_STOPPED)
			return true;
	return false;
}

enum {
	MANY_CPUS = 12, /* from so many on, their lanes are narrower */
};

/* A lane for each CPU, and what goes on between them. @return height used */
static int draw_cpus(struct viz *v, struct box b, struct box rows, struct box plot)
{
	struct ui *ui                = &v->ui;
	size_t cpus                  = v->state->cpus;
	int height                   = ui_px(ui, cpus > MANY_CPUS ? 17 : 22);
	const struct cpu_lanes lanes = {
		plot, {plot.x, b.y, plot.w, b.h}, rows.y, height, (int)cpus};

	for (size_t i = 0; i < cpus; i++) {
		struct box row = {rows.x, rows.y + (int)i * height, plot.x - rows.x, height};

		if (row.y > b.y + b.h || row.y + height < b.y)
			continue;
		ui_textf(ui, box_inset(row, ui_px(ui, 8), 0),
			 (struct ui_style){FACE_BOLD, SIZE_SMALL, 0, 0}, "CPU %u",
			 v->state->cpu[i].number);
		lane_cpu(v, (struct box){plot.x, row.y, plot.w, height}, v->state->cpu[i].number);
	}
	cpu_lanes_crossings(v, &lanes);
	return (int)cpus * height;
}

/* A lane for each CPU, then for each thread that was ever seen in the window. */
static void draw_lanes(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;
	int label     = ui_px(ui, 150);
	int height    = ui_px(ui, 22);
	size_t count;
	const uint32_t *ids = model_threads_ever(v->model, &count);

	if (v->state->cpus > 1)
		cpu_lanes_legend(v, box_inset(cut_top(&b, ui_px(ui, 18)), ui_px(ui, 8), 0));
	struct box axis = cut_top(&b, ui_px(ui, 20));
	struct box plot = {b.x + label, axis.y, b.w - label - ui_px(ui, 10), b.h + axis.h};

	cut_left(&axis, label);
	axis.w = plot.w;
	time_axis(v, axis);
	struct box rows = ui_scroll_begin(ui, ui_id("lanes", 0), b, &v->memory->lanes);
	int used        = draw_cpus(v, b, rows, plot);

	for (size_t i = 0; i < count; i++) {
		struct box row = {rows.x, rows.y + used, label, height};

		if (is_idle(v, ids[i]) || !seen_in_window(v, ids[i]))
			continue;
		used += height;
		if (row.y > b.y + b.h || row.y + height < b.y)
			continue;
		lane_label(v, row, ids[i]);
		lane_thread(v, (struct box){plot.x, row.y, plot.w, height}, ids[i]);
		canvas_fill_box(ui->canvas, (struct box){row.x, row.y + height - 1, b.w, 1},
				color_alpha(ui->theme->border, 0.35f));
	}
	ui_scroll_end(ui, &v->memory->lanes, used);
	lanes_overlay(v, plot);
	lanes_mouse(v, plot);
}

void view_threads(struct viz *v, struct box b)
{
	int rows         = (int)v->state->threads + 1;
	int need         = (rows + 1) * ui_row(&v->ui);
	struct box table = cut_top(&b, need < b.h * 55 / 100 ? need : b.h * 55 / 100);

	draw_table(v, table);
	canvas_fill_box(v->ui.canvas, cut_top(&b, 1), v->ui.theme->border);
	cut_top(&b, ui_px(&v->ui, 4));
	draw_lanes(v, b);
}
