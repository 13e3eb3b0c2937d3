/*
 * Trace events on their way from the rings into frames. See trace_out.h, link_out.h.
 */
#include "jdb/trace_out.h"
#include "kernel/sched/cpu.h"
#include "jdb/link_out.h"
#include "jdb/trace/ring.h"
#include "jdb/wire.h"

enum {
	ENOUGH_EVENTS = 24,    /* fill a frame reasonably well: no need to wait for more */
	PATIENCE_US   = 10000, /* fewer of them wait that long for company */

	KEEP_HALF = ~(1u << TRACE_CLASS_SCHED | 1u << TRACE_CLASS_TIMER),
	KEEP_THREE_QUARTERS =
		1u << TRACE_CLASS_FAULT | 1u << TRACE_CLASS_OBJECT | 1u << TRACE_CLASS_MAP,
};

/* How far the events of a CPU have been sent. */
struct outlet {
	uint64_t next; /* number of the next event to look at */
	uint64_t dropped[TRACE_CLASSES];
	uint64_t overwritten;
};

static struct outlet outlets[CPU_MAX];
static usec_t filled_at;

void trace_out_rewind(void)
{
	for (unsigned cpu = 0; cpu < cpu_count; cpu++)
		outlets[cpu].next = trace_oldest(trace_ring_of(cpu));
}

uint64_t trace_out_lost(unsigned cpu, unsigned trace_class)
{
	const struct outlet *o = &outlets[cpu];

	return trace_class < TRACE_CLASSES ? o->dropped[trace_class] : o->overwritten;
}

static uint64_t lost_in_all(unsigned cpu)
{
	uint64_t sum = 0;

	for (unsigned class = 0; class <= TRACE_CLASSES; class ++)
		sum += trace_out_lost(cpu, class);
	return sum;
}

static uint64_t backlog(unsigned cpu)
{
	const struct trace_ring *ring = trace_ring_of(cpu);

	return ring->records ? ring->written - outlets[cpu].next : 0;
}

static uint64_t backlog_of_all(void)
{
	uint64_t sum = 0;

	for (unsigned cpu = 0; cpu < cpu_count; cpu++)
		sum += backlog(cpu);
	return sum;
}

/* Classes that are sent while so many events wait. */
static uint32_t classes_to_keep(uint64_t waiting)
{
	if (waiting > TRACE_RING_RECORDS * 3 / 4)
		return KEEP_THREE_QUARTERS;
	return waiting > TRACE_RING_RECORDS / 2 ? KEEP_HALF : ~0u;
}

/* The next event of @p cpu that shall be sent; false when there is none. */
static bool next_event(unsigned cpu, struct trace_event_record *event)
{
	struct trace_ring *ring = trace_ring_of(cpu);
	struct outlet *o        = &outlets[cpu];

	while (o->next < ring->written) {
		if (!trace_read(ring, o->next, event)) {
			/* The ring went round: leave some distance, or it happens again at once. */
			uint64_t now_first = trace_oldest(ring) + TRACE_RING_RECORDS / 8;

			o->overwritten += now_first - o->next;
			o->next = now_first;
			continue;
		}
		const struct schema_entry *schema = schema_event(event->event);
		uint32_t bit                      = 1u << schema->trace_class;

		if ((link_classes & bit) && (classes_to_keep(backlog(cpu)) & bit))
			return true;
		if (link_classes & bit)
			o->dropped[schema->trace_class]++;
		o->next++;
	}
	return false;
}

static void put_event(struct cbor_writer *w, const struct trace_event_record *e, uint64_t before)
{
	cbor_array(w, e->fields + 2u);
	cbor_uint(w, e->event);
	cbor_uint(w, e->time - before);
	for (unsigned i = 0; i < e->fields; i++)
		cbor_uint(w, e->values[i]);
}

/*
 * A frame of events of @p cpu: [lost, base, event …]. It ends where an event is missing behind one that
 * is in it, since "lost" speaks of what is missing before its first event.
 */
static bool fill_from(unsigned cpu)
{
	struct trace_event_record event;
	struct cbor_writer w;

	if (!next_event(cpu, &event))
		return false;
	uint64_t lost = lost_in_all(cpu), before = event.time;

	wire_begin(WIRE_TRACE, &w);
	w.size -= 1; /* for the end mark */
	cbor_array_open(&w);
	cbor_uint(&w, lost);
	cbor_uint(&w, before);
	do {
		size_t mark = w.used;

		put_event(&w, &event, before);
		if (w.full) {
			cbor_rewind(&w, mark);
			break;
		}
		before = event.time;
		outlets[cpu].next++;
	} while (next_event(cpu, &event) && lost_in_all(cpu) == lost);
	w.size += 1;
	cbor_end(&w);
	wire_send(WIRE_TRACE, LINK_TRACE, cpu, &w);
	return true;
}

/* The CPU that has waited longest with an event: so the host gets them nearly in order. */
static int oldest_cpu(void)
{
	struct trace_event_record event;
	uint64_t oldest = 0;
	int found       = -1;

	for (unsigned cpu = 0; cpu < cpu_count; cpu++) {
		if (!next_event(cpu, &event) || (found >= 0 && event.time >= oldest))
			continue;
		oldest = event.time;
		found  = (int)cpu;
	}
	return found;
}

bool trace_out_fill(void)
{
	usec_t now = arch_clock_us();
	int cpu;

	if (backlog_of_all() < ENOUGH_EVENTS && now < filled_at + PATIENCE_US)
		return false;
	cpu = oldest_cpu();
	if (cpu < 0 || !fill_from((unsigned)cpu))
		return false;
	filled_at = now;
	return true;
}

usec_t trace_out_next(void)
{
	uint64_t waiting = backlog_of_all();

	/* Other CPUs do not tell when they write; they cannot fill a ring in that time. */
	if (waiting == 0)
		return cpu_count > 1 ? arch_clock_us() + PATIENCE_US : USEC_NEVER;
	/* With plenty waiting, the transmitter's interrupt comes first in the ordinary case. */
	return waiting < ENOUGH_EVENTS ? filled_at + PATIENCE_US
				       : arch_clock_us() + PATIENCE_US / 8;
}
