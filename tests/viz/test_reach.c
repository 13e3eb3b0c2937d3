/*
 * Reachability and differences, compared with what they say in words; and the filters made of them.
 */
#include "tests/viz/scene.h"

#include "visualizer/views/diff.h"
#include "visualizer/views/reach.h"
#include "visualizer/views/system.h"

#include <criterion/criterion.h>
#include <SDL2/SDL_keycode.h>
#include <stdlib.h>
#include <string.h>

static bool holds(const struct model_state *s, uint32_t task, uint32_t object)
{
	const struct model_task *t = model_task(s, task);

	for (size_t i = 0; t && i < t->slots; i++)
		if (t->slot[i].object == object)
			return true;
	return false;
}

static uint32_t gate_called(const struct model_state *s, const char *name)
{
	for (size_t i = 0; i < s->objects; i++)
		if (s->object[i].kind == KIND_gate && strcmp(s->object[i].name, name) == 0)
			return s->object[i].id;
	cr_assert_fail("no gate %s", name);
	return 0;
}

Test(reach, one_hand_is_what_is_held_and_who_answers_it)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1024, 700);
	scene_draw(&s, NULL);
	const struct model_state *now = s.viz.state;
	uint32_t ping                 = scene_object(&s, "ping");
	uint32_t gate                 = gate_called(now, "pong");
	struct reach r                = reach_from(now, ping, 1);

	cr_expect_eq(reach_hands(&r, ping), 0);
	cr_expect_eq(reach_hands(&r, gate), 1);
	cr_expect_eq(reach_hands(&r, model_object(now, gate)->bound), 1, "the thread behind it");
	cr_expect_eq(reach_hands(&r, scene_object(&s, "pong")), 1, "and its task");
	for (size_t i = 0; i < now->objects; i++)
		if (holds(now, ping, now->object[i].id))
			cr_expect_leq(reach_hands(&r, now->object[i].id), 1);
	reach_free(&r);
	scene_close(&s);
}

Test(reach, both_directions_agree)
{
	struct scene s;
	unsigned pairs = 0;

	scene_open(&s, scene_recording(), 1024, 700);
	scene_draw(&s, NULL);
	const struct model_state *now = s.viz.state;

	for (size_t i = 0; i < now->tasks; i++) {
		struct reach from = reach_from(now, now->task[i].id, 3);

		for (size_t k = 0; k < now->objects; k++) {
			struct reach to = reach_to(now, now->object[k].id, 3);

			cr_expect_eq(reach_hands(&from, now->object[k].id),
				     reach_hands(&to, now->task[i].id), "%u to %u", now->task[i].id,
				     now->object[k].id);
			pairs += reach_hands(&to, now->task[i].id) != REACH_FAR;
			reach_free(&to);
		}
		reach_free(&from);
	}
	cr_expect_gt(pairs, 20);
	scene_close(&s);
}

Test(reach, the_filter_dims_and_moves_nothing)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	pick_set(&s.viz, pick_object(scene_object(&s, "ping")));
	scene_draw(&s, NULL);
	struct graph_node before = s.viz.system->graph.node[0];
	int nodes                = s.viz.system->graph.nodes;

	s.viz.system->reach = REACH_TOUCHES;
	scene_draw(&s, NULL);
	bool *bright = system_bright(&s.viz, s.viz.system);

	cr_expect_eq(s.viz.system->graph.nodes, nodes);
	cr_expect_eq(s.viz.system->graph.node[0].x, before.x);
	cr_expect(bright[system_find(s.viz.system, scene_object(&s, "pong"))]);
	cr_expect_not(bright[system_find(s.viz.system, scene_object(&s, "carol"))]);
	free(bright);
	scene_close(&s);
}

Test(reach, kinds_can_be_left_out_and_one_task_shown_alone)
{
	struct scene s;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	int all = s.viz.system->graph.nodes;

	s.viz.system->hidden_kinds = 1u << KIND_gate;
	scene_draw(&s, NULL);
	cr_expect_lt(s.viz.system->graph.nodes, all);
	for (int i = 0; i < s.viz.system->graph.nodes; i++)
		cr_expect_neq(s.viz.system->node[i].kind, KIND_gate);
	s.viz.system->hidden_kinds = 0;
	s.viz.system->only_task    = true;
	pick_set(&s.viz, pick_object(scene_object(&s, "ping")));
	scene_draw(&s, NULL);
	cr_expect_geq(system_find(s.viz.system, scene_object(&s, "ping")), 0);
	cr_expect_geq(system_find(s.viz.system, scene_object(&s, "pong")), 0);
	cr_expect_lt(system_find(s.viz.system, scene_object(&s, "carol")), 0);
	scene_close(&s);
}

/* ── differences ──────────────────────────────────────────────────────────────────────────── */

Test(diff, of_an_instant_with_itself_is_empty)
{
	struct scene s;
	struct diff d = {0};

	scene_open(&s, scene_recording(), 1024, 700);
	diff_make(&d, s.viz.model, 5000000000ull, 5000000000ull);
	cr_expect_gt(d.facts[0], 50);
	cr_expect_eq(d.changes, 0);
	diff_free(&d);
	scene_close(&s);
}

Test(diff, names_what_came_and_turned_round_what_went)
{
	struct scene s;
	struct diff d      = {0};
	struct diff back   = {0};
	model_time created = 0;
	uint32_t task      = 0;
	bool came          = false;

	scene_open(&s, scene_recording(), 1024, 700);
	for (size_t i = 0; i < model_events(s.viz.model) && !task; i++) {
		struct model_event e = *model_event_at(s.viz.model, i);

		if (e.type == TRACE_object_create && model_event_value(&e, "kind") == KIND_task) {
			created = e.time;
			task    = (uint32_t)model_event_value(&e, "object");
		}
	}
	cr_assert_neq(task, 0);
	diff_make(&d, s.viz.model, created - 1, created + 1);
	for (size_t i = 0; i < d.changes; i++)
		came |= !d.change[i].before && d.change[i].after->kind == FACT_OBJECT &&
			d.change[i].after->id == task;
	cr_expect(came, "the task that was created");
	diff_make(&back, s.viz.model, created + 1, created - 1);
	cr_expect_eq(back.changes, d.changes);
	for (int i = 0; i < FACT_KINDS; i++) {
		cr_expect_eq(back.count[i][0], d.count[i][1]);
		cr_expect_eq(back.count[i][1], d.count[i][0]);
		cr_expect_eq(back.count[i][2], d.count[i][2]);
	}
	diff_free(&d);
	diff_free(&back);
	scene_close(&s);
}

Test(diff, marks_decide_between_which_instants)
{
	struct scene s;
	bool said = false;

	scene_open(&s, scene_recording(), 1600, 1000);
	scene_draw(&s, NULL);
	time_set(&s.viz, 3000000000ull);
	scene_key(&s, SDLK_m, 0);
	time_set(&s.viz, 7000000000ull);
	scene_key(&s, SDLK_m, 0);
	scene_key(&s, SDLK_d, 0);
	scene_draw(&s, NULL);
	cr_expect_eq(s.viz.view, VIEW_CHANGES);
	for (int i = 0; i < s.texts.count; i++)
		said |= strncmp(s.texts.entries[i].text, "From 3.000 000 s to 7.000 000 s: 4.0 s",
				38) == 0;
	cr_expect(said, "the sentence names both instants and the time between");
	scene_close(&s);
}
