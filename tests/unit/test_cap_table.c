/*
 * Capability tables, and capabilities on their way between them (abi sheet §2.3, §6.2, §6.7 to §6.9).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "tests/unit/host/spaces.h"

enum {
	ALL = L4_CAP_FPAGE_RWSD | CAP_ALL_ATTRIBUTES,
};

static struct task *a, *b, *victim;

static void start(void)
{
	host_start();
	a      = make_task(1 << 20);
	b      = make_task(1 << 20);
	victim = make_task(1 << 20);
	/* Somebody holds on to the tasks that act. */
	give_cap(a, 1, &a->object, ALL);
	give_cap(b, 1, &b->object, ALL);
}

static void end(void)
{
	check_all();
}

TestSuite(cap_table, .init = start, .fini = end);

static long send(struct task *from, word_t index, struct task *to, word_t at, unsigned rights,
		 word_t control)
{
	return map_to(from, to, object_page(index, 0, rights), at, control | CAP_ALL_ATTRIBUTES);
}

Test(cap_table, frames_come_when_needed_and_are_charged)
{
	size_t used = bytes_of(victim);
	word_t index;

	cr_assert_null(cap_slot_at(&victim->caps, 0));
	cr_assert_not_null(make_slot(victim, 0));
	cr_assert_eq(bytes_of(victim) - used, 2 * 4096);
	cr_assert_not_null(make_slot(victim, CAP_SLOTS_PER_TABLE - 1));
	cr_assert_eq(bytes_of(victim) - used, 2 * 4096);
	cr_assert_not_null(make_slot(victim, CAP_INDEX_MAX));
	cr_assert_eq(bytes_of(victim) - used, 3 * 4096);
	index = CAP_INDEX_MAX;
	cr_assert_null(cap_slot_at(&victim->caps, index + 1));
	cr_assert_null(make_slot(victim, index + 1));
	cr_assert_null(make_slot(victim, ~0ul));
	cr_assert_eq(index, 65535); /* §2.3 */
}

Test(cap_table, a_slot_knows_its_holder_and_index)
{
	for (word_t index = 0; index <= CAP_INDEX_MAX; index += 777) {
		word_t found;

		cr_assert_eq(cap_slot_holder(make_slot(victim, index), &found), victim);
		cr_assert_eq(found, index);
	}
}

Test(cap_table, next_finds_the_occupied_slots_in_order)
{
	const word_t at[] = {0, 5, 127, 128, 4000, CAP_INDEX_MAX};
	word_t index      = 0;

	for (size_t i = 0; i < array_size(at); i++)
		give_cap(victim, at[i], &a->object, ALL);
	for (size_t i = 0; i < array_size(at); i++, index++) {
		cr_assert_eq(cap_slot_next(&victim->caps, &index, CAP_INDEX_MAX),
			     cap_slot_at(&victim->caps, at[i]));
		cr_assert_eq(index, at[i]);
	}
	cr_assert_null(cap_slot_next(&victim->caps, &index, CAP_INDEX_MAX));
	index = ~0ul;
	cr_assert_null(cap_slot_next(&victim->caps, &index, CAP_INDEX_MAX));
}

Test(cap_table, out_of_quota_gives_no_slot)
{
	struct task *poor = make_task(bytes_of(b) - 4096);
	size_t used       = bytes_of(poor);

	cr_assert_null(make_slot(poor, 3));
	cr_assert_leq(bytes_of(poor) - used, 4096);
	cr_assert_eq(send(a, 1, poor, 3, L4_CAP_FPAGE_RWSD, 0), -L4_ENOMEM);
}

Test(cap_table, rights_are_those_of_source_and_flexpage)
{
	give_cap(a, 7, &victim->object, ALL & ~L4_CAP_FPAGE_D);
	cr_assert_gt(send(a, 7, b, 9, L4_CAP_FPAGE_RWSD, 0), 0);
	/* The attribute bit for "weak" is set by send(): the copy is not counted. */
	cr_assert_eq(cap_at(b, 9), L4_CAP_FPAGE_RWS | 0xe0);
	cr_assert_gt(send(a, 7, b, 10, L4_CAP_FPAGE_R, 0), 0);
	cr_assert_eq(cap_at(b, 10) & 0xf, L4_CAP_FPAGE_R);
	cr_assert_eq(send(b, 9, b, 11, L4_CAP_FPAGE_W | L4_CAP_FPAGE_S, 0), 0);
	cr_assert_eq(cap_at(b, 11), 0);
}

