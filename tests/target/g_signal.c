/*
 * Group G: gates, IRQ objects, semaphores.
 */
#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER

static l4_timeout_t receive_within(unsigned us)
{
	return l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us));
}

/* Call @p cap with protocol @p proto, operation @p op, @p words words (the others are set). */
static l4_msgtag_t call(l4_cap_idx_t cap, long proto, l4_umword_t op, unsigned words,
			unsigned items)
{
	l4_utcb_mr()->mr[0] = op;
	return test_invoke(cap, L4_SYSF_CALL, l4_msgtag(proto, words, items, 0), NEVER);
}

static l4_cap_idx_t make(int type)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(l4_factory_create(test_factory(), type, slot), 0);
	return slot;
}

/* ---- Gates ---------------------------------------------------------------------------------- */

static void bind_checks_rights_length_label_and_thread(void)
{
	l4_cap_idx_t gate = make(0), thread = make(L4_PROTO_THREAD);
	l4_cap_idx_t weak_gate = test_slot(), weak_thread = test_slot();

	test_copy(weak_gate, gate, L4_CAP_FPAGE_RW, L4_ITEM_GATE_SERVER);
	test_copy(weak_thread, thread, L4_CAP_FPAGE_RW, 0);

	EXPECT_LABEL(call(gate, L4_PROTO_KOBJECT, L4_RCV_EP_BIND_OP, 1, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, thread, 1), -L4_EINVAL);
	l4_utcb_mr()->mr[1] = 0;
	EXPECT_LABEL(call(gate, L4_PROTO_KOBJECT, L4_RCV_EP_BIND_OP, 2, 0), -L4_EINVAL);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, weak_thread, 0), -L4_EPERM);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(weak_gate, thread, 0), -L4_EPERM);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, thread, 0x70), 0);
}

static void get_info_tells_the_label(void)
{
	l4_cap_idx_t gate = test_gate(make(L4_PROTO_THREAD), 0x4560);
	l4_msgtag_t tag   = call(gate, L4_PROTO_KOBJECT, L4_IPC_GATE_GET_INFO_OP, 1, 0);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], 0x4560);
}

static void unknown_gate_operations_are_refused(void)
{
	l4_cap_idx_t gate = make(0);

	EXPECT_LABEL(call(gate, L4_PROTO_KOBJECT, 0x55, 1, 0), -L4_ENOSYS);
	EXPECT_LABEL(call(gate, L4_PROTO_KOBJECT, 0x55, 0, 0), -L4_EINVAL);
}

/* Sends word 1 through slot value[0]; timeout pair value[1]. */
static void send_through(struct worker *self)
{
	l4_utcb_mr()->mr[0] = 1;
	worker_step(self, 1);
	worker_keep(self,
		    test_invoke(self->value[0], L4_SYSF_SEND, l4_msgtag(0, 1, 0, 0),
				(l4_timeout_t){(l4_uint32_t)self->value[1]}),
		    0);
	worker_step(self, 2);
}

static struct worker *start_sender(l4_cap_idx_t to, l4_timeout_t timeout)
{
	struct worker *w = worker_make(send_through, NULL);

	w->value[0] = to;
	w->value[1] = timeout.raw;
	worker_go(w, TEST_PRIORITY + 1);
	return w;
}

static void a_call_on_an_unbound_gate_waits_for_the_bind(void)
{
	l4_cap_idx_t gate = make(0);
	struct worker *w;
	l4_umword_t label = 0;

	EXPECT_IPC_ERROR(
		test_invoke(gate, L4_SYSF_SEND, l4_msgtag(0, 0, 0, 0), L4_IPC_SEND_TIMEOUT_0),
		L4_IPC_SETIMEOUT);
	w = start_sender(gate, NEVER);
	CHECK(worker_reached(w, 1));
	EXPECT(w->step, 1);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, L4_BASE_THREAD_CAP, 0x880), 0);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT(label & ~3UL, 0x880);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, 0);
}

static void deleting_an_unbound_gate_turns_its_callers_away(void)
{
	l4_cap_idx_t gate = make(0);
	struct worker *w  = start_sender(gate, NEVER);

	CHECK(worker_reached(w, 1));
	l4_task_delete_obj(L4_BASE_TASK_CAP, gate);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_ENOT_EXISTENT);
}

