/*
 * One line of text to edit: cursor, paste and copy, what does not fit scrolls.
 */
#include "visualizer/ui/ui.h"

#include <SDL2/SDL_keycode.h>
#include <string.h>

static bool inside_character(char byte)
{
	return (byte & 0xc0) == 0x80;
}

static size_t before(const char *text, size_t at)
{
	while (at > 0 && inside_character(text[--at]))
		continue;
	return at;
}

static size_t behind(const char *text, size_t at)
{
	if (text[at])
		at++;
	while (inside_character(text[at]))
		at++;
	return at;
}

static void erase(char *text, size_t from, size_t to)
{
	memmove(text + from, text + to, strlen(text + to) + 1);
}

static void insert(struct ui *ui, char *text, size_t room)
{
	size_t n = strlen(ui->in.text);

	if (n == 0 || strlen(text) + n >= room)
		return;
	memmove(text + ui->cursor + n, text + ui->cursor, strlen(text + ui->cursor) + 1);
	memcpy(text + ui->cursor, ui->in.text, n);
	ui->cursor += n;
	ui->in.text[0] = 0;
}

static void move(struct ui *ui, const char *text)
{
	while (ui_key(ui, SDLK_LEFT, 0))
		ui->cursor = before(text, ui->cursor);
	while (ui_key(ui, SDLK_RIGHT, 0))
		ui->cursor = behind(text, ui->cursor);
	if (ui_key(ui, SDLK_HOME, 0) || ui_key(ui, SDLK_a, MOD_CTRL))
		ui->cursor = 0;
	if (ui_key(ui, SDLK_END, 0) || ui_key(ui, SDLK_e, MOD_CTRL))
		ui->cursor = strlen(text);
}

/* @return true when Enter was pressed */
static bool edit(struct ui *ui, char *text, size_t room)
{
	if (ui->cursor > strlen(text))
		ui->cursor = strlen(text);
	insert(ui, text, room);
	while (ui_key(ui, SDLK_BACKSPACE, 0)) {
		size_t at = before(text, ui->cursor);

		erase(text, at, ui->cursor);
		ui->cursor = at;
	}
	while (ui_key(ui, SDLK_DELETE, 0))
		erase(text, ui->cursor, behind(text, ui->cursor));
	if (ui_key(ui, SDLK_c, MOD_CTRL))
		ui_copy(ui, text);
	if (ui_key(ui, SDLK_x, MOD_CTRL)) {
		ui_copy(ui, text);
		*text = 0;
	}
	if (ui_key(ui, SDLK_u, MOD_CTRL))
		*text = 0;
	move(ui, text);
	ui->cursor = *text ? ui->cursor : 0;
	return ui_key(ui, SDLK_RETURN, 0) || ui_key(ui, SDLK_KP_ENTER, 0);
}

/* The character at x pixels from the start of the text. */
static void cursor_to(struct ui *ui, const char *text, int x)
{
	ui->cursor = (size_t)text_fit(ui->fonts, FACE_SANS, ui_font(ui, SIZE_NORMAL), text,
				      x > 0 ? x : 0);
}

bool ui_input_line(struct ui *ui, uint32_t id, struct box b, char *text, size_t room,
		   const char *hint)
{
	struct box inner      = box_inset(b, ui_px(ui, 7), 0);
	struct ui_style style = {.color = *text ? ui->theme->text : ui->theme->dim};
	bool enter            = false;
	bool clicked          = ui_clicked(ui, b);

	if (clicked)
		ui->focus = id;
	bool focused = ui->focus == id;

	if (focused && ui->edited != id) {
		ui->edited = id;
		ui->cursor = strlen(text);
	}
	if (!focused && ui->edited == id)
		ui->edited = 0;
	if (ui_hovers(ui, b))
		ui->pointer = POINTER_TEXT;
	if (focused)
		enter = edit(ui, text, room);
	ui_round_box(ui, b, (float)ui_px(ui, 4), solid(ui->theme->back), 1,
		     focused ? ui->theme->accent : ui->theme->border);
	if (!focused) {
		ui_text(ui, inner, style, *text ? text : hint);
		return false;
	}
	/* A long text is shifted so far that the cursor is in sight. */
	int at = text_width(ui->fonts, FACE_SANS, ui_font(ui, SIZE_NORMAL), text, (int)ui->cursor);
	int shift = at > inner.w - 4 ? at - inner.w + 4 : 0;

	if (clicked)
		cursor_to(ui, text, ui->in.mouse_x - inner.x + shift);
	canvas_clip_push(ui->canvas, inner);
	text_draw(ui->canvas, ui->fonts, FACE_SANS, ui_font(ui, SIZE_NORMAL), inner.x - shift,
		  b.y + (b.h - text_height(ui->fonts, FACE_SANS, ui_font(ui, SIZE_NORMAL))) / 2,
		  ui->theme->text, text, -1);
	canvas_fill_box(
		ui->canvas,
		(struct box){inner.x + at - shift, b.y + b.h / 5, ui_px(ui, 2), b.h * 3 / 5},
		ui->theme->accent);
	canvas_clip_pop(ui->canvas);
	return enter;
}
