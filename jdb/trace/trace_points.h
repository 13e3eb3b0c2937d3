/*
 * The emitter behind kernel/trace.h: trace(event, fields…).
 *
 *      trace(wakeup, t->object.id, by->object.id, t->sched.priority);
 *
 * Fields are numbers, in the order of the schema; objects are given by their id. The number of fields
 * is checked at compile time against the schema, and fields are evaluated only when the event's class is
 * recorded. Costs a load, a test and a predicted branch when it is not.
 */
#ifndef JDB_TRACE_TRACE_POINTS_H
#define JDB_TRACE_TRACE_POINTS_H

#include "jdb/link/schema.h"

/* Classes that are recorded: bit TRACE_CLASS_…; 0 until the rings exist. */
extern uint32_t trace_mask;

/** Put an event into this CPU's ring. Use trace(). */
void trace_record(unsigned event, unsigned fields, const uint64_t *values);

#define trace(event, ...)                                                                  \
	do {                                                                               \
		_Static_assert(sizeof((uint64_t[]){__VA_ARGS__}) ==                        \
				       TRACE_FIELDS_OF_##event * sizeof(uint64_t),         \
			       "fields of " #event " as the schema has them");             \
		if (__builtin_expect((trace_mask & 1u << TRACE_CLASS_OF_##event) != 0, 0)) \
			trace_record(TRACE_##event, TRACE_FIELDS_OF_##event,               \
				     (const uint64_t[]){__VA_ARGS__});                     \
	} while (0)

#endif
