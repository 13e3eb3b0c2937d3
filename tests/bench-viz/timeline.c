/*
 * Frames a second of the threads view, drawn in software as a window without a display would.
 *
 * The window of time slides over the whole recording, at several widths: from all of it down to a
 * thousandth.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench-viz/bench.h"
#include "visualizer/app/app.h"

enum {
	WIDTH  = 1600,
	HEIGHT = 1000,
	FRAMES = 40, /* at each width */
	ZOOMS  = 4,
};

static void frame(struct viz *v, struct canvas *c)
{
	static const struct ui_input nothing = {.mouse_x = -1000, .mouse_y = -1000};

	ui_begin(&v->ui, c, &nothing);
	viz_frame(v);
	ui_end(&v->ui);
}

/* Slide a window of @p span over the recording. @return frames a second */
static double scroll(struct viz *v, struct canvas *c, model_time span)
{
	model_time first = model_first_time(v->model);
	model_time room  = model_last_time(v->model) - first - span;

	v->from = first;
	v->to   = first + span;
	frame(v, c); /* sums are made when a lane is first shown */
	double start = bench_seconds();

	for (unsigned i = 0; i < FRAMES; i++) {
		v->from = first + room / FRAMES * i;
		v->to   = v->from + span;
		frame(v, c);
	}
	return FRAMES / (bench_seconds() - start);
}

void bench_timeline(struct model *m)
{
	struct viz *v = calloc(1, sizeof(*v));
	const char *why;
	struct canvas c;
	double rate[ZOOMS];
	model_time span = model_last_time(m) - model_first_time(m);

	if (!v || !viz_init(v, m) || !canvas_init(&c, WIDTH, HEIGHT) ||
	    !(v->ui.fonts = fonts_open(&why))) {
		fputs("bench-viz: the views cannot be drawn here\n", stderr);
		exit(2);
	}
	v->ui.theme = &theme_dark;
	v->ui.scale = 1;
	v->view     = VIEW_THREADS;
	time_set(v, model_first_time(m) + span / 2);
	frame(v, &c);
	for (int i = 0; i < ZOOMS; i++, span /= 10)
		rate[i] = scroll(v, &c, span);
	bench_report("fps_timeline", rate, ZOOMS, 60, true);
	canvas_free(&c);
	fonts_close(v->ui.fonts);
	viz_free(v);
	free(v);
}
