/*
 * Link stories: what the model knows agrees with what happened; recordings replay exactly; damage
 * to a real stream is counted and survived.
 */
#include <stdlib.h>
#include <string.h>

#include "jdb/host/record.h"
#include "tests/system/story.h"

static bool snapshot_there(struct model *m)
{
	return model_health(m)->snapshot > 0;
}

static const struct model_object *object_named(const struct model_state *s, const char *name,
					       unsigned kind)
{
	for (size_t i = 0; i < s->objects; i++)
		if (s->object[i].kind == kind && strcmp(s->object[i].name, name) == 0)
			return &s->object[i];
	return NULL;
}

static void snapshot_shows_the_boot_tasks_and_what_they_hold(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	session_refresh(machine_session(m));
	machine_until(m, snapshot_there, 20, "a complete snapshot");
	machine_run(m, 3);
	const struct model_state *s      = model_at(machine_model(m), MODEL_LIVE);
	const struct model_health *h     = model_health(machine_model(m));
	const struct model_object *root  = object_named(s, "root", KIND_task);
	const struct model_object *sigma = object_named(s, "sigma0", KIND_task);

	check(root && sigma, "root or sigma0 is missing among %zu objects", s->objects);
	const struct model_task *t = model_task(s, root->id);

	check(t && t->slots >= 5, "root holds only %zu capabilities", t ? t->slots : 0);
	check(t->page_count > 2, "root sees only %zu pages", t->page_count);
	check(model_slot(t, 1) && model_slot(t, 1)->object == root->id,
	      "slot 1 of root is not its own task");
	check(s->trees > 0, "no mapping tree came");
	check(s->cpus == 1 && s->memory.seen, "no CPU or memory record");
	check(strcmp(model_machine(machine_model(m))->arch, story_arch) == 0, "wrong architecture");
	check(!h->schema_differs, "the kernel has another schema");
	check(h->bad_frames == 0 && h->bad_bodies == 0 && h->missing_frames == 0,
	      "%d bad frames, %d bad bodies, %d missing on a good line", (int)h->bad_frames,
	      (int)h->bad_bodies, (int)h->missing_frames);
}

static void lines_of_other_kinds_carry_the_same(void)
{
	static const char *const lines[] = {"tcp", "pty"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct machine *m =
			machine_boot(&(struct boot){.append = "tour=loop", .line = lines[i]});

		machine_until(m, snapshot_there, 60, "a complete snapshot");
		machine_expect(m, "ok\n", 60);
		check(model_events(machine_model(m)) > 50, "only %zu events over %s",
		      model_events(machine_model(m)), lines[i]);
		check(model_health(machine_model(m))->bad_frames == 0, "bad frames over %s",
		      lines[i]);
		machine_end(m);
	}
}

static void second_host_finds_the_running_system(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once"});

	machine_expect(m, "[2/5]", 100);
	machine_until(m, snapshot_there, 60, "a snapshot for the first host");
	machine_reconnect(m);
	machine_until(m, snapshot_there, 60, "a snapshot for the second host");
	const struct model_state *s = model_at(machine_model(m), MODEL_LIVE);

	check(object_named(s, "root", KIND_task), "root is missing among %zu objects", s->objects);
	check(model_machine(machine_model(m))->boots == 1, "a restart that was none");
	machine_expect(m, "tour complete: 5 of 5 stops", 300);
	check(model_events(machine_model(m)) > 100, "the second host sees no events");
	check(model_health(machine_model(m))->bad_frames <= 1,
	      "more than the frame that was cut by hanging up is bad");
}

/* Flows of a kind between the named threads that ended well. */
static unsigned flows_done(struct model *m, enum model_flow_kind kind, const char *from,
			   const char *to)
{
	unsigned found = 0;
	char name[64];

	for (uint32_t i = 0; i < model_flows(m); i++) {
		const struct model_flow *f = model_flow(m, i);

		if (f->kind != kind || f->end != FLOW_DONE ||
		    strncmp(model_any_name(m, f->from, name, sizeof(name)), from, strlen(from)))
			continue;
		found += !to ||
			 !strncmp(model_any_name(m, f->to, name, sizeof(name)), to, strlen(to));
	}
	return found;
}

static void tour_is_seen_through_the_link_as_it_happens(void)
{
	struct machine *m            = machine_boot(&(struct boot){.append = "tour=once"});
	struct model *model          = machine_model(m);
	const struct model_health *h = model_health(model);

	machine_expect(m, "tour complete: 5 of 5 stops", 400);
	check(flows_done(model, FLOW_MESSAGE, "ping", "pong") >= 3,
	      "no messages from ping to pong");
	check(flows_done(model, FLOW_MESSAGE, "pong", "ping") >= 3, "no answers from pong to ping");
	check(flows_done(model, FLOW_FAULT, "", NULL) >= 3, "no page faults with an end");
	check(flows_done(model, FLOW_INTERRUPT, "", NULL) >= 1, "no interrupts delivered");
	check(h->bad_frames == 0 && h->bad_bodies == 0 && h->missing_frames == 0,
	      "%d bad frames, %d bad bodies, %d missing on a good line", (int)h->bad_frames,
	      (int)h->bad_bodies, (int)h->missing_frames);
	check(h->unknown == 0, "%d things of unknown type", (int)h->unknown);
	/* The past is there: in the middle of it, ping was alive. */
	bool alive = false;

	for (model_time t = 0; t < model_last_time(model) && !alive; t += 200000000)
		alive = object_named(model_at(model, t), "ping", KIND_task) != NULL;
	check(alive, "at no time was there a task called ping");
}

