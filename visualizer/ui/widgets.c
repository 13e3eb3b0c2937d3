/*
 * Panels, buttons, chips, splitters, scrolling.
 */
#include "visualizer/ui/ui.h"

void ui_round_box(struct ui *ui, struct box b, float radius, struct paint fill, float line,
		  rgba_t border)
{
	float half = line / 2;

	if (b.w <= 0 || b.h <= 0)
		return;
	if (fill.color >> 24) {
		path_round_box(ui->canvas, (float)b.x, (float)b.y, (float)b.w, (float)b.h, radius);
		path_fill(ui->canvas, fill);
	}
	if (line > 0) {
		path_round_box(ui->canvas, (float)b.x + half, (float)b.y + half, (float)b.w - line,
			       (float)b.h - line, radius - half);
		path_stroke(ui->canvas, line, 0, true, border);
	}
}

void ui_panel(struct ui *ui, struct box b, rgba_t fill)
{
	canvas_fill_box(ui->canvas, b, fill);
}

void ui_rule(struct ui *ui, struct box *b)
{
	struct box line = cut_top(b, ui_px(ui, 9));

	line.y += line.h / 2;
	line.h = 1;
	canvas_fill_box(ui->canvas, line, ui->theme->border);
}

void ui_heading(struct ui *ui, struct box *b, const char *text)
{
	struct ui_style style = {.face = FACE_BOLD, .size = SIZE_SMALL, .color = ui->theme->dim};

	ui_text(ui, cut_top(b, ui_row(ui)), style, text);
}

bool ui_button(struct ui *ui, struct box b, const char *label, bool on)
{
	bool hover  = ui_hovers(ui, b);
	rgba_t fill = on      ? color_mix(ui->theme->raised, ui->theme->accent, 0.25f)
		      : hover ? ui->theme->hover
			      : ui->theme->raised;

	ui_round_box(ui, b, (float)ui_px(ui, 4), solid(fill), 1,
		     on || hover ? ui->theme->accent : ui->theme->border);
	ui_text(ui, box_inset(b, ui_px(ui, 4), 0),
		(struct ui_style){.size = SIZE_SMALL, .align = ALIGN_CENTER}, label);
	if (hover)
		ui->pointer = POINTER_HAND;
	return ui_clicked(ui, b);
}

int ui_chip(struct ui *ui, int x, struct box row, const char *label, rgba_t color, bool on)
{
	struct ui_style style = {.face = FACE_BOLD, .size = SIZE_SMALL};
	int height            = ui_px(ui, 17);
	int width             = ui_text_width(ui, style, label) + ui_px(ui, 9);
	struct box b          = {x, row.y + (row.h - height) / 2, width, height};
	rgba_t fill           = color_mix(ui->theme->panel, color, 0.32f);

	style.align = ALIGN_CENTER;
	if (on) {
		ui_round_box(ui, b, (float)ui_px(ui, 4), solid(fill), 1, color);
		ui_text(ui, b, style, label);
	} else {
		ui_round_box(ui, b, (float)ui_px(ui, 4), (struct paint){0}, 1, ui->theme->border);
	}
	return width;
}

void ui_splitter(struct ui *ui, uint32_t id, struct box handle, bool vertical, int grow, int *size,
		 int least, int most)
{
	int reach       = ui_px(ui, 3);
	struct box grip = vertical ? box_inset(handle, -reach, 0) : box_inset(handle, 0, -reach);
	int dx;
	int dy;

	grip.w        = vertical ? handle.w + 2 * reach : handle.w;
	grip.h        = vertical ? handle.h : handle.h + 2 * reach;
	bool dragging = ui_drag(ui, id, grip, &dx, &dy);
	bool lit      = dragging || (ui_hovers(ui, grip) && !ui->active);

	canvas_fill_box(ui->canvas, handle, lit ? ui->theme->accent : ui->theme->border);
	if (lit)
		ui->pointer = vertical ? POINTER_WE : POINTER_NS;
	if (dragging)
		*size += grow * (vertical ? dx : dy);
	*size = *size > most ? most : *size;
	*size = *size < least ? least : *size;
}

struct box ui_scroll_begin(struct ui *ui, uint32_t id, struct box b, struct ui_scroll *s)
{
	float most      = s->content > (float)b.h ? s->content - (float)b.h : 0;
	int bar         = ui_px(ui, 8);
	struct box area = b;
	int dx;
	int dy;

	if (ui_hovers(ui, b) && ui->in.wheel != 0 && !ui->wheel_used && !(ui->in.mods & MOD_CTRL)) {
		s->y -= ui->in.wheel * (float)ui_row(ui) * 3;
		ui->wheel_used = true;
	}
	if (most > 0) {
		struct box track = cut_right(&area, bar);
		int length       = (int)((float)b.h * (float)b.h / s->content);

		length          = length > ui_px(ui, 24) ? length : ui_px(ui, 24);
		float per_pixel = most / (float)(b.h - length > 0 ? b.h - length : 1);

		if (ui_drag(ui, id, track, &dx, &dy))
			s->y += (float)dy * per_pixel;
		s->y             = s->y > most ? most : s->y < 0 ? 0 : s->y;
		struct box thumb = {track.x + 1, track.y + (int)(s->y / per_pixel), bar - 2,
				    length};

		ui_round_box(ui, thumb, (float)bar / 2, solid(ui->theme->border), 0, 0);
	}
	s->y = s->y > most ? most : s->y < 0 ? 0 : s->y;
	canvas_clip_push(ui->canvas, area);
	area.y -= (int)s->y;
	return area;
}

void ui_scroll_end(struct ui *ui, struct ui_scroll *s, int used)
{
	canvas_clip_pop(ui->canvas);
	s->content = (float)used;
}

void ui_scroll_show(struct ui_scroll *s, int y, int h, int window)
{
	if ((float)y < s->y)
		s->y = (float)y;
	if ((float)(y + h) > s->y + (float)window)
		s->y = (float)(y + h - window);
}
