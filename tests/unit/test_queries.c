/*
 * Questions to the model: what changed, who can reach what, what a revocation would take.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "jdb/host/diff.h"
#include "jdb/host/model_feed.h"
#include "jdb/host/reach.h"

enum {
	MS     = 1000000,
	CLIENT = 20,
	SERVER = 30,
	DEEP   = 40,
	LONELY = 50,
	GATE   = 60, /* of the server; the client has it */
	INNER  = 61, /* of DEEP; the server has it */
	DISK   = 62, /* DEEP has it */
};

static struct model *m;

static void note(enum note_kind kind, model_time time, uint64_t subject, const void *items,
		 size_t count)
{
	feed_note(m, &(struct note){.time    = time,
				    .started = time,
				    .kind    = kind,
				    .subject = subject,
				    .high    = UINT64_MAX,
				    .items   = items,
				    .count   = count});
}

static void slots(model_time time, uint32_t task, const struct model_slot *slot, size_t count)
{
	note(NOTE_SLOTS, time, task, slot, count);
}

static void setup(void)
{
	static const struct model_object objects[] = {
		{.id = CLIENT, .kind = KIND_task, .name = "client"},
		{.id = CLIENT + 1, .kind = KIND_thread, .bound = CLIENT},
		{.id = SERVER, .kind = KIND_task, .name = "server"},
		{.id = SERVER + 1, .kind = KIND_thread, .bound = SERVER},
		{.id = DEEP, .kind = KIND_task, .name = "deep"},
		{.id = DEEP + 1, .kind = KIND_thread, .bound = DEEP},
		{.id = LONELY, .kind = KIND_task, .name = "lonely"},
		{.id = GATE, .kind = KIND_gate, .bound = SERVER + 1, .name = "names"},
		{.id = INNER, .kind = KIND_gate, .bound = DEEP + 1},
		{.id = DISK, .kind = KIND_irq, .name = "disk"}};
	static const struct model_thread threads[] = {
		{.id = CLIENT + 1, .task = CLIENT, .state = STATE_ready, .priority = 10},
		{.id = SERVER + 1, .task = SERVER, .state = STATE_receiving},
		{.id = DEEP + 1, .task = DEEP, .state = STATE_receiving}};

	m = model_create();
	note(NOTE_OBJECTS, 1 * MS, 0, objects, sizeof(objects) / sizeof(objects[0]));
	note(NOTE_THREADS, 1 * MS, 0, threads, 3);
	slots(1 * MS, CLIENT,
	      (const struct model_slot[]){{.index = 0x104, .object = GATE, .rights = 5}}, 1);
	slots(1 * MS, SERVER,
	      (const struct model_slot[]){{.index = 0x200, .object = INNER, .rights = 5}}, 1);
	slots(1 * MS, DEEP,
	      (const struct model_slot[]){{.index = 0x300, .object = DISK, .rights = 7}}, 1);
	slots(1 * MS, LONELY, NULL, 0);
}

static void teardown(void)
{
	model_destroy(m);
}

TestSuite(queries, .init = setup, .fini = teardown);

/* ---- Reachability ---------------------------------------------------------------------------- */

Test(queries, a_task_touches_what_its_slots_name_in_one_step)
{
	struct model_reach *r = model_reach(model_at(m, MODEL_LIVE), CLIENT, 1);

	cr_assert_eq(r->count, 2);
	cr_assert_eq(r->step[1].id, GATE);
	cr_assert_eq(r->step[1].slot, 0x104);
	cr_assert_eq(r->step[1].rights, 5);
	cr_assert_eq(r->step[1].via, 0);
	cr_assert(r->complete);
	model_reach_free(r);
}

Test(queries, authority_spreads_through_servers)
{
	struct model_reach *r         = model_reach(model_at(m, MODEL_LIVE), CLIENT, 99);
	const struct model_step *disk = model_reach_find(r, DISK);

	/* client -slot-> names -bound-> thread -> server -slot-> gate -> thread -> deep -slot-> disk */
	cr_assert_not_null(disk);
	cr_assert_eq(disk->steps, 7);
	cr_assert_eq(r->step[disk->via].id, DEEP);
	cr_assert_null(model_reach_find(r, LONELY));
	model_reach_free(r);
	r = model_reach(model_at(m, MODEL_LIVE), CLIENT, 6);
	cr_assert_null(model_reach_find(r, DISK), "one step too far");
	model_reach_free(r);
	r = model_reach(model_at(m, MODEL_LIVE), LONELY, 99);
	cr_assert_eq(r->count, 1);
	model_reach_free(r);
}

