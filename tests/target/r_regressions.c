/*
 * Group R: what the fuzzer (tests/fuzz) found, each as the shortest way to bring it about again.
 */
#include "tests/target/machine.h"
#include "tests/target/target.h"

enum {
	NOWHERE = 0x20000000, /* nothing is there in a sandbox */
	HANDLER = SANDBOX_PAGER,
};

static void touch_nowhere(struct worker *self)
{
	worker_step(self, 1);
	*(volatile char *)NOWHERE = 1;
}

/* A thread that has ended itself, by a fault that nobody serves; its capability is still there. */
static l4_cap_idx_t ended_thread(const struct sandbox *s)
{
	struct worker *w = worker_start(touch_nowhere, s, TEST_PRIORITY + 1);

	test_pause(2);
	EXPECT(w->step, 1);
	return w->cap;
}

static void a_thread_that_has_ended_takes_no_deletion_irq(void)
{
	l4_cap_idx_t irq = test_slot(), thread;
	struct sandbox s;

	sandbox_make(&s);
	thread = ended_thread(&s);
	EXPECT_LABEL(l4_factory_create_irq(test_factory(), irq), 0);
	EXPECT_LABEL(l4_thread_register_del_irq(thread, irq), -L4_EINVAL);
	/* If it were on the IRQ's list, it would be freed there: */
	l4_task_delete_obj(L4_BASE_TASK_CAP, thread);
	test_pause(2);
	CHECK(!l4_msgtag_has_error(l4_task_delete_obj(L4_BASE_TASK_CAP, irq)));
}

/* ---- A server that waits -------------------------------------------------------------------- */

static void answer_one_client(struct worker *self)
{
	l4_umword_t label;

	worker_step(self, 1);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 0, 0), &label, L4_IPC_NEVER);
}

static struct worker *asked;

static void ask(struct worker *self)
{
	worker_keep(self, l4_ipc_call(asked->cap, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER),
		    0);
	worker_step(self, 1);
}

/* Can the test's factory still give away @p bytes? */
static bool available(l4_cap_idx_t slot, l4_umword_t bytes)
{
	bool there = l4_error(l4_factory_create_factory(test_factory(), slot, bytes)) == 0;

	if (there)
		l4_task_delete_obj(L4_BASE_TASK_CAP, slot);
	return there;
}

static void a_deleted_client_leaves_memory_while_its_server_waits(void)
{
	const l4_umword_t step = 1024; /* less than a thread costs */
	l4_cap_idx_t slot      = test_slot();
	l4_umword_t most       = TEST_QUOTA;
	struct worker *client;

	asked = worker_start(answer_one_client, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(asked, 1));
	while (most > step && !available(slot, most))
		most -= step;
	client = worker_start(ask, NULL, TEST_PRIORITY + 1);
	CHECK(worker_reached(client, 1));
	CHECK(!available(slot, most));
	worker_kill(client);
	test_pause(2);
	CHECK(available(slot, most));
}

/* ---- A state that nobody can run with ------------------------------------------------------- */

static void undefined(struct worker *self)
{
	worker_step(self, 1);
	machine_undefined_instruction();
}

static void a_thread_that_cannot_run_leaves_the_cpu_to_others(void)
{
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x100), dead;
	l4_umword_t label;
	struct worker *w;
	struct sandbox s;
	l4_msgtag_t tag;

	sandbox_make(&s);
	dead = ended_thread(&s);
	w    = worker_make(undefined, &s);
	sandbox_give(&s, gate, HANDLER, L4_CAP_FPAGE_RWS);
	worker_set_handler(w, HANDLER);
	worker_go(w, TEST_PRIORITY - 1);
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	CHECK(l4_msgtag_is_exception(tag));
	machine_spoil(l4_utcb_exc());
	/* From now on each exception of it fails at once: it goes on as it is. */
	l4_exc_regs_t regs = *l4_utcb_exc();
	EXPECT_LABEL(l4_rcv_ep_bind_thread(gate, dead, 0x100), 0);
	*l4_utcb_exc() = regs;
	l4_ipc_send(L4_INVALID_CAP | L4_SYSF_REPLY, l4_utcb(), l4_msgtag(0, L4_EXC_WORDS, 0, 0),
		    L4_IPC_SEND_TIMEOUT_0);
	test_pause(5); /* comes back only if interrupts get through */
	EXPECT(w->step, 1);
}

/* ---- An answer from another CPU -------------------------------------------------------------- */

static void take_one_and_answer(struct worker *self)
{
	l4_umword_t label;

	while (self->step != 1)
		l4_ipc_sleep_us(100);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	l4_ipc_send(L4_INVALID_CAP | L4_SYSF_REPLY, l4_utcb(), l4_msgtag(0, 0, 0, 0),
		    L4_IPC_SEND_TIMEOUT_0);
	worker_step(self, 2);
}

static void keep_the_cpu(struct worker *self)
{
	l4_kernel_clock_t until = test_now() + 20000;

	worker_step(self, 1);
	while (test_now() < until)
		;
}

static void run_on(struct worker *w, unsigned cpu, unsigned priority)
{
	l4_sched_param_t sched = l4_sched_param(priority, 0);

	worker_go(w, 1);
	sched.affinity = l4_sched_cpu_set(cpu, 0, 1);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
}

/*
 * The client stands in the server's line. While somebody else has the client's CPU, the server takes the
 * message and answers: the client has been sent to before it knows that it has sent.
 */
static void an_answer_reaches_a_caller_that_has_not_run_since_its_call(void)
{
	struct worker *client, *hog;

	if (!l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, 1)) {
		printf("# there is no other CPU\n");
		return;
	}
	asked  = worker_start(take_one_and_answer, NULL, TEST_PRIORITY);
	client = worker_make(ask, NULL);
	hog    = worker_make(keep_the_cpu, NULL);
	run_on(client, 1, TEST_PRIORITY);
	test_pause(5);
	run_on(hog, 1, TEST_PRIORITY + 1);
	CHECK(worker_reached(hog, 1));
	asked->step = 1;
	CHECK(worker_reached(asked, 2));
	CHECK(worker_reached(client, 1));
	EXPECT(client->error, 0);
}

static const struct test tests[] = {
	TEST("R1", a_thread_that_has_ended_takes_no_deletion_irq),
	TEST("R2", a_deleted_client_leaves_memory_while_its_server_waits),
	TEST("R3", a_thread_that_cannot_run_leaves_the_cpu_to_others),
	TEST("R4", an_answer_reaches_a_caller_that_has_not_run_since_its_call),
};

TEST_GROUP(group_r, "R: found by the fuzzer", tests);
