/*
 * Tables with a fixed head, sorting by click on a title, and rows that scroll; rows of trees.
 */
#include "visualizer/ui/ui.h"

static bool has_room(struct ui *ui, const struct ui_column *c, struct box b)
{
	return c->from == 0 || b.w >= ui_px(ui, c->from);
}

/* Fixed columns keep their width; those of width 0 share the rest. */
static void place_columns(struct ui *ui, struct ui_table *t, struct box b)
{
	int fixed = 0;
	int open  = 0;
	int x     = b.x;

	for (int i = 0; i < t->count; i++) {
		bool room = has_room(ui, &t->columns[i], b);

		fixed += room ? ui_px(ui, t->columns[i].width) : 0;
		open += room && t->columns[i].width == 0;
	}
	int rest = b.w - fixed > 0 ? b.w - fixed : 0;

	for (int i = 0; i < t->count; i++) {
		t->w[i] = t->columns[i].width > 0 ? ui_px(ui, t->columns[i].width) : rest / open;
		if (!has_room(ui, &t->columns[i], b))
			t->w[i] = 0;
		t->x[i] = x;
		x += t->w[i];
	}
}

static void draw_triangle(struct ui *ui, float x, float y, float r, int direction)
{
	struct canvas *c = ui->canvas;

	if (direction == 0) { /* right */
		path_move(c, x - r * 0.6f, y - r);
		path_line(c, x + r * 0.8f, y);
		path_line(c, x - r * 0.6f, y + r);
	} else { /* down or up */
		float s = direction > 0 ? 1 : -1;

		path_move(c, x - r, y - s * r * 0.6f);
		path_line(c, x + r, y - s * r * 0.6f);
		path_line(c, x, y + s * r * 0.8f);
	}
	path_fill(c, solid(ui->theme->dim));
}

static void draw_head(struct ui *ui, struct ui_table *t, struct box head)
{
	canvas_fill_box(ui->canvas, head, ui->theme->raised);
	for (int i = 0; i < t->count; i++) {
		struct box cell = {t->x[i], head.y, t->w[i], head.h};
		struct box text = box_inset(cell, ui_px(ui, 8), 0);

		if (cell.w == 0)
			continue;
		struct ui_style style = {.face  = FACE_BOLD,
					 .size  = SIZE_SMALL,
					 .align = t->columns[i].align,
					 .color = ui->theme->dim};

		if (t->sort == i) {
			float r = (float)ui_px(ui, 4);
			int at  = t->columns[i].align == ALIGN_RIGHT
					  ? text.x + text.w -
                                                   ui_text_width(ui, style, t->columns[i].title) -
                                                   ui_px(ui, 9)
					  : text.x + ui_text_width(ui, style, t->columns[i].title) +
                                                   ui_px(ui, 9);

			style.color = ui->theme->text;
			draw_triangle(ui, (float)at, (float)(cell.y + cell.h / 2), r,
				      t->descending ? 1 : -1);
		}
		ui_text(ui, text, style, t->columns[i].title);
		if (t->columns[i].help)
			ui_tip(ui, cell, "%s", t->columns[i].help);
		if (ui_clicked(ui, cell)) {
			t->descending = t->sort == i && !t->descending;
			t->sort       = i;
		}
	}
}

void ui_table_begin(struct ui *ui, uint32_t id, struct box b, struct ui_table *t,
		    const struct ui_column *columns, int count)
{
	struct box head = cut_top(&b, ui_row(ui));

	t->id      = id;
	t->columns = columns;
	t->count   = count < 16 ? count : 16;
	t->rows    = 0;
	place_columns(ui, t, b);
	draw_head(ui, t, head);
	t->row   = ui_scroll_begin(ui, id, b, &t->scroll);
	t->body  = b;
	t->row.h = 0;
}

bool ui_table_row(struct ui *ui, struct ui_table *t, bool selected)
{
	t->row.y += t->row.h;
	t->row.h = ui_row(ui);
	t->rows++;
	if (t->row.y >= t->body.y + t->body.h || t->row.y + t->row.h <= t->body.y)
		return false;
	if (selected)
		canvas_fill_box(ui->canvas, t->row, ui->theme->selected);
	else if (ui_hovers(ui, t->row))
		canvas_fill_box(ui->canvas, t->row, ui->theme->hover);
	if (selected)
		canvas_fill_box(ui->canvas,
				(struct box){t->row.x, t->row.y, ui_px(ui, 3), t->row.h},
				ui->theme->pick);
	canvas_fill_box(ui->canvas, (struct box){t->row.x, t->row.y + t->row.h - 1, t->row.w, 1},
			color_alpha(ui->theme->border, 0.4f));
	return true;
}

bool ui_table_clicked(const struct ui *ui, const struct ui_table *t)
{
	return ui_clicked(ui, t->row);
}

struct box ui_table_cell(const struct ui *ui, const struct ui_table *t, int column)
{
	return box_inset((struct box){t->x[column], t->row.y, t->w[column], t->row.h}, ui_px(ui, 8),
			 0);
}

void ui_table_text(struct ui *ui, const struct ui_table *t, int column, struct ui_style style,
		   const char *text)
{
	style.align = t->columns[column].align;
	ui_text(ui, ui_table_cell(ui, t, column), style, text);
}

void ui_table_end(struct ui *ui, struct ui_table *t)
{
	ui_scroll_end(ui, &t->scroll, t->rows * ui_row(ui));
}

enum tree_click ui_tree_row(struct ui *ui, struct box row, int depth, bool children, bool open,
			    bool selected, struct box *label)
{
	struct box content = row;

	if (selected)
		canvas_fill_box(ui->canvas, row, ui->theme->selected);
	else if (ui_hovers(ui, row))
		canvas_fill_box(ui->canvas, row, ui->theme->hover);
	if (selected)
		canvas_fill_box(ui->canvas, (struct box){row.x, row.y, ui_px(ui, 3), row.h},
				ui->theme->pick);
	cut_left(&content, ui_px(ui, 6) + depth * ui_px(ui, 16));
	struct box toggle = cut_left(&content, ui_px(ui, 16));

	if (children)
		draw_triangle(ui, (float)(toggle.x + toggle.w / 2), (float)(row.y + row.h / 2),
			      (float)ui_px(ui, 4), open ? 1 : 0);
	*label = content;
	if (children && ui_clicked(ui, toggle))
		return TREE_TOGGLED;
	return ui_clicked(ui, row) ? TREE_PICKED : TREE_NONE;
}
