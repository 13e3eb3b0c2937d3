/*
 * Group B, second part: reply capabilities and gates in less usual order, what each failure leaves
 * behind, and the corners of timeouts. Section numbers are those of the abi sheet.
 */
#include "tests/target/items.h"
#include "tests/target/partner.h"

/* ---- Who comes first ------------------------------------------------------------------------ */

/* Calls the test from below its priority: what happens to it meanwhile, it sees later. */
static void call_then_wait(struct worker *self)
{
	l4_umword_t label = 0;

	worker_step(self, 1);
	l4_ipc(L4_BASE_THREAD_CAP, l4_utcb(), L4_SYSF_SEND_AND_WAIT, 0, EMPTY, &label, NEVER);
	self->value[0] = l4_utcb_mr()->mr[0];
	worker_step(self, 2);
}

/* A receiver for whom somebody waits in line is not there for others, even if it has not run yet. */
static void nobody_overtakes_who_waits_in_line(void)
{
	struct worker *w = worker_start(call_then_wait, NULL, TEST_PRIORITY - 10), *first;

	CHECK(worker_reached(w, 1));
	first = start_with(send_once, TEST_PRIORITY - 10, w->cap, 11, NEVER);
	CHECK(worker_reached(first, 1));
	test_pause(2);
	EXPECT_IPC_ERROR(l4_ipc_receive(w->cap, l4_utcb(), receive_within(100000)), 0);
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, EMPTY, L4_IPC_SEND_TIMEOUT_0),
			 L4_IPC_SETIMEOUT);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 11);
}

/* Runs below the test, above the server: which of them is first? */
static struct worker *called;

static void see_who_is_called(struct worker *self)
{
	self->value[0] = called->step;
	worker_step(self, 1);
}

static unsigned server_step_seen_between(unsigned flags)
{
	l4_sched_param_t low = l4_sched_param(TEST_PRIORITY - 20, 0);
	struct worker *between;

	called = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(called, 1));
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, called->cap, &low), 0);
	between = worker_start(see_who_is_called, NULL, TEST_PRIORITY - 10);
	EXPECT_IPC_ERROR(test_invoke(called->cap, L4_SYSF_CALL, l4_msgtag(0, 0, 0, flags),
				     receive_within(20000)),
			 L4_IPC_RETIMEOUT);
	CHECK(worker_reached(between, 1));
	return (unsigned)between->value[0];
}

static void a_call_lends_its_time_to_the_server_unless_it_says_schedule(void)
{
	EXPECT(server_step_seen_between(0), 2);
	EXPECT(server_step_seen_between(L4_MSGTAG_SCHEDULE), 1);
}

/* ---- Who is answered ------------------------------------------------------------------------ */

/* Calls us from now on; a caller waits here at most @p us (0: for ever). */
static struct worker *caller(l4_umword_t word, unsigned us)
{
	return start_with(call_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, word,
			  us ? receive_within(us) : NEVER);
}

static void a_reply_capability_survives_all_but_a_call(void)
{
	struct worker *a = caller(1, 0), *b;
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT_IPC_ERROR(receive_any(&label, 2000), L4_IPC_RETIMEOUT);
	start_with(send_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 2, NEVER);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	b = start_with(send_once, TEST_PRIORITY + 1, L4_BASE_THREAD_CAP, 3, NEVER);
	EXPECT_IPC_ERROR(l4_ipc_receive(b->cap, l4_utcb(), receive_within(100000)), 0);
	CHECK(test_valid(L4_BASE_TASK_CAP));
	EXPECT_IPC_ERROR(reply(44), 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->value[3], 44);
}

static void a_reply_shows_the_repliers_own_label(void)
{
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x1000);
	struct worker *a  = start_with(call_once, TEST_PRIORITY + 1, gate, 1, NEVER);
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 0x1003);
	EXPECT_IPC_ERROR(l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_SEND | L4_SYSF_REPLY, 0xabcd,
				l4_msgtag(0, 0, 0, 0), NULL, L4_IPC_SEND_TIMEOUT_0),
			 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->label, 0xabcd);
}

