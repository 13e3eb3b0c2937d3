/*
 * Search: objects by name, kind or number, notes and lines of the console, events by their text; some
 * of each, best first.
 */
#include "visualizer/views/state.h"

#include <SDL2/SDL_keycode.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	HITS             = 14,
	OBJECT_HITS      = 6,
	TEXT_HITS        = 10,
	EVENTS_LOOKED_AT = 4000,
	LINES_LOOKED_AT  = 5000
};

struct hit {
	struct pick pick;
	unsigned kind;
	char text[160];
};

static bool contains(const char *text, const char *part)
{
	for (; *text; text++) {
		size_t i = 0;

		while (part[i] &&
		       tolower((unsigned char)text[i]) == tolower((unsigned char)part[i]))
			i++;
		if (!part[i])
			return true;
	}
	return false;
}

static int find_objects(struct viz *v, struct hit *hits)
{
	int count = 0;
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i < v->state->objects && count < OBJECT_HITS; i++) {
		const struct model_object *o = &v->state->object[i];
		struct hit *h                = &hits[count];

		snprintf(h->text, sizeof(h->text), "%s — %s %u", name_of(v, o->id, name),
			 schema_kind_name(o->kind), o->id);
		h->kind = o->kind;
		h->pick = pick_object(o->id);
		count += contains(h->text, v->search);
	}
	return count;
}

/* Newest first, back from the cursor; a bounded number, so that typing stays fluent. */
static int find_events(struct viz *v, struct hit *hits, int count)
{
	size_t at = model_event_find(v->model, v->now + 1);

	for (int i = 0; i < EVENTS_LOOKED_AT && at > 0 && count < HITS; i++) {
		const struct model_event *e = model_event_at(v->model, --at);
		struct hit *h               = &hits[count];

		model_event_text(v->model, e, h->text, sizeof(h->text));
		h->kind = KIND_UNKNOWN;
		h->pick = pick_event(e->number);
		count += contains(h->text, v->search);
	}
	return count;
}

/* Notes of bookmarks, and lines of the console, newest first: a hit leads to their instant. */
static int find_texts(struct viz *v, struct hit *hits, int count)
{
	size_t lines = model_lines(v->model);

	for (int i = 0; i < v->bookmark_count && count < TEXT_HITS; i++) {
		struct hit *h = &hits[count];

		snprintf(h->text, sizeof(h->text), "Note: %s", v->bookmarks[i].note);
		h->kind = KIND_UNKNOWN;
		h->pick = (struct pick){PICK_NOTHING, 0, v->bookmarks[i].at};
		count += contains(v->bookmarks[i].note, v->search);
	}
	for (size_t i = lines; i > 0 && i + LINES_LOOKED_AT > lines && count < TEXT_HITS; i--) {
		struct model_line line = model_line(v->model, i - 1);
		struct hit *h          = &hits[count];

		snprintf(h->text, sizeof(h->text), "Console: %.140s", line.text);
		h->kind = KIND_UNKNOWN;
		h->pick = (struct pick){PICK_NOTHING, 0, line.time};
		count += contains(line.text, v->search);
	}
	return count;
}

static void take(struct viz *v, const struct hit *h)
{
	if (h->pick.kind == PICK_NOTHING)
		time_set(v, h->pick.at);
	else
		pick_set(v, h->pick);
	if (h->pick.kind == PICK_EVENT)
		time_set(v, model_event(v->model, (uint32_t)h->pick.at)->time);
	v->searching = false;
	v->search[0] = 0;
	v->ui.focus  = 0;
}

static void draw_hits(struct viz *v, struct box field)
{
	struct ui *ui = &v->ui;
	struct hit hits[HITS];
	int count    = find_events(v, hits, find_texts(v, hits, find_objects(v, hits)));
	int width    = field.w > ui_px(ui, 460) ? field.w : ui_px(ui, 460);
	struct box b = {field.x + field.w - width, field.y + field.h + 2, width,
			(count ? count : 1) * ui_row(ui) + ui_px(ui, 10)};

	v->memory->search_list = b;
	ui_round_box(ui, b, 5, solid(ui->theme->raised), 1.4f, ui->theme->accent);
	b = box_inset(b, ui_px(ui, 6), ui_px(ui, 5));
	if (count == 0)
		ui_text(ui, b, dim(ui), "Nothing found");
	for (int i = 0; i < count; i++) {
		struct box row = cut_top(&b, ui_row(ui));

		if (ui_hovers(ui, row) || i == 0)
			canvas_fill_box(ui->canvas, row, ui->theme->hover);
		if (ui_clicked(ui, row))
			take(v, &hits[i]);
		if (hits[i].kind != KIND_UNKNOWN)
			kind_icon(ui, hits[i].kind, &row);
		ui_text(ui, row, (struct ui_style){0}, hits[i].text);
	}
	if (count && v->memory->search_enter)
		take(v, &hits[0]);
	v->memory->search_enter = false;
}

/* Drawn twice: the field in the title bar; the list of hits on top of everything at the end. */
void pane_search(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;
	uint32_t id   = ui_id("search", 0);

	if (ui->layer > 0) {
		draw_hits(v, b);
		return;
	}
	v->memory->search_field = b;
	if (v->searching)
		ui->focus = id;
	if (ui_input_line(ui, id, b, v->search, sizeof(v->search), "/ search"))
		v->memory->search_enter = true;
	v->searching = ui->focus == id;
}
