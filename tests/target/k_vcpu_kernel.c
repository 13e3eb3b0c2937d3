/*
 * Group K: virtual CPUs in kernel mode, their state area and its flags. See vcpu.h.
 */
#include "tests/target/vcpu.h"

enum {
	KU_MASK  = 0x3fff,
	KU_BYTES = 0x4000, /* of the test's task and of a sandbox */
};

/* ---- The state area ------------------------------------------------------------------------- */

static void control_wants_ku_memory(void)
{
	struct worker *w = worker_make(vcpu_enter_user_mode, NULL);

	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_CONTROL_OP;
	EXPECT_LABEL(l4_thread_call(w->cap, 1, 0), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, 0x1000), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, 0), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)vcpu_area(w, 0) + 1), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)vcpu_area(w, 0)), 0);
	EXPECT(vcpu_area(w, 0)->version, L4_VCPU_STATE_VERSION);
	EXPECT_LABEL(l4_thread_vcpu_resume_commit(w->cap, l4_thread_vcpu_resume_start()),
		     -L4_EINVAL);
}

static l4_msgtag_t control_extended(l4_cap_idx_t thread, l4_addr_t at)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_CONTROL_OP | L4_THREAD_VCPU_CONTROL_EXTENDED;
	l4_utcb_mr()->mr[1] = at;
	return l4_thread_call(thread, 2, 0);
}

/* Without the hardware: the area is checked first, and the thread is no vCPU afterwards. */
static void the_extended_state_is_not_there(void)
{
	struct worker *w = worker_make(vcpu_enter_user_mode, NULL);
	l4_addr_t end    = ((l4_addr_t)w->utcb & ~(l4_addr_t)KU_MASK) + KU_BYTES;

	vcpu_area(w, 0)->version = 0x99;
	EXPECT_LABEL(control_extended(w->cap, (l4_addr_t)vcpu_area(w, 0)), -L4_ENOSYS);
	EXPECT_LABEL(control_extended(w->cap, end - sizeof(l4_vcpu_state_t)), -L4_EINVAL);
	EXPECT_LABEL(control_extended(w->cap, 0), -L4_EINVAL);
	EXPECT(vcpu_area(w, 0)->version, 0x99);
}

static void a_state_area_lies_in_one_area_of_its_own_task(void)
{
	struct sandbox s;
	struct worker *own = worker_make(vcpu_enter_user_mode, NULL), *w;
	l4_addr_t ku, end;
	l4_fpage_t more;

	sandbox_make(&s);
	ku   = s.next_utcb;
	end  = ku + KU_BYTES;
	more = l4_fpage(end, L4_PAGESHIFT, L4_FPAGE_RW);
	w    = worker_make(vcpu_enter_user_mode, &s);
	EXPECT_LABEL(l4_task_add_ku_mem(s.task, &more), 0);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, ku - sizeof(l4_umword_t)), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, end - sizeof(l4_umword_t)), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, end + L4_PAGESIZE - sizeof(l4_umword_t)),
		     -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)vcpu_area(own, 0)), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, end - sizeof(l4_vcpu_state_t)), 0);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, end), 0);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, ku), 0);
}

/* The second area is in force, with the news of those who wait; the first is left alone. */
static void control_may_name_another_area(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, user_call, L4_VCPU_F_IRQ);

	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)vcpu_area(w, 0)), 0);
	l4_irq_trigger(vcpu_irq(w, 0));
	EXPECT(vcpu_area(w, 0)->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	guest.v = vcpu_area(w, 1);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)guest.v), 0);
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, 0), -L4_EINVAL); /* it cannot be turned off */
	guest.resumes = 1;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	vcpu_expect_irq(0, 0);
	CHECK(machine_is_system_call(&guest.event[1].r));
	EXPECT(guest.v->sticky_flags, 0);
	EXPECT(vcpu_area(w, 0)->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	EXPECT(vcpu_area(w, 0)->state | vcpu_area(w, 0)->saved_state, 0);
}

