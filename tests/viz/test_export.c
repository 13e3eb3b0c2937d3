/*
 * Files: every view as PNG, SVG and DOT; bookmarks with their notes; the user's settings.
 */
#include "tests/viz/scene.h"

#include <criterion/criterion.h>
#include <graphviz/cgraph.h>
#include <SDL2/SDL_keycode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *contents(const char *path)
{
	FILE *f    = fopen(path, "rb");
	char *text = calloc(1, 8 << 20);

	cr_assert_not_null(f, "%s", path);
	cr_assert_lt(fread(text, 1, (8 << 20) - 1, f), (8 << 20) - 1);
	fclose(f);
	return text;
}

static size_t occurrences(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part))) {
		n++;
		text += strlen(part);
	}
	return n;
}

static void in_new_directory(char path[])
{
	cr_assert_not_null(mkdtemp(path));
	cr_assert_eq(chdir(path), 0);
	setenv("XDG_CONFIG_HOME", path, 1);
}

/* Every tag that is opened is closed, in order. */
static void check_xml(const char *text, const char *what)
{
	char open[32][16];
	int depth = 0;

	for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
		const char *end = strchr(at, '>');
		size_t name     = strcspn(at + 1, " />");

		cr_assert_not_null(end, "%s", what);
		if (at[1] == '/') {
			name = strcspn(at + 2, ">");
			cr_assert_gt(depth, 0, "%s: %.20s", what, at);
			depth--;
			cr_assert(strncmp(open[depth], at + 2, name) == 0, "%s: %.20s closes %s",
				  what, at, open[depth]);
		} else if (end[-1] != '/') {
			cr_assert_lt(depth, 32);
			snprintf(open[depth++], 16, "%.*s", (int)name, at + 1);
		}
	}
	cr_assert_eq(depth, 0, "%s", what);
}

Test(export, every_view_is_drawn_into_svg_with_all_its_texts)
{
	char path[] = "/tmp/phial-export-XXXXXX";
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	in_new_directory(path);
	for (int view = 0; view < VIEWS; view++) {
		s.viz.view = (enum view_number)view;
		scene_draw(&s, NULL);
		size_t texts = (size_t)s.texts.count;

		s.viz.ui.report = NULL;
		cr_assert(export_view(&s.viz, 1600, 1000, false, "view.svg"));
		char *svg = contents("view.svg");

		check_xml(svg, panes[view].name);
		cr_expect(strncmp(svg, "<svg ", 5) == 0);
		cr_expect_geq(occurrences(svg, "<text "), texts, "%s", panes[view].name);
		cr_expect_gt(occurrences(svg, "<path "), 10, "%s", panes[view].name);
		free(svg);
	}
	scene_close(&s);
}

Test(export, drawing_into_svg_leaves_the_pixels_as_they_are)
{
	char path[] = "/tmp/phial-export-XXXXXX";
	struct scene s;

	scene_open(&s, scene_recording(), 1024, 700);
	in_new_directory(path);
	time_set(&s.viz, 5000000000ull);
	scene_draw(&s, NULL);
	uint32_t *before = malloc(1024 * 700 * 4);

	memcpy(before, s.canvas.pixels, 1024 * 700 * 4);
	cr_assert(export_view(&s.viz, 1024, 700, false, "a.svg"));
	scene_draw(&s, NULL);
	cr_expect_eq(memcmp(before, s.canvas.pixels, 1024 * 700 * 4), 0);
	free(before);
	scene_close(&s);
}

Test(export, every_view_is_a_graph_that_graphviz_reads)
{
	char path[] = "/tmp/phial-export-XXXXXX";
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	in_new_directory(path);
	for (int view = 0; view < VIEWS; view++) {
		s.viz.view = (enum view_number)view;
		cr_assert(export_view(&s.viz, 1600, 1000, true, "view.dot"));
		char *dot   = contents("view.dot");
		Agraph_t *g = agmemread(dot);

		cr_assert_not_null(g, "%s", panes[view].name);
		cr_expect_gt(agnnodes(g), 0, "%s", panes[view].name);
		if (view == VIEW_SYSTEM)
			cr_expect_eq((size_t)agnnodes(g), s.viz.state->objects);
		agclose(g);
		free(dot);
	}
	scene_close(&s);
}

