/*
 * Group K: virtual CPUs and messages. A message may be an event at any time, wait for a resume, or be
 * received like any thread's; and what others do to a vCPU from outside. See vcpu.h.
 */
#include "tests/target/vcpu.h"

#define NEVER L4_IPC_NEVER

/* ---- Messages ------------------------------------------------------------------------------- */

static void an_irq_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	CHECK(shared[0] > 0);
	EXPECT(guest.events, 0);
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	vcpu_expect_irq(0, 0);
	EXPECT(guest.event[0].state & 0x27, 0);
	EXPECT(guest.event[0].saved & 0x27, 0x27);
}

static void stay_in_kernel_mode(struct worker *self)
{
	vcpu_begin(self);
	worker_step(self, 1);
	while (!self->value[0])
		;
	worker_step(self, 2);
	worker_keep(self, vcpu_resume(), 0);
}

static void an_irq_in_kernel_mode_waits_for_the_flag(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, stay_in_kernel_mode, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	EXPECT(guest.v->sticky_flags, 0);
	l4_irq_trigger(irq);
	test_pause(25);
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	EXPECT(guest.events, 0);
	w->value[0] = 1;
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	vcpu_expect_irq(0, 0);
	EXPECT(guest.v->sticky_flags, 0);
	EXPECT(shared[0], 0);
}

static void kernel_mode_with_irqs(struct worker *self)
{
	vcpu_begin(self);
	guest.v->state = L4_VCPU_F_IRQ;
	worker_step(self, 1);
	for (;;)
		shared[0]++;
}

static void an_irq_in_kernel_mode_interrupts_it_when_the_flag_is_on(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, kernel_mode_with_irqs, user_spin, 0);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	EXPECT(l4_exc_cause(&guest.event[0].r), L4_EXC_CAUSE_VCPU_IPC);
	EXPECT(guest.event[0].i.label, IRQ_LABEL);
	EXPECT(guest.event[0].saved, L4_VCPU_F_IRQ);
	EXPECT(guest.event[0].sp, l4_exc_sp(&guest.event[0].r)); /* it goes on where it was */
}

static void a_call_in_user_mode_is_an_event_and_can_be_answered(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_spin, L4_VCPU_F_IRQ);

	guest.reply = true;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	l4_utcb_mr()->mr[0] = 0x100;
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_CALL, l4_msgtag(7, 1, 0, 0), NEVER), 0);
	EXPECT(l4_utcb_mr()->mr[0], 0x101);
	EXPECT(guest.events, 1);
	EXPECT(guest.event[0].word, 0x100);
	EXPECT(l4_msgtag_label(guest.event[0].i.tag), 7);
	EXPECT(l4_exc_cause(&guest.event[0].r), L4_EXC_CAUSE_VCPU_IPC);
}

static void two_messages_are_two_events(void)
{
	struct sandbox s;
	struct worker *w    = vcpu_make(&s, vcpu_enter_user_mode, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t first  = vcpu_irq(w, 0);
	l4_cap_idx_t second = vcpu_irq(w, 1);

	guest.resumes = 1;
	worker_go(w, TEST_PRIORITY - 1);
	CHECK(worker_reached(w, 1));
	test_pause(5);
	l4_irq_trigger(first); /* taken at once, although the vCPU runs only later */
	l4_irq_trigger(second);
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	CHECK(worker_reached(w, 11));
	vcpu_expect_irq(0, 0);
	vcpu_expect_irq(1, 1);
	EXPECT(guest.event[0].sticky, L4_VCPU_SF_IRQ_PENDING);
	EXPECT(guest.event[1].sticky, 0);
	EXPECT(guest.event[1].sp, vcpu_entry_sp());
	EXPECT(l4_utcb_exc_pc(&guest.event[1].r), l4_utcb_exc_pc(&guest.event[0].r));
}

static void resume_later(struct worker *self)
{
	vcpu_begin(self);
	worker_step(self, 1);
	while (!self->value[0])
		;
	worker_keep(self, vcpu_resume(), 0);
}

static void call_the_vcpu(struct worker *self)
{
	l4_utcb_mr()->mr[0] = 0x200;
	worker_step(self, 1);
	worker_keep(self, l4_ipc_call(guest.w->cap, l4_utcb(), l4_msgtag(7, 1, 0, 0), NEVER), 0);
	self->value[0] = l4_utcb_mr()->mr[0];
	worker_step(self, 2);
}

static void a_call_that_waits_is_the_event_of_resuming(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, resume_later, user_spin, L4_VCPU_F_IRQ), *caller;

	guest.reply = true;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	caller = worker_start(call_the_vcpu, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(caller, 1));
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	w->value[0] = 1;
	CHECK(worker_reached(caller, 2));
	EXPECT(caller->error, 0);
	EXPECT(caller->value[0], 0x201);
	EXPECT(guest.event[0].word, 0x200);
	EXPECT(guest.event[0].sp, vcpu_entry_sp());
	EXPECT(l4_msgtag_label(guest.event[0].i.tag), 7);
	EXPECT(shared[0], 0);
}

