/*
 * Figures that views show: frames, traffic, CPU use, and where the time of a call went. Each is
 * compared with the model it was made from.
 */
#include "tests/viz/scene.h"

#include "visualizer/views/memory.h"
#include "visualizer/views/path.h"
#include "visualizer/views/state.h"
#include "visualizer/views/traffic.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void open_all(struct scene *s)
{
	scene_open(s, scene_recording(), 1600, 1000);
	scene_draw(s, NULL);
}

Test(memory, every_frame_of_every_page_is_shown_as_its_tasks)
{
	struct scene s;
	size_t frames = 0;

	open_all(&s);
	struct frame_map map = frames_collect(s.viz.state);

	for (size_t i = 1; i < map.lines; i++)
		cr_expect_gt(map.line[i].pa, map.line[i - 1].pa, "lines stand by address");
	for (size_t i = 0; i < s.viz.state->tasks; i++) {
		const struct model_task *t = &s.viz.state->task[i];

		for (size_t k = 0; k < t->page_count; k++) {
			uint64_t pa  = t->page[k].pa;
			size_t line  = 0;
			uint64_t low = pa >> 18 << 18;

			if (pa == MODEL_NEVER)
				continue;
			while (line < map.lines && map.line[line].pa != low)
				line++;
			cr_assert_lt(line, map.lines);
			cr_expect(map.line[line].tasks[(pa - low) >> 12] >> i & 1);
			frames++;
		}
	}
	cr_expect_gt(frames, 4);
	frames_free(&map);
	scene_close(&s);
}

Test(memory, the_owner_of_a_frame_is_who_got_it_last)
{
	int sharers;

	cr_expect_eq(frame_owner(0, &sharers), -1);
	cr_expect_eq(frame_owner(1 | 2 | 8, &sharers), 3);
	cr_expect_eq(sharers, 2);
}

Test(traffic, counts_every_message_of_the_window_once)
{
	struct scene s;
	unsigned messages = 0;
	unsigned counted  = 0;

	open_all(&s);
	s.viz.follow = false;
	s.viz.from   = 3000000000ull;
	s.viz.to     = 6000000000ull;
	for (size_t i = 0; i < model_flows(s.viz.model); i++) {
		const struct model_flow *f = model_flow(s.viz.model, (uint32_t)i);

		messages += f->start >= s.viz.from && f->start <= s.viz.to && f->from && f->to &&
			    f->answers == MODEL_NONE;
	}
	const struct traffic *t = traffic_now(&s.viz);

	for (int i = 0; i < t->pairs; i++) {
		unsigned bins = 0;

		for (int k = 0; k < LATENCY_BINS; k++)
			bins += t->pair[i].latency[k];
		cr_expect_eq(bins, t->pair[i].answered);
		cr_expect_leq(t->pair[i].answered, t->pair[i].messages);
		counted += t->pair[i].messages;
	}
	cr_expect_gt(messages, 20);
	cr_expect_eq(counted, messages);
	cr_expect_not(t->cut);
	cr_expect_eq(traffic_now(&s.viz), t, "kept while nothing changes");
	scene_close(&s);
}

Test(traffic, bins_hold_what_they_say)
{
	for (model_time ns = 1; ns < 1000000000ull; ns = ns * 3 / 2 + 1) {
		int bin = latency_bin(ns);

		cr_expect_geq(ns + ns / 1000 + 1, latency_of_bin(bin), "%llu in bin %d",
			      (unsigned long long)ns, bin);
		if (bin + 1 < LATENCY_BINS)
			cr_expect_leq(ns, latency_of_bin(bin + 1) + 1, "%llu in bin %d",
				      (unsigned long long)ns, bin);
	}
}

Test(cpu, use_adds_up_to_the_window)
{
	struct scene s;
	struct cpu_use use;
	model_time from = 4000000000ull;
	model_time to   = 6000000000ull;

	open_all(&s);
	cpu_use(&s.viz, 0, from, to, &use);
	model_time sum = use.idle + use.unknown;

	for (int i = 0; i < 64; i++)
		sum += use.task[i];
	cr_expect_leq(sum, to - from);
	cr_expect_gt(sum, (to - from) / 10 * 9, "%llu", (unsigned long long)sum);
	scene_close(&s);
}

Test(path, of_a_call_covers_its_time_without_a_hole)
{
	struct scene s;
	struct path *path = malloc(sizeof(*path));
	unsigned deepest  = 0;
	unsigned paths    = 0;

	open_all(&s);
	for (size_t i = 0; i < model_flows(s.viz.model); i++) {
		const struct model_flow *f = model_flow(s.viz.model, (uint32_t)i);

		if (f->answers != MODEL_NONE || !path_of(&s.viz, f, path))
			continue;
		paths++;
		cr_expect_eq(path->step[0].thread, f->from);
		cr_expect_eq(path->step[0].start, f->start);
		for (int k = 0; k < path->steps; k++) {
			model_time next = k + 1 < path->steps ? path->step[k + 1].start : path->end;

			if (!path->cut)
				cr_expect_eq(path->step[k].end, next);
			deepest = path->step[k].depth > deepest ? path->step[k].depth : deepest;
		}
	}
	cr_expect_gt(paths, 20);
	cr_expect_geq(deepest, 1, "some time is the server's");
	free(path);
	scene_close(&s);
}
