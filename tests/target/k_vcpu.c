/*
 * Group K: virtual CPUs.
 *
 * The vCPU is a worker in the test's task. Its user task is a sandbox, which sees the same memory,
 * but not the vCPU's UTCB: user code makes its system calls by hand. The entry point notes each
 * event and then does what the test has planned.
 */
#include <l4/sys/vcpu.h>
#include "tests/target/keeper.h"

#define NEVER L4_IPC_NEVER

enum {
	EVENTS      = 4,
	STATE_AT    = 0x3000, /* in the KU memory of the test's task, behind the workers' UTCBs */
	KU_MASK     = 0x3fff,
	STACK_BYTES = 4096,
	IRQ_LABEL   = 0x7788,
};

/* What the entry point does after the last event but one, and after the last. */
static struct {
	struct worker *w;
	l4_vcpu_state_t *v;
	unsigned resumes; /* how many events are resumed from */
	bool reply;       /* answer messages */
	bool map;         /* resume with test page 0 for WINDOW */
	unsigned start_flags;
	l4_cap_idx_t task;
	void (*user)(void);
	volatile unsigned events;
	struct {
		l4_exc_regs_t r;
		l4_vcpu_ipc_regs_t i;
		l4_uint16_t state, saved;
		l4_addr_t sp;
		l4_umword_t word;
	} event[EVENTS];
} run;

static char entry_stack[STACK_BYTES] __attribute__((aligned(16)));
static char user_stack[STACK_BYTES] __attribute__((aligned(16)));
static volatile l4_umword_t shared[4]; /* user code and test talk here */

/* As if a function had been called with this stack pointer (amd64: misaligned by the return). */
static l4_addr_t stack_top(char *stack)
{
	return (l4_addr_t)stack + STACK_BYTES - 8;
}

static l4_msgtag_t resume(void)
{
	l4_msgtag_t tag = l4_thread_vcpu_resume_start();

	if (run.map) {
		l4_utcb_mr()->mr[1] = l4_map_control(WINDOW, 0, L4_MAP_ITEM_MAP);
		l4_utcb_mr()->mr[2] =
			l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW).raw;
		tag = l4_msgtag(L4_PROTO_THREAD, 1, 1, 0);
	}
	return l4_thread_vcpu_resume_commit(L4_INVALID_CAP, tag);
}

static void entry(l4_vcpu_state_t *v)
{
	unsigned n = run.events;

	run.event[n].r     = v->r;
	run.event[n].i     = v->i;
	run.event[n].state = v->state;
	run.event[n].saved = v->saved_state;
	run.event[n].sp    = (l4_addr_t)__builtin_frame_address(0);
	run.event[n].word  = l4_utcb_mr()->mr[0];
	run.events         = n + 1;
	if (run.reply) {
		l4_utcb_mr()->mr[0]++;
		l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_REPLY | L4_SYSF_SEND, 0,
		       l4_msgtag(0, 1, 0, 0), NULL, NEVER);
	}
	if (n < run.resumes)
		worker_keep(run.w, resume(), 0);
	worker_step(run.w, 10 + n);
	worker_end();
}

static void become_vcpu(struct worker *self)
{
	l4_vcpu_state_t *v = run.v;

	worker_keep(self, l4_thread_vcpu_control(L4_INVALID_CAP, (l4_addr_t)v), 0);
	v->entry_ip    = (l4_addr_t)entry;
	v->entry_sp    = stack_top(entry_stack);
	v->user_task   = run.task;
	v->saved_state = (l4_uint16_t)run.start_flags;
	machine_start_registers(&v->r, (l4_addr_t)run.user, stack_top(user_stack));
}

static void enter_user_mode(struct worker *self)
{
	become_vcpu(self);
	worker_step(self, 1);
	worker_keep(self, resume(), 0);
	worker_step(self, 2); /* it returned: an error */
}

static l4_vcpu_state_t *state_of(const struct worker *w)
{
	return (l4_vcpu_state_t *)(((l4_addr_t)w->utcb & ~(l4_addr_t)KU_MASK) + STATE_AT);
}

/* A vCPU that will run @p run_it, and then @p user in sandbox @p s with flags @p flags. */
static struct worker *vcpu(struct sandbox *s, worker_function *run_it, void (*user)(void),
			   unsigned flags)
{
	struct worker *w = worker_make(run_it, NULL);

	sandbox_make(s);
	memset((void *)&run, 0, sizeof(run));
	memset((void *)shared, 0, sizeof(shared));
	run.w           = w;
	run.v           = state_of(w);
	run.task        = s->task;
	run.user        = user;
	run.start_flags = L4_VCPU_F_USER_MODE | flags;
	memset(run.v, 0, sizeof(*run.v));
	return w;
}

