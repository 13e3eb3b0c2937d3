/*
 * Trace rings: writing and reading. See ring.h.
 */
#include "jdb/trace/ring.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

enum {
	ALL_CLASSES    = (1u << TRACE_CLASSES) - 1,
	ALWAYS_COUNTED = 1u << TRACE_CLASS_OBJECT | 1u << TRACE_CLASS_MAP,
};

uint32_t trace_mask;     /* classes whose trace points call trace_record() */
uint32_t trace_recorded; /* and whose events are kept */

static struct trace_ring rings[CPU_MAX];

/* Class of each event, by number: a byte look-up, as the tables of schema.c would be searched. */
static const uint8_t class_of[256] = {
/* clang-format off */
#define EVENT(number, name, class, help) [number] = TRACE_CLASS_##class,
#define FIELD(owner, type, name, help)
#define END(name)
#include "jdb/link/schema.def"
#undef EVENT
#undef FIELD
#undef END
	/* clang-format on */
};

void trace_init(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		rings[i].records = frame_alloc(TRACE_RING_ORDER, FRAME_KERNEL, NULL);
		if (!rings[i].records)
			printk("No memory for the trace ring of CPU %u: nothing is recorded "
			       "there.\n",
			       i);
	}
	trace_record_classes(ALL_CLASSES);
}

void trace_record_classes(uint32_t classes)
{
	trace_recorded = classes & ALL_CLASSES;
	trace_mask     = trace_recorded | ALWAYS_COUNTED;
}

struct trace_ring *trace_ring_of(unsigned cpu)
{
	return &rings[cpu];
}

void trace_record(unsigned event, unsigned fields, const uint64_t *values)
{
	unsigned cpu            = cpu_current()->number;
	struct trace_ring *ring = &rings[cpu];

	ring->counts[class_of[event]]++;
	if (!ring->records || !(trace_recorded & 1u << class_of[event]))
		return;
	struct trace_event_record *r = &ring->records[ring->written % TRACE_RING_RECORDS];

	/* Nobody may take the slot's old number for a sign that its contents are whole. */
	__atomic_store_n(&r->number, ~(uint32_t)ring->written, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	r->time   = clock_cycles() - (uint64_t)ring->ahead;
	r->event  = (uint8_t)event;
	r->fields = (uint8_t)fields;
	r->cpu    = (uint16_t)cpu;
	for (unsigned i = 0; i < fields; i++)
		r->values[i] = values[i];
	__atomic_store_n(&r->number, (uint32_t)ring->written, __ATOMIC_RELEASE);
	ring->written++;
}

uint64_t trace_oldest(const struct trace_ring *ring)
{
	return ring->written > TRACE_RING_RECORDS ? ring->written - TRACE_RING_RECORDS : 0;
}

bool trace_read(const struct trace_ring *ring, uint64_t number, struct trace_event_record *out)
{
	if (!ring->records || number >= ring->written || number < trace_oldest(ring))
		return false;
	const struct trace_event_record *r = &ring->records[number % TRACE_RING_RECORDS];

	if (__atomic_load_n(&r->number, __ATOMIC_ACQUIRE) != (uint32_t)number)
		return false;
	*out = *r;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&r->number, __ATOMIC_RELAXED) == (uint32_t)number;
}

void trace_clear(void)
{
	for (unsigned i = 0; i < cpu_count; i++)
		rings[i].cleared = rings[i].written;
}

uint64_t trace_count(unsigned trace_class)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		sum += rings[i].counts[trace_class];
	return sum;
}

/* Up to eight characters as a number, the first in its lowest byte. */
static uint64_t pack_text(const char *text, size_t bytes)
{
	uint64_t packed = 0;

	for (size_t i = 0; i < 8 && i < bytes; i++)
		packed |= (uint64_t)(uint8_t)text[i] << (8 * i);
	return packed;
}

void trace_user_mark(const uint64_t values[3], const char *text, size_t bytes)
{
	size_t rest = bytes > 8 ? bytes - 8 : 0;

	trace(user_mark, thread_current()->object.id, values[0], values[1], values[2],
	      pack_text(text, bytes), pack_text(text + 8, rest));
}