static void reply_and_wait_through_a_slot_keeps_the_next_caller_as_usual(void)
{
	struct worker *a = caller(1, 0), *b;
	l4_umword_t label;

	EXPECT_IPC_ERROR(wait_for_caller(3), 0);
	b                   = caller(2, 0);
	l4_utcb_mr()->mr[0] = 11;
	EXPECT_IPC_ERROR(l4_ipc(reply_selector(3), l4_utcb(), L4_SYSF_REPLY_AND_WAIT, 0,
				l4_msgtag(0, 1, 0, 0), &label, receive_within(100000)),
			 0);
	EXPECT(l4_utcb_mr()->mr[0], 2);
	EXPECT_IPC_ERROR(reply_through(3, 0), L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(reply(22), 0);
	CHECK(worker_reached(a, 2) && worker_reached(b, 2));
	EXPECT(a->value[3], 11);
	EXPECT(b->value[3], 22);
}

static void an_occupied_reply_slot_is_taken_by_the_next_caller(void)
{
	struct worker *a = caller(1, 20000), *b;

	EXPECT_IPC_ERROR(wait_for_caller(3), 0);
	b = caller(2, 0);
	EXPECT_IPC_ERROR(wait_for_caller(3), 0);
	EXPECT_IPC_ERROR(reply_through(3, 22), 0);
	CHECK(worker_reached(b, 2) && worker_reached(a, 2));
	EXPECT(b->value[3], 22);
	EXPECT(a->error, L4_IPC_RETIMEOUT);
}

static void answer_through_slot_3(struct worker *self)
{
	worker_keep(self, reply_through(3, 33), 0);
	worker_step(self, 1);
}

static void only_the_thread_that_was_called_can_answer_through_a_slot(void)
{
	struct worker *a = caller(1, 20000), *other;

	EXPECT_IPC_ERROR(wait_for_caller(3), 0);
	other = worker_start(answer_through_slot_3, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(other, 1));
	EXPECT(other->error, L4_IPC_SETIMEOUT);
	EXPECT_IPC_ERROR(reply_through(3, 0), L4_IPC_ENOT_EXISTENT);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RETIMEOUT);
}

static void a_cancelled_caller_cannot_be_answered(void)
{
	struct worker *a = caller(1, 0);
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	cancel(a);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RECANCELED);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

/* The client's capability has no S: what comes back over it has none either (§7.6). */
static void a_reply_hands_on_no_more_than_the_callers_capability_allows(void)
{
	l4_cap_idx_t weak = test_slot(), got = test_slot(), thread = test_slot();
	struct worker *a = worker_make(call_once, NULL);
	l4_umword_t label;

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(weak, L4_BASE_THREAD_CAP, L4_CAP_FPAGE_RW, 0);
	a->value[0] = weak;
	a->value[4] = got | L4_RCV_ITEM_SINGLE_CAP;
	worker_go(a, TEST_PRIORITY + 1);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	l4_utcb_mr()->mr[0] = object_item(0);
	l4_utcb_mr()->mr[1] = l4_obj_fpage(thread, 0, L4_CAP_FPAGE_RWS).raw;
	EXPECT_IPC_ERROR(test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY,
				     l4_msgtag(0, 0, 1, 0), L4_IPC_SEND_TIMEOUT_0),
			 0);
	CHECK(worker_reached(a, 2) && test_valid(got));
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(got), -L4_EPERM);
}

/* ---- What failures leave behind ------------------------------------------------------------- */

static void a_reply_that_overflows_is_used_up_and_told_to_both(void)
{
	struct worker *a = caller(1, 0);
	l4_umword_t label;

	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	l4_utcb_mr()->mr[0] = 77;
	l4_utcb_mr()->mr[1] = memory_item(0);
	l4_utcb_mr()->mr[2] = rw_page(0).raw;
	EXPECT_IPC_ERROR(test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY,
				     l4_msgtag(5, 1, 1, 0), L4_IPC_SEND_TIMEOUT_0),
			 L4_IPC_SEMSGCUT);
	CHECK(worker_reached(a, 2));
	EXPECT(a->tag.raw, l4_msgtag(5, 1, 1, L4_MSGTAG_ERROR).raw);
	EXPECT(a->error, L4_IPC_REMSGCUT);
	EXPECT(a->value[3], 77);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

