/*
 * What the host asks: REQUEST and CONTROL frames, and the answers.
 *
 * A frame that comes in is decoded at once and waits in a short queue; an answer is made when the wire has
 * a free slot (link_poll()). A request that finds the queue full is dropped and counted: the host asks
 * again. With several CPUs, the others stand still for the few microseconds in which a piece of a list is
 * copied; when one does not come in time, the answer is -L4_EBUSY, and the host asks again, too.
 */
#ifndef JDB_REQUESTS_H
#define JDB_REQUESTS_H

#include "kernel/lib/types.h"
#include "jdb/link/frame.h"

/** A good frame came from the host. */
void requests_frame(const struct link_frame *f);

bool requests_waiting(void);
/** Answer the oldest request into the wire's free urgent slot. */
void requests_answer(void);

#endif
