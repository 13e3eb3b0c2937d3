/*
 * Requests between CPUs: see request.h.
 *
 * Each CPU has a list of requests that others push to without a lock; the newest comes first, so
 * it is turned around before it is worked off. Who finds the list empty interrupts the CPU: from
 * then on, until that CPU takes the whole list, one interrupt is on its way.
 *
 *      others: push, push, push        this CPU: take all, oldest first
 *      requests -> C -> B -> A                   A, B, C
 */
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"
#include "kernel/trace.h"

/* True when the list was empty. */
static bool push(struct cpu *c, struct cpu_request *r)
{
	struct cpu_request *head = __atomic_load_n(&c->requests, __ATOMIC_RELAXED);

	do
		r->next = head;
	while (!__atomic_compare_exchange_n(&c->requests, &head, r, false, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED));
	return !head;
}

static struct cpu_request *take_all_oldest_first(struct cpu *c)
{
	struct cpu_request *newest = __atomic_exchange_n(&c->requests, NULL, __ATOMIC_ACQUIRE);
	struct cpu_request *list   = NULL;

	while (newest) {
		struct cpu_request *r = newest;

		newest  = r->next;
		r->next = list;
		list    = r;
	}
	return list;
}

void cpu_request(struct cpu *c, struct cpu_request *r)
{
	assert(c != cpu_current());
	trace(cpu_request, c->number, 0);
	if (push(c, r))
		arch_cpu_notify(c);
}

void request_interrupt(void)
{
	struct cpu_request *list = take_all_oldest_first(cpu_current());

	grace_note();
	while (list) {
		struct cpu_request *r = list;

		list = r->next; /* run() may use r again */
		r->run(r);
	}
}

/* ---- Calls ---------------------------------------------------------------------------------- */

/* Lies on the caller's kernel stack, who stays until it is done. */
struct call {
	struct cpu_request request;
	long (*run)(void *argument);
	void *argument;
	long result;
	bool done;
};

static void run_call(struct cpu_request *r)
{
	struct call *call = container_of(r, struct call, request);

	call->result = call->run(call->argument);
	__atomic_store_n(&call->done, true, __ATOMIC_RELEASE); /* from now on it may be gone */
}

long cpu_call(struct cpu *c, long (*run)(void *argument), void *argument)
{
	struct call call = {.request.run = run_call, .run = run, .argument = argument};

	if (c == cpu_current())
		return run(argument);
	cpu_request(c, &call.request);
	while (!__atomic_load_n(&call.done, __ATOMIC_ACQUIRE))
		wait_point();
	return call.result;
}