/* ---- Recordings ------------------------------------------------------------------------------ */

static struct model *replay(const char *path)
{
	struct model *m   = model_create();
	struct session *s = session_open(path, m, 0);

	if (!s)
		infrastructure("%s cannot be read", path);
	session_speed(s, 0);
	while (session_poll(s, 0) != SESSION_END)
		continue;
	session_close(s);
	return m;
}

static void recording_replays_to_the_same_model(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once pace=fast"});
	struct model *live, *again;

	machine_expect(m, "tour complete: 5 of 5 stops", 240);
	machine_run(m, 1);
	live = machine_model(m);
	session_record_stop(machine_session(m));
	again = replay(machine_recording(m));
	check(model_events(again) == model_events(live) && model_events(live) > 100,
	      "%zu events live, %zu replayed", model_events(live), model_events(again));
	for (size_t i = 0; i < model_events(live); i++)
		check(memcmp(model_event_at(live, i), model_event_at(again, i),
			     sizeof(struct model_event)) == 0,
		      "event %zu differs", i);
	check(model_flows(live) == model_flows(again), "flows differ");
	check(model_lines(live) == model_lines(again), "console lines differ");
	for (model_time t = 0; t <= model_last_time(live); t += 100000000) {
		const struct model_state *a = model_at(live, t), *b = model_at(again, t);

		check(a->objects == b->objects && a->threads == b->threads && a->tasks == b->tasks,
		      "states at %llu ms differ", (unsigned long long)(t / 1000000));
		check(a->objects == 0 ||
			      memcmp(a->object, b->object, a->objects * sizeof(*a->object)) == 0,
		      "objects at %llu ms differ", (unsigned long long)(t / 1000000));
	}
	model_destroy(again);
}

/* A real recording with a hit byte in every few thousand. */
static void damaged_real_stream_is_counted_and_survived(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once pace=fast"});
	const char *problem, *path = story_path("damaged.rec");
	struct record_chunk c;
	unsigned hits = 0;

	machine_expect(m, "tour complete: 5 of 5 stops", 240);
	session_record_stop(machine_session(m));
	struct recording *in = recording_open(machine_recording(m), &problem);
	struct recorder *out = recorder_open(path);

	check(in && out, "the recording cannot be copied");
	srand(23);
	while (recording_next(in, &c)) {
		uint8_t *data = malloc(c.bytes + 1);

		memcpy(data, c.data, c.bytes);
		for (size_t i = 0; i < c.bytes && c.direction == RECORD_FROM_KERNEL; i++) {
			if (rand() % 3000 != 0)
				continue;
			data[i] = (uint8_t)rand();
			hits++;
		}
		recorder_put(out, c.direction, data, c.bytes, c.time);
		free(data);
	}
	recording_close(in);
	recorder_close(out);
	struct model *damaged        = replay(path);
	const struct model_health *h = model_health(damaged);

	check(hits > 5, "only %u bytes were hit", hits);
	check(h->bad_frames > 0 && h->missing_frames > 0, "%u hits, but nothing was counted", hits);
	check(h->bad_frames <= 3 * hits, "%d bad frames from %u hits", (int)h->bad_frames, hits);
	check(model_gaps(damaged) > 0, "no gap is shown");
	check(model_events(damaged) * 2 > model_events(machine_model(m)), "most events are lost");
	for (model_time t = 0; t < model_last_time(damaged); t += 50000000)
		model_at(damaged, t);
	model_destroy(damaged);
}

const struct story link_stories[] = {
	{"snapshot_shows_the_boot_tasks_and_what_they_hold",
	 snapshot_shows_the_boot_tasks_and_what_they_hold, NULL},
	{"lines_of_other_kinds_carry_the_same", lines_of_other_kinds_carry_the_same, NULL},
	{"second_host_finds_the_running_system", second_host_finds_the_running_system, NULL},
	{"tour_is_seen_through_the_link_as_it_happens", tour_is_seen_through_the_link_as_it_happens,
	 NULL},
	{"recording_replays_to_the_same_model", recording_replays_to_the_same_model, NULL},
	{"damaged_real_stream_is_counted_and_survived", damaged_real_stream_is_counted_and_survived,
	 NULL},
	{NULL, NULL, NULL},
};
