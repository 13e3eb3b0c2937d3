/*
 * A view into a file: PNG and SVG are a frame drawn without mouse and keys, DOT is what it joins.
 */
#include "visualizer/app/app.h"

#include "visualizer/draw/svg.h"

#include <stdio.h>
#include <string.h>

static bool has_ending(const char *path, const char *ending)
{
	size_t n = strlen(path);

	return n > strlen(ending) && strcmp(path + n - strlen(ending), ending) == 0;
}

static void draw_frame(struct viz *v, struct canvas *c)
{
	const struct ui_input nothing = {.mouse_x = -1000, .mouse_y = -1000};

	ui_begin(&v->ui, c, &nothing);
	viz_frame(v);
	ui_end(&v->ui);
}

/* The frame again, with a file behind the canvas. */
static bool write_svg(struct viz *v, struct canvas *c, FILE *file)
{
	struct svg *svg = svg_open(file, c->width, c->height);

	if (!svg)
		return false;
	c->svg = svg;
	draw_frame(v, c);
	c->svg = NULL;
	return svg_close(svg);
}

static bool write_file(struct viz *v, struct canvas *c, const char *path)
{
	FILE *file;
	bool ok;

	if (!has_ending(path, ".svg") && !has_ending(path, ".dot"))
		return png_write(c, path);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		return false;
	}
	ok = has_ending(path, ".svg") ? write_svg(v, c, file) : dot_write(v, v->view, file);
	return fclose(file) == 0 && ok;
}

/* Two frames: the first lets scrolled lists learn their length. */
bool export_view(struct viz *v, int width, int height, bool bare, const char *path)
{
	struct ui_report *texts = v->ui.report;
	bool before             = v->bare;
	struct canvas c;

	if (!canvas_init(&c, width, height))
		return false;
	v->bare = bare;
	for (int frame = 0; frame < 2; frame++) {
		v->ui.report = frame ? texts : NULL;
		draw_frame(v, &c);
	}
	v->ui.report = NULL;
	bool ok      = write_file(v, &c, path);

	v->ui.report = texts;
	v->bare      = before;
	canvas_free(&c);
	return ok;
}
