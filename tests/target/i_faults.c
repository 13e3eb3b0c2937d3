/*
 * Group I: page faults and exceptions as messages.
 *
 * The culprit runs in a sandbox; its pager and exception handler are gates to a server thread in
 * the test's task (keeper.h), which notes what it got and reacts as the test told it.
 */
#include "tests/target/keeper.h"

#define NEVER L4_IPC_NEVER

/* ---- Culprits ------------------------------------------------------------------------------- */

static void read_window(struct worker *self)
{
	self->value[0] = *(volatile l4_umword_t *)(WINDOW + 0x123 * sizeof(l4_umword_t));
	worker_step(self, 1);
}

static void write_window(struct worker *self)
{
	*(volatile l4_umword_t *)WINDOW = 42;
	worker_step(self, 1);
}

static void read_then_write_window(struct worker *self)
{
	self->value[0] = *(volatile l4_umword_t *)WINDOW;
	write_window(self);
}

static void jump_to_window(struct worker *self)
{
	((void (*)(void))WINDOW)();
	worker_step(self, 1);
}

static void undefined(struct worker *self)
{
	worker_step(self, 1);
	machine_undefined_instruction();
	worker_step(self, 2);
}

/* ---- Page faults ---------------------------------------------------------------------------- */

static void a_read_fault_is_a_message_of_two_words(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, MAP_PAGE, SKIP);

	*(l4_umword_t *)(test_page(0) + 0x123 * sizeof(l4_umword_t)) = 0x77;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], 0x77);
	EXPECT(server.faults, 1);
	EXPECT(server.fault_tag.raw, l4_msgtag(L4_PROTO_PAGE_FAULT, 2, 0, 0).raw);
	EXPECT(server.fault_word & ~7UL, (WINDOW + 0x123 * sizeof(l4_umword_t)) & ~7UL);
	EXPECT(server.fault_word & 6, 0);
	EXPECT(server.label, PAGER_LABEL | 3);
	EXPECT(server.fault_ip - (l4_addr_t)read_window < 64, 1);
}

static void a_write_to_a_read_only_page_says_so(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_then_write_window, MAP_READ, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(server.faults, 2);
	CHECK(server.fault_word & 2);
	CHECK(machine_reports_presence(server.fault_word));
	EXPECT(*(l4_umword_t *)test_page(0), 42);
}

static void a_jump_to_nowhere_is_an_instruction_fault(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, jump_to_window, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	CHECK(server.faults >= 1);
	EXPECT(server.fault_word & ~7UL, WINDOW);
	CHECK(server.fault_word & 4);
	EXPECT(server.fault_ip, WINDOW);
	(void)w;
}

static void a_fault_without_mapping_comes_again(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, SAY_NOTHING, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(server.faults, 2);
}

static void a_refused_fault_becomes_an_exception(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	CHECK(server.faults >= 1 && server.exceptions >= 1);
	CHECK(l4_utcb_exc_is_pf(&server.regs));
	EXPECT(server.regs.pfa, WINDOW + 0x123 * sizeof(l4_umword_t));
	CHECK(!l4_utcb_exc_is_write(&server.regs));
}

static void the_exception_tells_that_the_refused_access_was_a_write(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, write_window, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	CHECK(l4_utcb_exc_is_pf(&server.regs) && l4_utcb_exc_is_write(&server.regs));
}

/* Fills the registers that the kernel borrows for a fault, faults, compares. */
static void fault_between_registers(struct worker *self)
{
	l4_utcb_mr()->mr[0] = 0x1111;
	l4_utcb_mr()->mr[1] = 0x2222;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = 0x3333;
	l4_utcb_br()->br[1] = 0x4444;
	self->value[0]      = *(volatile l4_umword_t *)WINDOW;
	self->value[1]      = l4_utcb_mr()->mr[0];
	self->value[2]      = l4_utcb_mr()->mr[1];
	self->value[3]      = l4_utcb_br()->bdr;
	self->value[4]      = l4_utcb_br()->br[0];
	self->value[5]      = l4_utcb_br()->br[1];
	worker_step(self, 1);
}

