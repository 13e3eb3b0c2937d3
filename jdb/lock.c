/*
 * Locks of the debugger's own data. See lock.h.
 */
#include "jdb/lock.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/stop.h"

enum {
	LOOKS = 50000000, /* longer than anybody holds one, were it for a slow serial line */
};

bool debug_lock(struct debug_lock *l)
{
	struct cpu *self, *holder;

	if (cpu_count <= 1) /* at first there is not even a thread to ask */
		return false;
	self = cpu_current();
	for (unsigned i = 0; i < LOOKS; i++) {
		holder = __atomic_load_n(&l->holder, __ATOMIC_RELAXED);
		if (!holder && __atomic_compare_exchange_n(&l->holder, &holder, self, false,
							   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return true;
		if (holder == self || (holder && cpu_stopped(holder)))
			return false;
		cpu_relax();
	}
	return false;
}

void debug_unlock(struct debug_lock *l, bool taken)
{
	if (taken)
		__atomic_store_n(&l->holder, NULL, __ATOMIC_RELEASE);
}