/* Calls slot value[0] with an item for which nobody has a buffer. */
static void call_with_item(struct worker *self)
{
	l4_umword_t label   = 0x4444;
	l4_utcb_mr()->mr[0] = 6;
	l4_utcb_mr()->mr[1] = memory_item(0);
	l4_utcb_mr()->mr[2] = rw_page(0).raw;
	worker_keep(self,
		    l4_ipc(self->value[0], l4_utcb(), L4_SYSF_CALL, label, l4_msgtag(9, 1, 1, 0),
			   &label, NEVER),
		    label);
	worker_step(self, 1);
}

static void a_call_that_overflows_ends_and_leaves_no_reply_capability(void)
{
	struct worker *a  = worker_make(call_with_item, NULL);
	l4_umword_t label = 0;
	l4_msgtag_t tag;

	a->value[0] = L4_BASE_THREAD_CAP;
	worker_go(a, TEST_PRIORITY + 1);
	l4_utcb_receive_nothing();
	tag = receive_any(&label, 100000);
	EXPECT_IPC_ERROR(tag, L4_IPC_REMSGCUT);
	EXPECT(tag.raw, l4_msgtag(9, 1, 1, L4_MSGTAG_ERROR).raw);
	EXPECT(label, 0x4444);
	EXPECT(l4_utcb_mr()->mr[0], 6);
	CHECK(worker_reached(a, 1));
	EXPECT(a->error, L4_IPC_SEMSGCUT);
	EXPECT(a->tag.raw, l4_msgtag(0, 0, 0, L4_MSGTAG_ERROR).raw);
	EXPECT_IPC_ERROR(reply(0), L4_IPC_ENOT_EXISTENT);
}

static void a_message_touches_only_as_many_registers_as_it_has_words(void)
{
	struct worker *w = receiver(NULL, 0, 0, 0);

	for (unsigned i = 0; i < 4; i++)
		l4_utcb_mr()->mr[i] = i + 1;
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 2, 0, 0), NEVER), 0);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 1);
	EXPECT(w->value[1], 2);
	EXPECT(w->value[2], UNTOUCHED);
}

static void a_failed_send_returns_nothing_but_the_error_bit(void)
{
	struct worker *w = worker_make(wait_once, NULL); /* never started */
	l4_msgtag_t tag =
		test_invoke(w->cap, L4_SYSF_CALL, l4_msgtag(3, 5, 1, L4_MSGTAG_SCHEDULE), NEVER);

	EXPECT(tag.raw, l4_msgtag(0, 0, 0, L4_MSGTAG_ERROR).raw);
	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
}

static void waiting_for_a_dead_thread_ends_only_by_the_timeout(void)
{
	struct worker *victim   = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	struct worker *a        = worker_make(call_once, NULL);
	l4_kernel_clock_t start = test_now();

	CHECK(worker_reached(victim, 1));
	a->value[0] = victim->cap;
	a->value[2] = receive_within(20000).raw;
	worker_go(a, TEST_PRIORITY + 1);
	CHECK(worker_reached(victim, 2)); /* it has the call, and sleeps */
	l4_task_delete_obj(L4_BASE_TASK_CAP, victim->cap);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RETIMEOUT);
	CHECK(test_now() - start >= 20000);
}

/* ---- Gates ---------------------------------------------------------------------------------- */

static l4_cap_idx_t unbound_gate(void)
{
	l4_cap_idx_t gate = test_slot();

	EXPECT_LABEL(l4_factory_create_gate(test_factory(), gate, L4_INVALID_CAP, 0), 0);
	return gate;
}

static void a_wait_for_a_bind_ends_by_timeout_or_cancel(void)
{
	l4_cap_idx_t gate       = unbound_gate();
	l4_kernel_clock_t start = test_now();
	struct worker *w;

	EXPECT_IPC_ERROR(test_invoke(gate, L4_SYSF_SEND, EMPTY, send_within(5000)),
			 L4_IPC_SETIMEOUT);
	CHECK(test_now() - start >= 5000);
	w = start_with(send_once, TEST_PRIORITY + 1, gate, 1, NEVER);
	CHECK(worker_reached(w, 1));
	cancel(w);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_SECANCELED);
}

