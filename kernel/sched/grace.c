/*
 * Grace periods: see grace.h.
 */
#include "kernel/sched/cpu.h"
#include "kernel/sched/grace.h"

static uint32_t period; /* number of the latest that has begun; wraps */

void grace_note(void)
{
	uint32_t now = __atomic_load_n(&period, __ATOMIC_ACQUIRE);

	__atomic_store_n(&cpu_current()->grace, now, __ATOMIC_RELEASE);
}

static bool has_noted(const struct cpu *c, uint32_t number)
{
	return (int32_t)(__atomic_load_n(&c->grace, __ATOMIC_ACQUIRE) - number) >= 0;
}

void grace_period(void)
{
	uint32_t number = __atomic_add_fetch(&period, 1, __ATOMIC_SEQ_CST);

	grace_note();
	for (unsigned i = 0; i < cpu_count; i++)
		if (!has_noted(&cpus[i], number))
			arch_cpu_notify(&cpus[i]);
	for (unsigned i = 0; i < cpu_count; i++)
		while (!has_noted(&cpus[i], number))
			wait_point();
}
