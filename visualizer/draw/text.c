/*
 * Glyph cache over SDL_ttf.
 *
 * SDL_ttf renders one character at a time into a surface; what we keep of it is the alpha channel.
 * A face is opened once per size that is asked for (zooming asks for many: the sizes in use are
 * limited by rounding, see views). Glyphs of one face and size live in a small hash table.
 */
#include "visualizer/draw/text.h"

#include "visualizer/draw/svg.h"

#include <SDL2/SDL_ttf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct glyph {
	uint32_t code;
	uint8_t *alpha; /* NULL: nothing to draw */
	int left, width, height, advance;
	bool used;
};

struct sized_face {
	enum face face;
	int size;
	TTF_Font *font;
	struct glyph *glyphs;
	int count, room; /* room is a power of two */
	struct sized_face *next;
};

struct fonts {
	char path[FACES][256];
	struct sized_face *faces;
};

static const char *const file_names[FACES] = {
	[FACE_SANS] = "DejaVuSans.ttf",
	[FACE_BOLD] = "DejaVuSans-Bold.ttf",
	[FACE_MONO] = "DejaVuSansMono.ttf",
};

struct fonts *fonts_open(const char **why)
{
	const char *chosen  = getenv("PHIAL_FONTS");
	const char *dir     = chosen ? chosen : "/usr/share/fonts/truetype/dejavu";
	struct fonts *fonts = calloc(1, sizeof(*fonts));

	*why = "out of memory";
	if (!fonts)
		return NULL;
	if (TTF_Init() < 0) {
		*why = TTF_GetError();
		free(fonts);
		return NULL;
	}
	for (int i = 0; i < FACES; i++) {
		snprintf(fonts->path[i], sizeof(fonts->path[i]), "%s/%s", dir, file_names[i]);
		TTF_Font *probe = TTF_OpenFont(fonts->path[i], 12);

		if (!probe) {
			*why = "DejaVu fonts not found (package fonts-dejavu-core, or set "
			       "PHIAL_FONTS)";
			free(fonts);
			TTF_Quit();
			return NULL;
		}
		TTF_CloseFont(probe);
	}
	return fonts;
}

void fonts_close(struct fonts *fonts)
{
	while (fonts && fonts->faces) {
		struct sized_face *f = fonts->faces;

		fonts->faces = f->next;
		for (int i = 0; i < f->room; i++)
			free(f->glyphs[i].alpha);
		free(f->glyphs);
		TTF_CloseFont(f->font);
		free(f);
	}
	if (fonts)
		TTF_Quit();
	free(fonts);
}

static struct sized_face *sized_face(struct fonts *fonts, enum face face, int size)
{
	size = size < 4 ? 4 : size > 200 ? 200 : size;
	for (struct sized_face **p = &fonts->faces; *p; p = &(*p)->next) {
		struct sized_face *f = *p;

		if (f->face == face && f->size == size) {
			/* Move to the front: the next call asks for the same one nearly always. */
			*p                  = f->next;
			f->next             = fonts->faces;
			return fonts->faces = f;
		}
	}
	struct sized_face *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->face   = face;
	f->size   = size;
	f->font   = TTF_OpenFont(fonts->path[face], size);
	f->room   = 256;
	f->glyphs = calloc((size_t)f->room, sizeof(*f->glyphs));
	if (!f->font || !f->glyphs) {
		if (f->font)
			TTF_CloseFont(f->font);
		free(f->glyphs);
		free(f);
		return NULL;
	}
	TTF_SetFontHinting(f->font, TTF_HINTING_LIGHT);
	f->next             = fonts->faces;
	return fonts->faces = f;
}

static void glyph_render(struct sized_face *f, struct glyph *g, uint32_t code)
{
	int min_x      = 0;
	SDL_Surface *s = NULL;

	if (!TTF_GlyphIsProvided32(f->font, code))
		code = 0xfffd;
	g->used = true;
	TTF_GlyphMetrics32(f->font, code, &min_x, NULL, NULL, NULL, &g->advance);
	if (code != ' ')
		s = TTF_RenderGlyph32_Blended(f->font, code, (SDL_Color){255, 255, 255, 255});
	if (!s)
		return;
	g->left   = min_x < 0 ? min_x : 0;
	g->width  = s->w;
	g->height = s->h;
	g->alpha  = malloc((size_t)s->w * (size_t)s->h);
	for (int y = 0; y < s->h && g->alpha; y++) {
		const uint32_t *row = (const void *)((const uint8_t *)s->pixels + y * s->pitch);

		for (int x = 0; x < s->w; x++)
			g->alpha[y * s->w + x] = (uint8_t)(row[x] >> 24);
	}
	SDL_FreeSurface(s);
}

static struct glyph *glyph_slot(struct glyph *table, int room, uint32_t code)
{
	uint32_t at = code * 2654435761u >> 8;

