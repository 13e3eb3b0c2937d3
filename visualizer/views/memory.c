/*
 * The address space of the task in focus: what it sees where, and which physical memory that is.
 * Neighbouring pages with the same rights whose frames are neighbours too are one region.
 */
#include "visualizer/views/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	COL_FROM,
	COL_SIZE,
	COL_RIGHTS,
	COL_FRAMES,
	COL_ORIGIN,
	COL_SHARED,
	COL_CACHE,
	COL_LEVELS,
	COLS
};

static const struct ui_column columns[COLS] = {
	[COL_FROM]   = {"Address", 126, ALIGN_LEFT, "Virtual address of the first byte", 0},
	[COL_SIZE]   = {"Size", 84, ALIGN_RIGHT, NULL, 0},
	[COL_RIGHTS] = {"Rights", 92, ALIGN_LEFT, "R read, W write, X execute", 0},
	[COL_FRAMES] = {"Physical", 112, ALIGN_LEFT, "Physical address of the first byte", 0},
	[COL_ORIGIN] = {"Given by", 96, ALIGN_LEFT, "Who mapped it into this task", 640},
	[COL_SHARED] = {"Who else sees it", 0, ALIGN_LEFT, "Other tasks in the mapping tree", 0},
	[COL_CACHE]  = {"Cache", 80, ALIGN_LEFT, NULL, 760},
	[COL_LEVELS] = {"Tables", 66, ALIGN_RIGHT,
			"Levels of page tables that a translation passes: larger pages pass fewer",
			820},
};

struct region {
	const struct model_page *first;
	uint64_t bytes;
	size_t pages;
};

static size_t collect(const struct model_task *t, struct region *list)
{
	size_t count = 0;

	for (size_t i = 0; i < t->page_count; i++) {
		const struct model_page *p = &t->page[i];
		struct region *r           = count ? &list[count - 1] : NULL;
		uint64_t bytes             = p->order < 64 ? 1ull << p->order : 0;

		if (r && r->first->rights == p->rights && r->first->cache == p->cache &&
		    r->first->address + r->bytes == p->address && p->pa != MODEL_NEVER &&
		    r->first->pa + r->bytes == p->pa) {
			r->bytes += bytes;
			r->pages++;
			continue;
		}
		list[count++] = (struct region){p, bytes, 1};
	}
	return count;
}

/* "root, client" from the page's mapping tree, or "—". */
static void sharers(struct viz *v, const struct model_task *t, const struct region *r, char *to,
		    size_t size)
{
	const struct model_tree *tree =
		r->first->pa != MODEL_NEVER ? model_tree_of_page(v->state, r->first->pa) : NULL;
	size_t used = 0;
	char name[NAME_MAX_BYTES];

	snprintf(to, size, tree ? "—" : "not known yet");
	for (size_t i = 0; tree && i < tree->nodes && used < size; i++) {
		const struct model_node *n = &tree->node[i];
		size_t k                   = 0;

		while (k < i && tree->node[k].task != n->task)
			k++;
		if (k < i || n->task == t->id)
			continue;
		used += (size_t)snprintf(to + used, size - used, "%s%s", used ? ", " : "",
					 name_of(v, n->task, name));
	}
}

static void draw_row(struct viz *v, const struct model_task *t, const struct region *r)
{
	static const char *const caches[] = {"cached", "uncached", "buffered"};
	struct ui *ui                     = &v->ui;
	struct ui_table *table            = &v->memory->pages;
	bool picked                       = v->pick.kind == PICK_PAGE && v->pick.id == t->id &&
		      v->pick.at >= r->first->address && v->pick.at - r->first->address < r->bytes;
	char text[160];

	if (!ui_table_row(ui, table, picked))
		return;
	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)r->first->address);
	ui_table_text(ui, table, COL_FROM, mono(), text);
	ui_table_text(ui, table, COL_SIZE, small(ui), bytes_text(text, sizeof(text), r->bytes));
	struct box cell = ui_table_cell(ui, table, COL_RIGHTS);

	page_rights(ui, cell.x, cell, r->first->rights, 7);
	snprintf(text, sizeof(text), r->first->pa == MODEL_NEVER ? "?" : "0x%llx",
		 (unsigned long long)r->first->pa);
	ui_table_text(ui, table, COL_FRAMES, mono(), text);
	uint32_t origin = page_origin(v, t->id, r->first);

	if (origin)
		ui_table_text(ui, table, COL_ORIGIN, small(ui), name_of(v, origin, text));
	snprintf(text, sizeof(text), "%d", table_levels(v, r->first->order));
	ui_table_text(ui, table, COL_LEVELS, small_dim(ui), text);
	sharers(v, t, r, text, sizeof(text));
	ui_table_text(ui, table, COL_SHARED, small(ui), text);
	ui_table_text(ui, table, COL_CACHE, small_dim(ui),
		      r->first->cache < 3 ? caches[r->first->cache] : "?");
	if (ui_table_clicked(ui, table))
		pick_set(v, pick_page(t->id, r->first->address));
}

static void draw_regions(struct viz *v, const struct model_task *t, struct box b)
{
	struct ui *ui       = &v->ui;
	struct region *list = calloc(t->page_count + 1, sizeof(*list));
	size_t count        = list ? collect(t, list) : 0;
	uint64_t bytes      = 0;
	struct box head     = box_inset(cut_top(&b, ui_px(ui, 30)), ui_px(ui, 10), 0);
	char size[32];
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i < count; i++)
		bytes += list[i].bytes;
	ui_textf(ui, head, (struct ui_style){0},
		 "%s sees %s of memory in %zu regions, with %zu translations",
		 name_of(v, t->id, name), bytes_text(size, sizeof(size), bytes), count,
		 t->page_count);
	task_legend(v, cut_bottom(&b, ui_row(ui)));
	cut_top(&b, memory_space(v, t, b));
	v->memory->pages.sort = -1;
	ui_table_begin(ui, ui_id("pages", 0), b, &v->memory->pages, columns, COLS);
	for (size_t i = 0; i < count; i++)
		draw_row(v, t, &list[i]);
	ui_table_end(ui, &v->memory->pages);
	free(list);
}

void view_memory(struct viz *v, struct box b)
{
	struct ui *ui              = &v->ui;
	const struct model_task *t = model_task(v->state, v->task);
	struct box bar = box_inset(cut_top(&b, ui_px(ui, 34)), ui_px(ui, 8), ui_px(ui, 4));
	int form       = view_forms(v, VIEW_MEMORY, &bar);
	char name[NAME_MAX_BYTES];

	if (form == 1)
		memory_frames(v, b);
	else if (!t)
		ui_text(ui, cut_top(&b, ui_px(ui, 40)), dim(ui),
			"Pick a task to see its address space");
	else if (t->page_count == 0)
		ui_textf(ui, cut_top(&b, ui_px(ui, 40)), dim(ui),
			 "The address space of %s has not been reported yet",
			 name_of(v, t->id, name));
	else
		draw_regions(v, t, b);
}
