/*
 * The state model: events and snapshots make states, of now and of any instant before; what
 * belongs together is joined; what comes late finds its place; damage is shown and survived.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/host/model_feed.h"

enum {
	MS = 1000000, /* ns */
};

static struct model *m;

static void setup(void)
{
	m = model_create();
}

static void teardown(void)
{
	model_destroy(m);
}

TestSuite(model, .init = setup, .fini = teardown);

static uint32_t event(unsigned type, model_time time, const uint64_t *value, size_t n)
{
	uint64_t all[EVENT_FIELDS_MAX] = {0};

	memcpy(all, value, n * sizeof(*value));
	return feed_event(m, type, 0, time, all, false);
}
#define EVENT(type, time, ...)                                     \
	event(TRACE_##type, time, (const uint64_t[]){__VA_ARGS__}, \
	      sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static void tell_slots(model_time time, uint64_t task, const struct model_slot *slot, size_t count)
{
	feed_note(m, &(struct note){.time    = time,
				    .started = time,
				    .kind    = NOTE_SLOTS,
				    .subject = task,
				    .high    = UINT64_MAX,
				    .items   = slot,
				    .count   = count});
}

static void tell_objects(model_time time, const struct model_object *object, size_t count)
{
	feed_note(m, &(struct note){.time    = time,
				    .started = time,
				    .kind    = NOTE_OBJECTS,
				    .high    = UINT64_MAX,
				    .items   = object,
				    .count   = count});
}

Test(model, empty_model_answers_everything_with_nothing)
{
	const struct model_state *s = model_at(m, MODEL_LIVE);
	size_t count                = 1;
	char text[32];

	cr_assert_eq(s->objects + s->tasks + s->threads + s->trees + s->cpus, 0);
	cr_assert_eq(model_at(m, 5)->objects, 0);
	cr_assert_eq(model_events(m), 0);
	cr_assert_null(model_event(m, 0));
	cr_assert_null(model_event_at(m, 0));
	cr_assert_null(model_flow(m, 0));
	cr_assert_null(model_thread_history(m, 3, &count));
	cr_assert_eq(count, 0);
	cr_assert_eq(model_lines(m), 0);
	cr_assert_str_eq(model_any_name(m, 9, text, sizeof(text)), "object 9");
}

Test(model, objects_come_and_go_with_events)
{
	EVENT(object_create, 1 * MS, 20, KIND_task, 5, 4096);
	EVENT(object_create, 2 * MS, 21, KIND_thread, 5, 8192);
	EVENT(thread_bind, 3 * MS, 21, 20);
	EVENT(object_kill, 4 * MS, 20, KIND_task, 5);
	EVENT(object_free, 5 * MS, 20, KIND_task);

	cr_assert_null(model_object(model_at(m, 1 * MS - 1), 20));
	cr_assert_not_null(model_task(model_at(m, 1 * MS), 20));
	cr_assert_eq(model_thread(model_at(m, 2 * MS), 21)->task, 0);
	cr_assert_eq(model_thread(model_at(m, 3 * MS), 21)->task, 20);
	cr_assert_not(model_object(model_at(m, 3 * MS), 20)->dying);
	cr_assert(model_object(model_at(m, 4 * MS), 20)->dying);
	cr_assert_null(model_object(model_at(m, 5 * MS), 20));
	cr_assert_null(model_task(model_at(m, MODEL_LIVE), 20));
}

Test(model, freed_objects_are_not_brought_back_by_events_that_name_them)
{
	EVENT(object_create, 1 * MS, 21, KIND_thread, 5, 8192);
	EVENT(object_free, 2 * MS, 21, KIND_thread);
	EVENT(wakeup, 3 * MS, 21, 5, 10);
	cr_assert_null(model_thread(model_at(m, MODEL_LIVE), 21));
}

Test(model, snapshot_takes_away_what_it_does_not_name)
{
	const struct model_object first[]  = {{.id = 3, .kind = KIND_gate, .name = "a"},
					      {.id = 7, .kind = KIND_gate, .name = "b"}};
	const struct model_object second[] = {{.id = 7, .kind = KIND_gate, .name = "b"}};

	tell_objects(1 * MS, first, 2);
	EVENT(object_create, 2 * MS + 1, 9, KIND_task, 5, 4096);
	/* The second list was begun at 2 ms: what was created behind that stays. */
	feed_note(m, &(struct note){.time    = 3 * MS,
				    .started = 2 * MS,
				    .kind    = NOTE_OBJECTS,
				    .high    = UINT64_MAX,
				    .items   = second,
				    .count   = 1});
	const struct model_state *s = model_at(m, MODEL_LIVE);

	cr_assert_null(model_object(s, 3));
	cr_assert_str_eq(model_object(s, 7)->name, "b");
	cr_assert_not_null(model_object(s, 9));
	cr_assert_not_null(model_object(model_at(m, 2 * MS), 3));
}

Test(model, piece_of_a_list_changes_only_its_own_range)
{
	const struct model_slot slot[] = {
		{.index = 1, .object = 5}, {.index = 4, .object = 6}, {.index = 9, .object = 7}};
	const struct model_slot piece[] = {{.index = 4, .object = 8}};

	tell_slots(1 * MS, 20, slot, 3);
	feed_note(m, &(struct note){.time    = 2 * MS,
				    .started = 2 * MS,
				    .kind    = NOTE_SLOTS,
				    .subject = 20,
				    .low     = 0,
				    .high    = 4,
				    .items   = piece,
				    .count   = 1});
	const struct model_task *t = model_task(model_at(m, MODEL_LIVE), 20);

	cr_assert_eq(t->slots, 2);
	cr_assert_null(model_slot(t, 1));
	cr_assert_eq(model_slot(t, 4)->object, 8);
	cr_assert_eq(model_slot(t, 9)->object, 7);
}

Test(model, mapped_capability_appears_in_the_receiver_with_the_rights_sent)
{
	const struct model_slot slot[] = {
		{.index = 0x104, .object = 40, .kind = KIND_gate, .rights = 0x1f, .depth = 1}};

	tell_slots(1 * MS, 20, slot, 1);
	/* from 20 to 22: slot 0x104 -> 0x200, rights R */
	EVENT(map, 2 * MS, 20, 22, 0x104000 | 3 << 4 | 4, 0x200, 4, 0);
	const struct model_slot *got = model_slot(model_task(model_at(m, MODEL_LIVE), 22), 0x200);

	cr_assert_not_null(got);
	cr_assert_eq(got->object, 40);
	cr_assert_eq(got->rights & 0xf, 4);
	cr_assert_eq(got->depth, 2);
	EVENT(cap_gone, 3 * MS, 22, 0x200, 40);
	cr_assert_null(model_slot(model_task(model_at(m, MODEL_LIVE), 22), 0x200));
	cr_assert_not_null(model_slot(model_task(model_at(m, 2 * MS), 22), 0x200));
}

Test(model, mapping_tree_grows_and_shrinks_with_events)
{
	const struct model_node node[] = {
		{.task = 10, .address = 0, .order = 22, .depth = 1, .pa = 0},
		{.task = 12, .address = 0x5000, .order = 12, .depth = 2, .pa = 0x5000},
		{.task = 14, .address = 0x7000, .order = 12, .depth = 1, .pa = 0x5000},
	};
	uint64_t flexpage = 0x5000 | 12 << 6 | 1 << 4 | 6;

	feed_note(m, &(struct note){.time    = 1 * MS,
				    .kind    = NOTE_TREE,
				    .subject = 0x5000,
				    .order   = 12,
				    .items   = node,
				    .count   = 3});
	EVENT(map, 2 * MS, 12, 20, flexpage, 0x9000, 6, 0);
	const struct model_tree *t = model_tree_of_page(model_at(m, MODEL_LIVE), 0x5abc);

	cr_assert_eq(t->nodes, 4);
	cr_assert_eq(t->node[2].task, 20);
	cr_assert_eq(t->node[2].depth, 3);
	cr_assert_eq(model_tree_parent(t, 2), 1);
	cr_assert_eq(model_tree_end(t, 0), 3);
	EVENT(unmapped, 3 * MS, 12, 0x5000, 12, 2);
	t = model_tree_of_page(model_at(m, MODEL_LIVE), 0x5000);
	cr_assert_eq(t->nodes, 3);
	cr_assert_eq(t->node[1].task, 20);
	cr_assert_eq(t->node[1].depth, 2, "moved up by one");
	cr_assert_null(model_tree_of_page(model_at(m, MODEL_LIVE), 0x6000));
}

Test(model, thread_states_follow_the_events)
{
	size_t count;

	EVENT(context_switch, 1 * MS, 5, 7, 20, STATE_ready);
	EVENT(ipc_wait, 2 * MS, 7, 9, UINT64_MAX);
	EVENT(context_switch, 3 * MS, 7, 5, 10, STATE_receiving);
	EVENT(wakeup, 4 * MS, 7, 5, 20);
	cr_assert(model_thread(model_at(m, 1 * MS), 7)->state & STATE_RUNNING);
	const struct model_thread *t = model_thread(model_at(m, 3 * MS), 7);

	cr_assert_eq(model_mood(t->state, t->partner), MOOD_RECEIVING);
	cr_assert_eq(t->partner, 9);
	cr_assert_eq(t->since, 3 * MS);
	t = model_thread(model_at(m, MODEL_LIVE), 7);
	cr_assert_eq(model_mood(t->state, t->partner), MOOD_READY);
	cr_assert_eq(model_at(m, MODEL_LIVE)->cpu[0].current, 5);

	const struct model_interval *i = model_thread_history(m, 7, &count);

	cr_assert_eq(count, 3);
	cr_assert(i[0].state & STATE_RUNNING);
	cr_assert_eq(i[1].start, 3 * MS);
	cr_assert_eq(i[1].partner, 9);
	cr_assert_eq(model_interval_find(i, count, 3 * MS + 5), 1);
	cr_assert_eq(model_interval_find(i, count, 0), MODEL_NONE);
	EVENT(wakeup, 5 * MS, 7, 5, 20);
	model_thread_history(m, 7, &count);
	cr_assert_eq(count, 3, "no new interval without a new state");
	i = model_cpu_history(m, 0, &count);
	cr_assert_eq(count, 2);
	cr_assert_eq(i[0].state, 7);
	cr_assert_eq(i[1].state, 5);
}

Test(model, call_and_answer_are_joined)
{
	char text[128];

	EVENT(ipc_send, 1 * MS, 100, 5, 6, 40, 1, 3);
	EVENT(ipc_receive, 2 * MS, 100, 6, 5, 1, 0, 0);
	EVENT(ipc_send, 3 * MS, 101, 6, 5, 0, 1, 15);
	EVENT(ipc_receive, 4 * MS, 101, 5, 6, 1, 0, 0);
	cr_assert_eq(model_flows(m), 2);
	const struct model_flow *call = model_flow(m, 0), *answer = model_flow(m, 1);

	cr_assert(call->call && call->end == FLOW_DONE && call->through == 40);
	cr_assert_eq(call->reply, 1);
	cr_assert_eq(answer->answers, 0);
	cr_assert_not(answer->call);
	cr_assert_eq(call->finish - call->start, 1 * MS);
	cr_assert_eq(model_event(m, call->first)->next, call->last);
	cr_assert_str_eq(model_flow_text(m, answer, text, sizeof(text)),
			 "answer from object 6 to object 5, received after 1.0 ms");
}

Test(model, fault_is_one_flow_with_its_pager_message_and_its_end)
{
	EVENT(page_fault, 1 * MS, 7, 21, 20, 0x1000, 2, 0x400000);
	cr_assert_eq(model_thread(model_at(m, MODEL_LIVE), 21)->fault, 0);
	cr_assert_eq(model_thread(model_at(m, MODEL_LIVE), 21)->fault_address, 0x1000);
	EVENT(ipc_send, 2 * MS, 7, 21, 19, 0, 0, 3);
	EVENT(ipc_receive, 3 * MS, 7, 19, 21, 0, 0, 0);
	cr_assert_eq(model_flow(m, 0)->end, FLOW_OPEN);
	EVENT(ipc_send, 3 * MS, 8, 19, 21, 0, 0, 15);
	EVENT(ipc_receive, 3 * MS, 8, 21, 19, 0, 0, 0);
	cr_assert_eq(model_flow(m, 0)->end, FLOW_OPEN, "answered, not ended");
	cr_assert_eq(model_flow(m, 0)->reply, 1);
	cr_assert_eq(model_flow(m, 1)->cause, 0);
	EVENT(page_fault_done, 4 * MS, 7, 21, 19, 0, 1);
	const struct model_flow *f = model_flow(m, 0);

	cr_assert_eq(model_flows(m), 2);
	cr_assert(f->kind == FLOW_FAULT && f->end == FLOW_DONE && f->from == 21 && f->to == 19);
	cr_assert_eq(f->events, 4);
	cr_assert_eq(model_thread(model_at(m, MODEL_LIVE), 21)->fault, MODEL_NONE);
	cr_assert_eq(model_thread(model_at(m, 2 * MS), 21)->fault, 0, "as it was then");
}

/* A long random history; its states must be the same however they are asked for. */
static void random_history(struct model *into, unsigned events, unsigned lateness)
{
	struct model *keep = m;

	m = into;
	srand(42);
	for (unsigned i = 0; i < events; i++) {
		model_time late = lateness && i % 7 == 3 ? (unsigned)rand() % lateness * MS : 0;
		model_time now  = (model_time)(i + lateness + 1) * MS - late;
		uint64_t id     = 10 + (unsigned)rand() % 40;

		switch (rand() % 6) {
		case 0:
			EVENT(wakeup, now, id, 5, 20);
			break;
		case 1:
			EVENT(object_create, now, id + 1000 + i, KIND_gate, 5, 100);
			break;
		case 2:
			EVENT(object_free, now, id + 1000 + i / 2, KIND_gate);
			break;
		case 3:
			EVENT(context_switch, now, id, id + 1, 20, STATE_receiving);
			break;
		case 4:
			EVENT(gate_bind, now, id + 200, id, i);
			break;
		default:
			tell_slots(now, id,
				   &(struct model_slot){.index = i, .object = (uint32_t)id}, 1);
		}
	}
	m = keep;
}

static uint64_t digest(const struct model_state *s)
{
	uint64_t sum = s->objects * 1000003 + s->threads * 10007 + s->tasks;

	for (size_t i = 0; i < s->objects; i++)
		sum = sum * 31 + s->object[i].id + s->object[i].bound + s->object[i].label;
	for (size_t i = 0; i < s->threads; i++)
		sum = sum * 31 + s->thread[i].id + s->thread[i].state + s->thread[i].since;
	for (size_t i = 0; i < s->tasks; i++)
		for (size_t n = 0; n < s->task[i].slots; n++)
			sum = sum * 31 + s->task[i].slot[n].index;
	return sum;
}

Test(model, past_states_are_the_states_that_once_were_live)
{
	enum { EVENTS = 6000 };
	static uint64_t then[EVENTS];

	/* The same history twice: in one go, and looked at after each step. */
	random_history(m, EVENTS, 0);
	for (unsigned n = 0; n < EVENTS; n += 97) {
		struct model *prefix = model_create();

		random_history(prefix, n + 1, 0);
		then[n] = digest(model_at(prefix, MODEL_LIVE));
		model_destroy(prefix);
	}
	for (unsigned n = 0; n < EVENTS; n += 97)
		cr_assert_eq(digest(model_at(m, (model_time)(n + 1) * MS)), then[n], "forward %u",
			     n);
	for (unsigned n = (EVENTS - 1) / 97 * 97; n > 0; n -= 97)
		cr_assert_eq(digest(model_at(m, (model_time)(n + 1) * MS)), then[n], "back %u", n);
}

Test(model, late_events_give_the_same_states_as_punctual_ones)
{
	struct model *asked = model_create();

	/* One model is looked at all the time while late things come, the other only at the end. */
	random_history(m, 3000, 40);
	srand(42);
	for (unsigned i = 0; i < 3; i++)
		model_at(asked, MODEL_LIVE);
	random_history(asked, 3000, 40);
	model_at(asked, MODEL_LIVE);
	for (unsigned i = 1; i < model_events(m); i++)
		cr_assert_leq(model_event_at(m, i - 1)->time, model_event_at(m, i)->time);
	cr_assert_eq(digest(model_at(m, MODEL_LIVE)), digest(model_at(asked, MODEL_LIVE)));
	cr_assert_eq(digest(model_at(m, 1500 * MS)), digest(model_at(asked, 1500 * MS)));
	for (unsigned i = 0; i < model_events(m); i += 13)
		cr_assert_eq(model_event_position(m, model_event_at(m, i)->number), i);
	model_destroy(asked);
}

Test(model, snapshot_is_taken_behind_the_events_of_its_instant)
{
	const struct model_slot slot[] = {{.index = 5, .object = 6}};

	tell_slots(1 * MS, 20, slot, 1);
	tell_slots(2 * MS, 20, slot, 1);
	EVENT(cap_gone, 2 * MS, 20, 5, 6);
	EVENT(wakeup, 1 * MS, 7, 5, 20); /* late: everything is made anew */
	cr_assert_eq(model_task(model_at(m, MODEL_LIVE), 20)->slots, 1, "the snapshot has it");
}

Test(model, late_event_is_seen_in_a_past_already_looked_at)
{
	EVENT(wakeup, 1 * MS, 7, 5, 20);
	EVENT(wakeup, 5 * MS, 8, 5, 20);
	cr_assert_null(model_object(model_at(m, 3 * MS), 99));
	uint64_t before = model_generation(m, TOPIC_PAST);

	EVENT(object_create, 2 * MS, 99, KIND_gate, 5, 10);
	cr_assert_not_null(model_object(model_at(m, 3 * MS), 99));
	cr_assert_not_null(model_object(model_at(m, MODEL_LIVE), 99));
	cr_assert_gt(model_generation(m, TOPIC_PAST), before);
	/* And before something that the past has applied already. */
	EVENT(wakeup, 9 * MS, 8, 5, 20);
	cr_assert_null(model_object(model_at(m, 6 * MS), 98));
	EVENT(object_create, 4 * MS, 98, KIND_gate, 5, 10);
	cr_assert_not_null(model_object(model_at(m, 6 * MS), 98));
}

Test(model, gap_makes_thread_states_unknown_until_they_are_told)
{
	EVENT(context_switch, 1 * MS, 5, 7, 20, STATE_ready);
	feed_gap(m, 1 * MS, 2 * MS, 3, 0);
	cr_assert(model_thread(model_at(m, MODEL_LIVE), 7)->state & STATE_UNKNOWN);
	cr_assert_eq(model_gaps(m), 1);
	cr_assert_eq(model_gap(m, 0)->frames, 3);
	EVENT(wakeup, 3 * MS, 7, 5, 20);
	cr_assert_not(model_thread(model_at(m, MODEL_LIVE), 7)->state & STATE_UNKNOWN);
}

Test(model, console_lines_are_cut_and_stamped)
{
	feed_text(m, "hel", 3, 1 * MS);
	feed_text(m, "lo\r\n\x1b[31mred\x1b[0m\nab\bc", 21, 2 * MS);
	cr_assert_eq(model_lines(m), 3);
	cr_assert_str_eq(model_line(m, 0).text, "hello");
	cr_assert_eq(model_line(m, 0).time, 1 * MS);
	cr_assert_str_eq(model_line(m, 1).text, "red");
	cr_assert_str_eq(model_line(m, 2).text, "ac");
	cr_assert_eq(model_line_find(m, 1 * MS), 1);
}

Test(model, events_of_an_object_are_found_in_both_directions)
{
	EVENT(wakeup, 1 * MS, 7, 5, 20);
	EVENT(wakeup, 2 * MS, 8, 5, 20);
	EVENT(wakeup, 3 * MS, 7, 5, 20);
	cr_assert_eq(model_event_step(m, 0, 1, 7), 2);
	cr_assert_eq(model_event_step(m, 2, -1, 7), 0);
	cr_assert_eq(model_event_step(m, 2, 1, 7), 3, "none behind it");
	cr_assert_eq(model_event_step(m, 0, 1, 0), 1);
}
