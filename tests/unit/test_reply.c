/*
 * Reply capabilities: one slot, and the table of a task.
 */
#include <criterion/criterion.h>
#include "kernel/abi/l4_types.h"
#include "kernel/ipc/ipc.h"
#include "kernel/sched/cpu.h"
#include "tests/unit/host/host.h"

enum {
	PER_FRAME = FRAME_SIZE / sizeof(struct reply_slot),
};

static struct thread alice, bob;

static void start(void)
{
	host_start_cpus(2);
	alice.cpu = alice.home = bob.cpu = bob.home = &cpus[0];
	alice.object.refs = bob.object.refs = 1;
	thread_mail_init(&alice);
	thread_mail_init(&bob);
}

TestSuite(reply, .init = start);

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
	cr_assert_eq(alice.object.refs, 2, "the slot's reference is the taker's now");
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

	cr_assert_null(reply_slot_make(&table, &root_quota, (word_t)PER_FRAME * PER_FRAME));
	cr_assert_null(reply_slot_make(&table, &root_quota, ~(word_t)0));
	cr_assert_null(table.tables);
}

Test(reply, a_table_stops_at_its_quota)
{
	struct reply_table table = {NULL};
	struct quota *q;

	q = quota_create(&root_quota, FRAME_SIZE);
	cr_assert_null(reply_slot_make(&table, q, 0));
	reply_table_destroy(&table, q);
	cr_assert_eq(q->used, 0);
}

Test(reply, a_table_that_goes_forgets_its_callers_and_gives_every_byte_back)
{
	struct reply_table table = {NULL};
	struct quota *q;

	q = quota_create(&root_quota, 8 * FRAME_SIZE);
	reply_slot_set(reply_slot_make(&table, q, 3), &alice, 0);
	reply_slot_set(reply_slot_make(&table, q, 3 * PER_FRAME), &bob, 0);
	reply_table_destroy(&table, q);
	cr_assert_null(alice.replied_by);
	cr_assert_null(bob.replied_by);
	cr_assert_eq(q->used, 0);
	reply_table_destroy(&table, q);
}

/* ---- The caller is on another CPU ----------------------------------------------------------- */

static void serve_cpu_1(void *data)
{
	(void)data;
	host_serve(1);
}

static struct invocation call = {.dest = L4_SYSF_CALL, .timeout.raw = L4_TIMEOUT_NEVER_RAW};
static l4_utcb_t utcb;

/* Alice, on CPU 1, calls a server here, which has her message. */
static void alice_calls(struct reply_slot *slot)
{
	alice.cpu     = &cpus[1];
	alice.state   = THREAD_SENDING;
	alice.message = &call;
	alice.utcb    = &utcb;
	reply_slot_set(slot, &alice, L4_CAP_FPAGE_W);
	thread_post(&alice, MAIL_SENT);
}

Test(reply, a_caller_elsewhere_learns_of_its_slot_by_mail)
{
	struct reply_slot slot = {0};

	alice_calls(&slot);
	cr_assert_null(alice.replied_by);
	host_serve(1);
	cr_assert_eq(alice.replied_by, &slot);
	cr_assert(alice.state & THREAD_RECEIVING);
}

Test(reply, a_caller_elsewhere_that_gives_up_empties_its_slot)
{
	struct reply_slot slot = {0};
	word_t rights;

	alice_calls(&slot);
	host_serve(1);
	host_be_cpu(1);
	reply_drop(&alice);
	host_be_cpu(0);
	cr_assert_null(reply_slot_take(&slot, &rights));
	cr_assert_eq(alice.object.refs, 1);
}

Test(reply, an_answer_that_overtakes_the_mail_leaves_no_slot_behind)
{
	struct reply_slot slot = {0};
	word_t rights;

	alice_calls(&slot);
	cr_assert_eq(reply_slot_take(&slot, &rights), &alice);
	host_serve(1);
	cr_assert_null(alice.replied_by);
}

Test(reply, a_slot_that_goes_away_is_forgotten_by_its_caller_elsewhere)
{
	struct reply_slot slot = {0};

	alice_calls(&slot);
	host_serve(1);
	host_on_interrupt(serve_cpu_1, NULL);
	reply_slot_empty(&slot);
	cr_assert_null(alice.replied_by);
	cr_assert_eq(alice.object.refs, 1);
}

Test(reply, a_slot_goes_away_before_its_caller_has_learnt_of_it)
{
	struct reply_slot slot = {0};

	alice_calls(&slot);
	host_on_interrupt(serve_cpu_1, NULL);
	reply_slot_empty(&slot);
	cr_assert_null(alice.replied_by);
	cr_assert_null(alice.sent_slot);
	cr_assert_eq(alice.object.refs, 1);
}
