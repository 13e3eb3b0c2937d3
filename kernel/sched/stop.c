/*
 * Stopping the other CPUs: see stop.h.
 */
#include "kernel/sched/stop.h"

enum {
	ANSWER_US = 100000, /* much longer than the kernel keeps interrupts off; then the NMI … */
	FORCED_US = 5000000, /* … and then nobody waits any longer; emulated CPUs may starve */
};

/*
 * Who has stopped all others, and the how-many-eth stop it is, in one word: who stands stands for this word.
 * So the next stop does not take a CPU that is just leaving the last one for one that stands, and nobody
 * has to wait until all have left.
 */
enum {
	STOPPER = 0xff, /* bits: its number + 1; 0: nobody */
	ROUND   = 0x100,
};

static unsigned stop;

static unsigned now_stop(void)
{
	return __atomic_load_n(&stop, __ATOMIC_SEQ_CST);
}

static unsigned stopper_bits(const struct cpu *c)
{
	return c->number + 1;
}

static bool is_stopper(const struct cpu *c)
{
	return (now_stop() & STOPPER) == stopper_bits(c);
}

bool cpu_stopped(const struct cpu *c)
{
	unsigned now = now_stop();

	return now & STOPPER && __atomic_load_n(&c->stands_for, __ATOMIC_SEQ_CST) == now;
}

void cpu_stand(struct trap_frame *frame)
{
	struct cpu *c = cpu_current();
	unsigned now  = now_stop();

	/* It may be over already, or a second interrupt that was sent when the first was not yet served. */
	if (!(now & STOPPER) || is_stopper(c) || c->standing)
		return;
	c->standing      = true;
	c->stopped_frame = frame;
	for (; now & STOPPER; now = now_stop()) {
		__atomic_store_n(&c->stands_for, now, __ATOMIC_SEQ_CST);
		cpu_relax();
	}
	c->stopped_frame = NULL;
	c->standing      = false;
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
	unsigned nobody = now_stop() & ~(unsigned)STOPPER;

	return __atomic_compare_exchange_n(&stop, &nobody, nobody + ROUND + stopper_bits(self),
					   false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

bool cpus_stop(void)
{
	struct cpu *self;

	if (cpu_count <= 1) /* at first there is not even a thread to ask */
		return true;
	self = cpu_current();
	if (is_stopper(self))
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
	__atomic_store_n(&stop, now_stop() & ~(unsigned)STOPPER, __ATOMIC_SEQ_CST);
}
