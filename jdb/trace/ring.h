/*
 * Trace rings: where events stay until somebody reads them.
 *
 * Each CPU has a ring of records of 64 bytes, one cache line. Only that CPU writes it, with
 * interrupts off, so that writing needs no lock; anybody may read. Events are numbered from 0 on;
 * event n is in slot n mod TRACE_RING_RECORDS until a newer one overwrites it:
 *
 *                       sent (pump.c)      written
 *                          v                 v
 *      | n-4 | n-3 | n-2 | n-1 |  n  | n+1 |     | … oldest ones, about to be overwritten
 *
 * Time stamps of all rings are on the clock of CPU 0: what a CPU's clock is ahead (clocks.c) is taken off
 * when the event is written.
 *
 * A slot holds the low bits of its event's number, written last. A reader copies the slot and looks at
 * the number before and after: if it is not the one it came for, the writer has been faster.
 */
#ifndef JDB_TRACE_RING_H
#define JDB_TRACE_RING_H

#include "kernel/lib/types.h"
#include "jdb/link/schema.h"

enum {
	TRACE_RING_ORDER   = 18, /* log2 of its bytes */
	TRACE_RECORD_ORDER = 6,
	TRACE_RING_RECORDS = 1 << (TRACE_RING_ORDER - TRACE_RECORD_ORDER),
};

struct trace_event_record {
	uint64_t time;   /* clock_cycles() */
	uint32_t number; /* low half of the event's number */
	uint8_t event;   /* enum trace_event */
	uint8_t fields;  /* how many of values[] are used */
	uint16_t cpu;
	uint64_t values[EVENT_FIELDS_MAX];
};

_Static_assert(sizeof(struct trace_event_record) == 1 << TRACE_RECORD_ORDER, "a cache line");

/* Aligned: each CPU writes lines of its own. */
struct trace_ring {
	struct trace_event_record *records; /* NULL: this CPU has no ring */
	uint64_t written;                   /* events so far; number of the next */
	uint64_t cleared;                   /* what is older is not shown any more */
	uint64_t counts[TRACE_CLASSES];     /* events of each class, recorded or not */
	int64_t ahead;                      /* of CPU 0's clock, in cycles */
	uint64_t error;                     /* by so much at most that may be wrong */
} __attribute__((aligned(64)));

extern uint32_t trace_recorded; /* classes that are kept in the rings; bits TRACE_CLASS_… */

/** Give each CPU its ring and start to record every class. After this, trace() works. */
void trace_init(void);

/** Choose the classes to record. */
void trace_record_classes(uint32_t classes);

struct trace_ring *trace_ring_of(unsigned cpu);

/** Number of the oldest event that a reader can still get. */
uint64_t trace_oldest(const struct trace_ring *ring);

/** Copy event @p number; false when it is overwritten, or not written yet. */
bool trace_read(const struct trace_ring *ring, uint64_t number, struct trace_event_record *out);

/** Forget all events, for those who look at them here; what goes to the host is not touched. */
void trace_clear(void);

/**
 * How often events of @p trace_class happened on all CPUs, recorded or not. OBJECT and MAP are always counted:
 * when their counts have not changed, no object, capability or mapping came or went.
 */
uint64_t trace_count(unsigned trace_class);

/** Put a mark of the current thread into the trace. @p text: up to 16 characters. */
void trace_user_mark(const uint64_t values[3], const char *text, size_t bytes);

#endif
