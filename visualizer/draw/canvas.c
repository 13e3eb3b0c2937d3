/*
 * Pixels, clipping, and the filler.
 *
 * The filler works on differences: for every edge of the path it writes, into each pixel the edge
 * crosses, by how much the covered area changes there; a running sum along the row is then the
 * coverage. Overlapping outlines of one path add up and are cut at "fully covered", so that a
 * stroke may be put together from overlapping pieces. Only the touched part of each row is summed
 * and cleared again, which keeps long thin lines cheap.
 */
#include "visualizer/draw/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool canvas_init(struct canvas *c, int width, int height)
{
	size_t rows  = (size_t)height;
	size_t cells = (size_t)width * rows;

	*c         = (struct canvas){.width = width, .height = height};
	c->pixels  = malloc(cells * sizeof(*c->pixels));
	c->cover   = calloc(cells + 2 * rows, sizeof(*c->cover));
	c->row_min = malloc(rows * sizeof(int));
	c->row_max = malloc(rows * sizeof(int));
	if (!c->pixels || !c->cover || !c->row_min || !c->row_max) {
		canvas_free(c);
		return false;
	}
	return true;
}

void canvas_free(struct canvas *c)
{
	free(c->pixels);
	free(c->points);
	free(c->starts);
	free(c->cover);
	free(c->row_min);
	free(c->row_max);
	*c = (struct canvas){0};
}

void canvas_clear(struct canvas *c, rgba_t color)
{
	c->clips = 0;
	canvas_fill_box(c, (struct box){0, 0, c->width, c->height}, color | 0xff000000);
}

struct box box_intersect(struct box a, struct box b)
{
	int right  = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
	int x      = a.x > b.x ? a.x : b.x;
	int y      = a.y > b.y ? a.y : b.y;

	return (struct box){x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0};
}

struct box canvas_clip(const struct canvas *c)
{
	return c->clips ? c->clip[c->clips - 1] : (struct box){0, 0, c->width, c->height};
}

void canvas_clip_push(struct canvas *c, struct box b)
{
	struct box clip = box_intersect(canvas_clip(c), b);

	if (c->clips < CANVAS_CLIPS)
		c->clip[c->clips++] = clip;
}

void canvas_clip_pop(struct canvas *c)
{
	if (c->clips > 0)
		c->clips--;
}

void canvas_fill_box(struct canvas *c, struct box b, rgba_t color)
{
	b = box_intersect(b, canvas_clip(c));
	if (c->svg)
		svg_box(c->svg, b, color);
	for (int y = b.y; y < b.y + b.h; y++) {
		uint32_t *row = c->pixels + (size_t)y * (size_t)c->width + b.x;

		for (int x = 0; x < b.w; x++)
			row[x] = color >> 24 == 255 ? color : pixel_blend(row[x], color, 255);
	}
}

/* Is the pixel on the pattern's ink? Stripes are 0.4 of the pitch, dots sit on a grid. */
static bool pattern_ink(const struct paint *p, int x, int y)
{
	int pitch = p->pitch > 2 ? p->pitch : 6;
	int at;

	switch (p->pattern) {
	case PATTERN_SLASH:
		return (x + y) % pitch * 5 < pitch * 2;
	case PATTERN_BACKSLASH:
		at = (x - y) % pitch;
		return (at < 0 ? at + pitch : at) * 5 < pitch * 2;
	case PATTERN_DOTS:
		at = pitch * 2 / 3;
		return x % at < (at + 1) / 2 && (y + x / at % 2 * at / 2) % at < (at + 1) / 2;
	case PATTERN_SOLID:
		break;
	}
	return true;
}

void canvas_paint_box(struct canvas *c, struct box b, const struct paint *paint)
{
	if (paint->pattern == PATTERN_SOLID) {
		canvas_fill_box(c, b, paint->color);
		return;
	}
	b = box_intersect(b, canvas_clip(c));
	if (c->svg)
		svg_painted_box(c->svg, b, paint);
	for (int y = b.y; y < b.y + b.h; y++) {
		uint32_t *row = c->pixels + (size_t)y * (size_t)c->width;

		for (int x = b.x; x < b.x + b.w; x++) {
			rgba_t color = pattern_ink(paint, x, y) ? paint->color : paint->under;

			row[x] = color >> 24 == 255 ? color : pixel_blend(row[x], color, 255);
		}
	}
}

/* The part of an edge inside one row: x from x0 to x1, @p height of the row, signed. */
static void cover_row(float *row, float x0, float x1, float height)
{
	float left  = x0 < x1 ? x0 : x1;
	float right = x0 < x1 ? x1 : x0;
	int first   = (int)left;
	int last    = (int)right;

	if (first == last) {
		float inside = height * ((float)(first + 1) - (left + right) / 2);

		row[first] += inside;
		row[first + 1] += height - inside;
		return;
	}
	/* The edge crosses several pixels: each gets the area to the right of the edge. */
	float slope = height / (right - left);
	float done  = 0;

	for (int x = first; x <= last; x++) {
		float from = left > (float)x ? left : (float)x;
		float to   = right < (float)(x + 1) ? right : (float)(x + 1);
		float rise = slope * (to - from);
		float area = rise * ((float)(x + 1) - (from + to) / 2);

		row[x] += area + done;
		done = rise - area;
	}
	row[last + 1] += done;
}

