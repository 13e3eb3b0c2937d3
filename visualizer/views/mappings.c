/*
 * Mapping trees: where a page (or a capability) came from, who else sees it, and what an unmap
 * would take away.
 *
 * On the left the trees there are; neighbouring pages whose trees look alike are one region. On the
 * right the chosen tree, one row for each mapping, indented under the one it was made from. Rights
 * that were lost on the way down stay as empty chips.
 */
#include "visualizer/views/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Several trees next to each other that differ only in their addresses. */
struct region {
	size_t first; /* index of the first tree */
	size_t count;
	unsigned depth; /* of its deepest node */
};

static uint64_t node_bytes(const struct model_node *n)
{
	return n->order < 64 ? 1ull << n->order : 0;
}

static bool alike(const struct model_tree *a, const struct model_tree *b, uint64_t distance)
{
	if (a->object || b->object || a->order != b->order || a->nodes != b->nodes ||
	    a->key + distance != b->key)
		return false;
	for (size_t i = 0; i < a->nodes; i++) {
		const struct model_node *x = &a->node[i];
		const struct model_node *y = &b->node[i];

		/* A mapping larger than the page is the same one for both. */
		uint64_t shift = x->order > a->order ? 0 : distance;

		if (x->task != y->task || x->order != y->order || x->rights != y->rights ||
		    x->depth != y->depth || x->address + shift != y->address)
			return false;
	}
	return true;
}

static unsigned depth_of(const struct model_tree *t)
{
	unsigned depth = 0;

	for (size_t i = 0; i < t->nodes; i++)
		depth = t->node[i].depth > depth ? t->node[i].depth : depth;
	return depth;
}

static size_t collect(const struct model_state *s, struct region *list)
{
	size_t count = 0;

	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];
		struct region *last        = count ? &list[count - 1] : NULL;

		if (t->nodes == 0)
			continue;
		if (last && t->order < 64 &&
		    alike(&s->tree[last->first], t, (uint64_t)last->count << t->order)) {
			last->count++;
			continue;
		}
		list[count++] = (struct region){i, 1, depth_of(t)};
	}
	return count;
}

static bool in_focus(const struct viz *v, const struct model_tree *first, size_t count)
{
	uint64_t bytes = first->order < 64 ? (uint64_t)count << first->order : 1;

	return first->object == v->tree.object && v->tree.key >= first->key &&
	       v->tree.key - first->key < (first->object ? 1 : bytes);
}

/* "0x1f3000 · 12 KiB", or the name of the object whose capabilities they are. */
static void region_title(struct viz *v, const struct model_tree *t, size_t count, char *to,
			 size_t size)
{
	char bytes[24];
	char name[NAME_MAX_BYTES];

	if (t->object)
		snprintf(to, size, "%s", name_of(v, (uint32_t)t->key, name));
	else
		snprintf(to, size, "0x%llx · %s", (unsigned long long)t->key,
			 bytes_text(bytes, sizeof(bytes), (uint64_t)count << t->order));
}

static void choose(struct viz *v, const struct model_tree *t)
{
	v->tree.object = t->object;
	v->tree.key    = t->key;
	if (t->object)
		pick_set(v, pick_object((uint32_t)t->key));
	else
		pick_set(v, pick_page(t->node[t->nodes - 1].task, t->node[t->nodes - 1].address));
	v->tree.object = t->object;
	v->tree.key    = t->key;
}

static void list_row(struct viz *v, struct ui_table *table, const struct region *r)
{
	const struct model_tree *t = &v->state->tree[r->first];
	char text[96];

	if (!ui_table_row(&v->ui, table, in_focus(v, t, r->count)))
		return;
	struct box cell = ui_table_cell(&v->ui, table, 0);

	if (t->object) {
		const struct model_object *o = model_object(v->state, (uint32_t)t->key);

		kind_icon(&v->ui, o ? o->kind : KIND_UNKNOWN, &cell);
	}
	region_title(v, t, r->count, text, sizeof(text));
	ui_text(&v->ui, cell, t->object ? small(&v->ui) : mono(), text);
	snprintf(text, sizeof(text), "%zu", t->nodes);
	ui_table_text(&v->ui, table, 1, small(&v->ui), text);
	snprintf(text, sizeof(text), "%u", r->depth);
	ui_table_text(&v->ui, table, 2, small_dim(&v->ui), text);
	if (ui_table_clicked(&v->ui, table))
		choose(v, t);
}

