/*
 * Group B, first part: phases of IPC, timeouts, the order of senders, cancel and deletion.
 */
#include "tests/target/partner.h"

static void sleep_for_ever(struct worker *self)
{
	worker_step(self, 1);
	worker_end();
}

/* ---- Send timeouts -------------------------------------------------------------------------- */

static void a_send_that_may_not_wait_needs_a_waiting_receiver(void)
{
	struct worker *asleep  = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	struct worker *waiting = worker_start(wait_once, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(asleep, 1) && worker_reached(waiting, 1));
	EXPECT_IPC_ERROR(test_invoke(asleep->cap, L4_SYSF_SEND, EMPTY, L4_IPC_SEND_TIMEOUT_0),
			 L4_IPC_SETIMEOUT);
	EXPECT_IPC_ERROR(test_invoke(waiting->cap, L4_SYSF_SEND, EMPTY, L4_IPC_SEND_TIMEOUT_0), 0);
	CHECK(worker_reached(waiting, 2));
}

static void a_send_gives_up_after_its_timeout(void)
{
	struct worker *asleep   = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	l4_kernel_clock_t start = test_now();

	EXPECT_IPC_ERROR(test_invoke(asleep->cap, L4_SYSF_SEND, EMPTY, send_within(5000)),
			 L4_IPC_SETIMEOUT);
	CHECK(test_now() - start >= 5000);
}

static void an_absolute_timeout_in_the_past_has_expired(void)
{
	struct worker *asleep = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	l4_timeout_t timeout  = l4_timeout(l4_timeout_abs(1, 8), L4_IPC_TIMEOUT_NEVER);

	EXPECT_IPC_ERROR(test_invoke(asleep->cap, L4_SYSF_SEND, EMPTY, timeout), L4_IPC_SETIMEOUT);
}

static void an_absolute_receive_timeout_ends_at_its_time(void)
{
	l4_kernel_clock_t until = test_now() + 10000;
	l4_timeout_t timeout    = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_abs(until, 8));

	EXPECT_IPC_ERROR(l4_ipc_sleep(timeout), L4_IPC_RETIMEOUT);
	CHECK(test_now() >= until);
}

static void a_queued_sender_is_received_without_waiting(void)
{
	struct worker *w = start_with(send_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 42, NEVER);
	l4_umword_t label;

	CHECK(worker_reached(w, 1));
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, L4_IPC_RECV_TIMEOUT_0), 0);
	EXPECT(l4_utcb_mr()->mr[0], 42);
	EXPECT(label, 42);
}

static void a_call_without_answer_returns_its_own_tag_with_the_error_bit(void)
{
	struct worker *w = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	l4_msgtag_t sent = l4_msgtag(9, 2, 0, 0), tag;

	CHECK(worker_reached(w, 1));
	tag = test_invoke(w->cap, L4_SYSF_CALL, sent, receive_within(10000));
	EXPECT_IPC_ERROR(tag, L4_IPC_RETIMEOUT);
	EXPECT(tag.raw, sent.raw | L4_MSGTAG_ERROR);
}

static void a_failed_send_skips_the_wait(void)
{
	struct worker *asleep = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	l4_msgtag_t tag;

	/* The receive timeout is never: had the wait begun, it would not end. */
	tag = test_invoke(asleep->cap, L4_SYSF_SEND_AND_WAIT, l4_msgtag(4, 1, 0, 0),
			  L4_IPC_SEND_TIMEOUT_0);
	EXPECT_IPC_ERROR(tag, L4_IPC_SETIMEOUT);
	EXPECT(tag.raw, L4_MSGTAG_ERROR);
}

/* ---- Who is next ---------------------------------------------------------------------------- */

/* Closed wait for the thread in slot value[0]. */
static void receive_from(struct worker *self)
{
	l4_msgtag_t tag;

	worker_step(self, 1);
	tag = l4_ipc_receive(self->value[0], l4_utcb(), NEVER);
	worker_keep(self, tag, 0);
	self->value[3] = l4_utcb_mr()->mr[0];
	worker_step(self, 2);
}