/* Whatever is asked of it: the caller waits first, with its send timeout (§7.8). */
static void an_unbound_gate_lets_everybody_wait(void)
{
	static const unsigned flags[] = {0, L4_SYSF_RECV, L4_SYSF_WAIT, L4_SYSF_CALL,
					 L4_SYSF_SEND_AND_WAIT};
	l4_cap_idx_t gate             = unbound_gate();

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		EXPECT_IPC_ERROR(test_invoke(gate, flags[i], EMPTY, L4_IPC_SEND_TIMEOUT_0),
				 L4_IPC_SETIMEOUT);
}

static void a_gate_to_a_dead_thread_leads_nowhere(void)
{
	struct worker *w  = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	l4_cap_idx_t gate = test_gate(w->cap, 0x40);

	worker_kill(w);
	EXPECT_IPC_ERROR(test_invoke(gate, L4_SYSF_CALL, EMPTY, NEVER), L4_IPC_ENOT_EXISTENT);
}

static void receiving_through_a_gate_means_its_thread(void)
{
	l4_cap_idx_t self   = L4_BASE_THREAD_CAP;
	struct worker *b    = start_with(send_once, TEST_PRIORITY + 1, self, 2, NEVER);
	struct worker *a    = start_with(send_once, TEST_PRIORITY + 1, self, 1, NEVER);
	l4_cap_idx_t gate   = test_gate(a->cap, 0x40);
	l4_umword_t label   = 0;
	l4_utcb_mr()->mr[0] = 0;

	CHECK(worker_reached(a, 1) && worker_reached(b, 1));
	EXPECT_IPC_ERROR(
		l4_ipc(gate, l4_utcb(), L4_SYSF_RECV, 0, EMPTY, &label, receive_within(100000)), 0);
	EXPECT(label, 1);
	EXPECT_IPC_ERROR(
		l4_ipc(gate, l4_utcb(), L4_SYSF_RECV, 0, EMPTY, &label, receive_within(2000)),
		L4_IPC_RETIMEOUT);
	/* An open wait takes any selector that is valid. */
	EXPECT_IPC_ERROR(
		l4_ipc(gate, l4_utcb(), L4_SYSF_WAIT, 0, EMPTY, &label, receive_within(100000)), 0);
	EXPECT(label, 2);
	EXPECT_IPC_ERROR(
		l4_ipc(test_empty_slot(), l4_utcb(), L4_SYSF_WAIT, 0, EMPTY, &label, NEVER),
		L4_IPC_ENOT_EXISTENT);
}

static void queued_senders_stay_with_the_thread_that_the_gate_had(void)
{
	struct worker *w  = worker_start(wait_once, NULL, TEST_PRIORITY + 1);
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x40), server = test_slot();
	struct worker *sent = start_with(send_once, TEST_PRIORITY + 1, gate, 5, NEVER);
	l4_umword_t label   = 0;

	CHECK(worker_reached(w, 1) && worker_reached(sent, 1));
	test_copy(server, gate, L4_CAP_FPAGE_RWS, L4_ITEM_GATE_SERVER);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(server, w->cap, 0x80), 0);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	EXPECT(label, 0x43);
	EXPECT(l4_utcb_mr()->mr[0], 5);
	EXPECT(w->step, 1);
}

/* ---- Timeouts ------------------------------------------------------------------------------- */

static l4_timeout_t raw_receive_timeout(unsigned raw)
{
	return (l4_timeout_t){.raw = raw};
}

static void a_mantissa_of_zero_is_no_time_at_all(void)
{
	for (unsigned exponent = 1; exponent < 32; exponent++)
		EXPECT_IPC_ERROR(l4_ipc_sleep(raw_receive_timeout(exponent << 10)),
				 L4_IPC_RETIMEOUT);
}

