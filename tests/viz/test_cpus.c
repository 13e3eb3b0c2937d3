/*
 * Many CPUs on one screen: each has a lane with its name, what passes between two of them is drawn from one
 * lane to the other, and 48 of them are still readable.
 */
#include "tests/viz/scene.h"
#include "visualizer/views/state.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void open_cpus(struct scene *s, int width, int height)
{
	const char *path = getenv("PHIAL_RECORDING_CPUS");

	cr_assert_not_null(path, "PHIAL_RECORDING_CPUS names the recording of 48 CPUs");
	scene_open(s, path, width, height);
	s->viz.view = VIEW_THREADS;
	scene_draw(s, NULL);
}

static bool shows(const struct scene *s, const char *text)
{
	for (int i = 0; i < s->texts.count; i++)
		if (strcmp(s->texts.entries[i].text, text) == 0)
			return true;
	return false;
}

static unsigned pixels_of(const struct scene *s, rgba_t color)
{
	unsigned n = 0;

	for (int i = 0; i < s->canvas.width * s->canvas.height; i++)
		n += s->canvas.pixels[i] == (color | 0xff000000);
	return n;
}

static void check_readable(int width, int height)
{
	struct scene s;
	int a = 0, b = 0;

	open_cpus(&s, width, height);
	cr_expect_eq(ui_report_overlaps(&s.texts, &a, &b), 0, "\"%s\" lies over \"%s\"",
		     s.texts.entries[a].text, s.texts.entries[b].text);
	for (int i = 0; i < s.texts.count; i++)
		if (strncmp(s.texts.entries[i].text, "CPU ", 4) == 0)
			cr_expect_not(s.texts.entries[i].cut, "%s is cut", s.texts.entries[i].text);
	scene_close(&s);
}

Test(cpus, lanes_of_48_are_readable_at_every_size)
{
	check_readable(1600, 1000);
	check_readable(1024, 700);
}

Test(cpus, every_lane_can_be_scrolled_to)
{
	struct scene s;

	open_cpus(&s, 1600, 1000);
	cr_assert_eq(s.viz.state->cpus, 48);
	cr_expect(shows(&s, "CPU 3"));
	cr_expect_not(shows(&s, "CPU 47"));
	s.viz.memory->lanes.y = 600;
	scene_draw(&s, NULL);
	cr_expect(shows(&s, "CPU 47"));
	scene_close(&s);
}

Test(cpus, what_passes_between_them_is_drawn)
{
	struct scene s;
	unsigned quiet;

	open_cpus(&s, 1600, 1000);
	cr_expect(shows(&s, "migration"));
	cr_expect(shows(&s, "TLB shootdown"));
	cr_expect_gt(pixels_of(&s, s.viz.ui.theme->mark), 200, "migrations");
	/* A stretch of time in which nothing happens has only the legend in that colour. */
	s.viz.from = model_first_time(s.viz.model) + 51 * 1000000ull + 30 * 1000000ull;
	s.viz.to   = s.viz.from + 5 * 1000000ull;
	scene_draw(&s, NULL);
	quiet = pixels_of(&s, s.viz.ui.theme->mark);
	cr_expect_lt(quiet, 100, "%u pixels without a migration", quiet);
	scene_close(&s);
}