static void a_closed_wait_refuses_others(void)
{
	struct worker *other = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	struct worker *w     = start_with(receive_from, TEST_PRIORITY + 1, other->cap, 0, NEVER);

	CHECK(worker_reached(w, 1));
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, EMPTY, L4_IPC_SEND_TIMEOUT_0),
			 L4_IPC_SETIMEOUT);
}

static void a_closed_wait_takes_its_partner_before_earlier_senders(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP;
	struct worker *b  = start_with(send_once, TEST_PRIORITY + 1, self, 2, NEVER);
	struct worker *a  = start_with(send_once, TEST_PRIORITY + 1, self, 1, NEVER);
	l4_umword_t label;

	CHECK(worker_reached(a, 1) && worker_reached(b, 1));
	EXPECT_IPC_ERROR(l4_ipc_receive(a->cap, l4_utcb(), receive_within(100000)), 0);
	EXPECT(l4_utcb_mr()->mr[0], 1);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(l4_utcb_mr()->mr[0], 2);
}

static void senders_are_served_by_priority(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP;
	l4_umword_t label;

	start_with(send_once, TEST_PRIORITY + 10, self, 10, NEVER);
	start_with(send_once, TEST_PRIORITY + 20, self, 20, NEVER);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 20);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 10);
}

static void senders_of_one_priority_are_served_in_turn(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP;
	l4_umword_t label;

	for (unsigned i = 1; i <= 3; i++)
		start_with(send_once, TEST_PRIORITY + 1, self, i, NEVER);
	for (unsigned i = 1; i <= 3; i++) {
		EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
		EXPECT(label, i);
	}
}

static void an_irq_goes_before_all_threads(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP, irq = test_slot();
	l4_umword_t label;

	EXPECT_LABEL(l4_factory_create_irq(test_factory(), irq), 0);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, self, 0x555), 0);
	start_with(send_once, TEST_PRIORITY + 50, self, 1, NEVER);
	l4_irq_trigger(irq);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 0x555);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 1);
}

/* ---- Replies -------------------------------------------------------------------------------- */

static void a_reply_without_waiting_always_reaches_the_caller(void)
{
	l4_umword_t label;

	for (unsigned i = 0; i < 3; i++) {
		struct worker *w =
			start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, i, NEVER);

		EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
		EXPECT_IPC_ERROR(reply(100 + i), 0);
		CHECK(worker_reached(w, 2));
		EXPECT(w->value[3], 100 + i);
		EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
	}
}

static void a_call_received_in_a_closed_wait_cannot_be_replied_to(void)
{
	struct worker *w = start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1, NEVER);

	EXPECT_IPC_ERROR(l4_ipc_receive(w->cap, l4_utcb(), receive_within(100000)), 0);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

static void a_plain_send_gives_no_reply_capability(void)
{
	l4_umword_t label;

	start_with(send_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1, NEVER);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

static void a_later_call_takes_the_place_of_an_unanswered_one(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP;
	struct worker *a = start_with(call_once, TEST_PRIORITY + 1, self, 1, receive_within(20000));
	struct worker *c;
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	c = start_with(call_once, TEST_PRIORITY + 1, self, 2, receive_within(200000));
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT_IPC_ERROR(reply(77), 0);
	CHECK(worker_reached(c, 2) && worker_reached(a, 2));
	EXPECT(c->error, 0);
	EXPECT(c->value[3], 77);
	EXPECT(a->error, L4_IPC_RETIMEOUT);
}

static void a_reply_to_a_caller_that_gave_up_is_not_existent(void)
{
	struct worker *a = start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1,
				      receive_within(5000));
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RETIMEOUT);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

static void a_caller_may_be_answered_through_its_thread_capability(void)
{
	struct worker *a = start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1, NEVER);
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	l4_utcb_mr()->mr[0] = 88;
	EXPECT_IPC_ERROR(test_invoke(a->cap, L4_SYSF_SEND, l4_msgtag(0, 1, 0, 0), NEVER), 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->value[3], 88);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

/* ---- Explicit reply capabilities ------------------------------------------------------------ */

