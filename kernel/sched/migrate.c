/*
 * Threads change CPUs: because run_thread says so, and because who visits another CPU goes home.
 *
 *      does not run:  out of the queues of this CPU ---- t->cpu = home ----> thread_arrived() there
 *      runs:          marked (home != cpu); the next thread lets it go, in switch_finish()
 *
 * The moment t->cpu changes, all of the thread's state belongs to the other CPU. What that CPU has
 * to do itself, its ready queue and its timer, waits in the thread's mail.
 */
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

/* Whoever runs on what @p t has lent goes on with what is his own. */
static void take_context_back(struct cpu *c, const struct thread *t)
{
	if (c->context != &t->sched)
		return;
	c->context = &c->current->sched;
	if (c->context->left_us == 0)
		c->context->left_us = c->context->quantum_us;
	c->reschedule = true; /* his priority may be lower */
	timer_update();
}

void thread_leave(struct thread *t, struct cpu *to)
{
	struct cpu *c = t->cpu;

	cpu_account(c);
	if (list_linked(&t->sched.link))
		ready_queue_remove(&c->ready, &t->sched);
	take_context_back(c, t);
	timeout_disarm(&c->timeouts, &t->timeout);
	arch_thread_leave(t);
	trace(migrate, thread_id(t), c->number, to->number);
	__atomic_store_n(&t->cpu, to, __ATOMIC_RELEASE);
	thread_post(t, MAIL_ARRIVED);
}

void thread_arrived(struct thread *t)
{
	if (!t->timeout.armed)
		thread_timeout_arm(t, t->timeout.at);
	thread_enqueue(t);
}

void thread_schedule(struct thread *t, struct cpu *cpu, unsigned priority, uint32_t quantum_us)
{
	struct cpu *c = t->cpu;

	if (t->ended)
		return;
	if (list_linked(&t->sched.link))
		ready_queue_remove(&c->ready, &t->sched);
	if (c->current == t) {
		cpu_account(c);
		c->reschedule = true; /* it may be worse than others now, or have no CPU */
	}
	if (cpu)
		t->home = cpu;
	t->scheduled        = cpu != NULL || t->state & THREAD_DYING;
	t->parked           = t->parked && t->scheduled; /* else the fast path has to look */
	t->sched.priority   = (uint8_t)priority;
	t->sched.quantum_us = quantum_us;
	t->sched.left_us    = quantum_us;
	if (t->home != c && c->current != t)
		thread_leave(t, t->home);
	else
		thread_enqueue(t);
}