Test(cap_table, without_a_strong_way_s_is_lost)
{
	struct map_request r = {
		.from    = a,
		.to      = b,
		.send    = object_page(7, 0, L4_CAP_FPAGE_RWSD),
		.window  = object_page(9, 0, 0),
		.control = L4_ITEM_MAP,
	};

	give_cap(a, 7, &victim->object, ALL);
	cr_assert_gt(map_execute(&r), 0);
	cr_assert_eq(cap_at(b, 9) & 0xf, L4_CAP_FPAGE_RW | L4_CAP_FPAGE_D);
}

Test(cap_table, attributes_are_kept_as_asked)
{
	give_cap(a, 7, &victim->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, 0);
	cr_assert_eq(cap_at(b, 9), L4_CAP_FPAGE_R | CAP_COUNTED);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, L4_ITEM_GATE_SERVER);
	cr_assert_eq(cap_at(b, 9), L4_CAP_FPAGE_R | CAP_COUNTED | CAP_GATE_SERVER);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, L4_ITEM_WEAK_REF | 0xc0);
	cr_assert_eq(cap_at(b, 9), L4_CAP_FPAGE_R | 0xc0);
	/* What a weak copy has not got, its copies cannot get. */
	map_to(b, b, object_page(9, 0, L4_CAP_FPAGE_RO), 10, 0xe0);
	cr_assert_eq(cap_at(b, 10), L4_CAP_FPAGE_R | 0xc0);
}

Test(cap_table, a_range_of_slots_keeps_its_layout)
{
	struct map_request r = {
		.from    = a,
		.to      = b,
		.send    = object_page(16, 3, L4_CAP_FPAGE_RWSD),
		.window  = object_page(40, 3, 0),
		.control = L4_ITEM_MAP,
		.strong  = true,
	};

	give_cap(a, 17, &victim->object, ALL);
	give_cap(a, 22, &a->object, ALL);
	give_cap(b, 42, &b->object, ALL);
	cr_assert_gt(map_execute(&r), 0);
	cr_assert_eq(cap_slot_at(&b->caps, 41)->object, &victim->object);
	cr_assert_eq(cap_slot_at(&b->caps, 46)->object, &a->object);
	cr_assert_eq(cap_slot_at(&b->caps, 42)->object, &b->object); /* nothing came for it */
}

Test(cap_table, an_index_behind_the_table_is_nothing_to_map)
{
	give_cap(a, 7, &victim->object, ALL);
	cr_assert_eq(send(a, 7, b, CAP_INDEX_MAX + 1ul, L4_CAP_FPAGE_RWSD, 0), 0);
	cr_assert_eq(send(a, CAP_INDEX_MAX + 1ul, b, 7, L4_CAP_FPAGE_RWSD, 0), 0);
	cr_assert_eq(send(a, ~0ul >> 12, b, 7, L4_CAP_FPAGE_RWSD, 0), 0);
}

Test(cap_table, a_new_capability_replaces_the_old_one)
{
	give_cap(a, 7, &victim->object, ALL);
	give_cap(b, 9, &a->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, 0);
	cr_assert_eq(cap_slot_at(&b->caps, 9)->object, &victim->object);
	/* The same object again: rights are replaced, downwards too. */
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RWS), 9, 0);
	cr_assert_eq(cap_at(b, 9) & 0xf, L4_CAP_FPAGE_RWS);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, 0);
	cr_assert_eq(cap_at(b, 9) & 0xf, L4_CAP_FPAGE_RO);
}

Test(cap_table, an_item_that_maps_nothing_leaves_the_old_one)
{
	give_cap(b, 9, &a->object, ALL);
	cr_assert_eq(send(a, 7, b, 9, L4_CAP_FPAGE_RWSD, 0), 0);
	cr_assert_eq(send(a, 1, b, 9, L4_CAP_FPAGE_S, 0), 0);
	cr_assert_eq(cap_slot_at(&b->caps, 9)->object, &a->object);
}