static void rebinding_changes_the_label_of_new_messages_only(void)
{
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x100);
	struct worker *a, *b;
	l4_umword_t label;

	a = start_sender(gate, NEVER);
	CHECK(worker_reached(a, 1));
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, L4_BASE_THREAD_CAP, 0x200), 0);
	b = start_sender(gate, NEVER);
	CHECK(worker_reached(b, 1));
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT(label & ~3UL, 0x100);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT(label & ~3UL, 0x200);
}

static void dec_refcnt_reports_the_count(void)
{
	l4_cap_idx_t gate = make(0), copy = test_slot();
	l4_msgtag_t tag;

	EXPECT_LABEL(call(gate, L4_PROTO_KOBJECT, L4_KOBJECT_OP_DEC_REFCNT, 1, 0), -L4_EINVAL);
	test_copy(copy, gate, L4_CAP_FPAGE_RWS, 0);
	tag = l4_kobject_dec_refcnt(gate, 0);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], 2);
	l4_kobject_dec_refcnt(gate, 5);
	EXPECT(l4_utcb_mr()->mr[0], -3);
	l4_kobject_dec_refcnt(gate, -4);
	EXPECT(l4_utcb_mr()->mr[0], 1);
	/* The server's own reference does not count any more: the client's was the last. */
	l4_task_release_cap(L4_BASE_TASK_CAP, copy);
	CHECK(!test_valid(gate));
}

/* ---- IRQs ----------------------------------------------------------------------------------- */

static void a_trigger_is_a_message_without_contents(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);
	l4_umword_t label;
	l4_msgtag_t tag;

	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0x777), 0);
	l4_irq_trigger(irq);
	tag = l4_ipc_wait(l4_utcb(), &label, receive_within(100000));
	EXPECT(tag.raw, 0);
	EXPECT(label, 0x777);
}

static void a_trigger_before_the_bind_is_remembered(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);
	l4_umword_t label;

	l4_irq_trigger(irq);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0x10), 0);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT(label, 0x10);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(1000)), L4_IPC_RETIMEOUT);
}

static void many_triggers_are_one_message(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);
	l4_umword_t label;

	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0x10), 0);
	for (unsigned i = 0; i < 5; i++)
		l4_irq_trigger(irq);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(1000)), L4_IPC_RETIMEOUT);
}

static void irq_bind_checks_right_and_item(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER), weak = test_slot();

	test_copy(weak, irq, L4_CAP_FPAGE_RW, 0);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(weak, L4_BASE_THREAD_CAP, 0), -L4_EPERM);
	EXPECT_LABEL(call(irq, L4_PROTO_KOBJECT, L4_RCV_EP_BIND_OP, 2, 0), -L4_EINVAL);
}

static void detach_tells_what_was_pending(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);

	EXPECT_LABEL(l4_irq_detach(irq), -L4_ENOENT);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0), 0);
	EXPECT_LABEL(l4_irq_detach(irq), 0);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0), 0);
	l4_irq_trigger(irq);
	EXPECT_LABEL(l4_irq_detach(irq), 1);
}

static void irq_refuses_what_it_does_not_know(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);

	EXPECT_LABEL(call(irq, L4_PROTO_SEMAPHORE, 0, 1, 0), -L4_EBADPROTO);
	EXPECT_LABEL(call(irq, L4_PROTO_IRQ, 9, 1, 0), -L4_ENOSYS);
	EXPECT_LABEL(call(irq, L4_PROTO_IRQ_SENDER, 7, 1, 0), -L4_ENOSYS);
	EXPECT_LABEL(call(irq, L4_PROTO_KOBJECT, 0, 0, 0), -L4_EINVAL);
}

static void trigger_with_a_receive_phase_waits_for_the_irq(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);
	l4_msgtag_t tag;

	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0x30), 0);
	tag = test_invoke(irq, L4_SYSF_CALL, l4_msgtag(L4_PROTO_IRQ, 0, 0, 0),
			  receive_within(100000));
	EXPECT(tag.raw, 0);
	/* Nothing triggers it a second time: the wait for it is a real one. */
	tag = test_invoke(irq, L4_SYSF_RECV, l4_msgtag(0, 0, 0, 0), receive_within(1000));
	EXPECT_IPC_ERROR(tag, L4_IPC_RETIMEOUT);
}

/* ---- Semaphores ----------------------------------------------------------------------------- */