Test(export, the_menu_asks_for_a_file_named_after_view_and_time)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	scene_key(&s, SDLK_6, 0);
	scene_key(&s, SDLK_e, 0);
	scene_key(&s, SDLK_DOWN, 0);
	scene_key(&s, SDLK_DOWN, 0);
	scene_key(&s, SDLK_RETURN, 0);
	cr_expect(strncmp(s.viz.request, "phial-flows-", 12) == 0, "%s", s.viz.request);
	cr_expect_not_null(strstr(s.viz.request, ".svg"));
	scene_close(&s);
}

static void type(struct scene *s, const char *text)
{
	struct ui_input in = {.mouse_x = -1000, .mouse_y = -1000};

	snprintf(in.text, sizeof(in.text), "%s", text);
	scene_draw(s, &in);
	scene_key(s, SDLK_RETURN, 0);
}

Test(bookmarks, keep_their_notes_beside_the_recording)
{
	char path[]            = "/tmp/phial-export-XXXXXX";
	const struct options o = {.input = "run.rec"};
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	in_new_directory(path);
	time_set(&s.viz, 5000000123ull);
	scene_draw(&s, NULL);
	scene_key(&s, SDLK_b, 0);
	type(&s, "here it faults");
	time_set(&s.viz, 4000000000ull);
	scene_key(&s, SDLK_b, 0);
	type(&s, "");
	cr_assert_eq(s.viz.bookmark_count, 2);
	notes_save(&s.viz, &o);
	s.viz.bookmark_count = 0;
	notes_load(&s.viz, &o);
	cr_assert_eq(s.viz.bookmark_count, 2);
	cr_expect_eq(s.viz.bookmarks[0].at, 4000000000ull, "by time");
	cr_expect_eq(s.viz.bookmarks[1].at, 5000000123ull, "to the nanosecond");
	cr_expect_str_eq(s.viz.bookmarks[1].note, "here it faults");
	scene_close(&s);
}

Test(bookmarks, go_to_a_time_that_is_typed)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	scene_key(&s, SDLK_g, 0);
	type(&s, "5.25");
	cr_expect_eq(s.viz.now, 5250000000ull);
	scene_key(&s, SDLK_g, 0);
	type(&s, "-250 ms");
	cr_expect_eq(s.viz.now, 5000000000ull);
	scene_key(&s, SDLK_g, 0);
	type(&s, "soon");
	cr_expect_eq(s.viz.now, 5000000000ull);
	cr_expect_not_null(strstr(s.viz.notice, "soon"));
	scene_close(&s);
}

Test(settings, come_back_as_they_were_left)
{
	char path[]            = "/tmp/phial-export-XXXXXX";
	const struct options o = {0};
	struct scene s;

	in_new_directory(path);
	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	dock_close(&s.viz.dock, PANE_INSPECTOR);
	s.viz.ui.theme = &theme_light;
	s.viz.ui.scale = 1.25f;
	settings_save(&s.viz);
	scene_close(&s);
	scene_open(&s, scene_recording(), 1600, 1000);
	settings_load(&s.viz, &o);
	cr_expect_eq(s.viz.ui.theme, &theme_light);
	cr_expect_float_eq(s.viz.ui.scale, 1.25f, 0.001);
	scene_draw(&s, NULL);
	cr_expect_not(dock_has(&s.viz.dock, PANE_INSPECTOR));
	cr_expect(dock_shows(&s.viz.dock, PANE_TIMELINE));
	scene_close(&s);
}
