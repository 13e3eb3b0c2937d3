/*
 * talks: who sends to whom, and who faults, as the trace has it: how often, and how long it took from a send to
 * its receive, from a fault to its end.
 *
 * Events of a flow belong together. One pass over the rings remembers when each flow began, in a table of the
 * youngest ones; a second one finds their ends. So the order in which CPUs wrote their rings does not matter.
 */
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"
#include "jdb/trace/ring.h"

enum {
	FLOWS = 1024, /* a power of two */
	PAIRS = 48,
};

static struct {
	uint64_t flow, begun;
} flows[FLOWS];

static struct pair {
	uint8_t event;
	uint64_t from, to, count, timed, cycles;
} pairs[PAIRS];

static unsigned unknown; /* events of more pairs than there is room for */

/* The pair of this event, or a new one. */
static struct pair *pair_of(unsigned event, uint64_t from, uint64_t to)
{
	for (struct pair *p = pairs; p < pairs + PAIRS; p++) {
		if (p->count == 0)
			*p = (struct pair){.event = (uint8_t)event, .from = from, .to = to};
		if (p->event == event && p->from == from && p->to == to)
			return p;
	}
	unknown++;
	return NULL;
}

static void begins(const struct trace_event_record *e)
{
	if (e->event != TRACE_ipc_send && e->event != TRACE_page_fault &&
	    e->event != TRACE_exception)
		return;
	flows[e->values[0] % FLOWS].flow  = e->values[0];
	flows[e->values[0] % FLOWS].begun = e->time;
}

/* ipc_receive: flow, receiver, sender …; page_fault_done: flow, thread, pager …; exception_done: flow, thread */
static void ends(const struct trace_event_record *e)
{
	struct pair *p;

	if (e->event == TRACE_ipc_receive)
		p = pair_of(e->event, e->values[2], e->values[1]);
	else if (e->event == TRACE_page_fault_done)
		p = pair_of(e->event, e->values[1], e->values[2]);
	else if (e->event == TRACE_exception_done)
		p = pair_of(e->event, e->values[1], 0);
	else
		return;
	if (!p)
		return;
	p->count++;
	if (flows[e->values[0] % FLOWS].flow != e->values[0])
		return;
	p->timed++;
	p->cycles += e->time - flows[e->values[0] % FLOWS].begun;
}

static void for_all_events(void (*f)(const struct trace_event_record *e))
{
	struct trace_event_record e;

	for (unsigned cpu = 0; cpu < cpu_count; cpu++) {
		const struct trace_ring *ring = trace_ring_of(cpu);

		for (uint64_t n = max_of(trace_oldest(ring), ring->cleared); n < ring->written; n++)
			if (trace_read(ring, n, &e))
				f(&e);
	}
}

void command_talks(const struct arguments *args)
{
	char from[VALUE_SIZE], to[VALUE_SIZE];

	(void)args;
	memset(flows, 0, sizeof(flows));
	memset(pairs, 0, sizeof(pairs));
	unknown = 0;
	for_all_events(begins);
	for_all_events(ends);
	out("count   average us  what             from                 to\n");
	for (const struct pair *p = pairs; p < pairs + PAIRS && p->count; p++) {
		uint64_t us = p->timed ? p->cycles * 1000 / p->timed / arch_cycles_khz() : 0;

		format_object(from, sizeof(from), p->from);
		format_object(to, sizeof(to), p->to);
		out("%-7llu %-11llu %-16s %-20s %s\n", (unsigned long long)p->count,
		    (unsigned long long)us, schema_event(p->event)->name, from, to);
	}
	if (unknown)
		out("and %u between others\n", unknown);
}
