/*
 * The capability table of the task in focus: slot, object, rights, label, who else holds it.
 */
#include "visualizer/views/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COL_SLOT, COL_OBJECT, COL_RIGHTS, COL_LEADS, COL_LABEL, COL_HOLDERS, COL_DEPTH, COLS };

static const struct ui_column columns[COLS] = {
	[COL_SLOT] = {"Slot", 82, ALIGN_LEFT,
		      "Where in the task's table. A slot is not the capability: it holds one, and "
		      "another task's slot of the same number holds something else.",
		      0},
	[COL_OBJECT] =
		{"Object", 0, ALIGN_LEFT,
		 "What the capability points to. Many slots, in many tasks, may point to the "
		 "same object.",
		 0},
	[COL_RIGHTS] =
		{"Rights", 116, ALIGN_LEFT,
		 "R read, W write, S strong (bind, configure), D delete. What the holder may "
		 "do; a copy never has more.",
		 0},
	[COL_LEADS]   = {"Leads to", 0, ALIGN_LEFT, "Who answers a message sent to it", 0},
	[COL_LABEL]   = {"Label", 110, ALIGN_LEFT,
			 "What the server sees of a message through this gate, instead of the sender",
			 720},
	[COL_HOLDERS] = {"Held by", 96, ALIGN_RIGHT, "Tasks that hold a capability to the object",
			 560},
	[COL_DEPTH]   = {"Handed on", 104, ALIGN_RIGHT,
			 "How many hands the capability went through since the object was created",
			 820},
};

struct row {
	const struct model_slot *slot;
	const struct model_object *object;
	char name[NAME_MAX_BYTES];
	char leads[NAME_MAX_BYTES];
	int holders;
};

/* The table's column that qsort() compares by; comparison functions get no context. */
static int sort_column;

static int compare(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;
	int order           = 0;

	switch (sort_column) {
	case COL_OBJECT:
		order = x->slot->kind - y->slot->kind;
		order = order ? order : strcmp(x->name, y->name);
		break;
	case COL_RIGHTS:
		order = (int)(x->slot->rights & 15u) - (int)(y->slot->rights & 15u);
		break;
	case COL_LEADS:
		order = strcmp(x->leads, y->leads);
		break;
	case COL_LABEL:
		order = x->object && y->object ? (x->object->label > y->object->label) -
							 (x->object->label < y->object->label)
					       : 0;
		break;
	case COL_HOLDERS:
		order = x->holders - y->holders;
		break;
	case COL_DEPTH:
		order = x->slot->depth - y->slot->depth;
		break;
	default:
		break;
	}
	return order ? order : x->slot->index < y->slot->index ? -1 : 1;
}

static int holders(const struct model_state *state, uint32_t object)
{
	int count = 0;

	for (size_t i = 0; i < state->tasks; i++) {
		const struct model_task *t = &state->task[i];
		size_t k                   = 0;

		while (k < t->slots && t->slot[k].object != object)
			k++;
		count += k < t->slots;
	}
	return count;
}

static bool kept(const struct row *r, const char *filter)
{
	return !*filter || strstr(r->name, filter) ||
	       strstr(schema_kind_name(r->slot->kind), filter);
}

/* What a message through the capability reaches: the thread behind a gate, the kernel else. */
static void leads_to(struct viz *v, struct row *r)
{
	char name[NAME_MAX_BYTES];

	r->leads[0] = 0;
	if (!r->object)
		return;
	if (r->slot->kind == KIND_gate || r->slot->kind == KIND_irq)
		snprintf(r->leads, sizeof(r->leads), "%s",
			 r->object->bound ? name_of(v, r->object->bound, name) : "nobody yet");
	else
		snprintf(r->leads, sizeof(r->leads), "the kernel");
}

static size_t collect(struct viz *v, const struct model_task *t, struct row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < t->slots; i++) {
		struct row *r = &rows[count];

		r->slot    = &t->slot[i];
		r->object  = model_object(v->state, r->slot->object);
		r->holders = holders(v->state, r->slot->object);
		name_of(v, r->slot->object, r->name);
		leads_to(v, r);
		if (kept(r, v->memory->caps_filter))
			count++;
	}
	return count;
}

