/*
 * Doing something to a thread from wherever one is: its state belongs to its CPU.
 *
 *      thread_call()   a function runs on the thread's CPU, the caller waits for its result
 *      thread_post()   bits in the thread's mail; its CPU sees to them soon, nobody waits
 *
 * A thread may move while somebody is on the way to it. A call that comes too late starts again at
 * the new CPU; mail is sent on.
 *
 *      mail:   0 ---- post: bits | POSTED, request goes to t->cpu ----> not 0, request in a list
 *              ^                                                          |   further bits: or-ed in
 *              '------ the CPU takes the bits; or, if t has moved, sends the request on
 *
 * A call sees to the mail first, so that who posts and then calls is seen in this order.
 *
 * Mail needs the thread to exist until it is taken. Who posts knows that it cannot go yet: it waits
 * for what is posted, or stands in a queue that the poster has locked. A thread that ends waits
 * until its mail is empty (thread_mail_drained()).
 */
#include <limits.h>
#include "kernel/ipc/ipc.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

enum {
	MOVED = LONG_MIN, /* no result of a call: the thread is not here any more */
};

/* ---- Calls ---------------------------------------------------------------------------------- */

struct thread_call {
	struct thread *thread;
	long (*run)(struct thread *t, void *argument);
	void *argument;
};

static long call_here(void *p)
{
	struct thread_call *call = p;

	if (!thread_is_here(call->thread))
		return MOVED;
	thread_take_mail(call->thread);
	return call->run(call->thread, call->argument);
}

long thread_call(struct thread *t, long (*run)(struct thread *t, void *argument), void *argument)
{
	struct thread_call call = {t, run, argument};
	long result;

	do
		result = cpu_call(thread_cpu(t), call_here, &call);
	while (result == MOVED);
	return result;
}

/* ---- Mail ----------------------------------------------------------------------------------- */

static void see_to(struct thread *t, uint32_t bits)
{
	if (bits & MAIL_SENT)
		ipc_send_ended(t, t->sent_error);
	if (bits & MAIL_ARRIVED)
		thread_arrived(t);
	if (bits & MAIL_WAKE && t->state & THREAD_BLOCKED)
		thread_wake(t);
}

void thread_take_mail(struct thread *t)
{
	if (t->mail)
		see_to(t, __atomic_fetch_and(&t->mail, MAIL_POSTED, __ATOMIC_ACQ_REL));
}

/* To the CPU of @p t, which may move meanwhile. */
static void carry(struct thread *t)
{
	struct cpu *c = thread_cpu(t);

	if (c == cpu_current())
		see_to(t, __atomic_exchange_n(&t->mail, 0, __ATOMIC_ACQ_REL));
	else
		cpu_request(c, &t->mail_request);
}

static void mail_arrived(struct cpu_request *r)
{
	carry(container_of(r, struct thread, mail_request));
}

void thread_post(struct thread *t, uint32_t bits)
{
	uint32_t before = __atomic_fetch_or(&t->mail, bits | MAIL_POSTED, __ATOMIC_ACQ_REL);

	if (!(before & MAIL_POSTED))
		carry(t);
}

void thread_mail_init(struct thread *t)
{
	t->mail             = 0;
	t->mail_request.run = mail_arrived;
}

bool thread_mail_drained(const struct thread *t)
{
	return !__atomic_load_n(&t->mail, __ATOMIC_ACQUIRE);
}
