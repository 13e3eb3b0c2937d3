/*
 * Shapes as SVG elements. A group holds all that has one clip box; a pattern is defined where it is
 * first used, and repeats as the one on the canvas does.
 *
 * Invariant: everything that changes pixels calls here with the same shape, so the picture in the
 * file is the one on the screen. Start reading at svg_path().
 */
#include "visualizer/draw/svg.h"

#include <stdlib.h>
#include <string.h>

enum { SVG_PATTERNS = 64 };

struct svg {
	FILE *file;
	struct box clip; /* of the open group */
	bool group;
	int width, height;
	int clips; /* defined so far */
	struct paint pattern[SVG_PATTERNS];
	int patterns;
};

struct svg *svg_open(FILE *file, int width, int height)
{
	struct svg *svg = calloc(1, sizeof(*svg));

	if (!svg)
		return NULL;
	*svg = (struct svg){.file = file, .width = width, .height = height};
	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\">\n",
		width, height, width, height);
	return svg;
}

static void end_group(struct svg *svg)
{
	if (svg->group)
		fputs("</g>\n", svg->file);
	svg->group = false;
}

bool svg_close(struct svg *svg)
{
	end_group(svg);
	fputs("</svg>\n", svg->file);
	bool ok = fflush(svg->file) == 0 && !ferror(svg->file);

	free(svg);
	return ok;
}

/* All that follows is seen through @p clip. */
static void set_clip(struct svg *svg, struct box clip)
{
	bool all = clip.x <= 0 && clip.y <= 0 && clip.w >= svg->width && clip.h >= svg->height;

	if (svg->group && memcmp(&clip, &svg->clip, sizeof(clip)) == 0)
		return;
	end_group(svg);
	if (all)
		return;
	fprintf(svg->file,
		"<clipPath id=\"c%d\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
		"</clipPath><g clip-path=\"url(#c%d)\">\n",
		svg->clips, clip.x, clip.y, clip.w, clip.h, svg->clips);
	svg->clips++;
	svg->clip  = clip;
	svg->group = true;
}

/* ` fill="#rrggbb" fill-opacity="0.5"`, or the same of the stroke. */
static void put_color(struct svg *svg, const char *what, rgba_t color)
{
	fprintf(svg->file, " %s=\"#%06x\"", what, color & 0xffffff);
	if (color >> 24 != 255)
		fprintf(svg->file, " %s-opacity=\"%.3g\"", what, (double)(color >> 24) / 255);
}

void svg_box(struct svg *svg, struct box b, rgba_t color)
{
	if (b.w <= 0 || b.h <= 0 || color >> 24 == 0)
		return;
	end_group(svg); /* the box is cut already */
	fprintf(svg->file, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", b.x, b.y, b.w,
		b.h);
	put_color(svg, "fill", color);
	fputs("/>\n", svg->file);
}

static void put_tile(struct svg *svg, const struct paint *p, int pitch)
{
	int dot = pitch * 2 / 3;

	fprintf(svg->file, "<rect width=\"%d\" height=\"%d\"", 2 * pitch, 2 * pitch);
	put_color(svg, "fill", p->under);
	fputs("/>", svg->file);
	if (p->pattern == PATTERN_DOTS) {
		fprintf(svg->file, "<rect width=\"%d\" height=\"%d\"", (dot + 1) / 2,
			(dot + 1) / 2);
		put_color(svg, "fill", p->color);
	} else {
		fprintf(svg->file, "<rect width=\"%.1f\" height=\"%d\"", pitch * 0.4, pitch);
		put_color(svg, "fill", p->color);
	}
	fputs("/></pattern>\n", svg->file);
}