static void draw_list(struct viz *v, struct box b, const struct region *list, size_t count)
{
	static const struct ui_column columns[] = {
		{"Region or object", 0, ALIGN_LEFT,
		 "Neighbouring pages with like trees are one region", 0},
		{"Seen", 52, ALIGN_RIGHT, "How many mappings there are", 0},
		{"Deep", 52, ALIGN_RIGHT, "Hands that the deepest went through", 280},
	};
	struct ui_table *table = &v->memory->trees;
	int row                = ui_row(&v->ui);

	for (size_t i = 0; i < count; i++)
		if (in_focus(v, &v->state->tree[list[i].first], list[i].count) &&
		    v->memory->shown_tree != v->tree.key + 1)
			ui_scroll_show(&table->scroll, (int)i * row, row, b.h - row);
	v->memory->shown_tree = v->tree.key + 1;
	ui_table_begin(&v->ui, ui_id("trees", 0), b, table, columns, 3);
	table->sort = -1;
	for (size_t i = 0; i < count; i++)
		list_row(v, table, &list[i]);
	ui_table_end(&v->ui, table);
}

/* ── the chosen tree ──────────────────────────────────────────────────────────────────────── */

struct columns {
	int address, bytes, rights, given; /* x in the window; 0: no room for it */
};

static struct pick node_pick(const struct model_tree *t, const struct model_node *n)
{
	return t->object ? pick_slot(n->task, (uint32_t)n->address)
			 : pick_page(n->task, n->address);
}

static bool node_picked(const struct viz *v, const struct model_tree *t, const struct model_node *n,
			uint64_t bytes)
{
	if (t->object || v->pick.kind != PICK_PAGE)
		return pick_is(v, node_pick(t, n));
	return v->pick.id == n->task && v->pick.at >= n->address && v->pick.at - n->address < bytes;
}

/* Elbow from the parent's box down to the child's. */
static void draw_branch(struct viz *v, int parent_x, int parent_y, int x, int y, bool doomed)
{
	struct canvas *c = v->ui.canvas;
	float r          = (float)ui_px(&v->ui, 6);
	rgba_t color     = doomed ? v->ui.theme->warn : v->ui.theme->edge;

	path_move(c, (float)parent_x, (float)parent_y);
	path_line(c, (float)parent_x, (float)y - r);
	path_curve(c, (struct point){(float)parent_x, (float)y},
		   (struct point){(float)parent_x, (float)y},
		   (struct point){(float)parent_x + r, (float)y});
	path_line(c, (float)x, (float)y);
	path_stroke(c, doomed ? 2.2f : 1.5f, 0, false, color);
}

static void node_columns(struct viz *v, struct box row, const struct columns *at,
			 const struct model_tree *t, size_t i, size_t pages)
{
	struct ui *ui              = &v->ui;
	const struct model_node *n = &t->node[i];
	long parent                = model_tree_parent(t, i);
	unsigned before            = parent >= 0 ? t->node[parent].rights : n->rights;
	char text[NAME_MAX_BYTES + 8];
	char name[NAME_MAX_BYTES];

	snprintf(text, sizeof(text), t->object ? "slot 0x%llx" : "0x%llx",
		 (unsigned long long)n->address);
	ui_text(ui, (struct box){at->address, row.y, ui_px(ui, 130), row.h}, mono(), text);
	if (at->bytes && !t->object)
		ui_text(ui, (struct box){at->bytes, row.y, ui_px(ui, 70), row.h}, small_dim(ui),
			bytes_text(text, sizeof(text),
				   node_bytes(n) * (n->order > t->order ? 1 : pages)));
	if (t->object)
		cap_rights(ui, at->rights, row, n->rights, before);
	else
		page_rights(ui, at->rights, row, n->rights, before);
	if (!at->given)
		return;
	if (parent >= 0)
		snprintf(text, sizeof(text), "from %s", name_of(v, t->node[parent].task, name));
	else
		snprintf(text, sizeof(text), "the first owner");
	ui_text(ui, (struct box){at->given, row.y, row.x + row.w - at->given - 4, row.h},
		small_dim(ui), text);
}

static void draw_node(struct viz *v, struct box row, const struct columns *at,
		      const struct model_tree *t, size_t i, size_t pages, bool doomed)
{
	struct ui *ui              = &v->ui;
	const struct model_node *n = &t->node[i];
	struct ui_style style      = bold();
	int step                   = ui_px(ui, 30);
	char name[NAME_MAX_BYTES];
	bool picked = node_picked(v, t, n, node_bytes(n) * pages);

	name_of(v, n->task, name);
	int x        = row.x + ui_px(ui, 12) + n->depth * step;
	int most     = at->address - x - ui_px(ui, 10);
	int width    = ui_text_width(ui, style, name) + ui_px(ui, 24);
	struct box b = {x, row.y + ui_px(ui, 3), width < most ? width : most, row.h - ui_px(ui, 6)};

	if (ui_hovers(ui, row))
		canvas_fill_box(ui->canvas, row, ui->theme->hover);
	if (picked)
		canvas_fill_box(ui->canvas, row, ui->theme->selected);
	long parent = model_tree_parent(t, i);

	if (parent >= 0)
		draw_branch(v, row.x + ui_px(ui, 12) + t->node[parent].depth * step + step / 2,
			    row.y - (int)(i - (size_t)parent - 1) * row.h - ui_px(ui, 3), b.x,
			    row.y + row.h / 2, doomed && !picked);
	ui_round_box(ui, b, (float)ui_px(ui, 7), solid(ui->theme->raised), picked ? 2.4f : 1.3f,
		     picked   ? ui->theme->pick
		     : doomed ? ui->theme->warn
			      : ui->theme->edge);
	style.align = ALIGN_CENTER;
	ui_text(ui, box_inset(b, ui_px(ui, 6), 0), style, name);
	node_columns(v, row, at, t, i, pages);
	if (ui_clicked(ui, row))
		pick_set(v, node_pick(t, n));
}

