/*
 * Group I, continued: threads that handle their own page faults (trampolines), and threads whose
 * system calls are exceptions (aliens).
 */
#include <l4/sys/pf_trampoline.h>
#include "tests/target/keeper.h"

/* ---- Trampolines: the operations ------------------------------------------------------------ */

/* A trampoline in the KU memory of a sandbox, out of the way of its UTCBs. */
static l4_pf_trampoline_t *trampoline_of(const struct sandbox *s)
{
	return (l4_pf_trampoline_t *)(s->next_utcb + (1UL << SANDBOX_UTCB_ORDER) - L4_PAGESIZE);
}

static void wait_for_ever(struct worker *self)
{
	worker_step(self, 1);
	worker_end();
}

static void a_trampoline_operation_is_checked_first(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, wait_for_ever, REFUSE, SKIP);

	l4_utcb_mr()->mr[0] = L4_THREAD_PF_TRAMPOLINE_OP;
	l4_utcb_mr()->mr[2] = l4_utcb_mr()->mr[3] = 0;
	EXPECT_LABEL(l4_thread_call(w->cap, 2, 1), -L4_EMSGTOOLONG);
	EXPECT_LABEL(l4_thread_pf_trampoline_op(w->cap, L4_PF_TRAMPOLINE_SETUP, 1),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(l4_thread_pf_trampoline_op(w->cap, L4_PF_TRAMPOLINE_SETUP, 3),
		     -L4_EMSGTOOLONG);
	EXPECT_LABEL(l4_thread_pf_trampoline_setup(w->cap, (l4_pf_trampoline_t *)0x1000),
		     -L4_EINVAL);
	EXPECT_LABEL(l4_thread_pf_trampoline_op(w->cap, 9, 1), -L4_ENOSYS);
	EXPECT_LABEL(l4_thread_pf_trampoline_enable(w->cap), -L4_EINVAL);
}

static void disabling_tells_whether_it_was_armed(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, wait_for_ever, REFUSE, SKIP);

	EXPECT_LABEL(l4_thread_pf_trampoline_disable(w->cap), 0);
	EXPECT(l4_utcb_mr()->mr[0], 0);
	EXPECT_LABEL(l4_thread_pf_trampoline_setup(w->cap, trampoline_of(&s)), 0);
	EXPECT_LABEL(l4_thread_pf_trampoline_disable(w->cap), 0);
	EXPECT(l4_utcb_mr()->mr[0], 1);
	EXPECT_LABEL(l4_thread_pf_trampoline_enable(w->cap), 0);
	EXPECT_LABEL(l4_thread_pf_trampoline_op(w->cap, L4_PF_TRAMPOLINE_RESUME, 1), -L4_EPERM);
}

static void resume_when_armed(struct worker *self)
{
	l4_thread_pf_trampoline_setup(L4_INVALID_CAP, trampoline_of(self->home));
	worker_keep(self, l4_thread_pf_trampoline_resume(), 0);
	worker_step(self, 1);
}

static void an_armed_trampoline_cannot_resume(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, resume_when_armed, REFUSE, SKIP);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(l4_msgtag_label(w->tag), -L4_EINVAL);
}

/* ---- Trampolines: faults -------------------------------------------------------------------- */

/* Entered in the middle of read_window(). Touches the page itself: that fault is the pager's. */
static void handle(l4_pf_trampoline_t *t, l4_umword_t fault)
{
	struct worker *self = (struct worker *)t->user_data[0];

	self->value[1]++;
	self->value[2] = fault;
	self->value[3] = (l4_addr_t)t;
	self->value[4] = t->flags;
	if (t->user_data[1]) {
		l4_thread_pf_trampoline_reflect();
	} else {
		self->value[5] = *(volatile l4_umword_t *)WINDOW;
		l4_thread_pf_trampoline_resume();
	}
	worker_step(self, 99); /* it returned: wrong */
	worker_end();
}

/* value[8]: does the handler reflect? */
static void read_window(struct worker *self)
{
	l4_pf_trampoline_t *t = trampoline_of(self->home);

	t->handler_ip   = (l4_umword_t)handle;
	t->user_data[0] = (l4_umword_t)self;
	t->user_data[1] = self->value[8];
	l4_thread_pf_trampoline_setup(L4_INVALID_CAP, t);
	l4_utcb_mr()->mr[0] = 0x4711;
	self->value[0]      = *(volatile l4_umword_t *)WINDOW;
	self->value[6]      = l4_utcb_mr()->mr[0];
	worker_step(self, 1);
}