Test(cap_table, a_slot_over_itself_is_emptied)
{
	give_cap(a, 7, &victim->object, ALL);
	give_cap(b, 7, &victim->object, ALL);
	cr_assert_gt(send(a, 7, a, 7, L4_CAP_FPAGE_RWSD, 0), 0);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_neq(cap_at(b, 7), 0);
}

Test(cap_table, replacing_the_last_counted_capability_deletes_the_object)
{
	struct quota *q = victim->object.quota;

	give_cap(b, 9, &victim->object, ALL);
	map_to(b, a, object_page(9, 0, L4_CAP_FPAGE_RWSD), 20, L4_ITEM_WEAK_REF);
	/* The weak copy is sent over the last counted one: nothing is left to insert. */
	send(a, 20, b, 9, L4_CAP_FPAGE_RWSD, 0);
	cr_assert_eq(cap_at(b, 9), 0);
	cr_assert_eq(cap_at(a, 20), 0);
	object_reap();
	cr_assert_eq(q->used, 0);
}

Test(cap_table, a_grant_moves_the_capability_in_its_tree)
{
	give_cap(a, 7, &victim->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, 0);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RWSD), 10, L4_MAP_ITEM_GRANT);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_eq(cap_at(b, 10) & 0xf, L4_CAP_FPAGE_RWSD);
	cr_assert_eq(map_tree_parent(&cap_slot_at(&b->caps, 9)->node),
		     &cap_slot_at(&b->caps, 10)->node);
	cr_assert_eq(victim->object.counted, 2);
}

Test(cap_table, a_weak_grant_of_the_last_counted_capability_deletes_the_object)
{
	give_cap(a, 7, &victim->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RWSD), 10,
	       L4_MAP_ITEM_GRANT | L4_ITEM_WEAK_REF);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_eq(cap_at(b, 10), 0);
	cr_assert(victim->object.dying);
	object_reap();
}

Test(cap_table, unmap_needs_the_self_bit)
{
	give_cap(a, 7, &victim->object, ALL);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RWSD), L4_FP_OTHER_SPACES);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RWSD), 0x40000000);
	cr_assert_neq(cap_at(a, 7), 0);
	unmap_execute(a, object_page(7, 0, 0), L4_FP_ALL_SPACES);
	cr_assert_neq(cap_at(a, 7), 0);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RO), L4_FP_ALL_SPACES);
	cr_assert_eq(cap_at(a, 7), 0);
	object_reap();
}

Test(cap_table, unmap_takes_no_copies)
{
	give_cap(a, 7, &victim->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RWSD), 9, 0);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RO), L4_FP_ALL_SPACES);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_neq(cap_at(b, 9), 0);
	cr_assert_not(victim->object.dying);
}

Test(cap_table, unmap_without_r_revokes_rights_only)
{
	give_cap(a, 7, &victim->object, ALL);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_S), L4_FP_ALL_SPACES);
	cr_assert_eq(cap_at(a, 7) & 0xf, L4_CAP_FPAGE_RW | L4_CAP_FPAGE_D);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_D), L4_FP_ALL_SPACES);
	cr_assert_eq(cap_at(a, 7), L4_CAP_FPAGE_RW | CAP_ALL_ATTRIBUTES);
	/* So a later delete takes the slot alone. */
	give_cap(b, 9, &victim->object, ALL);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_neq(cap_at(b, 9), 0);
}

Test(cap_table, delete_empties_the_slots_of_all_tasks)
{
	struct quota *q = victim->object.quota;

	give_cap(a, 7, &victim->object, ALL);
	map_to(a, b, object_page(7, 0, L4_CAP_FPAGE_RO), 9, 0);
	map_to(b, b, object_page(9, 0, L4_CAP_FPAGE_RO), 500, 0);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ);
	cr_assert_eq(cap_at(a, 7) | cap_at(b, 9) | cap_at(b, 500), 0);
	object_reap();
	cr_assert_eq(q->used, 0);
}