static void a_fault_leaves_the_utcb_as_it_was(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, fault_between_registers, MAP_PAGE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[1], 0x1111);
	EXPECT(w->value[2], 0x2222);
	EXPECT(w->value[3], 0);
	EXPECT(w->value[4], 0x3333);
	EXPECT(w->value[5], 0x4444);
}

static void a_fault_with_an_empty_pager_slot_ends_the_thread(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, MAP_PAGE, SKIP);

	worker_set_pager(w, 0x77);
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->step, 0);
	CHECK(test_valid(w->cap));
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 0, 0, 0), NEVER),
			 L4_IPC_ENOT_EXISTENT);
}

static void touch_kernel(struct worker *self)
{
	self->value[0] = *(volatile l4_umword_t *)(L4_USER_MAX + 1);
	worker_step(self, 1);
}

static void kernel_addresses_are_not_for_users(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, touch_kernel, MAP_PAGE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->step, 0);
}

/* ---- Exceptions ----------------------------------------------------------------------------- */

static void an_undefined_instruction_is_an_exception_message(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, undefined, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(server.exceptions, 1);
	EXPECT(server.exception_tag.raw,
	       l4_msgtag(L4_PROTO_EXCEPTION, L4_EXC_WORDS, 0, L4_MSGTAG_TRANSFER_FPU).raw);
	CHECK(machine_is_undefined(&server.regs));
	EXPECT(server.label, HANDLER_LABEL | 3);
}

static void undefined_then_read(struct worker *self)
{
	machine_undefined_instruction();
	self->value[0] = *(volatile l4_umword_t *)WINDOW;
	worker_step(self, 1);
}

static void a_short_reply_changes_no_register_and_maps_nothing(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, undefined_then_read, MAP_PAGE, SHORT_REPLY);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(server.exceptions, 2);
	EXPECT(server.faults, 1);
}

static void note_flags(struct worker *self)
{
	machine_undefined_instruction();
	self->value[0] = machine_has_privileged_flags();
	worker_step(self, 1);
}

static void a_handler_cannot_give_privileges(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, note_flags, REFUSE, RAISE_FLAGS);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], 0);
}

static void an_exception_reply_may_map_memory(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, undefined_then_read, REFUSE, SKIP_AND_MAP);

	*(l4_umword_t *)test_page(0) = 99;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], 99);
	EXPECT(server.faults, 0);
}

static void after_the_rescue(struct worker *self)
{
	worker_step(self, 7);
	worker_end();
}

static void an_exception_without_handler_blocks_until_cancelled(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, undefined, REFUSE, SKIP);
	l4_addr_t *top   = (l4_addr_t *)(w->stack + WORKER_STACK / 2);
	extern const char l4re_thread_entry[];

	worker_set_handler(w, 0x78);
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->step, 1);
	*--top = (l4_addr_t)w;
	*--top = (l4_addr_t)after_the_rescue;
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top,
				       L4_THREAD_EX_REGS_CANCEL),
		     0);
	CHECK(worker_reached(w, 7));
}

static void sleep_long(struct worker *self)
{
	worker_step(self, 1);
	for (;;)
		l4_ipc_sleep(NEVER);
}

static void ex_regs_can_trigger_an_exception(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, sleep_long, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(
		l4_thread_ex_regs(w->cap, ~0UL, ~0UL,
				  L4_THREAD_EX_REGS_CANCEL | L4_THREAD_EX_REGS_TRIGGER_EXCEPTION),
		0);
	test_pause(5);
	EXPECT(server.exceptions, 1);
	CHECK(machine_is_triggered(&server.regs));
}

static void ex_regs_in_an_exception_only_tells(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, undefined, REFUSE, SKIP);

	/* The handler is a thread that never answers. */
	sandbox_give(&s, test_gate(worker_start(sleep_long, NULL, TEST_PRIORITY + 1)->cap, 0x300),
		     0x60, L4_CAP_FPAGE_RWS);
	worker_set_handler(w, 0x60);
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->step, 1);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, 0x1234, 0x5678, 0), 0);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, 0), 0);
	CHECK(l4_utcb_mr()->mr[1] != 0x1234);
	CHECK(l4_utcb_mr()->mr[2] != 0x5678);
}

