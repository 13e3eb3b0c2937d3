/*
 * Lists of CPUs, locks and interrupts. See inspect.h.
 */
#include "kernel/object/irq.h"
#include "kernel/object/object.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/sched/stop.h"
#include "kernel/space/cap_table.h"
#include "kernel/space/map.h"
#include "jdb/debugger.h"
#include "jdb/inspect.h"
#include "jdb/trace/ring.h"

enum {
	COUNT_LIMIT = 4096,
};

/* ---- CPUs ------------------------------------------------------------------------------------- */

const char *cpu_how_stopped(const struct cpu *c)
{
	if (!debugger_cpu())
		return "";
	if (c == debugger_cpu())
		return "the prompt";
	if (!cpu_stopped(c))
		return "no answer";
	if (!c->stopped_frame)
		return "came by itself";
	return c->stop_forced ? "forced" : "interrupt";
}

/* What is booked, and what has gone by since the last booking. */
static usec_t idle_time(const struct cpu *c)
{
	usec_t now = arch_clock_us();

	return c->idle_us +
	       (c->current == c->idle && now > c->switched_at ? now - c->switched_at : 0);
}

static unsigned count_requests(const struct cpu *c)
{
	unsigned n = 0;

	for (const struct cpu_request *r = c->requests; r && n < COUNT_LIMIT; r = r->next)
		n++;
	return n;
}

bool cpus_next(struct walk *walk, uint64_t *values)
{
	if (walk->cursor >= cpu_count)
		return false;
	const struct cpu *c                   = &cpus[walk->cursor++];
	const struct trace_ring *ring         = trace_ring_of(c->number);
	uint64_t record[RECORD_FIELDS_OF_cpu] = {c->number,
						 thread_id(c->current),
						 c->ready.length,
						 idle_time(c),
						 c->switches,
						 c->interrupts,
						 count_requests(c),
						 record_text(cpu_how_stopped(c)),
						 (uint64_t)ring->ahead,
						 ring->error};

	record_fill(values, record, array_size(record));
	return true;
}

/* ---- Locks ------------------------------------------------------------------------------------ */

/* In the order in which they nest. */
static const struct helping_lock *const locks[] = {&mapping_lock, &capability_lock};

bool locks_next(struct walk *walk, uint64_t *values)
{
	if (walk->cursor >= array_size(locks))
		return false;
	const struct helping_lock *l           = locks[walk->cursor++];
	uint64_t record[RECORD_FIELDS_OF_lock] = {record_text(l->name), thread_id(l->holder),
						  thread_id(l->next), l->taken, l->helped};

	record_fill(values, record, array_size(record));
	return true;
}

/* ---- Interrupts ------------------------------------------------------------------------------- */

bool irqs_next(struct walk *walk, uint64_t *values)
{
	struct irq_line *line = NULL;

	while (walk->cursor < arch_irq_pins() && !line)
		line = irq_pin_line((unsigned)walk->cursor++);
	if (!line)
		return false;
	const struct irq *irq = irq_of(&line->object); /* NULL: a semaphore */

	values[0] = line->pin;
	values[1] = line->object.id;
	values[2] = irq ? thread_id(irq->thread) : 0;
	values[3] = irq ? irq->sender.label : 0;
	values[4] = record_text(line->chip ? line->chip->name : "");
	return true;
}
