/*
 * A canvas: pixels in memory, and the few shapes from which every picture is made.
 *
 * All shapes go one way: a path (straight lines and curves) is filled with a paint. The filler adds
 * up the exact area that the path covers of every pixel, which gives smooth edges without any
 * special case. A stroke is a path too: its outline. Since nothing depends on a graphics card, a
 * picture made without a display is the same, to the pixel, as what a window shows.
 *
 * Coordinates are pixels from the upper left corner. Colours are 0xAARRGGBB, not premultiplied.
 */
#ifndef VISUALIZER_DRAW_CANVAS_H
#define VISUALIZER_DRAW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t rgba_t;

struct box {
	int x, y, w, h;
};

struct point {
	float x, y;
};

enum pattern {
	PATTERN_SOLID,
	PATTERN_SLASH,     /* hatched / */
	PATTERN_BACKSLASH, /* hatched \ */
	PATTERN_DOTS,
};

/* What a path is filled with: a colour, or a pattern of it over a second colour. */
struct paint {
	rgba_t color;
	rgba_t under;
	enum pattern pattern;
	int pitch; /* pixels from one stripe to the next */
};

enum { CANVAS_CLIPS = 32 };

struct svg;

struct canvas {
	uint32_t *pixels; /* 0xffRRGGBB, width per row */
	int width, height;
	struct box clip[CANVAS_CLIPS];
	int clips;

	struct point *points; /* the path being built */
	bool *starts;         /* point i begins a new outline */
	int count, room;

	float *cover; /* filler: change of coverage at each pixel; all zero between fills */
	int *row_min, *row_max;

	struct svg *svg; /* NULL, or a picture file that gets every shape too: svg.h */
};

/** @return false when there is no memory. Contents are undefined until canvas_clear(). */
bool canvas_init(struct canvas *c, int width, int height);
void canvas_free(struct canvas *c);
void canvas_clear(struct canvas *c, rgba_t color);

/** Drawing is limited to the intersection of all clip boxes on the stack. */
void canvas_clip_push(struct canvas *c, struct box b);
void canvas_clip_pop(struct canvas *c);
struct box canvas_clip(const struct canvas *c);

void canvas_fill_box(struct canvas *c, struct box b, rgba_t color);
/** The same with any paint: what a path around the box would show, but quick. */
void canvas_paint_box(struct canvas *c, struct box b, const struct paint *paint);

/* Path building: outlines close by themselves when filled. */
void path_move(struct canvas *c, float x, float y);
void path_line(struct canvas *c, float x, float y);
void path_curve(struct canvas *c, struct point c1, struct point c2, struct point end);
void path_round_box(struct canvas *c, float x, float y, float w, float h, float radius);
void path_circle(struct canvas *c, float x, float y, float radius);

/** Fill the path and forget it. */
void path_fill(struct canvas *c, struct paint paint);
/** Draw the path as a line of @p width pixels and forget it; @p dash 0 is solid. */
void path_stroke(struct canvas *c, float width, float dash, bool closed, rgba_t color);

static inline struct paint solid(rgba_t color)
{
	return (struct paint){.color = color};
}

/** One line, and a triangle with its tip at @p tip that points away from @p from. */
void draw_line(struct canvas *c, struct point a, struct point b, float width, rgba_t color);
void draw_arrow_head(struct canvas *c, struct point from, struct point tip, float size,
		     rgba_t color);

/** Colour between @p a (0) and @p b (1); the alpha of @p a stays. */
rgba_t color_mix(rgba_t a, rgba_t b, float t);
rgba_t color_alpha(rgba_t color, float alpha);
/** Contrast of two opaque colours, 1 to 21, as WCAG defines it. */
float color_contrast(rgba_t a, rgba_t b);

struct box box_intersect(struct box a, struct box b);
static inline bool box_has(struct box b, int x, int y)
{
	return x >= b.x && y >= b.y && x < b.x + b.w && y < b.y + b.h;
}

/** Blend @p coverage (0..255) of @p color over a pixel; used by the text drawer. */
static inline uint32_t pixel_blend(uint32_t under, rgba_t color, uint32_t coverage)
{
	uint32_t a  = (color >> 24) * coverage / 255;
	uint32_t rb = (under & 0xff00ff) * (255 - a) + (color & 0xff00ff) * a;
	uint32_t g  = (under >> 8 & 0xff) * (255 - a) + (color >> 8 & 0xff) * a;

	/* Divide by 255 exactly enough: (v + v/256 + 1) / 256 in each channel. */
	rb = (rb + (rb >> 8 & 0xff00ff) + 0x10001) >> 8 & 0xff00ff;
	g  = (g + (g >> 8) + 1) >> 8 & 0xff;
	return 0xff000000 | rb | g << 8;
}

#endif