static void a_trampoline_takes_one_fault_and_resumes(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, MAP_PAGE, SKIP);

	*(l4_umword_t *)test_page(0) = 0x77;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->step, 1);
	EXPECT(w->value[0], 0x77);
	EXPECT(w->value[1], 1);
	EXPECT(w->value[2] & ~7UL, WINDOW);
	EXPECT(w->value[3], (l4_addr_t)trampoline_of(&s));
	EXPECT(w->value[4], L4_PF_TRAMPOLINE_IN_PROGRESS);
	EXPECT(w->value[5], 0x77);
	EXPECT(w->value[6], 0x4711);
	EXPECT(server.faults, 1);
	EXPECT_LABEL(l4_thread_pf_trampoline_disable(w->cap), 0);
	EXPECT(l4_utcb_mr()->mr[0], 1);
}

static void a_reflected_fault_is_an_exception(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, read_window, MAP_PAGE, SKIP);

	w->value[8] = 1;
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(w->value[1], 1);
	EXPECT(server.faults, 0);
	EXPECT(server.exceptions, 1);
	CHECK(l4_utcb_exc_is_pf(&server.regs));
	EXPECT(server.regs.pfa, WINDOW);
	CHECK(l4_utcb_exc_pc(&server.regs) - (l4_addr_t)read_window < 256);
}

/* ---- Aliens --------------------------------------------------------------------------------- */

static void set_alien(const struct worker *w, int on)
{
	l4_thread_control_start();
	l4_thread_control_alien(on);
	EXPECT_LABEL(l4_thread_control_commit(w->cap), 0);
}

static void one_call(struct worker *self)
{
	self->value[0] =
		(l4_umword_t)l4_msgtag_label(l4_task_cap_valid(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP));
	worker_step(self, 2);
}

/* What the handler was told, in order: b(efore) and d(one). */
static void check_reports(const char *expected)
{
	EXPECT(server.exceptions, strlen(expected));
	for (unsigned i = 0; expected[i] && i < KEEPER_RECORDS; i++) {
		CHECK(machine_is_system_call(&server.first[i]));
		EXPECT(machine_is_system_call_done(&server.first[i]), expected[i] == 'd');
	}
}

static void a_call_of_an_alien_is_reported_before_and_after(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, one_call, REFUSE, SKIP);

	set_alien(w, 1);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 1);
	check_reports("bdb"); /* the last: it sleeps */
	EXPECT(l4_utcb_exc_pc(&server.first[1]) - l4_utcb_exc_pc(&server.first[0]),
	       machine_system_call_bytes());
}

static void a_call_that_is_not_allowed_is_reported_again(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, one_call, REFUSE, ALLOW_LATER);

	set_alien(w, 1);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 1);
	check_reports("bbdb");
}

static void fault_only(struct worker *self)
{
	self->value[0] = *(volatile l4_umword_t *)WINDOW;
}

static void a_page_fault_of_an_alien_is_an_exception(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, fault_only, MAP_PAGE, SKIP);

	set_alien(w, 1);
	worker_go(w, TEST_PRIORITY + 1);
	test_pause(5);
	EXPECT(server.faults, 0);
	CHECK(server.exceptions >= 1);
	CHECK(l4_utcb_exc_is_pf(&server.first[0]));
	EXPECT(server.first[0].pfa, WINDOW);
}

static void a_thread_that_is_no_alien_any_more_calls_freely(void)
{
	struct sandbox s;
	struct worker *w = culprit(&s, one_call, REFUSE, SKIP);

	set_alien(w, 1);
	set_alien(w, 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 1);
	EXPECT(server.exceptions, 0);
}

static const struct test tests[] = {
	TEST("E139", a_trampoline_operation_is_checked_first),
	TEST("E140 E141", disabling_tells_whether_it_was_armed),
	TEST("E141", an_armed_trampoline_cannot_resume),
	TEST("I212", a_trampoline_takes_one_fault_and_resumes),
	TEST("I213", a_reflected_fault_is_an_exception),
	TEST("E123 I211", a_call_of_an_alien_is_reported_before_and_after),
	TEST("I211", a_call_that_is_not_allowed_is_reported_again),
	TEST("I", a_page_fault_of_an_alien_is_an_exception),
	TEST("I", a_thread_that_is_no_alien_any_more_calls_freely),
};

TEST_GROUP(group_i_trampoline, "I. Trampolines and aliens", tests);
