/*
 * What the host asks: REQUEST and CONTROL frames, and the answers.
 *
 * A frame that comes in is decoded at once and waits in a short queue; an answer is made when the wire has
 * a free slot (link_poll()). A request that finds the queue full is dropped and counted: the host asks
 * again.
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