/* Number of the pattern, defined now when it is new. */
static int pattern_of(struct svg *svg, const struct paint *p)
{
	int pitch = p->pitch > 2 ? p->pitch : 6;
	int tile  = p->pattern == PATTERN_DOTS ? pitch * 2 / 3 : pitch;

	for (int i = 0; i < svg->patterns; i++)
		if (svg->pattern[i].color == p->color && svg->pattern[i].under == p->under &&
		    svg->pattern[i].pattern == p->pattern && svg->pattern[i].pitch == p->pitch)
			return i;
	if (svg->patterns == SVG_PATTERNS)
		return 0;
	svg->pattern[svg->patterns] = *p;
	fprintf(svg->file,
		"<pattern id=\"p%d\" patternUnits=\"userSpaceOnUse\" width=\"%d\" height=\"%d\"",
		svg->patterns, tile, tile);
	if (p->pattern != PATTERN_DOTS)
		fprintf(svg->file, " patternTransform=\"rotate(%d) scale(.707)\"",
			p->pattern == PATTERN_SLASH ? 45 : -45);
	fputc('>', svg->file);
	put_tile(svg, p, pitch);
	return svg->patterns++;
}

void svg_painted_box(struct svg *svg, struct box b, const struct paint *paint)
{
	if (b.w <= 0 || b.h <= 0)
		return;
	int pattern = pattern_of(svg, paint);

	end_group(svg);
	fprintf(svg->file,
		"<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"url(#p%d)\"/>\n", b.x,
		b.y, b.w, b.h, pattern);
}

static void put_points(struct svg *svg, const struct canvas *c, bool closed)
{
	fputs("<path d=\"", svg->file);
	for (int i = 0; i < c->count; i++) {
		bool last = i + 1 == c->count || c->starts[i + 1];

		fprintf(svg->file, "%c%.7g %.7g%s", c->starts[i] ? 'M' : 'L',
			(double)c->points[i].x, (double)c->points[i].y, last && closed ? "Z" : "");
	}
	fputc('"', svg->file);
}

void svg_path(struct svg *svg, const struct canvas *c, const struct paint *fill, float width,
	      float dash, bool closed)
{
	struct box clip = canvas_clip(c);
	int pattern     = -1;

	if (c->count == 0 || clip.w == 0 || clip.h == 0 ||
	    (fill->color >> 24 == 0 && fill->pattern == PATTERN_SOLID))
		return;
	if (width <= 0 && fill->pattern != PATTERN_SOLID)
		pattern = pattern_of(svg, fill);
	set_clip(svg, clip);
	put_points(svg, c, closed || width <= 0);
	if (width <= 0) {
		if (pattern >= 0)
			fprintf(svg->file, " fill=\"url(#p%d)\"", pattern);
		else
			put_color(svg, "fill", fill->color);
	} else {
		fprintf(svg->file, " fill=\"none\" stroke-width=\"%.3g\"", (double)width);
		put_color(svg, "stroke", fill->color);
		if (dash > 0)
			fprintf(svg->file, " stroke-dasharray=\"%.3g\"", (double)dash);
	}
	fputs("/>\n", svg->file);
}

/* Text as XML; bytes that XML does not allow are left out. */
static void put_text(FILE *file, const char *text, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		unsigned char at = (unsigned char)text[i];

		if (at == '<')
			fputs("&lt;", file);
		else if (at == '&')
			fputs("&amp;", file);
		else if (at >= ' ')
			fputc(at, file);
	}
}

void svg_text(struct svg *svg, const struct canvas *c, const struct svg_text *t)
{
	struct box clip = canvas_clip(c);

	if (t->bytes == 0 || clip.w == 0 || clip.h == 0)
		return;
	set_clip(svg, clip);
	fprintf(svg->file,
		"<text x=\"%d\" y=\"%d\" font-family=\"%s\" font-size=\"%d\"%s textLength=\"%d\" "
		"lengthAdjust=\"spacingAndGlyphs\"",
		t->x, t->base, t->family, t->size, t->weight, t->width);
	put_color(svg, "fill", t->color);
	fputs(" xml:space=\"preserve\">", svg->file);
	put_text(svg->file, t->text, t->bytes);
	fputs("</text>\n", svg->file);
}
