/*
 * Text in boxes: fitting, cutting, breaking into lines; and the record of what was drawn.
 */
#include "visualizer/ui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ellipsis[] = "…";

static rgba_t style_color(const struct ui *ui, struct ui_style style)
{
	return style.color ? style.color : ui->theme->text;
}

int ui_text_width(struct ui *ui, struct ui_style style, const char *text)
{
	return text_width(ui->fonts, style.face, ui_font(ui, style.size), text, -1);
}

int ui_text(struct ui *ui, struct box b, struct ui_style style, const char *text)
{
	int size   = ui_font(ui, style.size);
	int height = text_height(ui->fonts, style.face, size);
	int width  = text_width(ui->fonts, style.face, size, text, -1);
	int y      = b.y + (b.h - height) / 2;
	int bytes  = (int)strlen(text);
	bool cut   = width > b.w;
	int x      = b.x;

	if (cut) {
		int dots = text_width(ui->fonts, style.face, size, ellipsis, -1);

		bytes = text_fit(ui->fonts, style.face, size, text, b.w - dots);
		width = text_width(ui->fonts, style.face, size, text, bytes) + dots;
		ui_tip(ui, b, "%s", text);
	} else if (style.align != ALIGN_LEFT) {
		x += style.align == ALIGN_RIGHT ? b.w - width : (b.w - width) / 2;
	}
	if (b.w <= 0)
		return 0;
	int end = text_draw(ui->canvas, ui->fonts, style.face, size, x, y, style_color(ui, style),
			    text, bytes);

	if (cut)
		text_draw(ui->canvas, ui->fonts, style.face, size, end, y, style_color(ui, style),
			  ellipsis, -1);
	if (ui->report && *text)
		ui_report_add(ui->report, (struct box){x, y, width, height},
			      canvas_clip(ui->canvas), ui->layer, cut, text);
	return width;
}

int ui_textf(struct ui *ui, struct box b, struct ui_style style, const char *format, ...)
{
	char text[UI_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return ui_text(ui, b, style, text);
}

/* How many bytes of @p text go on a line, and where the next line starts. */
static int line_bytes(struct ui *ui, struct ui_style style, const char *text, int width,
		      const char **next)
{
	int fit             = text_fit(ui->fonts, style.face, ui_font(ui, style.size), text, width);
	const char *newline = memchr(text, '\n', (size_t)fit + (text[fit] == '\n'));
	int end             = newline ? (int)(newline - text) : fit;

	if (!newline && text[fit] && text[fit] != ' ') {
		while (end > 0 && text[end - 1] != ' ')
			end--;
		end = end > 0 ? end : fit > 0 ? fit : 1;
	}
	*next = text + end + (text[end] == ' ' || text[end] == '\n');
	return end;
}

int ui_paragraph(struct ui *ui, struct box b, struct ui_style style, const char *text, bool draw)
{
	int height = text_height(ui->fonts, style.face, ui_font(ui, style.size)) + ui_px(ui, 1);
	int used   = 0;

	while (*text) {
		const char *next;
		int bytes = line_bytes(ui, style, text, b.w, &next);
		char line[UI_TEXT_MAX];

		snprintf(line, sizeof(line), "%.*s", bytes, text);
		for (int i = (int)strlen(line); i > 0 && line[i - 1] == ' '; i--)
			line[i - 1] = 0;
		if (draw)
			ui_text(ui, (struct box){b.x, b.y + used, b.w, height}, style, line);
		used += height;
		text = next;
	}
	return used;
}

void ui_label(struct ui *ui, enum face face, int size, int x, int y, rgba_t color, const char *text)
{
	int end = text_draw(ui->canvas, ui->fonts, face, size, x, y, color, text, -1);

	if (ui->report)
		ui_report_add(ui->report,
			      (struct box){x, y, end - x, text_height(ui->fonts, face, size)},
			      canvas_clip(ui->canvas), ui->layer, false, text);
}

void ui_report_add(struct ui_report *r, struct box b, struct box clip, int layer, bool cut,
		   const char *text)
{
	struct box seen = box_intersect(b, clip);

	if (seen.w == 0 || seen.h == 0)
		return;
	if (r->count == r->room) {
		int room   = r->room ? 2 * r->room : 256;
		void *more = realloc(r->entries, (size_t)room * sizeof(*r->entries));

		if (!more)
			return;
		r->entries = more;
		r->room    = room;
	}
	struct ui_report_entry *e = &r->entries[r->count++];

	/* Half rows at the end of a scrolled list are no fault; text that is cut at a side is. */
	*e = (struct ui_report_entry){.box = seen, .layer = layer, .cut = cut || seen.w < b.w};
	snprintf(e->text, sizeof(e->text), "%.60s", text);
}

int ui_report_overlaps(const struct ui_report *r, int *a, int *b)
{
	int pairs = 0;

	for (int i = 0; i < r->count; i++) {
		for (int j = i + 1; j < r->count; j++) {
			struct box o = box_intersect(r->entries[i].box, r->entries[j].box);
			int line     = r->entries[i].box.h;

			/* A line's box has air above and below its letters: two pixels are none. */
			if (r->entries[i].layer != r->entries[j].layer || o.w < 2 || o.h * 4 < line)
				continue;
			if (pairs++ == 0) {
				*a = i;
				*b = j;
			}
		}
	}
	return pairs;
}

int ui_report_cut(const struct ui_report *r)
{
	int cut = 0;

	for (int i = 0; i < r->count; i++)
		cut += r->entries[i].cut;
	return cut;
}

void ui_report_free(struct ui_report *r)
{
	free(r->entries);
	*r = (struct ui_report){0};
}
