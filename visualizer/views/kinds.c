/*
 * Shape says the kind, colour and pattern say the state: here is which.
 */
#include "visualizer/views/view.h"

#include <stdio.h>
#include <string.h>

static void trace_shape(struct canvas *c, unsigned kind, float x, float y, float w, float h)
{
	switch (kind) {
	case KIND_task:
		path_round_box(c, x, y, w, h, h < 30 ? h / 4 : 9);
		break;
	case KIND_thread:
		path_round_box(c, x, y, w, h, h / 2);
		break;
	case KIND_gate:
		path_move(c, x + w / 2, y);
		path_line(c, x + w, y + h / 2);
		path_line(c, x + w / 2, y + h);
		path_line(c, x, y + h / 2);
		break;
	case KIND_irq: /* a flag with a notch */
		path_move(c, x, y);
		path_line(c, x + w, y);
		path_line(c, x + w - h * 0.35f, y + h / 2);
		path_line(c, x + w, y + h);
		path_line(c, x, y + h);
		break;
	case KIND_semaphore:
		path_circle(c, x + w / 2, y + h / 2, (w < h ? w : h) / 2);
		break;
	default:
		path_round_box(c, x, y, w, h, 1);
		break;
	}
}

void kind_shape(struct ui *ui, unsigned kind, float x, float y, float w, float h, rgba_t fill,
		rgba_t line, float width)
{
	float half = width / 2;

	trace_shape(ui->canvas, kind, x, y, w, h);
	path_fill(ui->canvas, solid(fill));
	if (width <= 0)
		return;
	trace_shape(ui->canvas, kind, x + half, y + half, w - width, h - width);
	path_stroke(ui->canvas, width, 0, true, line);
}

void kind_outline(struct ui *ui, unsigned kind, float x, float y, float w, float h, rgba_t line,
		  float width)
{
	float half = width / 2;

	trace_shape(ui->canvas, kind, x + half, y + half, w - width, h - width);
	path_stroke(ui->canvas, width, 4, true, line);
}

void kind_icon(struct ui *ui, unsigned kind, struct box *row)
{
	struct box b = cut_left(row, ui_px(ui, 22));
	float h      = (float)ui_px(ui, kind == KIND_thread ? 8 : 12);
	float w      = (float)ui_px(ui, kind == KIND_thread || kind == KIND_irq ? 14 : 12);
	float x      = (float)b.x;
	float y      = (float)b.y + ((float)b.h - h) / 2;

	kind_shape(ui, kind, x, y, w, h, ui->theme->raised, ui->theme->dim, 1.4f);
	if (kind == KIND_factory)
		canvas_fill_box(ui->canvas,
				(struct box){(int)x + 3, (int)(y + h) - ui_px(ui, 5),
					     (int)w - ui_px(ui, 5), ui_px(ui, 3)},
				ui->theme->dim);
}

rgba_t mood_color(const struct ui *ui, enum model_mood mood)
{
	const struct theme *t = ui->theme;

	switch (mood) {
	case MOOD_RUNNING:
		return t->running;
	case MOOD_READY:
		return t->ready;
	case MOOD_SENDING:
		return t->sending;
	case MOOD_RECEIVING:
		return t->receiving;
	case MOOD_FAULT:
		return t->faulting;
	case MOOD_SLEEPING:
		return t->sleeping;
	default:
		return t->border;
	}
}

struct paint mood_paint(const struct ui *ui, enum model_mood mood)
{
	struct paint p = {.color = mood_color(ui, mood), .pitch = ui_px(ui, 7)};

	p.under = color_mix(ui->theme->panel, p.color, 0.38f);
	switch (mood) {
	case MOOD_SENDING:
		p.pattern = PATTERN_SLASH;
		break;
	case MOOD_RECEIVING:
		p.pattern = PATTERN_BACKSLASH;
		break;
	case MOOD_FAULT:
		p.pattern = PATTERN_DOTS;
		break;
	case MOOD_SLEEPING:
		p.color = color_mix(ui->theme->panel, p.color, 0.7f);
		break;
	case MOOD_STOPPED:
	case MOOD_UNKNOWN:
		p.color = 0;
		break;
	default:
		break;
	}
	return p;
}