	while (table[at & (uint32_t)(room - 1)].used &&
	       table[at & (uint32_t)(room - 1)].code != code)
		at++;
	return &table[at & (uint32_t)(room - 1)];
}

static void glyphs_grow(struct sized_face *f)
{
	struct glyph *bigger = calloc((size_t)f->room * 2, sizeof(*bigger));

	if (!bigger)
		return;
	for (int i = 0; i < f->room; i++)
		if (f->glyphs[i].used)
			*glyph_slot(bigger, f->room * 2, f->glyphs[i].code) = f->glyphs[i];
	free(f->glyphs);
	f->glyphs = bigger;
	f->room *= 2;
}

static const struct glyph *glyph_get(struct sized_face *f, uint32_t code)
{
	struct glyph *g = glyph_slot(f->glyphs, f->room, code);

	if (g->used)
		return g;
	if (f->count * 2 > f->room) {
		glyphs_grow(f);
		g = glyph_slot(f->glyphs, f->room, code);
	}
	if (f->count + 2 > f->room) /* no memory to grow: keep one slot free, reuse this one */
		return &f->glyphs[0];
	g->code = code;
	f->count++;
	glyph_render(f, g, code);
	return g;
}

/* Next character of UTF-8 text; bytes that are none become U+FFFD, one each. */
static uint32_t next_code(const char **at, const char *end)
{
	const unsigned char *s = (const unsigned char *)*at;
	long left              = end - *at;
	int more               = s[0] < 0x80       ? 0
				 : s[0] >> 5 == 6  ? 1
				 : s[0] >> 4 == 14 ? 2
				 : s[0] >> 3 == 30 ? 3
						   : -1;
	uint32_t code = more == 0 ? s[0] : (uint32_t)s[0] & (0x3fu >> (more > 0 ? more : 0));

	*at += 1;
	if (more < 0 || more >= left)
		return 0xfffd;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		code = code << 6 | (s[i] & 0x3f);
	}
	*at += more;
	return code < ' ' ? 0xfffd : code;
}

int text_height(struct fonts *fonts, enum face face, int size)
{
	struct sized_face *f = sized_face(fonts, face, size);

	return f ? TTF_FontHeight(f->font) : size;
}

int text_ascent(struct fonts *fonts, enum face face, int size)
{
	struct sized_face *f = sized_face(fonts, face, size);

	return f ? TTF_FontAscent(f->font) : size;
}

int text_width(struct fonts *fonts, enum face face, int size, const char *text, int bytes)
{
	struct sized_face *f = sized_face(fonts, face, size);
	const char *end      = text + (bytes < 0 ? (long)strlen(text) : bytes);
	int width            = 0;

	while (f && text < end)
		width += glyph_get(f, next_code(&text, end))->advance;
	return width;
}

int text_fit(struct fonts *fonts, enum face face, int size, const char *text, int width)
{
	struct sized_face *f = sized_face(fonts, face, size);
	const char *at       = text;
	const char *end      = text + strlen(text);

	while (f && at < end) {
		const char *next = at;

		width -= glyph_get(f, next_code(&next, end))->advance;
		if (width < 0)
			break;
		at = next;
	}
	return (int)(at - text);
}

static void glyph_draw(struct canvas *c, const struct glyph *g, int x, int y, rgba_t color)
{
	struct box b = box_intersect((struct box){x, y, g->width, g->height}, canvas_clip(c));

	for (int row = b.y; row < b.y + b.h; row++) {
		const uint8_t *alpha = g->alpha + (row - y) * g->width;
		uint32_t *pixels     = c->pixels + (size_t)row * (size_t)c->width;

		for (int i = b.x; i < b.x + b.w; i++)
			if (alpha[i - x])
				pixels[i] = pixel_blend(pixels[i], color, alpha[i - x]);
	}
}

int text_draw(struct canvas *c, struct fonts *fonts, enum face face, int size, int x, int y,
	      rgba_t color, const char *text, int bytes)
{
	struct sized_face *f = sized_face(fonts, face, size);
	const char *end      = text + (bytes < 0 ? (long)strlen(text) : bytes);

	if (c->svg && f) {
		int width = text_width(fonts, face, size, text, (int)(end - text));

		svg_text(c->svg, c,
			 &(struct svg_text){face == FACE_MONO ? "DejaVu Sans Mono, monospace"
							      : "DejaVu Sans, sans-serif",
					    face == FACE_BOLD ? " font-weight=\"bold\"" : "", size,
					    x, y + TTF_FontAscent(f->font), width, color, text,
					    (int)(end - text)});
	}
	while (f && text < end) {
		const struct glyph *g = glyph_get(f, next_code(&text, end));

		if (g->alpha)
			glyph_draw(c, g, x + g->left, y, color);
		x += g->advance;
	}
	return x;
}
