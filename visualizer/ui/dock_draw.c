/*
 * Movable panes, drawn: the strip of tabs over each leaf, splitters, and where a dragged tab would go.
 */
#include "visualizer/ui/dock.h"

#include <stdlib.h>

struct dock_frame {
	struct dock *d;
	struct ui *ui;
	const struct dock_pane *panes;
	void (*draw)(void *context, int pane, struct box b);
	void *context;
	int close; /* pane whose × was pressed, or -1 */
};

/* Pixels of the first part of a split that is @p whole pixels long. */
static int first_part(const struct ui *ui, const struct dock_node *n, int whole)
{
	int size = n->by == DOCK_PART ? (int)(n->size * (float)whole) : ui_px(ui, n->size);

	size = size > whole * 3 / 4 && n->by != DOCK_PART ? whole * 3 / 4 : size;
	return n->by == DOCK_SECOND ? whole - size : size;
}

static void set_first_part(const struct ui *ui, struct dock_node *n, int first, int whole)
{
	if (n->by == DOCK_PART)
		n->size = (float)first / (float)whole;
	else
		n->size = (float)(n->by == DOCK_SECOND ? whole - first : first) / ui->scale;
}

static bool is_tool(const struct dock_frame *f, const struct dock_node *n)
{
	return n->tabs == 1 && f->panes[n->tab[0]].home != DOCK_TAB;
}

/* Press: it is shown, and may be dragged. Right: its menu. Double: alone. Middle: closed. */
static void serve_tab(struct dock_frame *f, struct dock_node *n, int at, struct box tab)
{
	struct dock *d = f->d;
	struct ui *ui  = f->ui;
	int pane       = n->tab[at];

	if (!ui_hovers(ui, tab))
		return;
	ui->pointer = POINTER_HAND;
	if (f->panes[pane].tip)
		ui_tip(ui, tab, "%s", f->panes[pane].tip);
	if (ui_clicked(ui, tab)) {
		ui->active = ui_id("tab", pane);
		dock_front(d, n, at);
		d->active = pane;
		d->from_x = ui->in.mouse_x;
		d->from_y = ui->in.mouse_y;
		if (ui->in.clicks == 2)
			d->alone = d->alone == pane ? -1 : pane;
	}
	if (ui->in.pressed[2])
		d->menu = pane;
	if (ui->in.pressed[1])
		f->close = pane;
}

static void draw_cross(struct dock_frame *f, struct box b, int pane)
{
	struct ui *ui = f->ui;
	float r       = (float)ui_px(ui, 4);
	float x       = (float)b.x + (float)b.w / 2;
	float y       = (float)b.y + (float)b.h / 2;
	rgba_t color  = ui_hovers(ui, b) ? ui->theme->warn : ui->theme->dim;

	draw_line(ui->canvas, (struct point){x - r, y - r}, (struct point){x + r, y + r}, 1.6f,
		  color);
	draw_line(ui->canvas, (struct point){x - r, y + r}, (struct point){x + r, y - r}, 1.6f,
		  color);
	ui_tip(ui, b, "Close this pane; keys 1 to 8, N, I, L and ` bring panes back");
	if (ui_clicked(ui, b))
		f->close = pane;
}

static void draw_tab(struct dock_frame *f, struct dock_node *n, int at, struct box tab)
{
	struct ui *ui         = f->ui;
	int pane              = n->tab[at];
	bool shown            = n->shown == at;
	bool tool             = is_tool(f, n);
	struct ui_style style = {.face  = shown ? FACE_BOLD : FACE_SANS,
				 .size  = tool ? SIZE_SMALL : SIZE_NORMAL,
				 .align = tool ? ALIGN_LEFT : ALIGN_CENTER,
				 .color = shown && !tool ? ui->theme->text : ui->theme->dim};

	if (!shown && ui_hovers(ui, tab))
		canvas_fill_box(ui->canvas, tab, ui->theme->hover);
	if (shown && !tool)
		canvas_fill_box(
			ui->canvas,
			(struct box){tab.x, tab.y + tab.h - ui_px(ui, 3), tab.w, ui_px(ui, 3)},
			f->d->active == pane ? ui->theme->accent : ui->theme->edge);
	ui_text(ui, tool ? box_inset(tab, ui_px(ui, 10), 0) : tab, style, f->panes[pane].title);
}

/* Tabs that do not fit give way to those before them, but the shown one is always there. */
static void draw_strip(struct dock_frame *f, struct dock_node *n, struct box strip)
{
	struct ui *ui = f->ui;
	bool tool     = is_tool(f, n);
	struct box cross;

	canvas_fill_box(ui->canvas, strip, tool ? ui->theme->back : ui->theme->panel);
	canvas_fill_box(ui->canvas, (struct box){strip.x, strip.y + strip.h - 1, strip.w, 1},
			ui->theme->border);
	cross = cut_right(&strip, ui_px(ui, 24));
	if (tool) {
		draw_tab(f, n, 0, strip);
		serve_tab(f, n, 0, strip);
	}
	int width[DOCK_PANES] = {0};
	int left              = strip.w;

	for (int i = 0; i < n->tabs; i++)
		width[i] = ui_text_width(ui, (struct ui_style){.face = FACE_BOLD},
					 f->panes[n->tab[i]].title) +
			   ui_px(ui, 22);
	left -= width[n->shown];
	for (int i = 0; i < n->tabs && !tool; i++) {
		if (i != n->shown && left < width[i])
			continue;
		left -= i != n->shown ? width[i] : 0;
		struct box tab = cut_left(&strip, width[i]);

		draw_tab(f, n, i, tab);
		serve_tab(f, n, i, tab);
	}
	draw_cross(f, cross, n->tab[n->shown]);
}

