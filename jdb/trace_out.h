/*
 * Trace events on their way from the rings into frames. The policy is told in link_out.h.
 */
#ifndef JDB_TRACE_OUT_H
#define JDB_TRACE_OUT_H

#include "kernel/lib/types.h"

/** Begin again with the oldest event of each ring. */
void trace_out_rewind(void);

/** Put events into the free trace slot of the wire; false when there is nothing worth a frame yet. */
bool trace_out_fill(void);

/** When the next frame is worth it (kernel clock), or USEC_NEVER. */
usec_t trace_out_next(void);

/** Events of a CPU and class that were dropped; class TRACE_CLASSES: overwritten in the ring. */
uint64_t trace_out_lost(unsigned cpu, unsigned trace_class);

#endif
