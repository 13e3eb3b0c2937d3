/*
 * Menus that pop up, for the mouse and for the keys ↑ ↓ Enter Esc.
 */
#include "visualizer/ui/ui.h"

#include <SDL2/SDL_keycode.h>

void ui_menu_open(struct ui *ui, struct ui_menu *m, int x, int y)
{
	*m        = (struct ui_menu){.open = true, .fresh = true, .x = x, .y = y, .at = 0};
	ui->focus = 0;
}

static int menu_width(struct ui *ui, const struct ui_menu_item *items, int count)
{
	int width = ui_px(ui, 120);

	for (int i = 0; i < count; i++) {
		int w = ui_text_width(ui, (struct ui_style){0}, items[i].label) +
			ui_text_width(ui, (struct ui_style){.size = SIZE_SMALL},
				      items[i].key ? items[i].key : "") +
			ui_px(ui, 60);

		width = w > width ? w : width;
	}
	return width;
}

/* The next item that can be chosen. */
static void step(struct ui_menu *m, const struct ui_menu_item *items, int count, int by)
{
	for (int i = 0; i < count; i++) {
		m->at = (m->at + by + count) % count;
		if (!items[m->at].off)
			return;
	}
}

static bool draw_item(struct ui *ui, struct box row, const struct ui_menu_item *item, bool lit)
{
	bool hover = ui_hovers(ui, row) && !item->off;

	if (lit || hover)
		canvas_fill_box(ui->canvas, row, ui->theme->hover);
	if (lit)
		canvas_fill_box(ui->canvas, (struct box){row.x, row.y, ui_px(ui, 3), row.h},
				ui->theme->accent);
	struct box text = box_inset(row, ui_px(ui, 12), 0);

	if (item->key)
		ui_text(ui, text,
			(struct ui_style){
				.size = SIZE_SMALL, .align = ALIGN_RIGHT, .color = ui->theme->dim},
			item->key);
	ui_text(ui, text, (struct ui_style){.color = item->off ? ui->theme->border : 0},
		item->label);
	return hover && ui->in.pressed[0];
}

int ui_menu(struct ui *ui, struct ui_menu *m, const struct ui_menu_item *items, int count)
{
	int row      = ui_px(ui, 28);
	int pad      = ui_px(ui, 5);
	struct box b = {m->x, m->y, menu_width(ui, items, count), count * row + 2 * pad};
	int chosen   = -1;

	if (!m->open)
		return -1;
	if (b.x + b.w > ui->canvas->width)
		b.x = ui->canvas->width - b.w - 2;
	if (b.y + b.h > ui->canvas->height)
		b.y = ui->canvas->height - b.h - 2;
	ui_round_box(ui, b, (float)ui_px(ui, 6), solid(ui->theme->raised), 1.4f, ui->theme->accent);
	if (items[m->at].off)
		step(m, items, count, 1);
	if (ui_key(ui, SDLK_DOWN, 0))
		step(m, items, count, 1);
	if (ui_key(ui, SDLK_UP, 0))
		step(m, items, count, -1);
	for (int i = 0; i < count; i++) {
		struct box item = {b.x + 1, b.y + pad + i * row, b.w - 2, row};

		if (draw_item(ui, item, &items[i], i == m->at))
			chosen = i;
	}
	if (ui_key(ui, SDLK_RETURN, 0) || ui_key(ui, SDLK_KP_ENTER, 0))
		chosen = m->at;
	/* The press that opened it is not one beside it. */
	bool beside = !m->fresh && (ui->in.pressed[0] || ui->in.pressed[2]) && chosen < 0;

	m->fresh = false;
	if (chosen >= 0 || ui_key(ui, SDLK_ESCAPE, 0) || beside)
		m->open = false;
	return chosen;
}
