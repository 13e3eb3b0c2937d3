/*
 * The lines of the inspector's page. See inspector.h.
 */
#include "visualizer/views/inspector.h"

#include <stdarg.h>
#include <stdio.h>

void page_title(struct page *p, unsigned kind, const char *text)
{
	struct box row = cut_top(&p->b, ui_px(&p->v->ui, 30));

	if (kind != KIND_UNKNOWN)
		kind_icon(&p->v->ui, kind, &row);
	ui_text(&p->v->ui, row,
		(struct ui_style){.face = FACE_BOLD, .size = SIZE_LARGE, .color = 0}, text);
}

void page_say(struct page *p, const char *format, ...)
{
	char text[UI_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cut_top(&p->b, ui_paragraph(&p->v->ui, p->b, (struct ui_style){0}, text, true) +
			       ui_px(&p->v->ui, 6));
}

void page_value(struct page *p, const char *name, const char *format, ...)
{
	struct ui *ui = &p->v->ui;
	char text[UI_TEXT_MAX];
	va_list args;
	struct box row = cut_top(&p->b, ui_px(ui, 21));

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (ui_hovers(ui, row) && ui->in.clicks == 2 && ui->in.pressed[0]) {
		ui_copy(ui, text);
		viz_notice(p->v, "Copied %s", text);
	}
	ui_text(ui, cut_left(&row, ui_px(ui, row.w > ui_px(ui, 240) ? 96 : 82)), small_dim(ui),
		name);
	ui_text(ui, row, small(ui), text);
}

void page_link(struct page *p, unsigned kind, struct pick to, const char *text)
{
	struct ui *ui  = &p->v->ui;
	struct box row = cut_top(&p->b, ui_px(ui, 22));
	bool hover     = ui_hovers(ui, row);

	if (hover) {
		canvas_fill_box(ui->canvas, row, ui->theme->hover);
		ui->pointer = POINTER_HAND;
	}
	if (kind != KIND_UNKNOWN)
		kind_icon(ui, kind, &row);
	ui_text(ui, row, (struct ui_style){.color = ui->theme->accent}, text);
	if (hover && ui->in.pressed[0])
		pick_set(p->v, to);
}

void page_object(struct page *p, const char *what, uint32_t id)
{
	const struct model_object *o = model_object(p->v->state, id);
	char name[NAME_MAX_BYTES];
	char text[NAME_MAX_BYTES + 40];

	if (id == 0)
		return;
	snprintf(text, sizeof(text), "%s%s", what, name_of(p->v, id, name));
	page_link(p, o ? o->kind : KIND_UNKNOWN, pick_object(id), text);
}

void page_section(struct page *p, const char *text)
{
	cut_top(&p->b, ui_px(&p->v->ui, 4));
	ui_rule(&p->v->ui, &p->b);
	ui_heading(&p->v->ui, &p->b, text);
}