/* "4 tasks see it …" and what an unmap at the picked node would do. */
static void draw_sentence(struct viz *v, struct box b, const struct model_tree *t, size_t pages)
{
	struct ui *ui = &v->ui;
	char text[300];
	char title[96];
	char bytes[24];

	region_title(v, t, pages, title, sizeof(title));
	if (t->object)
		snprintf(text, sizeof(text), "Capabilities to %s: %zu of them", title, t->nodes);
	else
		snprintf(text, sizeof(text), "Memory at 0x%llx, %s: seen in %zu place%s",
			 (unsigned long long)t->key,
			 bytes_text(bytes, sizeof(bytes), (uint64_t)pages << t->order), t->nodes,
			 t->nodes == 1 ? "" : "s");
	ui_text(ui, cut_top(&b, b.h / 2), bold(), text);
	snprintf(text, sizeof(text), "Pick a mapping to see what revoking it would take away");
	for (size_t i = 0; i < t->nodes; i++) {
		size_t below = model_tree_end(t, i) - i - 1;
		char name[NAME_MAX_BYTES];

		if (!node_picked(v, t, &t->node[i], node_bytes(&t->node[i]) * pages))
			continue;
		name_of(v, t->node[i].task, name);
		if (below)
			snprintf(text, sizeof(text),
				 "If %s revoked it, %zu mapping%s below would be gone (marked)",
				 name, below, below == 1 ? "" : "s");
		else
			snprintf(text, sizeof(text), "%s has not handed it on: nothing hangs below",
				 name);
		break;
	}
	ui_text(ui, b, dim(ui), text);
}

static void draw_tree(struct viz *v, struct box b, const struct region *r)
{
	struct ui *ui              = &v->ui;
	const struct model_tree *t = &v->state->tree[r->first];
	struct box head   = box_inset(cut_top(&b, ui_px(ui, 52)), ui_px(ui, 12), ui_px(ui, 3));
	int row           = ui_px(ui, 34);
	size_t doomed     = 0;
	bool wide         = b.w > ui_px(ui, 620);
	struct columns at = {.rights = b.x + b.w - ui_px(ui, wide ? 250 : 84)};

	at.given   = wide ? b.x + b.w - ui_px(ui, 140) : 0;
	at.bytes   = wide ? at.rights - ui_px(ui, 78) : 0;
	at.address = (wide ? at.bytes : at.rights) - ui_px(ui, wide ? 136 : 100);
	draw_sentence(v, head, t, r->count);
	struct box rows = ui_scroll_begin(ui, ui_id("mapping", 0), b, &v->memory->mapping);

	for (size_t i = 0; i < t->nodes; i++) {
		struct box line = {rows.x, rows.y + (int)i * row, rows.w, row};

		if (node_picked(v, t, &t->node[i], node_bytes(&t->node[i]) * r->count))
			doomed = model_tree_end(t, i);
		if (line.y + row * 8 > b.y && line.y < b.y + b.h)
			draw_node(v, line, &at, t, i, r->count, i < doomed);
	}
	ui_scroll_end(ui, &v->memory->mapping, (int)t->nodes * row);
}

void view_mappings(struct viz *v, struct box b)
{
	struct region *list = calloc(v->state->trees + 1, sizeof(*list));
	size_t count        = list ? collect(v->state, list) : 0;
	struct box left     = cut_left(&b, ui_px(&v->ui, b.w > ui_px(&v->ui, 800) ? 300 : 224));
	const struct region *chosen = NULL;

	canvas_fill_box(v->ui.canvas, cut_left(&b, 1), v->ui.theme->border);
	for (size_t i = 0; i < count; i++)
		if (in_focus(v, &v->state->tree[list[i].first], list[i].count))
			chosen = &list[i];
	draw_list(v, left, list, count);
	if (chosen)
		draw_tree(v, b, chosen);
	else
		ui_text(&v->ui, b,
			(struct ui_style){.align = ALIGN_CENTER, .color = v->ui.theme->dim},
			count ? "Choose a region or an object on the left"
			      : "No mapping trees known yet");
	free(list);
}
