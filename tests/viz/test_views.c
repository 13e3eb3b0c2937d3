/*
 * What the views show, as facts: which boxes and arrows there are, that texts neither overlap nor
 * are cut, that what was there stays where it was.
 */
#include "tests/viz/scene.h"

#include "visualizer/views/flows.h"
#include "visualizer/views/state.h"
#include "visualizer/views/system.h"

#include <SDL2/SDL_keycode.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_texts(struct scene *s, const char *what)
{
	int a        = 0;
	int b        = 0;
	int overlaps = ui_report_overlaps(&s->texts, &a, &b);

	cr_expect_eq(overlaps, 0, "%s: \"%s\" lies over \"%s\"", what, s->texts.entries[a].text,
		     s->texts.entries[b].text);
	for (int i = 0; i < s->texts.count; i++)
		cr_expect_not(s->texts.entries[i].cut, "%s: \"%s\" is cut", what,
			      s->texts.entries[i].text);
	cr_expect_gt(s->texts.count, 20, "%s shows something", what);
}

static void check_size(int width, int height, float scale)
{
	struct scene s;
	char what[64];

	scene_open(&s, scene_recording(), width, height);
	s.viz.ui.scale = scale;
	for (int view = 0; view < VIEWS; view++) {
		s.viz.view = (enum view_number)view;
		for (int form = 0; form == 0 || (form < FORMS && view_form_names[view][form]);
		     form++) {
			s.viz.memory->form[view] = form;
			snprintf(what, sizeof(what), "%s %d at %dx%d", panes[view].title, form,
				 width, height);
			scene_draw(&s, NULL);
			check_texts(&s, what);
		}
	}
	scene_close(&s);
}

Test(views, no_text_is_cut_or_covered_on_a_projector)
{
	check_size(1600, 1000, 1);
}

Test(views, no_text_is_cut_or_covered_in_a_small_window)
{
	check_size(1024, 700, 1);
}

Test(views, no_text_is_cut_or_covered_on_a_large_display)
{
	check_size(3840, 2160, 2);
}

Test(views, the_same_instant_makes_the_same_picture)
{
	struct scene s[2];

	for (int i = 0; i < 2; i++) {
		scene_open(&s[i], scene_recording(), 1024, 700);
		time_set(&s[i].viz, 5000000000ull);
	}
	for (int view = 0; view < VIEWS; view++) {
		for (int i = 0; i < 2; i++) {
			s[i].viz.view = (enum view_number)view;
			scene_draw(&s[i], NULL);
		}
		cr_expect_eq(memcmp(s[0].canvas.pixels, s[1].canvas.pixels, 1024 * 700 * 4), 0,
			     "%s", panes[view].title);
	}
	scene_close(&s[0]);
	scene_close(&s[1]);
}

/* The first task whose creation is told by an event; 0: none. */
static uint32_t created_task(struct scene *s, model_time *when)
{
	for (size_t i = 0; i < model_events(s->viz.model); i++) {
		const struct model_event *e = model_event_at(s->viz.model, i);

		if (e->type == TRACE_object_create && model_event_value(e, "kind") == KIND_task) {
			*when = e->time;
			return (uint32_t)model_event_value(e, "object");
		}
	}
	return 0;
}

Test(views, going_back_shows_the_objects_as_they_were)
{
	struct scene s;
	model_time born = 0;

	scene_open(&s, scene_recording(), 1024, 700);
	uint32_t task = created_task(&s, &born);

	cr_assert_neq(task, 0, "a task is created in the recording");
	time_set(&s.viz, born - 1);
	scene_draw(&s, NULL);
	cr_expect_null(model_object(s.viz.state, task), "not there before it was created");
	cr_expect_lt(system_find(s.viz.system, task), 0, "nor in the picture");
	time_set(&s.viz, born);
	scene_draw(&s, NULL);
	cr_expect_not_null(model_object(s.viz.state, task));
	cr_expect_geq(system_find(s.viz.system, task), 0, "its box has come");
	scene_key(&s, SDLK_SPACE, 0);
	cr_expect(s.viz.follow);
	cr_expect_eq(s.viz.now, model_last_time(s.viz.model), "Space follows again");
	scene_close(&s);
}