static void a_message_waits_while_user_mode_does_not_want_it(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, resume_later, user_call, 0);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(irq);
	w->value[0] = 1;
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r)); /* it was in user mode first */
	EXPECT(guest.event[0].sticky, L4_VCPU_SF_IRQ_PENDING);
	EXPECT(guest.event[0].saved & 0x27, 0x27);
}

static void resume_with_stale_bit(struct worker *self)
{
	vcpu_begin(self);
	guest.v->sticky_flags = L4_VCPU_SF_IRQ_PENDING;
	worker_keep(self, vcpu_resume(), 0);
}

static void a_sticky_bit_that_lies_is_an_empty_message(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, resume_with_stale_bit, user_call, L4_VCPU_F_IRQ);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(l4_exc_cause(&guest.event[0].r), L4_EXC_CAUSE_VCPU_IPC);
	EXPECT(guest.event[0].i.tag.raw, L4_MSGTAG_ERROR);
	EXPECT(guest.event[0].error, L4_IPC_RETIMEOUT);
	EXPECT(guest.event[0].sticky, L4_VCPU_SF_IRQ_PENDING);
}

/* ---- From outside --------------------------------------------------------------------------- */

static void user_elsewhere(void)
{
	shared[1] = 1;
	user_spin();
}

static void ex_regs_moves_user_mode_along(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_spin, 0);
	l4_addr_t ip = (l4_addr_t)user_elsewhere, sp = ~0UL;
	l4_umword_t flags = L4_THREAD_EX_REGS_CANCEL;

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	EXPECT_LABEL(l4_thread_ex_regs_ret(w->cap, &ip, &sp, &flags), 0);
	CHECK((ip & ~1UL) - (l4_addr_t)user_spin < 256);
	CHECK(vcpu_user_sp() - sp < 64);
	test_pause(25);
	EXPECT(shared[1], 1);
	EXPECT(guest.events, 0);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, L4_THREAD_EX_REGS_TRIGGER_EXCEPTION), 0);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_triggered(&guest.event[0].r));
	EXPECT(guest.event[0].saved & 0x27, 0x27);
	EXPECT(guest.event[0].sp, vcpu_entry_sp());
}

/* Its handler would allow the call; but in user mode there is nothing to allow. */
static void the_calls_of_an_alien_in_user_mode_are_events(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	keeper_serve(w, REFUSE, SKIP);
	l4_thread_control_start();
	l4_thread_control_alien(1);
	EXPECT_LABEL(l4_thread_control_commit(w->cap), 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	CHECK(machine_is_system_call(&guest.event[0].r));
	CHECK(!machine_is_system_call_done(&guest.event[0].r));
	CHECK(l4_utcb_exc_pc(&guest.event[0].r) - (l4_addr_t)user_call < 256);
	CHECK(guest.event[0].saved & L4_VCPU_F_USER_MODE);
}

static void a_vcpu_can_be_deleted_in_user_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_spin, L4_VCPU_F_IRQ);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(5);
	l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	test_pause(5);
	worker_kill(w);
	EXPECT(w->utcb->free_marker, 0);
}

static const struct test tests[] = {
	TEST("K230", an_irq_in_user_mode_is_an_event),
	TEST("K228 K229", an_irq_in_kernel_mode_waits_for_the_flag),
	TEST("K", an_irq_in_kernel_mode_interrupts_it_when_the_flag_is_on),
	TEST("K", a_call_in_user_mode_is_an_event_and_can_be_answered),
	TEST("K", two_messages_are_two_events),
	TEST("K229", a_call_that_waits_is_the_event_of_resuming),
	TEST("K", a_message_waits_while_user_mode_does_not_want_it),
	TEST("K", a_sticky_bit_that_lies_is_an_empty_message),
	TEST("K", ex_regs_moves_user_mode_along),
	TEST("K", the_calls_of_an_alien_in_user_mode_are_events),
	TEST("K", a_vcpu_can_be_deleted_in_user_mode),
};

TEST_GROUP(group_k_messages, "K. Virtual CPUs: messages", tests);
