/*
 * Movable panes: every pane is in one place, a layout survives being written and read, and what is
 * dragged ends where it was dropped.
 */
#include "tests/viz/scene.h"

#include <criterion/criterion.h>
#include <SDL2/SDL_keycode.h>
#include <stdlib.h>
#include <string.h>

static const char layout[] =
	"v2:200 h1:210 [navigator] h2:310 [*system capabilities flows] [inspector] [timeline] ";

static void read_layout(struct dock *d, const char *text)
{
	cr_assert(dock_parse(d, text, panes, PANES), "%s", text);
	cr_assert(dock_ok(d));
}

Test(dock, a_layout_is_read_as_it_was_written)
{
	struct dock d;
	char text[DOCK_TEXT];

	read_layout(&d, layout);
	cr_expect_str_eq(dock_text(&d, panes, text), layout);
	cr_expect(dock_shows(&d, VIEW_SYSTEM));
	cr_expect_not(dock_shows(&d, VIEW_FLOWS), "behind another tab");
	cr_expect_not(dock_has(&d, VIEW_NUMBERS));
}

Test(dock, what_is_no_layout_changes_nothing)
{
	static const char *const bad[] = {"",
					  "h1:210",
					  "[",
					  "[nothing]",
					  "x1:20 [system] [flows]",
					  "h1:-3 [system] [flows]",
					  "h9:3 [system] [flows]",
					  "h1:9 h1:9 h1:9 h1:9 [system]"};
	struct dock d;
	char text[DOCK_TEXT];

	read_layout(&d, layout);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_expect_not(dock_parse(&d, bad[i], panes, PANES), "%s", bad[i]);
	cr_expect_str_eq(dock_text(&d, panes, text), layout);
	/* Panes of another version, or named twice, are left out; their leaves, too. */
	read_layout(&d, "h1:10 [telescope] h1:20 [system system] [*flows system]");
	cr_expect_str_eq(dock_text(&d, panes, text), "h1:20 [system] [flows] ");
}

Test(dock, closing_and_opening_leaves_no_empty_place)
{
	struct dock d;

	read_layout(&d, layout);
	for (int pane = 0; pane < PANES; pane++) {
		dock_close(&d, pane);
		cr_expect(dock_ok(&d), "closed %s", panes[pane].name);
		cr_expect_not(dock_has(&d, pane));
	}
	for (int pane = PANES - 1; pane >= 0; pane--) {
		dock_show(&d, panes, pane);
		cr_expect(dock_ok(&d), "opened %s", panes[pane].name);
		cr_expect(dock_shows(&d, pane));
	}
}

Test(dock, any_sequence_of_moves_keeps_every_pane_once)
{
	struct dock d;
	char text[DOCK_TEXT];

	srand(7);
	read_layout(&d, layout);
	for (int i = 0; i < 3000; i++) {
		int pane = rand() % PANES;

		if (i % 5 == 0)
			dock_show(&d, panes, pane);
		else if (i % 7 == 0)
			dock_close(&d, pane);
		else if (dock_has(&d, pane))
			dock_move(&d, pane, rand() % PANES, (enum dock_side)(rand() % 5));
		cr_assert(dock_ok(&d), "step %d: %s", i, dock_text(&d, panes, text));
	}
	struct dock again;

	read_layout(&again, dock_text(&d, panes, text));
}

/* Middle of the tab that says @p title. */
static struct box tab(const struct scene *s, const char *title)
{
	for (int i = 0; i < s->texts.count; i++)
		if (strcmp(s->texts.entries[i].text, title) == 0)
			return s->texts.entries[i].box;
	cr_assert_fail("no tab %s", title);
	return (struct box){0};
}

static void mouse(struct scene *s, int x, int y, bool down, bool pressed)
{
	struct ui_input in = {.mouse_x = x, .mouse_y = y, .clicks = 1};

	in.down[0]     = down;
	in.pressed[0]  = pressed;
	in.released[0] = !down;
	ui_report_free(&s->texts);
	s->viz.ui.report = &s->texts;
	ui_begin(&s->viz.ui, &s->canvas, &in);
	viz_frame(&s->viz);
	ui_end(&s->viz.ui);
}

Test(dock, a_tab_dragged_to_a_side_stands_there_beside_the_others)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	struct box from = tab(&s, "Flows");

	mouse(&s, from.x + 4, from.y + 4, true, true);
	mouse(&s, from.x + 60, from.y + 60, true, false);
	mouse(&s, 1200, 420, true, false); /* the right part of the views */
	mouse(&s, 1200, 420, false, false);
	cr_expect(dock_shows(&s.viz.dock, VIEW_FLOWS));
	cr_expect(dock_shows(&s.viz.dock, VIEW_SYSTEM), "both are seen now");
	cr_expect_eq(s.viz.view, VIEW_FLOWS, "and keys go to the one that was moved");
	scene_draw(&s, NULL);
	cr_expect_gt(tab(&s, "Flows").x, 700);
	int a, b;

	cr_expect_eq(ui_report_overlaps(&s.texts, &a, &b), 0);
	scene_close(&s);
}

Test(dock, a_drag_seen_by_a_slow_window_only_at_its_ends_counts)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	struct box from = tab(&s, "Flows");

	mouse(&s, from.x + 4, from.y + 4, true, true);
	mouse(&s, 1200, 420, false, false);
	scene_draw(&s, NULL);
	cr_expect_gt(tab(&s, "Flows").x, 700);
	scene_close(&s);
}

Test(dock, a_pane_can_fill_the_window_and_give_it_back)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1024, 700);
	scene_draw(&s, NULL);
	s.viz.dock.alone = VIEW_FLOWS;
	s.viz.view       = VIEW_FLOWS;
	scene_draw(&s, NULL);
	cr_expect_not(dock_shows(&s.viz.dock, PANE_TIMELINE));
	scene_key(&s, SDLK_ESCAPE, 0);
	cr_expect(dock_shows(&s.viz.dock, PANE_TIMELINE));
	scene_close(&s);
}

Test(dock, the_menu_of_a_pane_works_by_keys_alone)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	scene_key(&s, SDLK_6, 0);
	scene_key(&s, SDLK_w, 0);
	cr_expect(s.viz.menu[MENU_PANE].open);
	scene_key(&s, SDLK_DOWN, 0); /* to the right */
	scene_key(&s, SDLK_RETURN, 0);
	cr_expect_not(s.viz.menu[MENU_PANE].open);
	scene_draw(&s, NULL);
	cr_expect(dock_shows(&s.viz.dock, VIEW_FLOWS));
	cr_expect(dock_shows(&s.viz.dock, VIEW_SYSTEM));
	cr_expect_gt(tab(&s, "Flows").x, 700);
	scene_close(&s);
}
