/*
 * Locks of the debugger's own data (the wire, keys, names), for CPUs that come at the same moment.
 *
 * Like spinlocks, held with interrupts off and for a short while, but nobody waits for ever: a CPU that the
 * debugger has stopped may hold one, and so may this CPU itself when it panics half-way. Then the lock
 * is left to its holder, and the caller goes on without it:
 *
 *      bool taken = debug_lock(&lock);
 *      …
 *      debug_unlock(&lock, taken);
 *
 * What is protected must survive that with no more than wrong characters.
 */
#ifndef JDB_LOCK_H
#define JDB_LOCK_H

#include "kernel/lib/types.h"

struct cpu;

struct debug_lock {
	struct cpu *holder; /* NULL: free */
};

/** @return true: we have it; false: whoever has it stands still, or nobody else is there */
bool debug_lock(struct debug_lock *l);
void debug_unlock(struct debug_lock *l, bool taken);

#endif