void mood_icon(struct ui *ui, enum model_mood mood, struct box *row)
{
	struct box b = cut_left(row, ui_px(ui, 22));
	int side     = ui_px(ui, 14);

	b = (struct box){b.x, b.y + (b.h - side) / 2, side, side};
	ui_round_box(ui, b, (float)ui_px(ui, 3), mood_paint(ui, mood), 1.2f,
		     mood == MOOD_STOPPED ? ui->theme->dim : mood_color(ui, mood));
	ui_tip(ui, b, "%s", model_mood_name(mood));
}

enum model_mood mood_of(uint32_t id, uint32_t state, uint32_t partner)
{
	enum model_mood mood = model_mood(state, partner);

	return mood == MOOD_RECEIVING && partner == id ? MOOD_SLEEPING : mood;
}

enum model_mood thread_mood(const struct model_thread *t)
{
	return t ? mood_of(t->id, t->state, t->partner) : MOOD_UNKNOWN;
}

static int rights_chips(struct ui *ui, int x, struct box row, unsigned rights, unsigned before,
			const char *letters, const unsigned *bits)
{
	int start = x;

	for (int i = 0; letters[i]; i++) {
		char label[2] = {letters[i], 0};

		if (rights & bits[i] || before & bits[i])
			x += ui_chip(ui, x, row, label, ui->theme->accent, (rights & bits[i]) != 0);
		else
			x += ui_text_width(ui, (struct ui_style){FACE_BOLD, SIZE_SMALL, 0, 0},
					   label) +
			     ui_px(ui, 9);
		x += ui_px(ui, 3);
	}
	return x - start;
}

int cap_rights(struct ui *ui, int x, struct box row, unsigned rights, unsigned before)
{
	static const unsigned bits[] = {4, 1, 2, 8};

	return rights_chips(ui, x, row, rights, before, "RWSD", bits);
}

int page_rights(struct ui *ui, int x, struct box row, unsigned rights, unsigned before)
{
	static const unsigned bits[] = {4, 2, 1};

	return rights_chips(ui, x, row, rights, before, "RWX", bits);
}

void draw_missing(struct ui *ui, struct box b)
{
	struct paint p = {.color   = color_alpha(ui->theme->warn, 0.75f),
			  .under   = color_alpha(ui->theme->warn, 0.14f),
			  .pattern = PATTERN_SLASH,
			  .pitch   = ui_px(ui, 8)};

	path_round_box(ui->canvas, (float)b.x, (float)b.y, (float)b.w, (float)b.h, 0);
	path_fill(ui->canvas, p);
}

struct ui_style dim(const struct ui *ui)
{
	return (struct ui_style){.color = ui->theme->dim};
}

struct ui_style small(const struct ui *ui)
{
	return (struct ui_style){.size = SIZE_SMALL, .color = ui->theme->text};
}

struct ui_style small_dim(const struct ui *ui)
{
	return (struct ui_style){.size = SIZE_SMALL, .color = ui->theme->dim};
}

struct ui_style bold(void)
{
	return (struct ui_style){.face = FACE_BOLD, .size = SIZE_NORMAL};
}

struct ui_style mono(void)
{
	return (struct ui_style){.face = FACE_MONO, .size = SIZE_SMALL};
}

const char *name_of(const struct viz *v, uint32_t id, char name[NAME_MAX_BYTES])
{
	const struct model_object *o = model_object(v->state, id);
	const struct model_thread *t = model_thread(v->state, id);

	/* The kernel's own thread of each CPU runs when nobody else wants to. */
	if (t && t->task == 0 && t->priority == 0 && !(t->state & STATE_dead) &&
	    (!o || !o->name[0])) {
		snprintf(name, NAME_MAX_BYTES, "idle");
		return name;
	}
	/* A name given later is the best word for an object before, too: ids are never reused. */
	if (id && (!o || !o->name[0]))
		return model_any_name(v->model, id, name, NAME_MAX_BYTES);
	return model_name(v->state, id, name, NAME_MAX_BYTES);
}