static void down_takes_what_up_gave(void)
{
	l4_cap_idx_t sem = make(L4_PROTO_SEMAPHORE);

	EXPECT_IPC_ERROR(l4_semaphore_down(sem, L4_IPC_RECV_TIMEOUT_0), L4_IPC_RETIMEOUT);
	l4_semaphore_up(sem);
	EXPECT_LABEL(l4_semaphore_down(sem, L4_IPC_RECV_TIMEOUT_0), 0);
	for (unsigned i = 0; i < 3; i++)
		l4_semaphore_up(sem);
	for (unsigned i = 0; i < 3; i++)
		EXPECT_LABEL(l4_semaphore_down(sem, L4_IPC_RECV_TIMEOUT_0), 0);
	EXPECT_IPC_ERROR(l4_semaphore_down(sem, receive_within(2000)), L4_IPC_RETIMEOUT);
}

static void down_once(struct worker *self)
{
	worker_step(self, 1);
	worker_keep(self, l4_semaphore_down(self->value[0], NEVER), 0);
	worker_step(self, 2);
}

static struct worker *start_waiter(l4_cap_idx_t sem, unsigned priority)
{
	struct worker *w = worker_make(down_once, NULL);

	w->value[0] = sem;
	worker_go(w, priority);
	CHECK(worker_reached(w, 1));
	return w;
}

static void a_waiting_down_can_be_cancelled_and_ends_with_the_semaphore(void)
{
	l4_cap_idx_t sem = make(L4_PROTO_SEMAPHORE), weak = test_slot();
	struct worker *a = start_waiter(sem, TEST_PRIORITY + 1);
	struct worker *b = start_waiter(sem, TEST_PRIORITY + 1);

	test_copy(weak, sem, L4_CAP_FPAGE_RW, 0);
	EXPECT_LABEL(l4_semaphore_down(weak, NEVER), -L4_EPERM);
	EXPECT_LABEL(l4_thread_ex_regs(a->cap, ~0UL, ~0UL, L4_THREAD_EX_REGS_CANCEL), 0);
	CHECK(worker_reached(a, 2));
	EXPECT(a->error, L4_IPC_RECANCELED);
	l4_task_delete_obj(L4_BASE_TASK_CAP, sem);
	CHECK(worker_reached(b, 2));
	EXPECT(b->error, L4_IPC_ENOT_EXISTENT);
}

static void up_wakes_the_waiter_of_higher_priority(void)
{
	l4_cap_idx_t sem    = make(L4_PROTO_SEMAPHORE);
	struct worker *low  = start_waiter(sem, TEST_PRIORITY + 1);
	struct worker *high = start_waiter(sem, TEST_PRIORITY + 2);

	l4_semaphore_up(sem);
	CHECK(worker_reached(high, 2));
	test_pause(5);
	EXPECT(low->step, 1);
	l4_semaphore_up(sem);
	CHECK(worker_reached(low, 2));
	/* Who was woken has taken it: the counter is as before. */
	EXPECT_IPC_ERROR(l4_semaphore_down(sem, L4_IPC_BOTH_TIMEOUT_0), L4_IPC_RETIMEOUT);
}

static const struct test tests[] = {
	TEST("G159", bind_checks_rights_length_label_and_thread),
	TEST("G160", get_info_tells_the_label),
	TEST("G161", unknown_gate_operations_are_refused),
	TEST("G162", a_call_on_an_unbound_gate_waits_for_the_bind),
	TEST("G163", deleting_an_unbound_gate_turns_its_callers_away),
	TEST("G164", rebinding_changes_the_label_of_new_messages_only),
	TEST("G165", dec_refcnt_reports_the_count),
	TEST("G166", a_trigger_is_a_message_without_contents),
	TEST("G167", a_trigger_before_the_bind_is_remembered),
	TEST("G168", many_triggers_are_one_message),
	TEST("G169", irq_bind_checks_right_and_item),
	TEST("G170", detach_tells_what_was_pending),
	TEST("G171", irq_refuses_what_it_does_not_know),
	TEST("G172", trigger_with_a_receive_phase_waits_for_the_irq),
	TEST("G173 G175", down_takes_what_up_gave),
	TEST("G174", a_waiting_down_can_be_cancelled_and_ends_with_the_semaphore),
	TEST("G176", up_wakes_the_waiter_of_higher_priority),
};

TEST_GROUP(group_g, "G. Gate, IRQ, semaphore", tests);