Test(cap_table, permanent_objects_survive_a_delete)
{
	struct object *obj = &victim->object;

	obj->permanent = true;
	give_cap(a, 7, obj, ALL);
	unmap_execute(a, object_page(7, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ);
	cr_assert_eq(cap_at(a, 7), 0);
	cr_assert_not(obj->dying);
}

Test(cap_table, a_task_that_dies_empties_its_table_and_takes_what_it_alone_held)
{
	struct task *inner = make_task(1 << 20);
	struct quota *q = victim->object.quota, *inner_q = inner->object.quota;

	give_cap(victim, 1, &victim->object, ALL);
	give_cap(victim, 9000, &inner->object, ALL);
	give_cap(victim, 12, &a->object, L4_CAP_FPAGE_RO); /* weak */
	give_cap(a, 3, &victim->object, ALL);
	unmap_execute(a, object_page(3, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ);
	object_reap();
	cr_assert_eq(q->used, 0);
	cr_assert_eq(inner_q->used, 0);
	cr_assert_neq(cap_at(a, 1), 0);
}

static void fill_slots_of_victim(void *data)
{
	(void)data;
	map_to(a, victim, object_page(1, 0, L4_CAP_FPAGE_RWSD), 2, 0);
	map_to(a, victim, object_page(1, 0, L4_CAP_FPAGE_RWSD), 700, 0);
	cr_assert_null(make_slot(victim, 3));
}

Test(cap_table, a_dying_task_gets_no_capabilities_any_more)
{
	struct quota *q = victim->object.quota;

	for (word_t i = 1; i < 10; i++)
		give_cap(victim, i, &b->object, ALL);
	object_get(&victim->object);
	host_on_interrupt(fill_slots_of_victim, NULL);
	kill_task(victim);
	host_on_interrupt(NULL, NULL);
	fill_slots_of_victim(NULL);
	object_put(&victim->object);
	cr_assert_eq(q->used, 0);
}

Test(cap_table, random_traffic_agrees_with_a_flat_model)
{
	enum { SLOTS = 40, OBJECTS = 5 };
	struct task *object[OBJECTS], *task[2] = {a, b};
	struct {
		int object; /* -1: empty */
		word_t rights;
	} model[2][SLOTS];

	for (int o = 0; o < OBJECTS; o++) {
		object[o] = make_task(1 << 16);
		give_cap(victim, (word_t)o, &object[o]->object, ALL);
	}
	for (int t = 0; t < 2; t++)
		for (int s = 0; s < SLOTS; s++)
			model[t][s].object = -1;
	srand(6);
	for (int step = 0; step < 5000; step++) {
		int from = rand() % 2, to = rand() % 2, s = rand() % SLOTS, d = rand() % SLOTS;
		unsigned rights = (unsigned)rand() % 16;
		bool grant      = rand() % 4 == 0;

		if (rand() % 5 == 0) { /* fresh from the one who keeps the objects alive */
			int o = rand() % OBJECTS;

			map_to(victim, task[to], object_page((word_t)o, 0, L4_CAP_FPAGE_RWSD),
			       100 + (word_t)d, 0);
			model[to][d].object = o;
			model[to][d].rights = L4_CAP_FPAGE_RWSD;
		} else if (rand() % 5 == 0) {
			unmap_execute(task[from], object_page(100 + (word_t)s, 0, rights),
				      L4_FP_ALL_SPACES);
			if (rights & L4_CAP_FPAGE_R)
				model[from][s].object = -1;
			model[from][s].rights &= ~(word_t)rights;
		} else {
			map_to(task[from], task[to], object_page(100 + (word_t)s, 0, rights),
			       100 + (word_t)d, grant ? L4_MAP_ITEM_GRANT : 0);
			if (model[from][s].object >= 0 &&
			    (rights & model[from][s].rights & L4_CAP_FPAGE_R)) {
				int o    = model[from][s].object;
				word_t r = model[from][s].rights & rights;

				if (grant || (from == to && s == d))
					model[from][s].object = -1;
				if (from != to || s != d) {
					model[to][d].object = o;
					model[to][d].rights = r;
				}
			}
		}
		for (int t = 0; t < 2; t++) {
			for (int i = 0; i < SLOTS; i++) {
				struct cap_slot *slot =
					cap_slot_at(&task[t]->caps, 100 + (word_t)i);
				int o = model[t][i].object;

				cr_assert_eq(slot ? slot->object : NULL,
					     o < 0 ? NULL : &object[o]->object);
				if (o >= 0)
					cr_assert_eq(slot->node.rights, model[t][i].rights);
			}
		}
		if (step % 16 == 0)
			check_all();
	}
}
