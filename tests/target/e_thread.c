/*
 * Group E: operations on threads.
 */
#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER

static l4_timeout_t receive_within(unsigned us)
{
	return l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us));
}

/* Thread operation MR0 = @p op with @p words words; the others are set by the caller. */
static l4_msgtag_t thread_op(l4_cap_idx_t thread, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return l4_thread_call(thread, words, 0);
}

static l4_cap_idx_t make(int type)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(l4_factory_create(test_factory(), type, slot), 0);
	return slot;
}

static void unknown_and_empty_operations_are_refused(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD);

	EXPECT_LABEL(thread_op(thread, 0, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(thread_op(thread, 0x55, 1), -L4_ENOSYS);
}

static void control_checks_right_and_length(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD), weak = test_slot();
	l4_msgtag_t tag;

	test_copy(weak, thread, L4_CAP_FPAGE_RW, 0);
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(weak), -L4_EPERM);
	EXPECT_LABEL(thread_op(thread, L4_THREAD_CONTROL_OP, 5), -L4_EINVAL);
	l4_thread_control_start();
	tag = l4_thread_control_commit(thread);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 3);
	EXPECT(l4_utcb_mr()->mr[1], ~0UL << L4_CAP_SHIFT);
	EXPECT(l4_utcb_mr()->mr[2], ~0UL << L4_CAP_SHIFT);
}

static void control_tells_the_old_pager_and_handler(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD);

	l4_thread_control_start();
	l4_thread_control_pager(0x55UL << L4_CAP_SHIFT);
	l4_thread_control_exc_handler(0x66UL << L4_CAP_SHIFT);
	EXPECT_LABEL(l4_thread_control_commit(thread), 0);
	l4_thread_control_start();
	l4_thread_control_pager(0x77UL << L4_CAP_SHIFT);
	EXPECT_LABEL(l4_thread_control_commit(thread), 0);
	EXPECT(l4_utcb_mr()->mr[1], 0x55UL << L4_CAP_SHIFT);
	EXPECT(l4_utcb_mr()->mr[2], 0x66UL << L4_CAP_SHIFT);
}

static void bind_checks_task_and_utcb(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD), weak = test_slot();
	struct sandbox s;

	sandbox_make_empty(&s);
	test_copy(weak, s.task, L4_CAP_FPAGE_RW, 0);
	l4_thread_control_start();
	l4_utcb_mr()->mr[0] = L4_THREAD_CONTROL_OP | L4_THREAD_CONTROL_BIND_TASK;
	l4_utcb_mr()->mr[5] = s.next_utcb;
	EXPECT_LABEL(l4_thread_call(thread, 6, 0), -L4_EINVAL);

	l4_thread_control_start();
	l4_thread_control_bind((l4_utcb_t *)s.next_utcb, weak);
	EXPECT_LABEL(l4_thread_control_commit(thread), -L4_EPERM);
	l4_thread_control_start();
	l4_thread_control_bind((l4_utcb_t *)0x1000, s.task);
	EXPECT_LABEL(l4_thread_control_commit(thread), -L4_EINVAL);
	l4_thread_control_start();
	l4_thread_control_bind((l4_utcb_t *)(s.next_utcb + (1 << SANDBOX_UTCB_ORDER) - 8), s.task);
	EXPECT_LABEL(l4_thread_control_commit(thread), -L4_EINVAL);
	l4_thread_control_start();
	l4_thread_control_bind((l4_utcb_t *)s.next_utcb, s.task);
	EXPECT_LABEL(l4_thread_control_commit(thread), 0);
	l4_thread_control_start();
	l4_thread_control_bind((l4_utcb_t *)s.next_utcb, s.task);
	EXPECT_LABEL(l4_thread_control_commit(thread), -L4_EINVAL);
}

/* ---- ex_regs and life ----------------------------------------------------------------------- */

/* Counts in value[0] for ever. */
static void count(struct worker *self)
{
	for (;;) {
		self->value[0]++;
		if (self->step == 0)
			worker_step(self, 1);
	}
}

static void ex_regs_wants_three_words(void)
{
	EXPECT_LABEL(thread_op(make(L4_PROTO_THREAD), L4_THREAD_EX_REGS_OP, 2), -L4_EINVAL);
	EXPECT_LABEL(thread_op(make(L4_PROTO_THREAD), L4_THREAD_EX_REGS_OP, 4), -L4_EINVAL);
}