static void touch_row(struct canvas *c, int y, float a, float b)
{
	int low  = (int)(a < b ? a : b);
	int high = (int)(a > b ? a : b) + 1;

	if (low < c->row_min[y])
		c->row_min[y] = low;
	if (high > c->row_max[y])
		c->row_max[y] = high;
}

static float clamp(float v, float low, float high)
{
	return v < low ? low : v > high ? high : v;
}

/* One edge of the path, clipped: above and below it is cut, left and right it is pushed in. */
static void cover_edge(struct canvas *c, struct box clip, struct point a, struct point b)
{
	float sign = a.y < b.y ? 1 : -1;
	float low  = (float)clip.x;
	float high = (float)(clip.x + clip.w);

	if (a.y == b.y)
		return;
	if (a.y > b.y) {
		struct point t = a;
		a              = b;
		b              = t;
	}
	float top    = clamp(a.y, (float)clip.y, (float)(clip.y + clip.h));
	float bottom = clamp(b.y, (float)clip.y, (float)(clip.y + clip.h));
	float slope  = (b.x - a.x) / (b.y - a.y);

	for (int y = (int)top; (float)y < bottom; y++) {
		float y0 = top > (float)y ? top : (float)y;
		float y1 = bottom < (float)(y + 1) ? bottom : (float)(y + 1);
		float x0 = clamp(a.x + (y0 - a.y) * slope, low, high);
		float x1 = clamp(a.x + (y1 - a.y) * slope, low, high);

		cover_row(c->cover + (size_t)y * (size_t)(c->width + 2), x0, x1, sign * (y1 - y0));
		touch_row(c, y, x0, x1);
	}
}

/* Turn the differences of a row into pixels, and clear them. */
static void paint_row(struct canvas *c, struct box clip, int y, const struct paint *paint)
{
	float *cover  = c->cover + (size_t)y * (size_t)(c->width + 2);
	uint32_t *row = c->pixels + (size_t)y * (size_t)c->width;
	int end       = c->row_max[y] < clip.x + clip.w - 1 ? c->row_max[y] : clip.x + clip.w - 1;
	float sum     = 0;

	for (int x = c->row_min[y]; x <= end; x++) {
		sum += cover[x];
		float part = fabsf(sum);

		if (part < 0.004f)
			continue;
		rgba_t color = paint->pattern == PATTERN_SOLID || pattern_ink(paint, x, y)
				       ? paint->color
				       : paint->under;
		if (part > 0.996f && color >> 24 == 255)
			row[x] = color;
		else
			row[x] =
				pixel_blend(row[x], color, (uint32_t)(part < 1 ? part * 255 : 255));
	}
	memset(cover + c->row_min[y], 0,
	       (size_t)(c->row_max[y] - c->row_min[y] + 1) * sizeof(*cover));
}

void path_fill(struct canvas *c, struct paint paint)
{
	struct box clip = canvas_clip(c);
	int start       = 0;

	if (c->svg)
		svg_path(c->svg, c, &paint, 0, 0, true);
	for (int y = clip.y; y < clip.y + clip.h; y++) {
		c->row_min[y] = c->width + 2;
		c->row_max[y] = -1;
	}
	for (int i = 0; i < c->count && clip.w > 0; i++) {
		bool last = i + 1 == c->count || c->starts[i + 1];

		if (c->starts[i])
			start = i;
		cover_edge(c, clip, c->points[i], c->points[last ? start : i + 1]);
	}
	for (int y = clip.y; y < clip.y + clip.h; y++)
		if (c->row_max[y] >= 0)
			paint_row(c, clip, y, &paint);
	c->count = 0;
}

rgba_t color_mix(rgba_t a, rgba_t b, float t)
{
	uint32_t part = (uint32_t)(clamp(t, 0, 1) * 255 + 0.5f);

	return (a & 0xff000000) | (pixel_blend(a, b | 0xff000000, part) & 0xffffff);
}

rgba_t color_alpha(rgba_t color, float alpha)
{
	return (color & 0xffffff) | (rgba_t)((float)(color >> 24) * clamp(alpha, 0, 1)) << 24;
}

static float luminance(rgba_t color)
{
	static const float weight[3] = {0.0722f, 0.7152f, 0.2126f};
	float sum                    = 0;

	for (int i = 0; i < 3; i++) {
		float v = (float)(color >> (8 * i) & 255) / 255;

		sum += weight[i] * (v <= 0.03928f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f));
	}
	return sum;
}

float color_contrast(rgba_t a, rgba_t b)
{
	float la = luminance(a);
	float lb = luminance(b);

	return la > lb ? (la + 0.05f) / (lb + 0.05f) : (lb + 0.05f) / (la + 0.05f);
}
