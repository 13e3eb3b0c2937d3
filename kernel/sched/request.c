/*
 * Requests between CPUs: work on a thread is done by its home CPU (struct cpu_request).
 *
 * Each CPU has a list of requests that others push to without a lock; the newest comes first, so
 * it is turned around before it is worked off. With one CPU every request is for the CPU it comes
 * from and runs at once; the interrupt that tells another CPU is not built yet.
 */
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"

static void push(struct cpu *c, struct cpu_request *r)
{
	struct cpu_request *head = __atomic_load_n(&c->requests, __ATOMIC_RELAXED);

	do
		r->next = head;
	while (!__atomic_compare_exchange_n(&c->requests, &head, r, false, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED));
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
	push(c, r);
	assert(c == cpu_current());
	request_interrupt();
}

void request_interrupt(void)
{
	struct cpu_request *list = take_all_oldest_first(cpu_current());

	grace_note();
	while (list) {
		struct cpu_request *r = list;

		list = r->next; /* run() may reuse r */
		r->run(r);
	}
}