static void draw_row(struct viz *v, const struct model_task *t, const struct row *r)
{
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->caps;
	bool picked            = pick_is(v, pick_slot(t->id, r->slot->index));
	bool same              = !picked && pick_touches(v, r->slot->object);
	char text[40];

	if (!ui_table_row(ui, table, picked))
		return;
	if (same)
		canvas_fill_box(
			ui->canvas,
			(struct box){table->row.x, table->row.y, ui_px(ui, 3), table->row.h},
			color_alpha(ui->theme->pick, 0.6f));
	snprintf(text, sizeof(text), "0x%x", r->slot->index);
	ui_table_text(ui, table, COL_SLOT, mono(), text);
	struct box cell = ui_table_cell(ui, table, COL_OBJECT);

	kind_icon(ui, r->slot->kind, &cell);
	ui_text(ui, cell, (struct ui_style){0}, r->name);
	cell = ui_table_cell(ui, table, COL_RIGHTS);
	cap_rights(ui, cell.x, cell, r->slot->rights, 0);
	bool thread = r->object && r->object->bound;

	ui_table_text(ui, table, COL_LEADS, thread ? (struct ui_style){0} : dim(ui), r->leads);
	if (r->slot->kind == KIND_gate && r->object) {
		snprintf(text, sizeof(text), "0x%llx", (unsigned long long)r->object->label);
		ui_table_text(ui, table, COL_LABEL, mono(), text);
	}
	snprintf(text, sizeof(text), "%d task%s", r->holders, r->holders == 1 ? "" : "s");
	ui_table_text(ui, table, COL_HOLDERS, small_dim(ui), text);
	snprintf(text, sizeof(text), r->slot->depth == 1 ? "once" : "%u times", r->slot->depth);
	ui_table_text(ui, table, COL_DEPTH, small_dim(ui), r->slot->depth ? text : "—");
	if (ui_table_clicked(ui, table))
		pick_set(v, pick_slot(t->id, r->slot->index));
}

/* Bring the picked slot into sight, once for each pick. */
static void show_pick(struct viz *v, const struct row *rows, size_t count, int window)
{
	if (memcmp(&v->memory->shown, &v->pick, sizeof(v->pick)) == 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (pick_is(v, pick_slot(v->task, rows[i].slot->index)))
			ui_scroll_show(&v->memory->caps.scroll, (int)i * ui_row(&v->ui),
				       ui_row(&v->ui), window);
	v->memory->shown = v->pick;
}

static void draw_table(struct viz *v, const struct model_task *t, struct box b)
{
	struct ui_table *table = &v->memory->caps;
	struct row *rows       = calloc(t->slots + 1, sizeof(*rows));
	size_t count           = rows ? collect(v, t, rows) : 0;

	sort_column = table->sort;
	if (rows)
		qsort(rows, count, sizeof(*rows), compare);
	show_pick(v, rows, count, b.h - ui_row(&v->ui));
	ui_table_begin(&v->ui, ui_id("caps", 0), b, table, columns, COLS);
	for (size_t i = 0; i < count; i++)
		draw_row(v, t, &rows[table->descending ? count - 1 - i : i]);
	ui_table_end(&v->ui, table);
	free(rows);
}

/* One button for each task; the one in focus is lit. */
static void task_buttons(struct viz *v, struct box row)
{
	struct ui_style style = {.size = SIZE_SMALL};
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i < v->state->tasks; i++) {
		uint32_t id = v->state->task[i].id;
		int width = ui_text_width(&v->ui, style, name_of(v, id, name)) + ui_px(&v->ui, 20);

		if (row.w < width)
			break;
		if (ui_button(&v->ui, cut_left(&row, width), name, id == v->task))
			pick_set(v, pick_object(id));
		cut_left(&row, ui_px(&v->ui, 5));
	}
}

/* Different objects among its slots. */
static size_t objects_of(const struct model_task *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->slots; i++) {
		size_t k = 0;

		while (k < i && t->slot[k].object != t->slot[i].object)
			k++;
		count += k == i;
	}
	return count;
}

void view_caps(struct viz *v, struct box b)
{
	struct ui *ui              = &v->ui;
	const struct model_task *t = model_task(v->state, v->task);
	struct box bar  = box_inset(cut_top(&b, ui_px(ui, 36)), ui_px(ui, 8), ui_px(ui, 5));
	struct box head = box_inset(cut_top(&b, ui_px(ui, 30)), ui_px(ui, 10), 0);
	char name[NAME_MAX_BYTES];
	char age[48] = "";

	if (b.w > ui_px(ui, 560)) {
		ui_input_line(ui, ui_id("caps filter", 0), cut_right(&bar, ui_px(ui, 150)),
			      v->memory->caps_filter, sizeof(v->memory->caps_filter), "filter …");
		cut_right(&bar, ui_px(ui, 10));
	}
	task_buttons(v, bar);
	if (!t) {
		ui_text(ui, head, dim(ui), "Pick a task to see its capabilities");
		return;
	}
	if (t->slots_seen == 0) {
		ui_textf(ui, head, dim(ui), "The table of %s has not been reported yet",
			 name_of(v, t->id, name));
		return;
	}
	if (v->now > t->slots_seen + 5000000000ull)
		snprintf(age, sizeof(age), " (as reported %.0f s ago, with events since)",
			 (double)(v->now - t->slots_seen) / 1e9);
	ui_textf(ui, head, (struct ui_style){0},
		 "%s reaches %zu objects directly, through %zu slots%s", name_of(v, t->id, name),
		 objects_of(t), t->slots, age);
	draw_table(v, t, b);
}