static void draw_leaf(struct dock_frame *f, struct dock_node *n, struct box b)
{
	struct ui *ui = f->ui;

	n->box = b;
	canvas_fill_box(ui->canvas, b, ui->theme->panel);
	if (n->tabs == 0) {
		ui_text(ui, b, (struct ui_style){.align = ALIGN_CENTER, .color = ui->theme->dim},
			"Every pane is closed: keys 1 to 8 open one");
		return;
	}
	draw_strip(f, n, cut_top(&b, ui_px(ui, is_tool(f, n) ? 20 : 30)));
	if (ui_hovers(ui, b) && (ui->in.pressed[0] || ui->in.wheel != 0))
		f->d->active = n->tab[n->shown];
	canvas_clip_push(ui->canvas, b);
	f->draw(f->context, n->tab[n->shown], b);
	canvas_clip_pop(ui->canvas);
}

static void draw_node(struct dock_frame *f, int at, struct box b)
{
	struct dock_node *n = &f->d->node[at];

	if (!n->split) {
		draw_leaf(f, n, b);
		return;
	}
	int whole         = n->stacked ? b.h : b.w;
	int part          = first_part(f->ui, n, whole);
	struct box first  = n->stacked ? cut_top(&b, part) : cut_left(&b, part);
	struct box handle = n->stacked ? cut_top(&b, 2) : cut_left(&b, 2);
	int before        = part;

	draw_node(f, n->child[0], first);
	draw_node(f, n->child[1], b);
	ui_splitter(f->ui, ui_id("dock", at), handle, !n->stacked, 1, &part, ui_px(f->ui, 60),
		    whole - ui_px(f->ui, 60));
	if (part != before && f->ui->active == ui_id("dock", at)) {
		set_first_part(f->ui, n, part, whole);
		f->d->changed = true;
	}
}

/* ── a tab on its way ─────────────────────────────────────────────────────────────────────── */

/* The part of a leaf that the mouse is over: its middle, or one of its sides. */
static enum dock_side zone_of(const struct ui *ui, struct box b, struct box *zone)
{
	float x = (float)(ui->in.mouse_x - b.x) / (float)(b.w > 0 ? b.w : 1);
	float y = (float)(ui->in.mouse_y - b.y) / (float)(b.h > 0 ? b.h : 1);

	*zone = b;
	if (x > 0.25f && x < 0.75f && y > 0.25f && y < 0.75f)
		return DOCK_TAB;
	if (x < y && x < 1 - y) {
		*zone = cut_left(&b, b.w / 2);
		return DOCK_LEFT;
	}
	if (1 - x < y && 1 - x < 1 - y) {
		*zone = cut_right(&b, b.w / 2);
		return DOCK_RIGHT;
	}
	*zone = y < 0.5f ? cut_top(&b, b.h / 2) : cut_bottom(&b, b.h / 2);
	return y < 0.5f ? DOCK_TOP : DOCK_BOTTOM;
}

static void drag(struct dock *d, struct ui *ui)
{
	struct box zone;

	/* A slow frame may see the whole way of the mouse at once, its end included. */
	if (d->dragged < 0 && d->active >= 0 && (ui->in.down[0] || ui->in.released[0]) &&
	    ui->active == ui_id("tab", d->active) &&
	    abs(ui->in.mouse_x - d->from_x) + abs(ui->in.mouse_y - d->from_y) > ui_px(ui, 12))
		d->dragged = d->active;
	if (d->dragged < 0)
		return;
	for (int i = 0; i < DOCK_NODES; i++) {
		const struct dock_node *n = &d->node[i];

		if (!n->used || n->split || !n->tabs ||
		    !box_has(n->box, ui->in.mouse_x, ui->in.mouse_y))
			continue;
		enum dock_side side = zone_of(ui, n->box, &zone);

		ui_round_box(ui, zone, 6, solid(color_alpha(ui->theme->accent, 0.25f)), 2,
			     ui->theme->accent);
		if (!ui->in.down[0])
			dock_move(d, d->dragged, n->tab[n->shown], side);
		break;
	}
	ui->pointer = POINTER_MOVE;
	if (!ui->in.down[0])
		d->dragged = -1;
}

void dock_draw(struct dock *d, struct ui *ui, struct box b, const struct dock_pane *panes,
	       void (*draw)(void *context, int pane, struct box b), void *context)
{
	struct dock_frame f = {d, ui, panes, draw, context, -1};

	d->menu = -1;
	if (d->alone >= 0) {
		struct dock_node only = {.used = true, .tab = {d->alone}, .tabs = 1};

		draw_leaf(&f, &only, b);
	} else {
		draw_node(&f, d->root, b);
		drag(d, ui);
	}
	if (f.close >= 0 && d->alone >= 0)
		d->alone = -1;
	else if (f.close >= 0)
		dock_close(d, f.close);
}
