/*
 * Requests between CPUs, calls and mail to threads, and threads that change CPUs on the way. The host
 * has several CPUs for this; the test says which one it is, and when one takes its interrupts.
 */
#include <criterion/criterion.h>
#include "kernel/ipc/ipc.h"
#include "kernel/sched/cpu.h"
#include "tests/unit/host/host.h"

static char order[16];
static unsigned length;

static void note(char letter)
{
	order[length++] = letter;
}

static void run_a(struct cpu_request *r)
{
	(void)r;
	note('a');
}

static void run_b(struct cpu_request *r)
{
	(void)r;
	note('b');
}

/* Asks for itself once more. */
static void run_again(struct cpu_request *r)
{
	note('r');
	if (length == 1)
		cpu_request(&cpus[2], r);
}

static void start(void)
{
	host_start_cpus(4);
}

TestSuite(request, .init = start);
TestSuite(mail, .init = start);
TestSuite(migrate, .init = start);

Test(request, requests_run_in_the_order_in_which_they_were_made)
{
	struct cpu_request a = {.run = run_a}, b = {.run = run_b}, c = {.run = run_a};

	cpu_request(&cpus[1], &a);
	cpu_request(&cpus[1], &b);
	cpu_request(&cpus[1], &c);
	cr_assert_eq(length, 0);
	host_serve(1);
	cr_assert_str_eq(order, "aba");
	host_serve(1);
	cr_assert_str_eq(order, "aba");
}

Test(request, only_the_first_of_several_interrupts_the_cpu)
{
	struct cpu_request a = {.run = run_a}, b = {.run = run_b};

	cpu_request(&cpus[1], &a);
	cpu_request(&cpus[1], &b);
	cr_assert_eq(host_notified(1), 1);
	host_serve(1);
	cpu_request(&cpus[1], &a);
	cr_assert_eq(host_notified(1), 1);
	cr_assert_eq(host_notified(2), 0);
}

Test(request, one_that_runs_may_be_made_again_for_another_cpu)
{
	struct cpu_request r = {.run = run_again}, b = {.run = run_b};

	cpu_request(&cpus[1], &r);
	cpu_request(&cpus[1], &b);
	host_serve(1);
	cr_assert_str_eq(order, "rb");
	host_serve(2);
	cr_assert_str_eq(order, "rbr");
}

/* ---- Calls ---------------------------------------------------------------------------------- */

static long where(void *add)
{
	return (long)(cpu_current()->number + *(unsigned *)add);
}

static void serve_all(void *data)
{
	(void)data;
	for (unsigned i = 0; i < HOST_CPUS; i++)
		if (i != cpu_current()->number)
			host_serve(i);
}

Test(request, a_call_runs_on_the_other_cpu_while_the_caller_lets_interrupts_in)
{
	unsigned add = 40;

	host_on_interrupt(serve_all, NULL);
	cr_assert_eq(cpu_call(&cpus[2], where, &add), 42);
	cr_assert_geq(host_preemptions(), 1);
}

Test(request, a_call_to_the_own_cpu_is_a_plain_call)
{
	unsigned add = 40;

	cr_assert_eq(cpu_call(&cpus[0], where, &add), 40);
	cr_assert_eq(host_preemptions(), 0);
}

/* ---- Calls and mail to threads -------------------------------------------------------------- */

static l4_utcb_t utcb;
static struct invocation message;

/* A thread that sleeps on CPU @p number. */
static struct thread *sleeper(unsigned number)
{
	struct thread *t = thread_create(&root_quota);

	t->state = 0;
	t->cpu = t->home = &cpus[number];
	t->task          = (void *)1; /* it could run, but never does */
	t->utcb          = &utcb;
	t->message       = &message;
	t->scheduled     = true;
	return t;
}

static long its_cpu(struct thread *t, void *unused)
{
	(void)unused;
	cr_assert(thread_is_here(t));
	note('c');
	return t->cpu->number;
}

/* The thread has gone by the time that CPU 1 looks for it. */
static void moves_first(void *data)
{
	struct thread *t = data;

	if (t->cpu == &cpus[1])
		t->cpu = t->home = &cpus[3];
	serve_all(NULL);
}

Test(request, a_call_that_comes_too_late_follows_the_thread)
{
	struct thread *t = sleeper(1);

	host_on_interrupt(moves_first, t);
	cr_assert_eq(thread_call(t, its_cpu, NULL), 3);
	cr_assert_str_eq(order, "c");
}

Test(mail, a_blocked_thread_is_woken_where_it_is)
{
	struct thread *t = sleeper(1);

	t->state = THREAD_BLOCKED;
	thread_post(t, MAIL_WAKE);
	cr_assert_not(t->state & THREAD_READY);
	cr_assert_not(thread_mail_drained(t));
	host_serve(1);
	cr_assert(t->state & THREAD_READY);
	cr_assert_eq(cpus[1].ready.length, 1);
	cr_assert(cpus[1].reschedule);
	cr_assert(thread_mail_drained(t));
}

Test(mail, much_mail_is_one_request)
{
	struct thread *t = sleeper(1);

	t->state = THREAD_BLOCKED;
	thread_post(t, MAIL_WAKE);
	thread_post(t, MAIL_ARRIVED);
	cr_assert_eq(host_notified(1), 1);
	cr_assert_null(t->mail_request.next);
	host_serve(1);
	cr_assert(t->state & THREAD_READY);
}