static void the_largest_exponent_is_a_long_time(void)
{
	struct worker *w = worker_make(call_once, NULL);
	l4_umword_t label;

	w->value[0] = L4_BASE_THREAD_CAP;
	w->value[2] = 0x7fff; /* 1023 * 2^31 microseconds */
	worker_go(w, TEST_PRIORITY + 1);
	EXPECT_IPC_ERROR(receive_any(&label, 100000), 0);
	test_pause(5);
	EXPECT(w->step, 1);
	EXPECT_IPC_ERROR(reply(1), 0);
}

/* A time needs one buffer register on 64-bit machines and two on others; an index behind the last
   one that is possible stands for that. */
static void the_index_of_an_absolute_timeout_is_clamped(void)
{
	const unsigned last       = L4_UTCB_GENERIC_BUFFERS_SIZE - 64 / L4_WORD_BITS;
	l4_kernel_clock_t until   = test_now() + 8000;
	l4_timeout_t wait_for_abs = raw_receive_timeout(0x8000 | 63);

	memcpy(&l4_utcb_br()->br[last], &until, sizeof(until));
	EXPECT_IPC_ERROR(l4_ipc_sleep(wait_for_abs), L4_IPC_RETIMEOUT);
	CHECK(test_now() >= until);
	EXPECT_IPC_ERROR(l4_ipc_sleep(wait_for_abs), L4_IPC_RETIMEOUT); /* long past: at once */
}

/* Sleeps value[0] ms, then takes a message and keeps silent. */
static void receive_later(struct worker *self)
{
	l4_umword_t label;

	worker_step(self, 1);
	test_pause((unsigned)self->value[0]);
	l4_ipc_wait(l4_utcb(), &label, NEVER);
	worker_end();
}

static void the_receive_timeout_starts_when_the_message_is_sent(void)
{
	struct worker *w        = worker_make(receive_later, NULL);
	l4_kernel_clock_t start = test_now();

	w->value[0] = 20;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_CALL, EMPTY, receive_within(20000)),
			 L4_IPC_RETIMEOUT);
	CHECK(test_now() - start >= 40000);
}

static const struct test tests[] = {
	TEST("7.4", a_call_lends_its_time_to_the_server_unless_it_says_schedule),
	TEST("7.2", nobody_overtakes_who_waits_in_line),
	TEST("B (16)", a_reply_capability_survives_all_but_a_call),
	TEST("B (7.5)", a_reply_shows_the_repliers_own_label),
	TEST("B (2.2)", reply_and_wait_through_a_slot_keeps_the_next_caller_as_usual),
	TEST("B (2.2)", an_occupied_reply_slot_is_taken_by_the_next_caller),
	TEST("B (16)", only_the_thread_that_was_called_can_answer_through_a_slot),
	TEST("B (7.6)", a_cancelled_caller_cannot_be_answered),
	TEST("B (7.6)", a_reply_hands_on_no_more_than_the_callers_capability_allows),
	TEST("B (7.1)", a_reply_that_overflows_is_used_up_and_told_to_both),
	TEST("B (7.6)", a_call_that_overflows_ends_and_leaves_no_reply_capability),
	TEST("B (7.1)", a_message_touches_only_as_many_registers_as_it_has_words),
	TEST("B (7.1)", a_failed_send_returns_nothing_but_the_error_bit),
	TEST("B (7.3)", waiting_for_a_dead_thread_ends_only_by_the_timeout),
	TEST("B (7.8)", a_wait_for_a_bind_ends_by_timeout_or_cancel),
	TEST("B (7.8)", an_unbound_gate_lets_everybody_wait),
	TEST("B (8.3)", a_gate_to_a_dead_thread_leads_nowhere),
	TEST("B (16)", receiving_through_a_gate_means_its_thread),
	TEST("B (7.8)", queued_senders_stay_with_the_thread_that_the_gate_had),
	TEST("B (5)", a_mantissa_of_zero_is_no_time_at_all),
	TEST("B (5)", the_largest_exponent_is_a_long_time),
	TEST("B (5)", the_index_of_an_absolute_timeout_is_clamped),
	TEST("B (16)", the_receive_timeout_starts_when_the_message_is_sent),
};

TEST_GROUP(group_b_rules, "B. Replies, failures, gates, timeouts", tests);