static void callers_kept_in_slots_are_answered_out_of_order(void)
{
	l4_cap_idx_t self = L4_BASE_THREAD_CAP;
	struct worker *a  = start_with(call_once, TEST_PRIORITY + 1, self, 1, NEVER);
	struct worker *b;

	EXPECT_IPC_ERROR(wait_for_caller(3), 0);
	b = start_with(call_once, TEST_PRIORITY + 1, self, 2, NEVER);
	EXPECT_IPC_ERROR(wait_for_caller(700), 0);
	EXPECT_IPC_ERROR(reply_through(3, 33), 0);
	EXPECT_IPC_ERROR(reply_through(700, 77), 0);
	CHECK(worker_reached(a, 2) && worker_reached(b, 2));
	EXPECT(a->value[3], 33);
	EXPECT(b->value[3], 77);
	EXPECT_IPC_ERROR(reply_through(3, 0), L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT); /* the implicit one was never filled */
}

static void a_caller_that_gives_up_leaves_its_reply_slot(void)
{
	struct worker *a = start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1,
				      receive_within(5000));

	EXPECT_IPC_ERROR(wait_for_caller(5), 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RETIMEOUT);
	EXPECT_IPC_ERROR(reply_through(5, 0), L4_IPC_ENOT_EXISTENT);
}

/* On 32-bit machines every index that fits into a selector is in the table. */
static void a_reply_slot_beyond_the_table_cannot_be_had(void)
{
	const unsigned per_frame = L4_PAGESIZE / sizeof(l4_umword_t);
	const unsigned beyond    = per_frame * per_frame;

	EXPECT_IPC_ERROR(reply_through(beyond, 0), L4_IPC_ENOT_EXISTENT);
	if (L4_WORD_BITS == 64)
		EXPECT_IPC_ERROR(wait_for_caller(beyond), L4_IPC_NO_REPLY_CAP);
}

/* ---- Cancel and death ----------------------------------------------------------------------- */

static void cancel_ends_a_receive(void)
{
	struct worker *w = worker_start(wait_once, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(w, 1));
	cancel(w);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_RECANCELED);
}

static void cancel_ends_a_send(void)
{
	struct worker *w = start_with(send_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 1, NEVER);

	CHECK(worker_reached(w, 1));
	cancel(w);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_SECANCELED);
}

/* Spins in user mode until told to receive. */
static void spin_then_receive(struct worker *self)
{
	l4_msgtag_t tag;

	worker_step(self, 1);
	while (!self->value[0])
		;
	tag = l4_ipc_sleep(receive_within(5000));
	worker_keep(self, tag, 0);
	worker_step(self, 2);
}

static void cancel_of_a_running_thread_is_forgotten(void)
{
	struct worker *w = worker_start(spin_then_receive, NULL, TEST_PRIORITY);

	CHECK(worker_reached(w, 1));
	cancel(w);
	w->value[0] = 1;
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_RETIMEOUT);
}

static void sleep_and_keep(struct worker *self)
{
	worker_step(self, 1);
	worker_keep(self, l4_ipc_sleep(NEVER), 0);
	worker_step(self, 2);
}

static void cancel_ends_sleeping(void)
{
	struct worker *w = worker_start(sleep_and_keep, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(w, 1));
	cancel(w);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_RECANCELED);
}

static void senders_to_a_deleted_thread_are_cancelled(void)
{
	struct worker *victim = worker_start(sleep_for_ever, NULL, TEST_PRIORITY + 1);
	struct worker *w      = start_with(send_once, TEST_PRIORITY + 1, victim->cap, 1, NEVER);

	CHECK(worker_reached(victim, 1) && worker_reached(w, 1));
	l4_task_delete_obj(L4_BASE_TASK_CAP, victim->cap);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_SECANCELED);
}

static void sending_to_a_thread_that_never_started_is_not_existent(void)
{
	l4_cap_idx_t unbound = test_slot();
	struct worker *bound = worker_make(sleep_for_ever, NULL);

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), unbound), 0);
	EXPECT_IPC_ERROR(test_invoke(unbound, L4_SYSF_SEND, EMPTY, NEVER), L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(test_invoke(bound->cap, L4_SYSF_SEND, EMPTY, NEVER), L4_IPC_ENOT_EXISTENT);
}

