/*
 * Stopping the other CPUs: see stop.h.
 */
#include "kernel/sched/stop.h"

enum {
	ANSWER_US = 100000, /* much longer than the kernel keeps interrupts off; then the NMI … */
	FORCED_US = 5000000, /* … and then nobody waits any longer; emulated CPUs may starve */
};

static struct cpu *stopper; /* who has stopped all others; NULL: nobody */

static struct cpu *now_stopper(void)
{
	return __atomic_load_n(&stopper, __ATOMIC_ACQUIRE);
}

void cpu_stand(struct trap_frame *frame)
{
	struct cpu *c = cpu_current();

	/* It may be over already, or a second interrupt that was sent when the first was not yet served. */
	if (!now_stopper() || now_stopper() == c || c->stopped)
		return;
	c->stopped_frame = frame;
	__atomic_store_n(&c->stopped, true, __ATOMIC_RELEASE);
	while (now_stopper())
		cpu_relax();
	c->stopped_frame = NULL;
	__atomic_store_n(&c->stopped, false, __ATOMIC_RELEASE);
}

static bool all_stand(const struct cpu *self)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != self && !cpu_stopped(&cpus[i]))
			return false;
	return true;
}

/* Interrupt who does not stand, and wait for @p us at most. */
static bool stop_others(const struct cpu *self, bool force, usec_t us)
{
	usec_t end = arch_clock_us() + us;

	for (unsigned i = 0; i < cpu_count; i++) {
		if (&cpus[i] == self || cpu_stopped(&cpus[i]))
			continue;
		cpus[i].stop_forced = force;
		arch_cpu_stop(&cpus[i], force);
	}
	while (!all_stand(self) && arch_clock_us() < end)
		cpu_relax();
	return all_stand(self);
}

static bool become_stopper(struct cpu *self)
{
	struct cpu *nobody = NULL;

	return __atomic_compare_exchange_n(&stopper, &nobody, self, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

bool cpus_stop(void)
{
	struct cpu *self;

	if (cpu_count <= 1) /* at first there is not even a thread to ask */
		return true;
	self = cpu_current();
	if (now_stopper() == self)
		return false;
	while (!become_stopper(self))
		cpu_stand(NULL);
	if (!stop_others(self, false, ANSWER_US))
		stop_others(self, true, FORCED_US);
	return true;
}

bool cpus_pause(usec_t us)
{
	struct cpu *self = cpu_current();

	if (!become_stopper(self))
		return false;
	if (stop_others(self, false, us))
		return true;
	cpus_go();
	return false;
}

void cpus_go(void)
{
	__atomic_store_n(&stopper, NULL, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < cpu_count; i++)
		while (cpu_stopped(&cpus[i])) /* the next cpus_stop() must not find it standing */
			cpu_relax();
}