/* ---- Faults of kernel mode ------------------------------------------------------------------ */

static volatile l4_umword_t *hole; /* an address where nothing is */

static void map_hole(void)
{
	EXPECT_LABEL(l4_task_map(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP,
				 l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control((l4_addr_t)hole, 0, 0)),
		     0);
}

/* value[8]: the flags it runs with; then it reads the hole, or runs an undefined instruction. */
static void read_hole(struct worker *self)
{
	vcpu_begin(self);
	guest.v->state = (l4_uint16_t)self->value[8];
	self->value[0] = *hole;
	self->value[1] = guest.v->state;
	self->value[2] = guest.v->sticky_flags;
	worker_step(self, 1);
}

static void run_undefined(struct worker *self)
{
	vcpu_begin(self);
	guest.v->state = (l4_uint16_t)self->value[8];
	machine_undefined_instruction();
	self->value[1] = guest.v->state;
	self->value[2] = guest.v->sticky_flags;
	worker_step(self, 1);
}

static void serve_fault_event(unsigned n)
{
	(void)n;
	if (l4_utcb_exc_is_pf(&guest.v->r))
		map_hole();
	else
		l4_utcb_exc_pc_set(&guest.v->r,
				   l4_utcb_exc_pc(&guest.v->r) + machine_undefined_bytes());
}

static struct worker *kernel_mode(struct sandbox *s, worker_function *run, unsigned flags)
{
	struct worker *w = vcpu_make(s, run, user_call, 0);

	hole                         = (volatile l4_umword_t *)test_hole(L4_PAGESHIFT);
	*(l4_umword_t *)test_page(0) = 0x4711;
	w->value[8]                  = flags;
	keeper_serve(w, MAP_PAGE, SKIP);
	guest.resumes  = 1;
	guest.on_event = serve_fault_event;
	return w;
}

static void expect_event_of_kernel_mode(l4_uint16_t flags)
{
	EXPECT(guest.events, 1);
	EXPECT(server.faults + server.exceptions, 0);
	EXPECT(guest.event[0].saved, flags);
	EXPECT(guest.event[0].state, flags & ~(F_TRAPS | L4_VCPU_F_USER_MODE));
	EXPECT(guest.event[0].sp, l4_exc_sp(&guest.event[0].r));
	EXPECT(guest.event[0].others, 0);
	EXPECT(guest.w->value[1], flags); /* resuming put it in force again */
}

static void a_page_fault_of_kernel_mode_is_an_event_when_the_flag_is_on(void)
{
	const l4_uint16_t flags = L4_VCPU_F_PAGE_FAULTS | L4_VCPU_F_FPU_ENABLED;
	struct sandbox s;
	struct worker *w = kernel_mode(&s, read_hole, flags);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->value[0], 0x4711);
	CHECK(l4_utcb_exc_is_pf(&guest.event[0].r));
	EXPECT(guest.event[0].r.pfa, (l4_addr_t)hole);
	expect_event_of_kernel_mode(flags);
}

static void an_exception_of_kernel_mode_is_an_event_when_the_flag_is_on(void)
{
	struct sandbox s;
	struct worker *w = kernel_mode(&s, run_undefined, L4_VCPU_F_EXCEPTIONS);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	CHECK(machine_is_undefined(&guest.event[0].r));
	expect_event_of_kernel_mode(L4_VCPU_F_EXCEPTIONS);
}

/* While pager or handler are asked: a message comes, which must not become an event. */
static struct {
	l4_cap_idx_t irq;
	volatile l4_uint16_t state;
} meanwhile;

static void note_state_and_interrupt(void)
{
	meanwhile.state = guest.v->state;
	l4_irq_trigger(meanwhile.irq);
}

