/*
 * Group K: virtual CPUs in user mode: resume, the user task, events, FPU. Messages are in
 * k_vcpu_messages.c, kernel mode and the state area in k_vcpu_kernel.c. See vcpu.h for how the tests work.
 */
#include "tests/target/vcpu.h"

#define NEVER L4_IPC_NEVER

/* ---- User code ------------------------------------------------------------------------------ */

static void user_read(void)
{
	shared[1] = *(volatile l4_umword_t *)(WINDOW + 8);
	user_call();
}

static void user_fpu(void)
{
	machine_fpu_set(5);
	shared[1] = 1;
	user_call();
}

/* ---- Resume             --------------------------------------------------------------------- */

static void user_mode_needs_a_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.task = test_empty_slot();
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(l4_msgtag_label(w->tag), -L4_ENOENT);
	EXPECT(guest.v->user_task, test_empty_slot() | 1);
	EXPECT(guest.v->state, L4_VCPU_F_USER_MODE);
}

static void a_user_task_needs_the_s_right(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.task = test_slot();
	test_copy(guest.task, s.task, L4_CAP_FPAGE_RW, 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(l4_msgtag_label(w->tag), -L4_EPERM);
}

/* ---- The user task -------------------------------------------------------------------------- */

static l4_umword_t tries[6]; /* selectors for the field user_task; value[i] is what resume said */

static void try_user_tasks(struct worker *self)
{
	vcpu_begin(self);
	for (unsigned i = 0; i < 6; i++) {
		guest.v->user_task = tries[i];
		self->value[i]     = (l4_umword_t)l4_msgtag_label(vcpu_resume());
		self->value[6 + i] = guest.v->user_task;
	}
	worker_step(self, 2);
}

static void what_is_no_task_is_no_user_task(void)
{
	struct sandbox s;
	struct worker *w    = vcpu_make(&s, try_user_tasks, user_call, 0);
	l4_cap_idx_t gone   = test_slot();
	const long no       = -L4_ENOENT;
	l4_umword_t wrong[] = {
		L4_INVALID_CAP, test_empty_slot(), test_factory(), vcpu_irq(w, 0), w->cap, gone,
	};

	test_copy(gone, s.task, L4_CAP_FPAGE_RWS, 0);
	l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	memcpy(tries, wrong, sizeof(tries));
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(guest.events, 0);
	for (unsigned i = 0; i < 6; i++) {
		EXPECT((long)w->value[i], no);
		EXPECT(w->value[6 + i], i == 0 ? wrong[0] : wrong[i] | 1);
	}
}

static void the_own_task_can_be_the_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.task = L4_BASE_TASK_CAP;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r));
	EXPECT(guest.event[0].saved & 0x27, 0x27);
	EXPECT(guest.event[0].sp, vcpu_entry_sp());
}

static void keep_then_let_go(unsigned n)
{
	guest.v->user_task = n == 0 ? L4_INVALID_CAP : L4_INVALID_CAP | L4_SYSF_REPLY;
}

static void the_user_task_stays_until_it_is_let_go(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.resumes  = 2;
	guest.on_event = keep_then_let_go;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	EXPECT(guest.events, 2);
	CHECK(machine_is_system_call(&guest.event[1].r));
	EXPECT(l4_msgtag_label(w->tag), -L4_ENOENT);
}

static void name_something_else(unsigned n)
{
	(void)n;
	guest.v->user_task = test_factory();
}

static void a_user_task_is_let_go_for_what_is_none(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.resumes  = 1;
	guest.on_event = name_something_else;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	EXPECT(l4_msgtag_label(w->tag), -L4_ENOENT);
}

static void delete_user_task(unsigned n)
{
	if (n == 0)
		l4_task_delete_obj(L4_BASE_TASK_CAP, guest.task);
}

static void a_deleted_user_task_is_empty(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.resumes  = 1;
	guest.on_event = delete_user_task;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	CHECK(l4_utcb_exc_is_pf(&guest.event[1].r));
	EXPECT(guest.event[1].r.pfa, l4_utcb_exc_pc(&guest.event[0].r));
	EXPECT(l4_utcb_exc_pc(&guest.event[1].r), l4_utcb_exc_pc(&guest.event[0].r));
}

static void nothing_is_mapped_into_a_deleted_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	guest.resumes  = 1;
	guest.on_event = delete_user_task;
	guest.map      = true;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	EXPECT(l4_msgtag_label(w->tag), -L4_ENOENT);
	CHECK(!l4_msgtag_has_error(w->tag));
}

/* An item whose flexpage lies beyond the message. */
static void resume_with_cut_items(struct worker *self)
{
	vcpu_begin(self);
	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_RESUME_OP;
	worker_keep(
		self,
		l4_thread_vcpu_resume_commit(L4_INVALID_CAP, l4_msgtag(L4_PROTO_THREAD, 62, 1, 0)),
		0);
	worker_step(self, 2);
}

static void items_that_are_cut_off_are_an_ipc_error(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, resume_with_cut_items, user_call, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(guest.events, 0);
	CHECK(l4_msgtag_has_error(w->tag));
	EXPECT(w->error, L4_IPC_SEMSGCUT);
}

/* ---- Events of user mode -------------------------------------------------------------------- */