static void ex_regs_with_nothing_to_set_only_tells(void)
{
	struct worker *w  = worker_start(count, NULL, TEST_PRIORITY);
	l4_umword_t flags = 0;
	l4_addr_t ip = ~0UL, sp = ~0UL;
	l4_umword_t before;

	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(l4_thread_ex_regs_ret(w->cap, &ip, &sp, &flags), 0);
	CHECK(sp > (l4_addr_t)w->stack && sp <= (l4_addr_t)w->stack + WORKER_STACK);
	CHECK(ip != 0 && ip != ~0UL);
	before = w->value[0];
	test_pause(25);
	CHECK(w->value[0] != before);
}

static void never_run(struct worker *self)
{
	worker_step(self, 1);
}

static void a_started_thread_waits_for_run_thread(void)
{
	struct worker *w       = worker_make(never_run, NULL);
	l4_addr_t *top         = (l4_addr_t *)(w->stack + WORKER_STACK);
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY + 1, 0);
	extern const char l4re_thread_entry[];

	*--top = (l4_addr_t)w;
	*--top = (l4_addr_t)never_run;
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top, 0), 0);
	test_pause(10);
	EXPECT(w->step, 0);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
	CHECK(worker_reached(w, 1));
}

/* It has a place to go on, and no CPU to go there on its own. */
static void a_thread_that_was_never_scheduled_can_be_deleted(void)
{
	struct worker *w = worker_make(never_run, NULL);

	EXPECT_LABEL(l4_thread_ex_regs(w->cap, (l4_addr_t)never_run,
				       (l4_addr_t)(w->stack + WORKER_STACK), 0),
		     0);
	worker_kill(w);
	EXPECT(w->utcb->free_marker, 0);
	EXPECT(w->step, 0);
}

static void doorbells_are_not_built(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);

	l4_utcb_cap_argument(1, irq);
	l4_utcb_mr()->mr[0] = L4_THREAD_REGISTER_DOORBELL_IRQ_OP;
	EXPECT_LABEL(l4_thread_call(L4_BASE_THREAD_CAP, 1, 1), -L4_ENOSYS);
}

static void consumed_time_grows(void)
{
	l4_kernel_clock_t first = 0, second = 0;

	EXPECT_LABEL(l4_thread_stats_time(L4_BASE_THREAD_CAP, &first), 0);
	for (l4_kernel_clock_t start = test_now(); test_now() - start < 3000;)
		;
	EXPECT_LABEL(l4_thread_stats_time(L4_BASE_THREAD_CAP, &second), 0);
	CHECK(second > first);
}

static void wait_for_ever(struct worker *self)
{
	worker_step(self, 1);
	worker_end();
}

static void switching_to_a_blocked_thread_is_no_error(void)
{
	struct worker *w = worker_start(wait_for_ever, NULL, TEST_PRIORITY + 1);

	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(l4_thread_switch(w->cap), 0);
	EXPECT_LABEL(l4_thread_switch(L4_BASE_THREAD_CAP), 0);
}

static void switch_gives_the_cpu_to_a_ready_thread(void)
{
	struct worker *w = worker_make(never_run, NULL);

	worker_go(w, 1); /* far below the test: it does not run by itself */
	EXPECT(w->step, 0);
	EXPECT_LABEL(l4_thread_switch(w->cap), 0);
	EXPECT(w->step, 1);
}

/* ---- Deletion ------------------------------------------------------------------------------- */

static void one_deletion_irq_can_be_registered(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD), irq = make(L4_PROTO_IRQ_SENDER);
	l4_cap_idx_t other = make(L4_PROTO_IRQ_SENDER), weak = test_slot();

	test_copy(weak, irq, L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, weak), -L4_EPERM);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, L4_BASE_TASK_CAP), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, irq), 0);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, other), -L4_EBUSY);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, irq), -L4_EBUSY);
	l4_task_delete_obj(L4_BASE_TASK_CAP, irq);
	test_pause(5);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, other), 0);
}

static void deleting_a_gate_triggers_the_deletion_irq(void)
{
	struct worker *w  = worker_make(wait_for_ever, NULL);
	l4_cap_idx_t gate = test_gate(w->cap, 0x40), irq = make(L4_PROTO_IRQ_SENDER);
	l4_umword_t label;

	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, 0xdea0), 0);
	EXPECT_LABEL(l4_thread_register_del_irq(w->cap, irq), 0);
	l4_task_delete_obj(L4_BASE_TASK_CAP, gate);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(200000)), 0);
	EXPECT(label, 0xdea0);
}

static void the_free_marker_tells_that_a_thread_is_gone(void)
{
	struct worker *w = worker_start(count, NULL, TEST_PRIORITY);

	CHECK(worker_reached(w, 1));
	EXPECT(w->utcb->free_marker, 1);
	worker_kill(w);
	EXPECT(w->utcb->free_marker, 0);
}

