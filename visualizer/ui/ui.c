/*
 * The frame: input, measures, boxes, focus, tool tips.
 */
#include "visualizer/ui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ui_begin(struct ui *ui, struct canvas *canvas, const struct ui_input *in)
{
	ui->canvas     = canvas;
	ui->in         = *in;
	ui->pointer    = POINTER_ARROW;
	ui->tip[0]     = 0;
	ui->layer      = 0;
	ui->wheel_used = false;
	ui->animating  = false;
	canvas_clear(canvas, ui->theme->back);
	if (in->pressed[0])
		ui->focus = 0;
}

static void tip_draw(struct ui *ui)
{
	struct ui_style style = {.size = SIZE_SMALL};
	int pad               = ui_px(ui, 7);
	int most              = ui_px(ui, 380);
	int width             = ui_text_width(ui, style, ui->tip);
	struct box text       = {0, 0, width < most ? width + 1 : most, 1000};

	text.h           = ui_paragraph(ui, text, style, ui->tip, false);
	struct box frame = {ui->in.mouse_x + ui_px(ui, 12), ui->in.mouse_y + ui_px(ui, 16),
			    text.w + 2 * pad, text.h + 2 * pad};

	if (frame.x + frame.w > ui->canvas->width)
		frame.x = ui->canvas->width - frame.w - 2;
	if (frame.y + frame.h > ui->canvas->height)
		frame.y = ui->in.mouse_y - frame.h - ui_px(ui, 6);
	ui->layer = 9;
	ui_round_box(ui, frame, (float)ui_px(ui, 5), solid(ui->theme->raised), 1.2f,
		     ui->theme->edge);
	ui_paragraph(ui, box_inset(frame, pad, pad), style, ui->tip, true);
}

void ui_end(struct ui *ui)
{
	ui->canvas->clips = 0;
	if (ui->tip[0])
		tip_draw(ui);
	if (!ui->in.down[0])
		ui->active = 0;
	ui->last_mouse_x = ui->in.mouse_x;
	ui->last_mouse_y = ui->in.mouse_y;
}

uint32_t ui_id(const char *name, long number)
{
	uint32_t hash = 2166136261u ^ (uint32_t)number * 2654435761u;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash ? hash : 1;
}

int ui_px(const struct ui *ui, float n)
{
	return (int)(n * ui->scale + 0.5f);
}

int ui_font(const struct ui *ui, enum ui_size size)
{
	static const float sizes[UI_SIZES] = {14, 12, 18};

	return ui_px(ui, sizes[size]);
}

int ui_row(const struct ui *ui)
{
	return ui_px(ui, 24);
}

struct box cut_left(struct box *b, int n)
{
	n              = n < b->w ? n : b->w;
	struct box cut = {b->x, b->y, n, b->h};

	b->x += n;
	b->w -= n;
	return cut;
}

struct box cut_right(struct box *b, int n)
{
	n = n < b->w ? n : b->w;
	b->w -= n;
	return (struct box){b->x + b->w, b->y, n, b->h};
}

struct box cut_top(struct box *b, int n)
{
	n              = n < b->h ? n : b->h;
	struct box cut = {b->x, b->y, b->w, n};

	b->y += n;
	b->h -= n;
	return cut;
}

struct box cut_bottom(struct box *b, int n)
{
	n = n < b->h ? n : b->h;
	b->h -= n;
	return (struct box){b->x, b->y + b->h, b->w, n};
}

struct box box_inset(struct box b, int dx, int dy)
{
	return (struct box){b.x + dx, b.y + dy, b.w > 2 * dx ? b.w - 2 * dx : 0,
			    b.h > 2 * dy ? b.h - 2 * dy : 0};
}

bool ui_hovers(const struct ui *ui, struct box b)
{
	if (ui->blocked && ui->layer == 0)
		return false;
	return box_has(box_intersect(b, canvas_clip(ui->canvas)), ui->in.mouse_x, ui->in.mouse_y);
}

bool ui_clicked(const struct ui *ui, struct box b)
{
	return ui->in.pressed[0] && ui->active == 0 && ui_hovers(ui, b);
}

bool ui_key(struct ui *ui, int code, unsigned mods)
{
	for (int i = 0; i < ui->in.key_count; i++) {
		if (ui->in.keys[i].code == code && ui->in.keys[i].mods == mods) {
			ui->in.keys[i].code = 0;
			return true;
		}
	}
	return false;
}

bool ui_drag(struct ui *ui, uint32_t id, struct box b, int *dx, int *dy)
{
	if (ui_clicked(ui, b))
		ui->active = id;
	if (ui->active != id || !ui->in.down[0])
		return false;
	*dx = ui->in.pressed[0] ? 0 : ui->in.mouse_x - ui->last_mouse_x;
	*dy = ui->in.pressed[0] ? 0 : ui->in.mouse_y - ui->last_mouse_y;
	return true;
}

void ui_tip(struct ui *ui, struct box b, const char *format, ...)
{
	va_list args;

	if (!ui_hovers(ui, b) || ui->active)
		return;
	va_start(args, format);
	vsnprintf(ui->tip, sizeof(ui->tip), format, args);
	va_end(args);
	ui->tip_box = b;
}

void ui_copy(struct ui *ui, const char *text)
{
	snprintf(ui->clipboard, sizeof(ui->clipboard), "%s", text);
}
