/*
 * Group A: the system call itself, selectors, message tags.
 */
#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER

static void invoking_an_empty_slot_is_not_existent(void)
{
	l4_msgtag_t tag =
		test_invoke(test_empty_slot(), L4_SYSF_CALL, l4_msgtag(5, 3, 0, 0), NEVER);

	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
	EXPECT(l4_msgtag_words(tag), 0);
	EXPECT(l4_msgtag_items(tag), 0);
	EXPECT(l4_msgtag_label(tag), 0);
	tag = test_invoke(test_empty_slot(), L4_SYSF_SEND, l4_msgtag(5, 3, 0, 0), NEVER);
	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
}

static void replying_without_a_caller_is_not_existent(void)
{
	l4_msgtag_t tag = test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY,
				      l4_msgtag(0, 0, 0, 0), NEVER);

	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
	/* The receive phase is not entered: with timeout never this would hang. */
	tag = test_invoke(L4_INVALID_CAP, L4_SYSF_REPLY_AND_WAIT, l4_msgtag(0, 0, 0, 0), NEVER);
	EXPECT_IPC_ERROR(tag, L4_IPC_ENOT_EXISTENT);
}

static void receiving_from_oneself_sleeps_until_the_timeout(void)
{
	l4_kernel_clock_t start = test_now();
	l4_msgtag_t tag = l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(10000)));

	EXPECT_IPC_ERROR(tag, L4_IPC_RETIMEOUT);
	CHECK(test_now() - start >= 10000);
	tag = l4_ipc_sleep(L4_IPC_BOTH_TIMEOUT_0);
	EXPECT_IPC_ERROR(tag, L4_IPC_RETIMEOUT);
}

static void run_once(struct worker *self)
{
	worker_step(self, 1);
}

/* Otherwise a spinning thread would wait for the end of its time slice. */
static void receiving_from_oneself_without_waiting_gives_way(void)
{
	struct worker *w = worker_start(run_once, NULL, TEST_PRIORITY);
	unsigned before  = w->step;

	EXPECT_IPC_ERROR(l4_ipc_sleep(L4_IPC_BOTH_TIMEOUT_0), L4_IPC_RETIMEOUT);
	EXPECT(w->step, 1);
	EXPECT(before, 0);
}

/* Thread and task act even so, others do not; messages are for those who send (§2.1). */
static void invoking_without_any_phase(void)
{
	l4_msgtag_t control = l4_msgtag(L4_PROTO_THREAD, 6, 0, 0);
	l4_msgtag_t create  = l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0);
	l4_cap_idx_t thread = test_slot();

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	l4_thread_control_start();
	l4_thread_control_pager(0x77UL << L4_CAP_SHIFT);
	EXPECT(test_invoke(thread, 0, control, NEVER).raw, control.raw);
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(thread), 0);
	EXPECT(l4_utcb_mr()->mr[1], 0x77UL << L4_CAP_SHIFT);

	EXPECT(test_invoke(test_factory(), 0, create, NEVER).raw, create.raw);
	EXPECT_IPC_ERROR(test_invoke(thread, 0, l4_msgtag(0, 0, 0, 0), NEVER),
			 L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(
		test_invoke(test_gate(L4_BASE_THREAD_CAP, 0), 0, l4_msgtag(0, 0, 0, 0), NEVER),
		L4_IPC_ENOT_EXISTENT);
}

static void open_wait_without_receive_is_no_phase(void)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_STATS_OP;
	EXPECT_IPC_ERROR(test_invoke(L4_INVALID_CAP, L4_SYSF_OPEN_WAIT,
				     l4_msgtag(L4_PROTO_THREAD, 1, 0, 0), NEVER),
			 L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(
		test_invoke(L4_INVALID_CAP, L4_SYSF_OPEN_WAIT, l4_msgtag(0, 0, 0, 0), NEVER),
		L4_IPC_ENOT_EXISTENT);
}

static void thread_operations_work_through_the_self_selector(void)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = L4_THREAD_STATS_OP;
	tag = test_invoke(L4_INVALID_CAP, L4_SYSF_CALL, l4_msgtag(L4_PROTO_THREAD, 1, 0, 0), NEVER);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), sizeof(l4_uint64_t) / sizeof(l4_umword_t));
	l4_thread_control_start(); /* wants all rights */
	EXPECT_LABEL(l4_thread_control_commit(L4_INVALID_CAP), 0);
}

static void the_utcb_register_points_to_the_bound_utcb(void)
{
	EXPECT((l4_addr_t)l4_utcb() & (L4_UTCB_OFFSET - 1), 0);
	CHECK((l4_addr_t)l4_utcb() >= L4_BOOT_UTCB_AREA);
	CHECK((l4_addr_t)l4_utcb() < L4_BOOT_UTCB_AREA + L4_PAGESIZE);
}

static void note_own_utcb(struct worker *self)
{
	self->value[0] = (l4_umword_t)l4_utcb();
	worker_step(self, 1);
}

static void each_thread_sees_its_own_utcb(void)
{
	struct worker *a = worker_start(note_own_utcb, NULL, TEST_PRIORITY + 1);
	struct worker *b = worker_start(note_own_utcb, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(a, 1) && worker_reached(b, 1));
	EXPECT(a->value[0], (l4_addr_t)a->utcb);
	EXPECT(b->value[0], (l4_addr_t)b->utcb);
}

/* ---- Tags ----------------------------------------------------------------------------------- */