/* ---- Modify senders ------------------------------------------------------------------------- */

static void send_label(struct worker *self)
{
	worker_step(self, 1);
	l4_ipc(L4_BASE_THREAD_CAP, l4_utcb(), L4_SYSF_SEND, self->value[0], l4_msgtag(0, 0, 0, 0),
	       NULL, NEVER);
}

static void queued_labels_are_changed_by_the_first_pattern(void)
{
	struct worker *w = worker_make(send_label, NULL);
	l4_msgtag_t tag;
	l4_umword_t label;

	w->value[0] = 0x1230;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	tag = l4_thread_modify_sender_start();
	l4_thread_modify_sender_add(~0UL, 0x9990, 0, 1, &tag);         /* does not match */
	l4_thread_modify_sender_add(0xff0, 0x230, 0x200, 0x400, &tag); /* matches */
	l4_thread_modify_sender_add(0, 0, ~0UL, 0x77, &tag);           /* would match too */
	EXPECT_LABEL(l4_thread_modify_sender_commit(L4_BASE_THREAD_CAP, tag), 0);
	EXPECT_IPC_ERROR(l4_ipc_wait(l4_utcb(), &label, receive_within(100000)), 0);
	EXPECT(label, 0x1430);
}

static void senders_to_a_thread_on_another_cpu_cannot_be_changed(void)
{
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY, 0);
	struct worker *w       = worker_start(wait_for_ever, NULL, TEST_PRIORITY + 1);

	if (!l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, 1)) {
		printf("# there is no other CPU\n");
		return;
	}
	sched.affinity = l4_sched_cpu_set(1, 0, 1);
	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(thread_op(w->cap, L4_THREAD_MODIFY_SENDER_OP, 5), 0);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
	test_pause(5);
	EXPECT_LABEL(thread_op(w->cap, L4_THREAD_MODIFY_SENDER_OP, 5), -L4_EINVAL);
}

static void modify_senders_without_pattern_does_nothing(void)
{
	EXPECT_LABEL(thread_op(L4_BASE_THREAD_CAP, L4_THREAD_MODIFY_SENDER_OP, 1), 0);
}

/* ---- vCPU operations on other threads ------------------------------------------------------- */

static void vcpu_control_checks_its_area(void)
{
	EXPECT_LABEL(thread_op(make(L4_PROTO_THREAD), L4_THREAD_VCPU_CONTROL_OP, 1), -L4_EINVAL);
	l4_utcb_mr()->mr[1] = 0;
	EXPECT_LABEL(thread_op(make(L4_PROTO_THREAD), L4_THREAD_VCPU_CONTROL_OP, 2), -L4_EINVAL);
}

static void resume_needs_vcpu_mode(void)
{
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_VCPU_RESUME_OP, 1), -L4_EINVAL);
	EXPECT_LABEL(thread_op(make(L4_PROTO_THREAD), L4_THREAD_VCPU_RESUME_OP, 1), -L4_EINVAL);
}

static const struct test tests[] = {
	TEST("E118 E119", unknown_and_empty_operations_are_refused),
	TEST("E120", control_checks_right_and_length),
	TEST("E121", control_tells_the_old_pager_and_handler),
	TEST("E122", bind_checks_task_and_utcb),
	TEST("E124", ex_regs_wants_three_words),
	TEST("E125", ex_regs_with_nothing_to_set_only_tells),
	TEST("E128", a_started_thread_waits_for_run_thread),
	TEST("8.3", a_thread_that_was_never_scheduled_can_be_deleted),
	TEST("E138", doorbells_are_not_built),
	TEST("E129", consumed_time_grows),
	TEST("E130", switching_to_a_blocked_thread_is_no_error),
	TEST("E130", switch_gives_the_cpu_to_a_ready_thread),
	TEST("E131", one_deletion_irq_can_be_registered),
	TEST("E132", deleting_a_gate_triggers_the_deletion_irq),
	TEST("E146", the_free_marker_tells_that_a_thread_is_gone),
	TEST("E133", queued_labels_are_changed_by_the_first_pattern),
	TEST("E135", senders_to_a_thread_on_another_cpu_cannot_be_changed),
	TEST("E134", modify_senders_without_pattern_does_nothing),
	TEST("E136", vcpu_control_checks_its_area),
	TEST("K224", resume_needs_vcpu_mode),
};

TEST_GROUP(group_e, "E. Thread", tests);
