/*
 * A second place for what is drawn on a canvas: an SVG file, for slides and print.
 *
 *      canvas_init(&c, w, h);
 *      struct svg *svg = svg_open(file, w, h);
 *      c.svg = svg;
 *      ... draw: every box, path and text goes to the pixels and to the file ...
 *      c.svg = NULL;
 *      svg_close(svg);
 *
 * Texts stay texts, in DejaVu or the reader's nearest font, stretched to the width they have here.
 */
#ifndef VISUALIZER_DRAW_SVG_H
#define VISUALIZER_DRAW_SVG_H

#include "visualizer/draw/canvas.h"

#include <stdio.h>

struct svg;

/** Start a picture in @p file, which stays the caller's. @return NULL when there is no memory. */
struct svg *svg_open(FILE *file, int width, int height);
/** End it. @return false when something could not be written */
bool svg_close(struct svg *svg);

/* What the canvas calls. */
void svg_box(struct svg *svg, struct box b, rgba_t color);
void svg_painted_box(struct svg *svg, struct box b, const struct paint *paint);
/** The canvas's path, filled; or with @p width > 0 drawn as a line, in dashes if @p dash > 0. */
void svg_path(struct svg *svg, const struct canvas *c, const struct paint *fill, float width,
	      float dash, bool closed);
struct svg_text {
	const char *family, *weight;
	int size, x, base, width; /* x and base line; width of all characters */
	rgba_t color;
	const char *text;
	int bytes;
};
void svg_text(struct svg *svg, const struct canvas *c, const struct svg_text *t);

#endif