/* ── the system graph ─────────────────────────────────────────────────────────────────────── */

static bool joined(const struct system_view *v, uint32_t from, uint32_t to)
{
	for (int i = 0; i < v->graph.edges; i++)
		if (v->node[v->graph.edge[i].from].id == from &&
		    v->node[v->graph.edge[i].to].id == to)
			return true;
	return false;
}

static bool touch(const struct graph_node *a, const struct graph_node *b)
{
	return fabsf(a->x - b->x) < (a->w + b->w) / 2 && fabsf(a->y - b->y) < (a->h + b->h) / 2;
}

static void check_boxes(const struct graph *g)
{
	for (int i = 0; i < g->nodes; i++) {
		cr_expect(g->node[i].placed);
		for (int k = 0; k < i; k++)
			cr_expect_not(touch(&g->node[i], &g->node[k]), "boxes of %u and %u",
				      g->node[i].id, g->node[k].id);
	}
}

Test(system, a_call_goes_from_the_client_over_the_gate_to_the_server)
{
	struct scene s;
	const struct model_object *gate = NULL;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	for (size_t i = 0; i < s.viz.state->objects; i++)
		if (s.viz.state->object[i].kind == KIND_gate &&
		    strcmp(s.viz.state->object[i].name, "pong") == 0)
			gate = &s.viz.state->object[i];
	cr_assert_not_null(gate);
	cr_expect(joined(s.viz.system, scene_object(&s, "ping"), gate->id), "ping holds the gate");
	cr_expect(joined(s.viz.system, gate->id, scene_object(&s, "pong")), "pong serves it");
	cr_expect_not(joined(s.viz.system, scene_object(&s, "pong"), gate->id),
		      "one edge for holding and serving");
	check_boxes(&s.viz.system->graph);
	scene_close(&s);
}

Test(system, edges_begin_and_end_at_their_boxes)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	for (int round = 0; round < 2; round++) {
		const struct graph *g = &s.viz.system->graph;

		for (int i = 0; i < g->edges; i++) {
			const struct graph_edge *e    = &g->edge[i];
			const struct graph_node *from = &g->node[e->from];
			const struct graph_node *to   = &g->node[e->to];

			cr_assert_geq(e->points, 4);
			cr_expect(fabsf(e->spline[0].x - from->x) <= from->w / 2 + 3 &&
					  fabsf(e->spline[0].y - from->y) <= from->h / 2 + 3,
				  "round %d: edge %d begins at its box", round, i);
			cr_expect(fabsf(e->spline[e->points - 1].x - to->x) <= to->w / 2 + 3 &&
					  fabsf(e->spline[e->points - 1].y - to->y) <=
						  to->h / 2 + 3,
				  "round %d: edge %d ends at its box", round, i);
		}
		/* The same after all boxes were shifted, as dragging and gliding do. */
		for (int i = 0; i < g->nodes; i++) {
			s.viz.system->graph.node[i].x += 333;
			s.viz.system->graph.node[i].y -= 222;
		}
		graph_route(&s.viz.system->graph);
	}
	scene_close(&s);
}

Test(graph, what_has_a_place_keeps_it)
{
	struct graph g = {.nodes = 6, .edges = 4};

	g.node = calloc(8, sizeof(*g.node));
	g.edge = calloc(8, sizeof(*g.edge));
	for (int i = 0; i < 6; i++)
		g.node[i] = (struct graph_node){.id = (uint32_t)i, .w = 120, .h = 60};
	for (int i = 0; i < 4; i++)
		g.edge[i] = (struct graph_edge){.from = 0, .to = i + 1};
	graph_arrange(&g, 800, 600);
	check_boxes(&g);
	struct graph_node before[6];

	memcpy(before, g.node, sizeof(before));
	g.node[6] = (struct graph_node){.id = 6, .w = 200, .h = 90};
	g.node[7] = (struct graph_node){.id = 7, .w = 40, .h = 40};
	g.nodes   = 8;
	g.edge[4] = (struct graph_edge){.from = 2, .to = 6};
	g.edges   = 5;
	graph_place_new(&g);
	graph_route(&g);
	check_boxes(&g);
	for (int i = 0; i < 6; i++)
		cr_expect(g.node[i].x == before[i].x && g.node[i].y == before[i].y);
	graph_free(&g);
}