Test(queries, who_reaches_an_object_is_the_same_seen_from_the_other_end)
{
	const struct model_state *s = model_at(m, MODEL_LIVE);
	struct model_reach *back    = model_reached_by(s, DISK, 99);

	for (size_t t = 0; t < s->tasks; t++) {
		struct model_reach *r         = model_reach(s, s->task[t].id, 99);
		const struct model_step *to   = model_reach_find(r, DISK);
		const struct model_step *from = model_reach_find(back, s->task[t].id);

		cr_assert_eq(!to, !from);
		cr_assert(!to || to->steps == from->steps);
		model_reach_free(r);
	}
	cr_assert_eq(model_reach_find(back, DEEP)->slot, 0x300);
	model_reach_free(back);
}

Test(queries, an_answer_without_all_slots_says_so)
{
	feed_event(m, TRACE_object_create, 0, 2 * MS,
		   (const uint64_t[EVENT_FIELDS_MAX]){70, KIND_task, 0, 4096}, false);
	slots(3 * MS, CLIENT,
	      (const struct model_slot[]){{.index = 0x105, .object = 70, .rights = 7}}, 1);
	struct model_reach *r = model_reach(model_at(m, MODEL_LIVE), CLIENT, 2);

	cr_assert_not(r->complete);
	model_reach_free(r);
}

/* ---- Revocation ------------------------------------------------------------------------------ */

static void tell_tree(void)
{
	const struct model_node node[] = {
		{.task = LONELY, .address = 0x8000, .order = 12, .depth = 1},
		{.task = SERVER, .address = 0x4000, .order = 12, .depth = 2},
		{.task = CLIENT, .address = 0x1000, .order = 12, .depth = 3},
		{.task = CLIENT, .address = 0x2000, .order = 12, .depth = 3},
		{.task = DEEP, .address = 0x7000, .order = 12, .depth = 2}};

	feed_note(m, &(struct note){.time    = 2 * MS,
				    .started = 2 * MS,
				    .kind    = NOTE_TREE,
				    .order   = 12,
				    .subject = 0x8000,
				    .items   = node,
				    .count   = 5});
}

Test(queries, revoking_takes_the_subtree_and_the_node_itself_only_when_asked)
{
	tell_tree();
	const struct model_state *s = model_at(m, MODEL_LIVE);
	struct model_revocation *r  = model_revoke(s, SERVER, 0x4000, 12, false);

	cr_assert_eq(r->count, 2);
	cr_assert_eq(r->tasks, 1);
	cr_assert_eq(r->lost[1].address, 0x2000);
	model_revocation_free(r);
	r = model_revoke(s, SERVER, 0x4000, 12, true);
	cr_assert_eq(r->count, 3);
	cr_assert_eq(r->tasks, 2);
	model_revocation_free(r);
	r = model_revoke(s, LONELY, 0, 20, false);
	cr_assert_eq(r->count, 4, "the page lies in the larger region");
	model_revocation_free(r);
	r = model_revoke(s, CLIENT, 0x1000, 12, false);
	cr_assert_eq(r->count, 0);
	model_revocation_free(r);
}

Test(queries, revoking_a_capability_follows_the_objects_tree)
{
	const struct model_node node[] = {{.task = SERVER, .address = 0x110, .depth = 1},
					  {.task = CLIENT, .address = 0x104, .depth = 2}};

	slots(2 * MS, SERVER,
	      (const struct model_slot[]){{.index = 0x110, .object = GATE, .rights = 7}}, 1);
	feed_note(m, &(struct note){.time        = 2 * MS,
				    .kind        = NOTE_TREE,
				    .object_tree = true,
				    .subject     = GATE,
				    .items       = node,
				    .count       = 2});
	struct model_revocation *r =
		model_revoke_slot(model_at(m, MODEL_LIVE), SERVER, 0x110, false);

	cr_assert_eq(r->count, 1);
	cr_assert_eq(r->lost[0].task, CLIENT);
	cr_assert(r->complete);
	model_revocation_free(r);
	r = model_revoke_slot(model_at(m, MODEL_LIVE), DEEP, 0x300, false);
	cr_assert_not(r->complete, "the tree of that object was never told");
	model_revocation_free(r);
}