/* ---- Labels and donation -------------------------------------------------------------------- */

/* The label that arrives when a message goes through a copy of @p gate with @p rights. */
static l4_umword_t label_through(l4_cap_idx_t gate, unsigned rights)
{
	l4_cap_idx_t path = test_slot();
	l4_umword_t label = 0;

	test_copy(path, gate, rights, 0);
	start_with(send_once, TEST_PRIORITY + 1, path, 0x1234, NEVER);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	return label;
}

static void a_gate_shows_its_own_label_and_the_rights(void)
{
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x1000);

	EXPECT(label_through(gate, L4_CAP_FPAGE_RWS), 0x1003);
	EXPECT(label_through(gate, L4_CAP_FPAGE_RS), 0x1002);
	EXPECT(label_through(gate, L4_CAP_FPAGE_RW), 0x1001);
	EXPECT(label_through(gate, L4_CAP_FPAGE_RO), 0x1000);
}

/* Sends to a waiting thread of priority @p priority; did it run before the send returned? */
static bool runs_at_once(unsigned priority, unsigned flags)
{
	struct worker *w       = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	l4_sched_param_t sched = l4_sched_param(priority, 0);

	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 0, 0, flags), NEVER), 0);
	return w->step == 2;
}

static void a_receiver_runs_at_once_unless_its_priority_is_lower(void)
{
	CHECK(runs_at_once(TEST_PRIORITY + 1, 0));
	CHECK(runs_at_once(TEST_PRIORITY, 0));
	CHECK(runs_at_once(TEST_PRIORITY, L4_MSGTAG_SCHEDULE));
	CHECK(!runs_at_once(TEST_PRIORITY - 1, 0));
}

static const struct test tests[] = {
	TEST("B23 B24", a_send_that_may_not_wait_needs_a_waiting_receiver),
	TEST("B25", a_send_gives_up_after_its_timeout),
	TEST("B26", an_absolute_timeout_in_the_past_has_expired),
	TEST("B27", an_absolute_receive_timeout_ends_at_its_time),
	TEST("B28 B49", a_queued_sender_is_received_without_waiting),
	TEST("B29", a_call_without_answer_returns_its_own_tag_with_the_error_bit),
	TEST("B30", a_failed_send_skips_the_wait),
	TEST("B31", a_closed_wait_refuses_others),
	TEST("B32", a_closed_wait_takes_its_partner_before_earlier_senders),
	TEST("B33", senders_are_served_by_priority),
	TEST("B34", senders_of_one_priority_are_served_in_turn),
	TEST("B35", an_irq_goes_before_all_threads),
	TEST("B36 B37", a_reply_without_waiting_always_reaches_the_caller),
	TEST("B38", a_call_received_in_a_closed_wait_cannot_be_replied_to),
	TEST("B39", a_plain_send_gives_no_reply_capability),
	TEST("B40", a_later_call_takes_the_place_of_an_unanswered_one),
	TEST("B41", a_reply_to_a_caller_that_gave_up_is_not_existent),
	TEST("B42", a_caller_may_be_answered_through_its_thread_capability),
	TEST("B56", callers_kept_in_slots_are_answered_out_of_order),
	TEST("B56", a_caller_that_gives_up_leaves_its_reply_slot),
	TEST("B57", a_reply_slot_beyond_the_table_cannot_be_had),
	TEST("B43", cancel_ends_a_receive),
	TEST("B44", cancel_ends_a_send),
	TEST("B45", cancel_of_a_running_thread_is_forgotten),
	TEST("B48", cancel_ends_sleeping),
	TEST("B46", senders_to_a_deleted_thread_are_cancelled),
	TEST("B47", sending_to_a_thread_that_never_started_is_not_existent),
	TEST("B50 B51", a_gate_shows_its_own_label_and_the_rights),
	TEST("B58", a_receiver_runs_at_once_unless_its_priority_is_lower),
};

TEST_GROUP(group_b, "B. IPC phases and timeouts", tests);