/* ── flows ────────────────────────────────────────────────────────────────────────────────── */

Test(flows, a_fault_stands_between_the_lanes_of_client_and_pager)
{
	struct scene s;
	struct chart c = {0};
	bool found     = false;

	scene_open(&s, scene_recording(), 1600, 1000);
	s.viz.view = VIEW_FLOWS;
	time_set(&s.viz, telling_instant(&s.viz, VIEW_FLOWS, NULL));
	scene_draw(&s, NULL);
	chart_collect(&s.viz, &c, 30);
	chart_add_lanes(&s.viz, &c);
	for (int i = 0; i < c.rows; i++) {
		const struct model_event *e = model_event(s.viz.model, c.row[i]);
		const struct model_flow *f;

		if (i > 0)
			cr_expect_geq(e->time, model_event(s.viz.model, c.row[i - 1])->time);
		if (e->type != TRACE_page_fault)
			continue;
		f     = model_flow(s.viz.model, e->flow);
		found = true;
		cr_expect_geq(chart_lane(&c, f->from), 0, "the client has a lane");
		cr_expect_geq(chart_lane(&c, f->to), 0, "the pager has a lane");
		cr_expect_neq(chart_lane(&c, f->from), chart_lane(&c, f->to));
		if (chart_row(&c, f->last) >= 0)
			cr_expect_gt(chart_row(&c, f->last), i, "its end stands below");
	}
	cr_expect(found, "a fault is in sight at the instant that says most");
	scene_close(&s);
}

/* ── one selection ────────────────────────────────────────────────────────────────────────── */

static bool shows(const struct scene *s, const char *text)
{
	for (int i = 0; i < s->texts.count; i++)
		if (strstr(s->texts.entries[i].text, text))
			return true;
	return false;
}

Test(selection, follows_from_view_to_view_and_back_in_its_history)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	uint32_t ping  = scene_object(&s, "ping");
	uint32_t pager = scene_object(&s, "pager");

	pick_set(&s.viz, pick_object(ping));
	s.viz.view = VIEW_CAPS;
	scene_draw(&s, NULL);
	cr_expect(shows(&s, "ping reaches"), "the table is that of the picked task");
	pick_set(&s.viz, pick_object(pager));
	scene_draw(&s, NULL);
	cr_expect(shows(&s, "pager reaches"));
	scene_key(&s, SDLK_z, MOD_CTRL);
	cr_expect_eq(s.viz.pick.id, ping);
	scene_key(&s, SDLK_ESCAPE, 0);
	cr_expect_eq(s.viz.pick.kind, PICK_NOTHING);
	scene_close(&s);
}

Test(selection, a_click_on_a_box_picks_its_object)
{
	struct scene s;
	struct point at;
	bool done = false;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	uint32_t ping = scene_object(&s, "ping");

	/* The view's box is not known here: look for the place by its text. */
	for (int i = 0; i < s.texts.count && !done; i++) {
		const struct ui_report_entry *e = &s.texts.entries[i];

		at = (struct point){(float)(e->box.x + 2), (float)(e->box.y + e->box.h / 2)};
		if (e->box.x < 250 || strcmp(e->text, "ping") != 0)
			continue;
		scene_click(&s, (int)at.x, (int)at.y);
		done = true;
	}
	cr_assert(done, "ping is drawn in the graph");
	cr_expect(s.viz.pick.id == ping || model_thread(s.viz.state, s.viz.pick.id) != NULL);
	scene_close(&s);
}