static void expect_no_event_while_served(worker_function *run, unsigned flags)
{
	struct sandbox s;
	struct worker *w = kernel_mode(&s, run, flags);

	meanwhile.irq    = vcpu_irq(w, 0);
	server.meanwhile = note_state_and_interrupt;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->step, 1);
	EXPECT(guest.events, 0);
	EXPECT(server.faults + server.exceptions, 1);
	EXPECT(meanwhile.state, flags & (unsigned)~L4_VCPU_F_IRQ);
	EXPECT(w->value[1], flags);
	EXPECT(w->value[2], L4_VCPU_SF_IRQ_PENDING);
}

static void the_pager_is_asked_without_interruption(void)
{
	expect_no_event_while_served(read_hole, L4_VCPU_F_IRQ | L4_VCPU_F_EXCEPTIONS);
}

static void the_handler_is_asked_without_interruption(void)
{
	expect_no_event_while_served(run_undefined, L4_VCPU_F_IRQ | L4_VCPU_F_PAGE_FAULTS);
}

/* ---- Resuming kernel mode ------------------------------------------------------------------- */

static void resumed_here(void)
{
	shared[1] = guest.v->state;
	shared[2] = (l4_addr_t)__builtin_frame_address(0);
	worker_step(guest.w, 3);
	worker_end();
}

static void resuming_kernel_mode_loads_registers_and_flags(void)
{
	const unsigned flags = L4_VCPU_F_EXCEPTIONS | L4_VCPU_F_FPU_ENABLED;
	struct sandbox s;
	struct worker *w = vcpu_make(&s, vcpu_enter_user_mode, resumed_here, 0);

	guest.start_flags = flags;
	guest.task        = test_empty_slot(); /* no user task is needed */
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 3));
	EXPECT(shared[1], flags);
	CHECK(vcpu_user_sp() - shared[2] < 64);
	EXPECT(guest.events, 0);
}

static void resume_later(struct worker *self)
{
	vcpu_begin(self);
	worker_step(self, 1);
	while (!self->value[0])
		;
	worker_keep(self, vcpu_resume(), 0);
}

/* Interrupted before its first instruction: on the stack that it would have gone on with. */
static void a_waiting_message_interrupts_the_resume_of_kernel_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, resume_later, resumed_here, 0);

	guest.start_flags = L4_VCPU_F_IRQ;
	guest.resumes     = 1;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(vcpu_irq(w, 0));
	w->value[0] = 1;
	CHECK(worker_reached(w, 3));
	EXPECT(guest.events, 1);
	vcpu_expect_irq(0, 0);
	EXPECT(guest.event[0].sp, vcpu_user_sp());
	EXPECT(guest.event[0].saved, L4_VCPU_F_IRQ);
	EXPECT(shared[1], L4_VCPU_F_IRQ);
}

/* ---- Sticky flag ---------------------------------------------------------------------------- */

/* Take messages as an ordinary thread, one at each turn. */
static void receive_step_by_step(struct worker *self)
{
	vcpu_begin(self);
	for (unsigned turn = 1;; turn++) {
		l4_umword_t label;

		worker_step(self, turn);
		while (self->value[0] < turn)
			;
		worker_keep(self, l4_ipc_wait(l4_utcb(), &label, L4_IPC_BOTH_TIMEOUT_0), 0);
		self->value[turn] = guest.v->sticky_flags;
	}
}

static void the_sticky_flag_is_on_while_somebody_waits(void)
{
	struct sandbox s;
	struct worker *w   = vcpu_make(&s, receive_step_by_step, user_call, 0);
	l4_cap_idx_t first = vcpu_irq(w, 0), second = vcpu_irq(w, 1);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	EXPECT(guest.v->sticky_flags, 0);
	l4_irq_trigger(first);
	l4_irq_trigger(second);
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	for (unsigned turn = 1; turn <= 3; turn++) {
		w->value[0] = turn;
		CHECK(worker_reached(w, turn + 1));
	}
	EXPECT(w->value[1], L4_VCPU_SF_IRQ_PENDING);
	EXPECT(w->value[2], 0);
	EXPECT(w->error, L4_IPC_RETIMEOUT); /* the third found nobody */
}