static l4_cap_idx_t irq_for(const struct worker *w)
{
	l4_cap_idx_t irq = test_slot();

	EXPECT_LABEL(l4_factory_create_irq(test_factory(), irq), 0);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, w->cap, IRQ_LABEL), 0);
	return irq;
}

static bool entered_on_its_own_stack(unsigned n)
{
	return run.event[n].sp - (l4_addr_t)entry_stack < STACK_BYTES;
}

/* ---- User code ------------------------------------------------------------------------------ */

static void user_call(void)
{
	l4_umword_t label = 0;

	l4_syscall(L4_INVALID_CAP | L4_SYSF_RECV, l4_msgtag(0, 0, 0, 0), &label, NEVER);
	for (;;)
		shared[0]++;
}

static void user_spin(void)
{
	for (;;)
		shared[0]++;
}

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

/* ---- Control and resume --------------------------------------------------------------------- */

static void control_wants_ku_memory(void)
{
	struct worker *w = worker_make(enter_user_mode, NULL);

	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_CONTROL_OP;
	EXPECT_LABEL(l4_thread_call(w->cap, 1, 0), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, 0x1000), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, 0), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)state_of(w) + 1), -L4_EINVAL);
	EXPECT_LABEL(l4_thread_vcpu_control(w->cap, (l4_addr_t)state_of(w)), 0);
	EXPECT(state_of(w)->version, L4_VCPU_STATE_VERSION);
	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_CONTROL_OP | L4_THREAD_VCPU_CONTROL_EXTENDED;
	l4_utcb_mr()->mr[1] = (l4_umword_t)state_of(w);
	EXPECT_LABEL(l4_thread_call(w->cap, 2, 0), -L4_ENOSYS);
	EXPECT_LABEL(l4_thread_vcpu_resume_commit(w->cap, l4_thread_vcpu_resume_start()),
		     -L4_EINVAL);
}

static void user_mode_needs_a_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_call, 0);

	run.task = test_empty_slot();
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(l4_msgtag_label(w->tag), -L4_ENOENT);
	EXPECT(run.v->user_task, test_empty_slot() | 1);
	EXPECT(run.v->state, L4_VCPU_F_USER_MODE);
}

static void a_user_task_needs_the_s_right(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_call, 0);

	run.task = test_slot();
	test_copy(run.task, s.task, L4_CAP_FPAGE_RW, 0);
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 2));
	EXPECT(l4_msgtag_label(w->tag), -L4_EPERM);
}

/* ---- Events of user mode -------------------------------------------------------------------- */

static void a_system_call_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_call, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	EXPECT(run.events, 1);
	CHECK(machine_is_system_call(&run.event[0].r));
	CHECK(!machine_is_system_call_done(&run.event[0].r));
	CHECK(l4_utcb_exc_pc(&run.event[0].r) - (l4_addr_t)user_call < 256);
	CHECK(entered_on_its_own_stack(0));
	CHECK(run.event[0].saved & L4_VCPU_F_USER_MODE);
	EXPECT(run.event[0].state & 0x27, 0);
	EXPECT(run.v->user_task, s.task | 1);
	EXPECT(shared[0], 0);
}

static void a_page_fault_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_read, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(l4_utcb_exc_is_pf(&run.event[0].r));
	EXPECT(run.event[0].r.pfa, WINDOW + 8);
	CHECK(!l4_utcb_exc_is_write(&run.event[0].r));
	EXPECT(run.event[0].saved & 0x27, 0x27);
}

static void resuming_maps_pages_into_the_user_task(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_read, 0);

	*(l4_umword_t *)(test_page(0) + 8) = 0x4242;
	run.map                            = true;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&run.event[0].r));
	EXPECT(shared[1], 0x4242);
}

static void resuming_restarts_what_faulted(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_read, 0);

	run.resumes = 1;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 11));
	EXPECT(l4_utcb_exc_pc(&run.event[0].r), l4_utcb_exc_pc(&run.event[1].r));
	EXPECT(run.event[1].r.pfa, WINDOW + 8);
}

static void the_fpu_is_off_in_user_mode_unless_enabled(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_fpu, 0);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_fpu_trap(&run.event[0].r));
	EXPECT(shared[1], 0);
}

static void the_fpu_works_in_user_mode_when_enabled(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_fpu, L4_VCPU_F_FPU_ENABLED);

	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 10));
	CHECK(machine_is_system_call(&run.event[0].r));
	EXPECT(shared[1], 1);
	CHECK(run.event[0].state & L4_VCPU_F_FPU_ENABLED);
}

/* ---- Messages ------------------------------------------------------------------------------- */

