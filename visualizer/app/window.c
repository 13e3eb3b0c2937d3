/*
 * The window: SDL's events become the frame's input, the canvas becomes its picture.
 *
 * A frame is drawn when the user did something or something new has arrived, at most 40 times a
 * second for data; a quiet window costs nothing.
 */
#include "visualizer/app/app.h"

#include "jdb/host/session.h"

#include <SDL2/SDL.h>
#include <string.h>

enum { DATA_FRAME_MS = 25 };

struct window {
	SDL_Window *window;
	SDL_Renderer *renderer;
	SDL_Texture *texture;
	struct canvas canvas;
	SDL_Cursor *pointers[POINTER_TEXT + 1];
	struct ui_input in;
	bool touched; /* the user did something */
	uint64_t seen[TOPICS];
	uint64_t drawn_ms;
	enum ui_pointer pointer;
};

static bool resize(struct window *w)
{
	int width;
	int height;

	SDL_GetRendererOutputSize(w->renderer, &width, &height);
	if (w->texture && w->canvas.width == width && w->canvas.height == height)
		return true;
	if (w->texture)
		SDL_DestroyTexture(w->texture);
	canvas_free(&w->canvas);
	w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888,
				       SDL_TEXTUREACCESS_STREAMING, width, height);
	return w->texture && canvas_init(&w->canvas, width, height);
}