Test(mail, mail_that_finds_the_thread_gone_is_sent_on)
{
	struct thread *t = sleeper(1);

	t->state = THREAD_BLOCKED;
	thread_post(t, MAIL_WAKE);
	t->cpu = t->home = &cpus[2];
	host_serve(1);
	cr_assert_not(t->state & THREAD_READY);
	cr_assert_not(thread_mail_drained(t));
	host_serve(2);
	cr_assert(t->state & THREAD_READY);
	cr_assert_eq(cpus[2].ready.length, 1);
}

Test(mail, a_call_sees_to_the_mail_first_and_the_request_comes_to_an_empty_box)
{
	struct thread *t = sleeper(1);

	t->state = THREAD_BLOCKED;
	thread_post(t, MAIL_WAKE);
	host_be_cpu(1);
	thread_call(t, its_cpu, NULL);
	cr_assert(t->state & THREAD_READY);
	cr_assert_not(thread_mail_drained(t), "the request is still in a list");
	host_serve(1);
	cr_assert(thread_mail_drained(t));
}

Test(mail, that_a_message_is_sent_starts_the_receive_phase)
{
	struct thread *t     = sleeper(1);
	struct sender server = {.queue = NULL};

	t->state                = THREAD_SENDING;
	t->partner              = &server;
	message.dest            = L4_SYSF_CALL;
	message.timeout.p.rcv.t = L4_TIMEOUT_NEVER_RAW;
	thread_post(t, MAIL_SENT);
	host_serve(1);
	cr_assert_eq(t->state, THREAD_RECEIVING);
}

Test(mail, who_waits_for_anyone_after_sending_also_runs_to_let_go_of_the_receiver)
{
	struct thread *t = sleeper(1);

	t->state                = THREAD_SENDING;
	message.dest            = L4_SYSF_SEND_AND_WAIT;
	message.timeout.p.rcv.t = L4_TIMEOUT_NEVER_RAW;
	thread_post(t, MAIL_SENT);
	host_serve(1);
	cr_assert_eq(t->state, THREAD_RECEIVING | THREAD_READY);
}

Test(mail, that_a_message_is_refused_wakes_the_sender_with_the_error)
{
	struct thread *t = sleeper(1);

	t->state      = THREAD_SENDING;
	message.dest  = L4_SYSF_CALL;
	t->sent_error = L4_IPC_SECANCELED;
	thread_post(t, MAIL_SENT);
	host_serve(1);
	cr_assert_eq(t->state, THREAD_READY);
	cr_assert_eq(t->ipc_error, L4_IPC_SECANCELED);
}

/* ---- Migration ------------------------------------------------------------------------------ */

enum {
	PRIORITY = 7,
	QUANTUM  = 5000,
};

Test(migrate, a_ready_thread_changes_queues)
{
	struct thread *t = sleeper(0);

	thread_wake(t);
	cr_assert_eq(cpus[0].ready.length, 1);
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	cr_assert_eq(cpus[0].ready.length, 0);
	cr_assert_eq(t->cpu, &cpus[1]);
	cr_assert_eq(cpus[1].ready.length, 0, "its new CPU has not seen it yet");
	host_serve(1);
	cr_assert_eq(cpus[1].ready.length, 1);
	cr_assert_invariant(ready_queue_ok(&cpus[1].ready));
	cr_assert_eq(t->sched.priority, PRIORITY);
}

Test(migrate, a_pending_timeout_goes_along)
{
	struct thread *t = sleeper(0);

	t->state = THREAD_RECEIVING;
	thread_timeout_arm(t, 1000);
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	cr_assert_null(cpus[0].timeouts.first);
	host_serve(1);
	cr_assert_eq(cpus[1].timeouts.first, &t->timeout);
	host_be_cpu(1);
	timeout_run(&cpus[1].timeouts, 1000);
	cr_assert(t->state & THREAD_TIMEOUT);
	cr_assert(t->state & THREAD_READY);
}

Test(migrate, a_timeout_that_is_disarmed_before_the_arrival_stays_so)
{
	struct thread *t = sleeper(0);

	thread_timeout_arm(t, 1000);
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	host_be_cpu(1);
	thread_timeout_disarm(t);
	host_serve(1);
	cr_assert_null(cpus[1].timeouts.first);
}

Test(migrate, a_running_thread_is_marked_and_goes_when_it_is_switched_away_from)
{
	struct thread *t = sleeper(0);

	t->state        = THREAD_READY;
	cpus[0].current = t;
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	cr_assert_eq(t->cpu, &cpus[0]);
	cr_assert_eq(t->home, &cpus[1]);
	cr_assert(cpus[0].reschedule);
	cpus[0].current = cpus[0].idle;
	cpus[0].leaving = t;
	switch_finish();
	cr_assert_eq(t->cpu, &cpus[1]);
	host_serve(1);
	cr_assert_eq(cpus[1].ready.length, 1);
}

Test(migrate, who_ran_on_the_time_of_a_thread_that_leaves_goes_on_with_his_own)
{
	struct thread *t = sleeper(0);

	t->state        = THREAD_RECEIVING;
	cpus[0].context = &t->sched;
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	cr_assert_eq(cpus[0].context, &cpus[0].current->sched);
	cr_assert(cpus[0].reschedule);
}

Test(migrate, a_thread_that_has_ended_stays)
{
	struct thread *t = sleeper(0);

	t->ended = true;
	thread_schedule(t, &cpus[1], PRIORITY, QUANTUM);
	cr_assert_eq(t->home, &cpus[0]);
}