static void give_up(struct worker *self)
{
	worker_step(self, 1);
	worker_keep(self,
		    l4_ipc_send(guest.w->cap, l4_utcb(), l4_msgtag(0, 0, 0, 0),
				l4_timeout(l4_timeout_from_us(20000), L4_IPC_TIMEOUT_NEVER)),
		    0);
	worker_step(self, 2);
}

static void the_sticky_flag_goes_with_a_sender_who_gives_up(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, receive_step_by_step, user_call, 0), *sender;

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	sender = worker_start(give_up, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(sender, 1));
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	CHECK(worker_reached(sender, 2));
	EXPECT(sender->error, L4_IPC_SETIMEOUT);
	EXPECT(guest.v->sticky_flags, 0);
}

/* ---- Messages and waits --------------------------------------------------------------------- */

/* Turns messages on by itself when told to: the kernel does not notice. */
static void open_by_hand(struct worker *self)
{
	vcpu_begin(self);
	worker_step(self, 1);
	while (!self->value[0])
		;
	guest.v->state = L4_VCPU_F_IRQ;
	worker_step(self, 2);
	for (;;)
		;
}

/* Who stands in line already needs a resume; who comes now finds the door open (abi sheet §16). */
static void a_message_that_comes_overtakes_those_that_wait(void)
{
	struct sandbox s;
	struct worker *w  = vcpu_make(&s, open_by_hand, user_call, 0);
	l4_cap_idx_t late = vcpu_irq(w, 1);

	guest.resumes = 1;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(vcpu_irq(w, 0));
	w->value[0] = 1;
	CHECK(worker_reached(w, 2));
	test_pause(25);
	EXPECT(guest.events, 0);
	l4_irq_trigger(late);
	CHECK(worker_reached(w, 11));
	vcpu_expect_irq(0, 1);
	EXPECT(guest.event[0].sticky, L4_VCPU_SF_IRQ_PENDING);
	vcpu_expect_irq(1, 0);
	EXPECT(guest.event[1].sticky, 0);
}

static void sleep_with_flag(struct worker *self)
{
	vcpu_begin(self);
	guest.v->state = L4_VCPU_F_IRQ;
	worker_step(self, 1);
	worker_keep(self, l4_ipc_sleep(L4_IPC_NEVER), 0);
	guest.v->state = 0;
	worker_step(self, 2);
}

static void a_vcpu_that_waits_for_one_is_not_interrupted(void)
{
	struct sandbox s;
	struct worker *w = vcpu_make(&s, sleep_with_flag, user_call, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(vcpu_irq(w, 0));
	test_pause(5);
	EXPECT(guest.events, 0);
	EXPECT(w->step, 1);
	EXPECT(guest.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, L4_THREAD_EX_REGS_CANCEL), 0);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_RECANCELED);
	EXPECT(guest.events, 0);
}

static const struct test tests[] = {
	TEST("E136 K224", control_wants_ku_memory),
	TEST("E137", the_extended_state_is_not_there),
	TEST("E136", a_state_area_lies_in_one_area_of_its_own_task),
	TEST("K", control_may_name_another_area),
	TEST("K", a_page_fault_of_kernel_mode_is_an_event_when_the_flag_is_on),
	TEST("K", an_exception_of_kernel_mode_is_an_event_when_the_flag_is_on),
	TEST("K", the_pager_is_asked_without_interruption),
	TEST("K", the_handler_is_asked_without_interruption),
	TEST("K", resuming_kernel_mode_loads_registers_and_flags),
	TEST("K229", a_waiting_message_interrupts_the_resume_of_kernel_mode),
	TEST("K228", the_sticky_flag_is_on_while_somebody_waits),
	TEST("K", the_sticky_flag_goes_with_a_sender_who_gives_up),
	TEST("K", a_message_that_comes_overtakes_those_that_wait),
	TEST("K", a_vcpu_that_waits_for_one_is_not_interrupted),
};

TEST_GROUP(group_k_kernel, "K. Virtual CPUs: kernel mode", tests);