/* ---- FPU ------------------------------------------------------------------------------------ */

/* value[0]: value to hold in an FPU register; value[1]: what was left of it after sleeping. */
static void hold_fpu_value(struct worker *self)
{
	machine_fpu_set(self->value[0]);
	worker_step(self, 1);
	for (unsigned i = 0; i < 20; i++) {
		l4_ipc_sleep_us(500);
		if (machine_fpu_get() != self->value[0])
			self->value[1]++;
	}
	worker_step(self, 2);
}

static void each_thread_has_its_own_fpu_registers(void)
{
	struct worker *a = worker_make(hold_fpu_value, NULL),
		      *b = worker_make(hold_fpu_value, NULL);

	a->value[0] = 0x1111;
	b->value[0] = 0x2222;
	worker_go(a, TEST_PRIORITY + 1);
	worker_go(b, TEST_PRIORITY + 1);
	CHECK(worker_reached(a, 2) && worker_reached(b, 2));
	EXPECT(a->value[1], 0);
	EXPECT(b->value[1], 0);
}

/* value[0]: BDR; value[1]: FPU register after the message. */
static void receive_fpu(struct worker *self)
{
	l4_umword_t label;

	machine_fpu_set(0x77);
	l4_utcb_br()->bdr   = self->value[0];
	l4_utcb_br()->br[0] = 0;
	worker_step(self, 1);
	l4_ipc_wait(l4_utcb(), &label, NEVER);
	self->value[1] = machine_fpu_get();
	worker_step(self, 2);
}

static l4_umword_t fpu_after_message(l4_umword_t bdr, unsigned rights)
{
	struct worker *w  = worker_make(receive_fpu, NULL);
	l4_cap_idx_t path = test_slot();

	w->value[0] = bdr;
	test_copy(path, w->cap, rights, 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	machine_fpu_set(0x99);
	EXPECT_IPC_ERROR(
		test_invoke(path, L4_SYSF_SEND, l4_msgtag(0, 0, 0, L4_MSGTAG_TRANSFER_FPU), NEVER),
		0);
	CHECK(worker_reached(w, 2));
	return w->value[1];
}

static void fpu_state_travels_only_when_both_sides_and_the_right_agree(void)
{
	EXPECT(fpu_after_message(L4_UTCB_INHERIT_FPU, L4_CAP_FPAGE_RWS), 0x99);
	EXPECT(fpu_after_message(L4_UTCB_INHERIT_FPU, L4_CAP_FPAGE_RW), 0x77);
	EXPECT(fpu_after_message(0, L4_CAP_FPAGE_RWS), 0x77);
}

static const struct test tests[] = {
	TEST("I199 I204", a_read_fault_is_a_message_of_two_words),
	TEST("I200", a_write_to_a_read_only_page_says_so),
	TEST("I201", a_jump_to_nowhere_is_an_instruction_fault),
	TEST("I202", a_fault_without_mapping_comes_again),
	TEST("I203", a_refused_fault_becomes_an_exception),
	TEST("I203", the_exception_tells_that_the_refused_access_was_a_write),
	TEST("I204", a_fault_leaves_the_utcb_as_it_was),
	TEST("I205", a_fault_with_an_empty_pager_slot_ends_the_thread),
	TEST("I", kernel_addresses_are_not_for_users),
	TEST("I206", an_undefined_instruction_is_an_exception_message),
	TEST("I207", a_short_reply_changes_no_register_and_maps_nothing),
	TEST("I208", a_handler_cannot_give_privileges),
	TEST("I209", an_exception_reply_may_map_memory),
	TEST("I210", an_exception_without_handler_blocks_until_cancelled),
	TEST("E126", ex_regs_can_trigger_an_exception),
	TEST("E127", ex_regs_in_an_exception_only_tells),
	TEST("I", each_thread_has_its_own_fpu_registers),
	TEST("B53 B54 B55", fpu_state_travels_only_when_both_sides_and_the_right_agree),
};

TEST_GROUP(group_i, "I. Faults and exceptions", tests);
