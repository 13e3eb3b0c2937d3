/*
 * Text: three faces of the DejaVu family in any size, drawn from a cache of glyphs.
 */
#ifndef VISUALIZER_DRAW_TEXT_H
#define VISUALIZER_DRAW_TEXT_H

#include "visualizer/draw/canvas.h"

enum face { FACE_SANS, FACE_BOLD, FACE_MONO, FACES };

struct fonts;

/**
 * @return NULL when SDL_ttf or a font file is missing; *why then says which.
 * The fonts are looked for in $PHIAL_FONTS, then where Debian's fonts-dejavu-core puts them.
 */
struct fonts *fonts_open(const char **why);
void fonts_close(struct fonts *fonts);

/** Pixels from one base line to the next, and from the top of a line to its base line. */
int text_height(struct fonts *fonts, enum face face, int size);
int text_ascent(struct fonts *fonts, enum face face, int size);

/** Width in pixels of the first @p bytes of @p text (UTF-8); @p bytes < 0: all of it. */
int text_width(struct fonts *fonts, enum face face, int size, const char *text, int bytes);

/** How many bytes of @p text fit into @p width pixels; never splits a character. */
int text_fit(struct fonts *fonts, enum face face, int size, const char *text, int width);

/** Draw with the upper left corner at @p x, @p y. @return x behind the last glyph. */
int text_draw(struct canvas *c, struct fonts *fonts, enum face face, int size, int x, int y,
	      rgba_t color, const char *text, int bytes);

#endif