static bool open_window(struct window *w, const struct options *o)
{
	static const SDL_SystemCursor cursors[] = {
		SDL_SYSTEM_CURSOR_ARROW,  SDL_SYSTEM_CURSOR_HAND,   SDL_SYSTEM_CURSOR_SIZEALL,
		SDL_SYSTEM_CURSOR_SIZEWE, SDL_SYSTEM_CURSOR_SIZENS, SDL_SYSTEM_CURSOR_IBEAM,
	};

	w->window =
		SDL_CreateWindow("Phial", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, o->width,
				 o->height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
	if (!w->window)
		return false;
	SDL_SetWindowMinimumSize(w->window, 640, 480);
	w->renderer = SDL_CreateRenderer(w->window, -1, 0);
	if (!w->renderer)
		w->renderer = SDL_CreateRenderer(w->window, -1, SDL_RENDERER_SOFTWARE);
	for (int i = 0; i <= POINTER_TEXT; i++)
		w->pointers[i] = SDL_CreateSystemCursor(cursors[i]);
	SDL_StartTextInput();
	return w->renderer && resize(w);
}

static void close_window(struct window *w)
{
	for (int i = 0; i <= POINTER_TEXT; i++)
		SDL_FreeCursor(w->pointers[i]);
	if (w->texture)
		SDL_DestroyTexture(w->texture);
	if (w->renderer)
		SDL_DestroyRenderer(w->renderer);
	if (w->window)
		SDL_DestroyWindow(w->window);
	canvas_free(&w->canvas);
}

static void add_key(struct window *w, int code, unsigned mods)
{
	if (w->in.key_count < UI_KEYS)
		w->in.keys[w->in.key_count++] = (struct ui_key){code, mods};
}

static unsigned modifiers(unsigned mod)
{
	return (mod & KMOD_SHIFT ? MOD_SHIFT : 0u) | (mod & KMOD_CTRL ? MOD_CTRL : 0u) |
	       (mod & KMOD_ALT ? MOD_ALT : 0u);
}

/* Signs lie on other keys on other keyboards: they are taken from the text that they type. */
static bool is_sign(int code)
{
	return code && code < 128 && strchr("/?+-=`", code);
}

static void typed(struct window *w, const char *text)
{
	if (strlen(w->in.text) + strlen(text) < sizeof(w->in.text))
		strcat(w->in.text, text);
	if (is_sign(text[0]) && !text[1])
		add_key(w, text[0], 0);
}

static void paste(struct window *w)
{
	char *text = SDL_GetClipboardText();

	if (text)
		text[strcspn(text, "\r\n")] = 0;
	if (text && strlen(w->in.text) + strlen(text) < sizeof(w->in.text))
		strcat(w->in.text, text);
	SDL_free(text);
}

static void mouse_button(struct window *w, const SDL_MouseButtonEvent *e, bool down)
{
	int button = e->button == SDL_BUTTON_LEFT ? 0 : e->button == SDL_BUTTON_MIDDLE ? 1 : 2;

	if (e->button > SDL_BUTTON_RIGHT)
		return;
	w->in.down[button] = down;
	if (down)
		w->in.pressed[button] = true;
	else
		w->in.released[button] = true;
	w->in.clicks = e->clicks;
}

/* Mouse positions come in window units; the canvas has the pixels of a dense display. */
static void mouse_at(struct window *w, int x, int y)
{
	int width  = 1;
	int height = 1;

	SDL_GetWindowSize(w->window, &width, &height);
	w->in.mouse_x = x * w->canvas.width / (width > 0 ? width : 1);
	w->in.mouse_y = y * w->canvas.height / (height > 0 ? height : 1);
}

static void take_event(struct window *w, struct viz *v, const SDL_Event *e)
{
	w->touched = true;
	w->in.mods = modifiers(SDL_GetModState());
	switch (e->type) {
	case SDL_QUIT:
		v->quit = true;
		break;
	case SDL_MOUSEMOTION:
		mouse_at(w, e->motion.x, e->motion.y);
		break;
	case SDL_MOUSEBUTTONDOWN:
		mouse_at(w, e->button.x, e->button.y);
		mouse_button(w, &e->button, true);
		break;
	case SDL_MOUSEBUTTONUP:
		mouse_at(w, e->button.x, e->button.y);
		mouse_button(w, &e->button, false);
		break;
	case SDL_MOUSEWHEEL:
		w->in.wheel += e->wheel.preciseY;
		break;
	case SDL_KEYDOWN:
		/* What was held at that time: it may have been let go since. */
		w->in.mods = modifiers(e->key.keysym.mod);
		if (e->key.keysym.sym == SDLK_v && w->in.mods == MOD_CTRL)
			paste(w);
		else if (!is_sign(e->key.keysym.sym) || w->in.mods & MOD_CTRL)
			add_key(w, e->key.keysym.sym, w->in.mods);
		break;
	case SDL_TEXTINPUT:
		typed(w, e->text.text);
		break;
	default:
		break;
	}
}

static bool data_changed(struct window *w, const struct viz *v)
{
	bool changed = false;

	for (int i = 0; i < TOPICS; i++) {
		uint64_t now = model_generation(v->model, (enum model_topic)i);

		changed |= now != w->seen[i];
		w->seen[i] = now;
	}
	return changed;
}

/* Between a press and a release in one batch of events lies a frame of its own. */
static bool ends_batch(const SDL_Event *e)
{
	return e->type == SDL_MOUSEBUTTONDOWN || e->type == SDL_MOUSEBUTTONUP ||
	       e->type == SDL_KEYDOWN;
}

static void show(struct window *w)
{
	SDL_UpdateTexture(w->texture, NULL, w->canvas.pixels, w->canvas.width * 4);
	SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
	SDL_RenderPresent(w->renderer);
}

static void draw(struct window *w, struct viz *v)
{
	ui_begin(&v->ui, &w->canvas, &w->in);
	viz_frame(v);
	ui_end(&v->ui);
	w->in = (struct ui_input){.mouse_x = w->in.mouse_x,
				  .mouse_y = w->in.mouse_y,
				  .mods    = w->in.mods,
				  .down    = {w->in.down[0], w->in.down[1], w->in.down[2]}};
	show(w);
	if (v->ui.pointer != w->pointer)
		SDL_SetCursor(w->pointers[w->pointer = v->ui.pointer]);
	if (v->ui.clipboard[0]) {
		SDL_SetClipboardText(v->ui.clipboard);
		v->ui.clipboard[0] = 0;
	}
	if (v->request[0]) {
		bool ok = export_view(v, w->canvas.width, w->canvas.height, v->request_bare,
				      v->request);

		viz_notice(v, ok ? "Saved %s" : "Cannot write %s", v->request);
		v->request[0] = 0;
		w->touched    = true;
	}
	w->drawn_ms = SDL_GetTicks64();
}

/* Wait for the user or for data; whichever comes first. */
static void wait_and_read(struct window *w, struct viz *v)
{
	SDL_Event e;
	bool more = SDL_PollEvent(&e);

	while (more) {
		take_event(w, v, &e);
		if (ends_batch(&e))
			return;
		more = SDL_PollEvent(&e);
	}
	if (w->touched)
		return;
	if (v->live)
		session_poll(v->session, DATA_FRAME_MS / 2);
	else if (SDL_WaitEventTimeout(&e, DATA_FRAME_MS))
		take_event(w, v, &e);
}

/* ── loading ──────────────────────────────────────────────────────────────────────────────── */

static void draw_progress(struct window *w, struct viz *v, double part)
{
	const struct model_health *h = model_health(v->model);
	struct ui *ui                = &v->ui;
	int width                    = ui_px(ui, 480);
	char bytes[32];

	ui_begin(ui, &w->canvas, &w->in);
	struct box b = {(w->canvas.width - width) / 2, w->canvas.height / 2 - ui_px(ui, 60), width,
			ui_px(ui, 120)};

	ui_textf(ui, cut_top(&b, ui_px(ui, 34)), bold(), "Reading %s", v->source);
	struct box bar = cut_top(&b, ui_px(ui, 14));

	ui_round_box(ui, bar, 4, solid(ui->theme->panel), 1, ui->theme->border);
	bar.w = (int)(bar.w * (part > 1 ? 1 : part));
	ui_round_box(ui, bar, 4, solid(ui->theme->accent), 0, 0);
	ui_textf(ui, cut_top(&b, ui_px(ui, 30)), small_dim(ui),
		 "%.0f %%, %s, %zu events; Esc: that is enough", part > 1 ? 100 : part * 100,
		 bytes_text(bytes, sizeof(bytes), h->bytes), model_events(v->model));
	ui_end(ui);
	show(w);
}

/* A recording is read at once, so that all of its time can be looked at; a long one shows how far. */
static void load(struct window *w, struct viz *v)
{
	uint64_t next = SDL_GetTicks64() + 200; /* a short one shows nothing */
	bool enough   = false;
	SDL_Event e;

	session_speed(v->session, 0);
	while (!enough && !v->quit && session_poll(v->session, 0) == SESSION_OK) {
		if (SDL_GetTicks64() < next)
			continue;
		while (SDL_PollEvent(&e)) {
			take_event(w, v, &e);
			enough |= e.type == SDL_KEYDOWN && e.key.keysym.sym == SDLK_ESCAPE;
		}
		if (!resize(w))
			return;
		draw_progress(w, v, session_progress(v->session));
		next = SDL_GetTicks64() + 60;
	}
	w->in.key_count = 0;
	w->in.text[0]   = 0;
}

int window_run(struct viz *v, const struct options *o)
{
	struct window w = {0};
	bool changed    = true;

	if (!open_window(&w, o)) {
		SDL_LogError(SDL_LOG_CATEGORY_APPLICATION, "cannot open a window: %s",
			     SDL_GetError());
		close_window(&w);
		return 1;
	}
	if (!v->live)
		load(&w, v);
	if (!v->live && !v->quit && !options_apply(v, o)) {
		close_window(&w);
		return 2;
	}
	while (!v->quit) {
		wait_and_read(&w, v);
		terminal_poll(v);
		if (v->live && w.touched)
			session_poll(v->session, 0);
		changed |= data_changed(&w, v) || v->ui.animating;
		bool due = SDL_GetTicks64() >= w.drawn_ms + DATA_FRAME_MS;

		if (!w.touched && !(changed && due) && SDL_GetTicks64() < w.drawn_ms + 1000)
			continue;
		if (!resize(&w))
			break;
		w.touched = changed = false;
		draw(&w, v);
	}
	close_window(&w);
	return 0;
}
