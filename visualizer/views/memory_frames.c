/*
 * Physical memory: a cell for each frame, 64 in a line, in the colour of the task that got it last; a
 * second stripe where several share it. Lines that look alike all the way through are one.
 */
#include "visualizer/views/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_ORDER = FRAME_ORDER + 6, LINES_MAX = 1 << 14, TASKS_SHOWN = 64 };

struct paint task_paint(const struct ui *ui, int index)
{
	/* Okabe and Ito's, and a pattern from the eighth task on. */
	static const rgba_t hues[]           = {0xff56b4e9, 0xffe69f00, 0xff009e73, 0xfff0e442,
						0xff0072b2, 0xffd55e00, 0xffcc79a7, 0xff999999};
	static const enum pattern patterns[] = {PATTERN_SOLID, PATTERN_SLASH, PATTERN_BACKSLASH,
						PATTERN_DOTS};
	rgba_t color                         = hues[index % 8];

	return (struct paint){color, color_mix(ui->theme->panel, color, 0.35f),
			      patterns[index / 8 % 4], ui_px(ui, 6)};
}

int task_index(const struct viz *v, uint32_t task)
{
	for (size_t i = 0; i < v->state->tasks; i++)
		if (v->state->task[i].id == task)
			return (int)i;
	return -1;
}

void task_legend(struct viz *v, struct box row)
{
	struct ui *ui = &v->ui;
	char name[NAME_MAX_BYTES];

	cut_left(&row, ui_px(ui, 10));
	for (size_t i = 0; i < v->state->tasks; i++) {
		int width =
			ui_text_width(ui, small_dim(ui), name_of(v, v->state->task[i].id, name));

		if (row.w < width + ui_px(ui, 40))
			break;
		struct box swatch = box_inset(cut_left(&row, ui_px(ui, 14)), 0, (row.h - 12) / 2);

		ui_round_box(ui, swatch, 2, task_paint(ui, (int)i), 0, 0);
		cut_left(&row, ui_px(ui, 6));
		struct box text = cut_left(&row, width + 1);

		ui_text(ui, text, small_dim(ui), name);
		if (ui_clicked(ui, text))
			pick_set(v, pick_object(v->state->task[i].id));
		cut_left(&row, ui_px(ui, 14));
	}
}

/* ── who sees what ────────────────────────────────────────────────────────────────────────── */

static struct frame_line *line_at(struct frame_map *map, uint64_t pa)
{
	size_t low  = 0;
	size_t high = map->lines;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (map->line[middle].pa < pa)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < map->lines && map->line[low].pa == pa)
		return &map->line[low];
	if (map->lines == LINES_MAX)
		return NULL;
	memmove(&map->line[low + 1], &map->line[low], (map->lines - low) * sizeof(*map->line));
	map->lines++;
	map->line[low] = (struct frame_line){.pa = pa};
	return &map->line[low];
}

static void take_page(struct frame_map *map, const struct model_page *p, uint64_t bit)
{
	uint64_t end = p->pa + (p->order < 40 ? 1ull << p->order : 0);

	if (p->pa == MODEL_NEVER)
		return;
	for (uint64_t pa = p->pa; pa < end;) {
		uint64_t first         = pa >> LINE_ORDER << LINE_ORDER;
		struct frame_line *out = line_at(map, first);

		for (; pa < end && pa < first + (1ull << LINE_ORDER); pa += 1u << FRAME_ORDER)
			if (out)
				out->tasks[(pa - first) >> FRAME_ORDER] |= bit;
		if (!out)
			return;
	}
}

struct frame_map frames_collect(const struct model_state *s)
{
	struct frame_map map = {.line = calloc(LINES_MAX + 1, sizeof(*map.line))};

	for (size_t i = 0; i < s->tasks && i < TASKS_SHOWN && map.line; i++)
		for (size_t k = 0; k < s->task[i].page_count; k++)
			take_page(&map, &s->task[i].page[k], 1ull << i);
	return map;
}

void frames_free(struct frame_map *map)
{
	free(map->line);
	*map = (struct frame_map){0};
}

int frame_owner(uint64_t tasks, int *sharers)
{
	*sharers = tasks ? __builtin_popcountll(tasks) - 1 : 0;
	return tasks ? 63 - __builtin_clzll(tasks) : -1;
}

/* ── drawing ──────────────────────────────────────────────────────────────────────────────── */

static bool uniform(const struct frame_line *l)
{
	for (int i = 1; i < LINE_FRAMES; i++)
		if (l->tasks[i] != l->tasks[0])
			return false;
	return true;
}

/* How many lines from @p at on are one: all frames of all of them seen by the same tasks. */
static size_t run_of(const struct frame_map *map, size_t at)
{
	const struct frame_line *l = &map->line[at];
	size_t n                   = 1;

	if (!uniform(l))
		return 1;
	while (at + n < map->lines && uniform(&map->line[at + n]) &&
	       map->line[at + n].tasks[0] == l->tasks[0] &&
	       map->line[at + n].pa == l->pa + ((uint64_t)n << LINE_ORDER))
		n++;
	return n;
}