Test(keys, choose_views_and_panes)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	for (int i = 0; i < VIEWS; i++) {
		scene_key(&s, SDLK_1 + i, 0);
		cr_expect_eq(s.viz.view, (enum view_number)i);
	}
	scene_key(&s, '?', 0);
	cr_expect(s.viz.help);
	scene_key(&s, SDLK_ESCAPE, 0);
	cr_expect_not(s.viz.help);
	scene_key(&s, SDLK_BACKQUOTE, 0);
	cr_expect(dock_shows(&s.viz.dock, PANE_CONSOLE));
	scene_close(&s);
}

Test(keys, are_all_in_the_help_of_a_small_window)
{
	struct scene s;
	const char *key;
	const char *what;
	int lines = 0;

	scene_open(&s, scene_recording(), 1024, 700);
	scene_key(&s, '?', 0);
	scene_draw(&s, NULL);
	while (key_help(lines, &key, &what)) {
		cr_expect(shows(&s, what), "%s: %s", key, what);
		lines++;
	}
	cr_expect_gt(lines, 20);
	for (int i = 0; i < s.texts.count; i++)
		if (s.texts.entries[i].layer == 2) {
			cr_expect_not(s.texts.entries[i].cut, "\"%s\"", s.texts.entries[i].text);
			cr_expect_geq(s.texts.entries[i].box.h, 12, "\"%s\"",
				      s.texts.entries[i].text);
		}
	scene_close(&s);
}

/* ── bad input ────────────────────────────────────────────────────────────────────────────── */

static unsigned char *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");

	cr_assert_not_null(f);
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	unsigned char *bytes = malloc(*size);

	cr_assert_eq(fread(bytes, 1, *size, f), *size);
	fclose(f);
	return bytes;
}

Test(damage, is_drawn_and_counted_but_never_fatal)
{
	char path[] = "/tmp/phial-damaged-XXXXXX";
	size_t size;
	unsigned char *bytes = read_all(scene_recording(), &size);
	int fd               = mkstemp(path);
	FILE *f              = fdopen(fd, "wb");
	struct scene s;

	srand(1);
	for (int i = 0; i < 400; i++) /* behind the header: one byte in a few hundred */
		bytes[64 + (size_t)rand() % (size - 64)] = (unsigned char)rand();
	fwrite(bytes, 1, size, f);
	fclose(f);
	free(bytes);
	scene_open(&s, path, 1024, 700);
	for (int view = 0; view < VIEWS; view++) {
		s.viz.view = (enum view_number)view;
		scene_draw(&s, NULL);
		time_set(&s.viz, model_last_time(s.viz.model) / 2);
		scene_draw(&s, NULL);
	}
	const struct model_health *h = model_health(s.viz.model);

	cr_expect_gt(h->bad_frames + h->missing_frames + h->bad_bodies, 0, "damage is counted");
	scene_close(&s);
	remove(path);
}

Test(damage, an_empty_input_shows_an_empty_window)
{
	struct scene s;

	scene_open(&s, "unix:/nonexistent/socket", 1024, 700);
	for (int view = 0; view < VIEWS; view++) {
		s.viz.view = (enum view_number)view;
		scene_draw(&s, NULL);
	}
	for (int key = ' '; key < 128; key++)
		scene_key(&s, key, 0);
	scene_close(&s);
}

Test(graph, of_hundreds_of_boxes_is_arranged_at_once_and_nothing_overlaps)
{
	struct graph g = {.nodes = 400, .edges = 1600};

	g.node = calloc(400, sizeof(*g.node));
	g.edge = calloc(1600, sizeof(*g.edge));
	for (int i = 0; i < 400; i++)
		g.node[i] = (struct graph_node){
			.id = (uint32_t)i, .w = 100.0f + (float)(i % 7) * 20, .h = 60};
	for (int i = 0; i < 1600; i++)
		g.edge[i] = (struct graph_edge){.from = i % 400, .to = (i * 7 + 1) % 400};
	graph_arrange(&g, 1000, 600);
	check_boxes(&g);
	for (int i = 0; i < g.edges; i++)
		cr_expect_geq(g.edge[i].points, 4);
	graph_free(&g);
}