/* ---- Differences ----------------------------------------------------------------------------- */

static unsigned count_of(const struct model_diff *d, unsigned of, unsigned kind)
{
	unsigned n = 0;

	for (size_t i = 0; i < d->count; i++)
		n += d->change[i].of == of && d->change[i].kind == kind;
	return n;
}

static void live_on(void)
{
	feed_event(m, TRACE_object_create, 0, 3 * MS,
		   (const uint64_t[EVENT_FIELDS_MAX]){80, KIND_task, 21, 4096}, false);
	feed_event(m, TRACE_context_switch, 0, 4 * MS,
		   (const uint64_t[EVENT_FIELDS_MAX]){CLIENT + 1, SERVER + 1, 30, STATE_receiving},
		   false);
	slots(5 * MS, CLIENT,
	      (const struct model_slot[]){{.index = 0x104, .object = GATE, .rights = 4},
					  {.index = 0x105, .object = DISK, .rights = 7}},
	      2);
	slots(5 * MS, DEEP, NULL, 0);
}

Test(queries, the_difference_names_what_came_went_and_changed)
{
	live_on();
	struct model_diff *d = model_diff(m, 2 * MS, 6 * MS);
	char text[200];

	cr_assert_eq(count_of(d, CHANGED_TASK, CHANGE_CAME), 1);
	cr_assert_eq(count_of(d, CHANGED_SLOT, CHANGE_CAME), 1);
	cr_assert_eq(count_of(d, CHANGED_SLOT, CHANGE_GONE), 1);
	cr_assert_eq(count_of(d, CHANGED_SLOT, CHANGE_VALUE), 1);
	cr_assert_eq(count_of(d, CHANGED_OBJECT, CHANGE_CAME), 0, "a task is told as a task");
	for (size_t i = 0; i < d->count; i++) {
		const struct model_change *c = &d->change[i];

		model_change_text(m, c, text, sizeof(text));
		if (c->of == CHANGED_SLOT && c->kind == CHANGE_VALUE)
			cr_assert_str_eq(text, "task client, slot 0x104: rights RW-- -> R---");
		if (c->of == CHANGED_SLOT && c->kind == CHANGE_GONE)
			cr_assert_str_eq(text, "task deep, slot 0x300, capability to disk is gone");
		if (c->of == CHANGED_THREAD && strcmp(c->field, "priority") == 0)
			cr_assert_str_eq(text, "thread server: priority 0 -> 30");
	}
	model_diff_free(d);
}

Test(queries, the_difference_of_an_instant_to_itself_is_empty)
{
	live_on();
	for (model_time t = 0; t < 7 * MS; t += MS) {
		struct model_diff *d = model_diff(m, t, t);

		cr_assert_eq(d->count, 0);
		model_diff_free(d);
	}
}

Test(queries, the_difference_backwards_is_the_opposite)
{
	live_on();
	struct model_diff *there = model_diff(m, 2 * MS, MODEL_LIVE);
	struct model_diff *back  = model_diff(m, MODEL_LIVE, 2 * MS);

	cr_assert_eq(count_of(there, CHANGED_TASK, CHANGE_CAME),
		     count_of(back, CHANGED_TASK, CHANGE_GONE));
	cr_assert_eq(count_of(there, CHANGED_SLOT, CHANGE_CAME),
		     count_of(back, CHANGED_SLOT, CHANGE_GONE));
	cr_assert_eq(count_of(there, CHANGED_THREAD, CHANGE_VALUE),
		     count_of(back, CHANGED_THREAD, CHANGE_VALUE));
	model_diff_free(there);
	model_diff_free(back);
}
