/*
 * Reply capabilities: one slot, and the table of a task.
 */
#include <criterion/criterion.h>
#include "kernel/abi/l4_types.h"
#include "kernel/ipc/reply.h"
#include "tests/unit/host/host.h"

enum {
	PER_FRAME = FRAME_SIZE / sizeof(struct reply_slot),
};

static struct thread alice, bob;

Test(reply, a_slot_gives_its_caller_once_and_with_the_rights_of_the_call)
{
	struct reply_slot slot = {0};
	word_t rights          = 0;

	reply_slot_set(&slot, &alice, L4_CAP_FPAGE_RWSD);
	cr_assert(reply_slot_holds(&slot, &alice));
	cr_assert_eq(alice.replied_by, &slot);
	cr_assert_eq(reply_slot_take(&slot, &rights), &alice);
	cr_assert_eq(rights, L4_CAP_FPAGE_W | L4_CAP_FPAGE_S);
	cr_assert_null(alice.replied_by);
	cr_assert_null(reply_slot_take(&slot, &rights));
	cr_assert_null(reply_slot_take(NULL, &rights));
}

Test(reply, a_newer_caller_takes_the_place_of_an_older_one)
{
	struct reply_slot slot = {0};
	word_t rights          = 0;

	reply_slot_set(&slot, &alice, L4_CAP_FPAGE_W);
	reply_slot_set(&slot, &bob, 0);
	cr_assert_null(alice.replied_by);
	cr_assert_eq(reply_slot_take(&slot, &rights), &bob);
	cr_assert_eq(rights, 0);
}

Test(reply, a_caller_that_gives_up_empties_its_slot)
{
	struct reply_slot slot = {0};
	word_t rights;

	reply_slot_set(&slot, &alice, 0);
	reply_drop(&alice);
	reply_drop(&alice);
	cr_assert_null(reply_slot_take(&slot, &rights));
}

Test(reply, a_table_makes_slots_where_they_are_asked_for)
{
	struct reply_table table = {NULL};
	struct quota *q;
	struct reply_slot *first, *last;

	host_start();
	q = quota_create(&root_quota, 4 * FRAME_SIZE);
	cr_assert_null(reply_slot_at(&table, 0));
	first = reply_slot_make(&table, q, 0);
	last  = reply_slot_make(&table, q, (word_t)PER_FRAME * PER_FRAME - 1);
	cr_assert(first && last && first != last);
	cr_assert_eq(reply_slot_at(&table, 0), first);
	cr_assert_eq(reply_slot_make(&table, q, 0), first);
	cr_assert_null(reply_slot_at(&table, PER_FRAME));
	cr_assert_eq(q->used, 3 * FRAME_SIZE);
}

Test(reply, an_index_beyond_the_table_has_no_slot)
{
	struct reply_table table = {NULL};

	host_start();
	cr_assert_null(reply_slot_make(&table, &root_quota, (word_t)PER_FRAME * PER_FRAME));
	cr_assert_null(reply_slot_make(&table, &root_quota, ~(word_t)0));
	cr_assert_null(table.tables);
}

Test(reply, a_table_stops_at_its_quota)
{
	struct reply_table table = {NULL};
	struct quota *q;

	host_start();
	q = quota_create(&root_quota, FRAME_SIZE);
	cr_assert_null(reply_slot_make(&table, q, 0));
	reply_table_destroy(&table, q);
	cr_assert_eq(q->used, 0);
}

Test(reply, a_table_that_goes_forgets_its_callers_and_gives_every_byte_back)
{
	struct reply_table table = {NULL};
	struct quota *q;

	host_start();
	q = quota_create(&root_quota, 8 * FRAME_SIZE);
	reply_slot_set(reply_slot_make(&table, q, 3), &alice, 0);
	reply_slot_set(reply_slot_make(&table, q, 3 * PER_FRAME), &bob, 0);
	reply_table_destroy(&table, q);
	cr_assert_null(alice.replied_by);
	cr_assert_null(bob.replied_by);
	cr_assert_eq(q->used, 0);
	reply_table_destroy(&table, q);
}
