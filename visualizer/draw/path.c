/*
 * Paths: building them, and turning a line into the outline of a stroke.
 */
#include "visualizer/draw/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float pi = 3.14159265f;

static void add_point(struct canvas *c, float x, float y, bool start)
{
	if (c->count == c->room) {
		int room             = c->room ? 2 * c->room : 256;
		struct point *points = realloc(c->points, (size_t)room * sizeof(*points));

		if (points)
			c->points = points;
		bool *starts = realloc(c->starts, (size_t)room * sizeof(*starts));

		if (starts)
			c->starts = starts;
		if (!points || !starts)
			return;
		c->room = room;
	}
	/* Keep far-off points (deep zoom) in a range where single precision still works. */
	c->points[c->count] =
		(struct point){fminf(fmaxf(x, -1e5f), 1e5f), fminf(fmaxf(y, -1e5f), 1e5f)};
	c->starts[c->count++] = start;
}

void path_move(struct canvas *c, float x, float y)
{
	add_point(c, x, y, true);
}

void path_line(struct canvas *c, float x, float y)
{
	add_point(c, x, y, c->count == 0);
}

void path_curve(struct canvas *c, struct point c1, struct point c2, struct point end)
{
	struct point from = c->count ? c->points[c->count - 1] : c1;
	float length = hypotf(c1.x - from.x, c1.y - from.y) + hypotf(c2.x - c1.x, c2.y - c1.y) +
		       hypotf(end.x - c2.x, end.y - c2.y);
	int steps = length < 8 ? 2 : length > 2000 ? 60 : 4 + (int)(length / 14);

	for (int i = 1; i <= steps; i++) {
		float t = (float)i / (float)steps;
		float u = 1 - t;
		float a = u * u * u;
		float b = 3 * u * u * t;
		float d = 3 * u * t * t;
		float e = t * t * t;

		path_line(c, a * from.x + b * c1.x + d * c2.x + e * end.x,
			  a * from.y + b * c1.y + d * c2.y + e * end.y);
	}
}

static void corner(struct canvas *c, float x, float y, float radius, float angle, bool first)
{
	int steps = radius < 4 ? 3 : radius < 20 ? 6 : 12;

	for (int i = 0; i <= steps; i++) {
		float a = angle + pi / 2 * (float)i / (float)steps;

		add_point(c, x + radius * cosf(a), y + radius * sinf(a), first && i == 0);
	}
}

void path_round_box(struct canvas *c, float x, float y, float w, float h, float radius)
{
	float r = fminf(radius, fminf(w, h) / 2);

	corner(c, x + w - r, y + h - r, r, 0, true);
	corner(c, x + r, y + h - r, r, pi / 2, false);
	corner(c, x + r, y + r, r, pi, false);
	corner(c, x + w - r, y + r, r, 3 * pi / 2, false);
}

void path_circle(struct canvas *c, float x, float y, float radius)
{
	int steps = radius < 5 ? 12 : radius < 30 ? 28 : 60;

	for (int i = 0; i < steps; i++) {
		float a = 2 * pi * (float)i / (float)steps;

		add_point(c, x + radius * cosf(a), y + radius * sinf(a), i == 0);
	}
}

/* A piece of a line as a rectangle; always turned the same way, so that pieces add up. */
static void stroke_piece(struct canvas *c, struct point a, struct point b, float width)
{
	float dx     = b.x - a.x;
	float dy     = b.y - a.y;
	float length = hypotf(dx, dy);

	if (length < 1e-4f)
		return;
	float nx = dy / length * width / 2;
	float ny = -dx / length * width / 2;

	path_move(c, a.x + nx, a.y + ny);
	path_line(c, b.x + nx, b.y + ny);
	path_line(c, b.x - nx, b.y - ny);
	path_line(c, a.x - nx, a.y - ny);
}

/* A piece cut into dashes; @p phase carries the pattern on over corners. */
static void stroke_dashes(struct canvas *c, struct point a, struct point b, float width, float dash,
			  float *phase)
{
	float length = hypotf(b.x - a.x, b.y - a.y);
	float at     = 0;

	while (at < length) {
		bool ink       = *phase < dash;
		float step     = fminf(ink ? dash - *phase : 2 * dash - *phase, length - at);
		struct point p = {a.x + (b.x - a.x) * at / length, a.y + (b.y - a.y) * at / length};

		at += step;
		struct point q = {a.x + (b.x - a.x) * at / length, a.y + (b.y - a.y) * at / length};

		if (ink)
			stroke_piece(c, p, q, width);
		*phase += fmaxf(step, 1e-3f);
		if (*phase >= 2 * dash)
			*phase = 0;
	}
}

void path_stroke(struct canvas *c, float width, float dash, bool closed, rgba_t color)
{
	int n              = c->count;
	struct point *line = n ? malloc((size_t)n * sizeof(*line)) : NULL;
	bool *starts       = n ? malloc((size_t)n * sizeof(*starts)) : NULL;
	float phase        = 0;
	int start          = 0;
	struct svg *svg    = c->svg;

	if (svg) /* there it is a line, not the outline of one */
		svg_path(svg, c, &(struct paint){.color = color}, width, dash, closed);
	c->svg = NULL;

	c->count = 0;
	for (int i = 0; i < n && line && starts; i++) {
		/* The outline is written over the path: take the line out first. */
		if (i == 0) {
			memcpy(line, c->points, (size_t)n * sizeof(*line));
			memcpy(starts, c->starts, (size_t)n * sizeof(*starts));
		}
		bool last = i + 1 == n || starts[i + 1];

		if (starts[i]) {
			start = i;
			phase = 0;
		}
		if (last && !closed)
			continue;
		struct point next = line[last ? start : i + 1];

		if (dash > 0)
			stroke_dashes(c, line[i], next, width, dash, &phase);
		else
			stroke_piece(c, line[i], next, width);
		if (width >= 2.5f && dash <= 0)
			path_circle(c, next.x, next.y, width / 2);
	}
	path_fill(c, solid(color));
	c->svg = svg;
	free(line);
	free(starts);
}

void draw_line(struct canvas *c, struct point a, struct point b, float width, rgba_t color)
{
	path_move(c, a.x, a.y);
	path_line(c, b.x, b.y);
	path_stroke(c, width, 0, false, color);
}

void draw_arrow_head(struct canvas *c, struct point from, struct point tip, float size,
		     rgba_t color)
{
	float dx     = tip.x - from.x;
	float dy     = tip.y - from.y;
	float length = fmaxf(hypotf(dx, dy), 1e-3f);

	dx *= size / length;
	dy *= size / length;
	path_move(c, tip.x, tip.y);
	path_line(c, tip.x - dx - dy * 0.45f, tip.y - dy + dx * 0.45f);
	path_line(c, tip.x - dx * 0.75f, tip.y - dy * 0.75f);
	path_line(c, tip.x - dx + dy * 0.45f, tip.y - dy - dx * 0.45f);
	path_fill(c, solid(color));
}