/* Waits for one message and keeps what came. */
static void receive_one(struct worker *self)
{
	l4_umword_t label = 0;
	l4_msgtag_t tag   = l4_ipc_wait(l4_utcb(), &label, NEVER);

	worker_keep(self, tag, label);
	for (unsigned i = 0; i < 8; i++)
		self->value[i] = l4_utcb_mr()->mr[i];
	self->value[8] = l4_utcb_mr()->mr[62];
	self->value[9] = l4_utcb()->self;
	worker_step(self, 1);
}

static l4_msgtag_t send_to(const struct worker *w, l4_msgtag_t tag)
{
	return test_invoke(w->cap, L4_SYSF_SEND, tag, NEVER);
}

static void a_successful_send_returns_the_senders_own_tag(void)
{
	struct worker *w = worker_start(receive_one, NULL, TEST_PRIORITY + 1);
	l4_msgtag_t sent = l4_msgtag(0x77, 2, 0, L4_MSGTAG_SCHEDULE);

	EXPECT(send_to(w, sent).raw, sent.raw);
	CHECK(worker_reached(w, 1));
}

static void success_leaves_the_error_word_alone(void)
{
	l4_utcb_tcr()->error = 0x1234;
	l4_utcb_mr()->mr[0]  = L4_THREAD_STATS_OP;
	test_invoke(L4_INVALID_CAP, L4_SYSF_CALL, l4_msgtag(L4_PROTO_THREAD, 1, 0, 0), NEVER);
	EXPECT(l4_utcb_tcr()->error, 0x1234);
}

static void all_flags_but_the_error_are_seen_by_the_receiver(void)
{
	struct worker *w = worker_start(receive_one, NULL, TEST_PRIORITY + 1);
	unsigned flags   = L4_MSGTAG_SCHEDULE | L4_MSGTAG_TRANSFER_FPU | L4_MSGTAG_PROPAGATE;

	send_to(w, l4_msgtag(3, 1, 0, flags));
	CHECK(worker_reached(w, 1));
	EXPECT(l4_msgtag_flags(w->tag), flags);
	EXPECT(l4_msgtag_label(w->tag), 3);
}

static void the_error_flag_of_a_sender_is_not_seen_by_the_receiver(void)
{
	struct worker *w = worker_start(receive_one, NULL, TEST_PRIORITY + 1);
	l4_msgtag_t sent = l4_msgtag(3, 1, 0, L4_MSGTAG_ERROR);

	EXPECT(send_to(w, sent).raw, sent.raw);
	CHECK(worker_reached(w, 1));
	EXPECT(l4_msgtag_flags(w->tag), 0);
}

static void a_negative_protocol_arrives_negative(void)
{
	struct worker *w = worker_start(receive_one, NULL, TEST_PRIORITY + 1);

	send_to(w, l4_msgtag(-4711, 0, 0, 0));
	CHECK(worker_reached(w, 1));
	EXPECT(l4_msgtag_label(w->tag), -4711);
}

static void sixty_three_words_arrive_and_the_next_is_untouched(void)
{
	struct worker *w = worker_start(receive_one, NULL, TEST_PRIORITY + 1);

	for (unsigned i = 0; i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		l4_utcb_mr()->mr[i] = 1000 + i;
	send_to(w, l4_msgtag(0, L4_UTCB_GENERIC_DATA_SIZE, 0, 0));
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], 1000);
	EXPECT(w->value[7], 1007);
	EXPECT(w->value[8], 1062);
	CHECK(w->value[9] == 0 || w->value[9] == (l4_addr_t)w->utcb);
}

static void an_index_beyond_the_table_is_not_existent(void)
{
	l4_cap_idx_t cap = (l4_cap_idx_t)L4_CAP_SPACE_SIZE << L4_CAP_SHIFT;

	EXPECT_IPC_ERROR(test_invoke(cap, L4_SYSF_CALL, l4_msgtag(0, 0, 0, 0), NEVER),
			 L4_IPC_ENOT_EXISTENT);
	EXPECT_IPC_ERROR(
		test_invoke(cap - L4_CAP_OFFSET, L4_SYSF_CALL, l4_msgtag(0, 0, 0, 0), NEVER),
		L4_IPC_ENOT_EXISTENT);
}

static void selector_bits_between_index_and_markers_are_ignored(void)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_STATS_OP;
	EXPECT_LABEL(test_invoke(L4_BASE_THREAD_CAP | 0x3f0, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_THREAD, 1, 0, 0), NEVER),
		     0);
}

static const struct test tests[] = {
	TEST("A1 A2", invoking_an_empty_slot_is_not_existent),
	TEST("A3 A4", replying_without_a_caller_is_not_existent),
	TEST("A5 A6", receiving_from_oneself_sleeps_until_the_timeout),
	TEST("A (2.1)", receiving_from_oneself_without_waiting_gives_way),
	TEST("A (2.1)", invoking_without_any_phase),
	TEST("A (16)", open_wait_without_receive_is_no_phase),
	TEST("A7", thread_operations_work_through_the_self_selector),
	TEST("A15", the_utcb_register_points_to_the_bound_utcb),
	TEST("A15", each_thread_sees_its_own_utcb),
	TEST("A16", a_successful_send_returns_the_senders_own_tag),
	TEST("A17", success_leaves_the_error_word_alone),
	TEST("A18", all_flags_but_the_error_are_seen_by_the_receiver),
	TEST("A19", the_error_flag_of_a_sender_is_not_seen_by_the_receiver),
	TEST("A20", a_negative_protocol_arrives_negative),
	TEST("A21", sixty_three_words_arrive_and_the_next_is_untouched),
	TEST("A22", an_index_beyond_the_table_is_not_existent),
	TEST("A (16)", selector_bits_between_index_and_markers_are_ignored),
};

TEST_GROUP(group_a, "A. Entry, selectors, tag", tests);