static void a_system_call_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.events, 1);
	CHECK(machine_is_system_call(&guest.event[0].r));
	CHECK(!machine_is_system_call_done(&guest.event[0].r));
	CHECK(l4_utcb_exc_pc(&guest.event[0].r) - (l4_addr_t)user_call < 256);
	EXPECT(guest.event[0].sp, vcpu_entry_sp());
	EXPECT(guest.event[0].others, 0);
	CHECK(guest.event[0].saved & L4_VCPU_F_USER_MODE);
	EXPECT(guest.event[0].state & 0x27, 0);
	EXPECT(guest.v->user_task, s.task | 1);
	EXPECT(shared[0], 0);
}

static void a_page_fault_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_read, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(l4_utcb_exc_is_pf(&guest.event[0].r));
	EXPECT(guest.event[0].r.pfa, WINDOW + 8);
	CHECK(!l4_utcb_exc_is_write(&guest.event[0].r));
	EXPECT(guest.event[0].saved & 0x27, 0x27);
}

static void resuming_maps_pages_into_the_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_read, 0);

	*(l4_umword_t *)(test_page(0) + 8) = 0x4242;
	guest.map                          = true;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r));
	EXPECT(shared[1], 0x4242);
}

static void resuming_restarts_what_faulted(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_read, 0);

	guest.resumes = 1;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	EXPECT(l4_utcb_exc_pc(&guest.event[0].r), l4_utcb_exc_pc(&guest.event[1].r));
	EXPECT(guest.event[1].r.pfa, WINDOW + 8);
}

/* ---- FPU ------------------------------------------------------------------------------------ */

enum {
	HOST_FPU = 0x1357,
	USER_FPU = 5, /* user_fpu() */
};

static void enter_with_fpu_value(struct worker *self)
{
	vcpu_begin(self);
	machine_fpu_set(HOST_FPU);
	worker_step(self, 1);
	worker_keep(self, vcpu_resume(), 0);
}

/* User mode without FPU is interrupted, others calculate meanwhile: the registers are the host's. */
static void the_fpu_of_kernel_mode_survives_user_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_fpu_value, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = vcpu_irq(w, 0);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	machine_fpu_set(0x99);
	test_pause(25);
	CHECK(shared[0] > 0);
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	EXPECT(guest.event[0].fpu, HOST_FPU);
	EXPECT(machine_fpu_get(), 0x99);
}

static void user_show_fpu(void)
{
	shared[1] = machine_fpu_get();
	machine_fpu_set(USER_FPU);
	user_call();
}

static void both_modes_share_the_fpu_registers(void)
{
	struct sandbox s;
	struct worker *w =
		vcpu_make(&s, enter_with_fpu_value, user_show_fpu, L4_VCPU_F_FPU_ENABLED);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r));
	EXPECT(shared[1], HOST_FPU);
	EXPECT(guest.event[0].fpu, USER_FPU);
}

static void enable_fpu(unsigned n)
{
	(void)n;
	guest.v->saved_state |= L4_VCPU_F_FPU_ENABLED;
}

/* As an operating system does that switches the FPU lazily. */
static void user_mode_gets_the_fpu_when_it_asks_for_it(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, enter_with_fpu_value, user_fpu, 0);

	guest.resumes  = 1;
	guest.on_event = enable_fpu;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	CHECK(machine_is_fpu_trap(&guest.event[0].r));
	CHECK(machine_is_system_call(&guest.event[1].r));
	EXPECT(shared[1], 1);
	EXPECT(guest.event[1].fpu, USER_FPU);
}

static void the_fpu_is_off_in_user_mode_unless_enabled(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_fpu, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_fpu_trap(&guest.event[0].r));
	EXPECT(shared[1], 0);
}

static void the_fpu_works_in_user_mode_when_enabled(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_fpu, L4_VCPU_F_FPU_ENABLED);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&guest.event[0].r));
	EXPECT(shared[1], 1);
	CHECK(guest.event[0].state & L4_VCPU_F_FPU_ENABLED);
}

static const struct test tests[] = {
	TEST("K225", user_mode_needs_a_user_task),
	TEST("K226", a_user_task_needs_the_s_right),
	TEST("K225 K232", what_is_no_task_is_no_user_task),
	TEST("K", the_own_task_can_be_the_user_task),
	TEST("K", the_user_task_stays_until_it_is_let_go),
	TEST("K", a_user_task_is_let_go_for_what_is_none),
	TEST("K", a_deleted_user_task_is_empty),
	TEST("K", nothing_is_mapped_into_a_deleted_user_task),
	TEST("K", items_that_are_cut_off_are_an_ipc_error),
	TEST("K227 K232", a_system_call_in_user_mode_is_an_event),
	TEST("K231", a_page_fault_in_user_mode_is_an_event),
	TEST("K234", resuming_maps_pages_into_the_user_task),
	TEST("K", resuming_restarts_what_faulted),
	TEST("K233", the_fpu_is_off_in_user_mode_unless_enabled),
	TEST("K", the_fpu_works_in_user_mode_when_enabled),
	TEST("K", the_fpu_of_kernel_mode_survives_user_mode),
	TEST("K", both_modes_share_the_fpu_registers),
	TEST("K", user_mode_gets_the_fpu_when_it_asks_for_it),
};

TEST_GROUP(group_k, "K. Virtual CPUs", tests);