static void check_message_event(unsigned n)
{
	EXPECT(l4_exc_cause(&run.event[n].r), L4_EXC_CAUSE_VCPU_IPC);
	EXPECT(run.event[n].i.tag.raw, 0);
	EXPECT(run.event[n].i.label, IRQ_LABEL);
	CHECK(entered_on_its_own_stack(n));
}

static void an_irq_in_user_mode_is_an_event(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = irq_for(w);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	CHECK(shared[0] > 0);
	EXPECT(run.events, 0);
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	check_message_event(0);
	EXPECT(run.event[0].state & 0x27, 0);
	EXPECT(run.event[0].saved & 0x27, 0x27);
}

static void stay_in_kernel_mode(struct worker *self)
{
	become_vcpu(self);
	worker_step(self, 1);
	while (!self->value[0])
		;
	worker_step(self, 2);
	worker_keep(self, resume(), 0);
}

static void an_irq_in_kernel_mode_waits_for_the_flag(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, stay_in_kernel_mode, user_spin, L4_VCPU_F_IRQ);
	l4_cap_idx_t irq = irq_for(w);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	EXPECT(run.v->sticky_flags, 0);
	l4_irq_trigger(irq);
	test_pause(25);
	EXPECT(run.v->sticky_flags, L4_VCPU_SF_IRQ_PENDING);
	EXPECT(run.events, 0);
	w->value[0] = 1;
	CHECK(worker_reached(w, 10));
	EXPECT(run.events, 1);
	check_message_event(0);
	EXPECT(run.v->sticky_flags, 0);
	EXPECT(shared[0], 0);
}

static void kernel_mode_with_irqs(struct worker *self)
{
	become_vcpu(self);
	run.v->state = L4_VCPU_F_IRQ;
	worker_step(self, 1);
	for (;;)
		shared[0]++;
}

static void an_irq_in_kernel_mode_interrupts_it_when_the_flag_is_on(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, kernel_mode_with_irqs, user_spin, 0);
	l4_cap_idx_t irq = irq_for(w);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	l4_irq_trigger(irq);
	CHECK(worker_reached(w, 10));
	EXPECT(run.events, 1);
	EXPECT(l4_exc_cause(&run.event[0].r), L4_EXC_CAUSE_VCPU_IPC);
	EXPECT(run.event[0].i.label, IRQ_LABEL);
	EXPECT(run.event[0].saved, L4_VCPU_F_IRQ);
	CHECK(!entered_on_its_own_stack(0)); /* it goes on where it was */
}

static void a_call_in_user_mode_is_an_event_and_can_be_answered(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_spin, L4_VCPU_F_IRQ);

	run.reply = true;
	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(25);
	l4_utcb_mr()->mr[0] = 0x100;
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_CALL, l4_msgtag(7, 1, 0, 0), NEVER), 0);
	EXPECT(l4_utcb_mr()->mr[0], 0x101);
	EXPECT(run.events, 1);
	EXPECT(run.event[0].word, 0x100);
	EXPECT(l4_msgtag_label(run.event[0].i.tag), 7);
	EXPECT(l4_exc_cause(&run.event[0].r), L4_EXC_CAUSE_VCPU_IPC);
}

static void a_vcpu_can_be_deleted_in_user_mode(void)
{
	struct sandbox s;
	struct worker *w = vcpu(&s, enter_user_mode, user_spin, L4_VCPU_F_IRQ);

	worker_go(w, TEST_PRIORITY);
	CHECK(worker_reached(w, 1));
	test_pause(5);
	l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	test_pause(5);
	worker_kill(w);
	EXPECT(w->utcb->free_marker, 0);
}

static const struct test tests[] = {
	TEST("E136 E137 K224", control_wants_ku_memory),
	TEST("K225", user_mode_needs_a_user_task),
	TEST("K226", a_user_task_needs_the_s_right),
	TEST("K227 K232", a_system_call_in_user_mode_is_an_event),
	TEST("K231", a_page_fault_in_user_mode_is_an_event),
	TEST("K234", resuming_maps_pages_into_the_user_task),
	TEST("K", resuming_restarts_what_faulted),
	TEST("K233", the_fpu_is_off_in_user_mode_unless_enabled),
	TEST("K", the_fpu_works_in_user_mode_when_enabled),
	TEST("K230", an_irq_in_user_mode_is_an_event),
	TEST("K228 K229", an_irq_in_kernel_mode_waits_for_the_flag),
	TEST("K", an_irq_in_kernel_mode_interrupts_it_when_the_flag_is_on),
	TEST("K", a_call_in_user_mode_is_an_event_and_can_be_answered),
	TEST("K", a_vcpu_can_be_deleted_in_user_mode),
};

TEST_GROUP(group_k, "K. Virtual CPUs", tests);