static void describe(struct viz *v, uint64_t tasks, char *to, size_t size)
{
	size_t used = (size_t)snprintf(to, size, tasks ? "seen by" : "nobody's");
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i < v->state->tasks && i < TASKS_SHOWN; i++)
		if (tasks >> i & 1 && used < size)
			used += (size_t)snprintf(to + used, size - used, " %s",
						 name_of(v, v->state->task[i].id, name));
}

/* The page through which the task at @p index sees the frame. */
static void pick_frame(struct viz *v, int index, uint64_t pa)
{
	const struct model_task *t = &v->state->task[index];

	for (size_t i = 0; i < t->page_count; i++) {
		const struct model_page *p = &t->page[i];

		if (pa >= p->pa && pa - p->pa < 1ull << p->order)
			pick_set(v, pick_page(t->id, p->address + (pa - p->pa)));
	}
}

static void draw_cell(struct viz *v, struct box cell, uint64_t tasks, uint64_t pa)
{
	struct ui *ui = &v->ui;
	int sharers;
	int owner = frame_owner(tasks, &sharers);
	char text[200];

	if (owner < 0) {
		canvas_fill_box(ui->canvas, cell, ui->theme->back);
		return;
	}
	struct box upper = cell;

	ui_round_box(ui, cell, 0, task_paint(ui, owner), 0, 0);
	if (sharers) {
		int other = 63 - __builtin_clzll(tasks & ~(1ull << owner));

		ui_round_box(ui, cut_bottom(&upper, cell.h / 3), 0, task_paint(ui, other), 0, 0);
	}
	bool picked = v->task == v->state->task[owner].id;

	if (picked)
		canvas_fill_box(ui->canvas, (struct box){cell.x, cell.y, cell.w, ui_px(ui, 2)},
				ui->theme->text);
	if (!ui_hovers(ui, cell))
		return;
	describe(v, tasks, text, sizeof(text));
	ui_tip(ui, cell, "0x%llx: %s", (unsigned long long)pa, text);
	if (ui_clicked(ui, cell))
		pick_frame(v, owner, pa);
}

/* One line of cells, or one bar for a run of like lines. */
static void draw_line_of(struct viz *v, struct box row, const struct frame_line *l, size_t run)
{
	struct ui *ui      = &v->ui;
	struct box address = cut_left(&row, ui_px(ui, 120));
	float cell         = (float)row.w / LINE_FRAMES;
	char text[40];

	ui_textf(ui, address, mono(), "0x%llx", (unsigned long long)l->pa);
	if (run > 1) {
		struct box bar = box_inset(row, 0, ui_px(ui, 3));

		draw_cell(v, bar, l->tasks[0], l->pa);
		bytes_text(text, sizeof(text), (uint64_t)run << LINE_ORDER);
		struct ui_style style = {FACE_BOLD, SIZE_SMALL, ALIGN_CENTER, 0xff000000};
		int width             = ui_text_width(ui, style, text) + ui_px(ui, 14);
		struct box label      = {row.x + (row.w - width) / 2, row.y, width, row.h};

		style.color = ui->theme->text;
		ui_round_box(ui, box_inset(label, 0, ui_px(ui, 2)), 4, solid(ui->theme->panel), 1,
			     ui->theme->border);
		ui_text(ui, label, style, text);
		return;
	}
	for (int i = 0; i < LINE_FRAMES; i++) {
		int x0           = row.x + (int)((float)i * cell);
		int x1           = row.x + (int)((float)(i + 1) * cell);
		struct box place = {x0, row.y + 2, x1 - x0 - 1, row.h - 4};

		draw_cell(v, place, l->tasks[i], l->pa + ((uint64_t)(unsigned)i << FRAME_ORDER));
	}
}

void memory_frames(struct viz *v, struct box b)
{
	struct ui *ui        = &v->ui;
	struct frame_map map = frames_collect(v->state);
	struct box legend    = cut_bottom(&b, ui_row(ui));
	int height           = ui_px(ui, 20);
	int used             = 0;

	b = box_inset(b, ui_px(ui, 10), 0);
	ui_text(ui, cut_top(&b, ui_row(ui)), small_dim(ui),
		"A cell is a frame of 4 KiB, in the colour of who got it last; below it, who "
		"shares "
		"it");
	struct box rows = ui_scroll_begin(ui, ui_id("frames", 0), b, &v->memory->frames);

	for (size_t i = 0; map.line && i < map.lines;) {
		size_t run     = run_of(&map, i);
		struct box row = {rows.x, rows.y + used, rows.w, height};
		bool gap = i > 0 && map.line[i - 1].pa + (1ull << LINE_ORDER) < map.line[i].pa;

		if (gap) {
			canvas_fill_box(ui->canvas, (struct box){row.x, row.y + 2, row.w, 1},
					ui->theme->border);
			row.y += ui_px(ui, 5);
			used += ui_px(ui, 5);
		}
		if (row.y < b.y + b.h && row.y + height > b.y)
			draw_line_of(v, row, &map.line[i], run);
		used += height;
		i += run;
	}
	ui_scroll_end(ui, &v->memory->frames, used);
	task_legend(v, legend);
	frames_free(&map);
}
