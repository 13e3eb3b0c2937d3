/*
 * Per-CPU data. A thread runs on its home CPU only, so "this CPU" is the current thread's home.
 *
 * Invariant (cpu_ok): current is neither in the ready queue nor blocked; the idle thread is never
 * in the ready queue.
 */
#ifndef KERNEL_SCHED_CPU_H
#define KERNEL_SCHED_CPU_H

#include "kernel/arch.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/timeout.h"

enum {
	CPU_MAX = 128,
};

/* A piece of work that another CPU asks for (issue "Many CPUs" adds the interrupt). */
struct cpu_request {
	struct cpu_request *next;
	void (*run)(struct cpu_request *r);
};

struct cpu {
	struct arch_cpu arch;
	unsigned number;
	struct thread *current;
	struct thread *idle;
	struct ready_queue ready;
	struct timeout_queue timeouts;
	bool reschedule;              /* a better thread than current may be ready */
	struct cpu_request *requests; /* newest first; taken by an atomic exchange */
	usec_t idle_us;               /* time spent in the idle thread */
	usec_t switched_at;           /* when current was switched to */
	uint64_t switches, interrupts;
};

extern struct cpu cpus[];
extern unsigned cpu_count;

/** The CPU this code runs on. */
static inline struct cpu *cpu_current(void);

/**
 * Let interrupts in and run a better thread if there is one. The caller must hold references to
 * everything it will touch after.
 */
void preemption_point(void);

/** Give up the CPU: choose the best ready thread and switch to it. Interrupts off. */
void schedule(void);

/**
 * Switch directly to @p to, a thread of this CPU that is not in the ready queue. If the current
 * thread is still ready it is queued first (in front of its peers when @p front).
 */
void switch_to(struct thread *to);

bool cpu_ok(const struct cpu *c);

#include "kernel/object/thread.h"

static inline struct cpu *cpu_current(void)
{
	return thread_current()->cpu;
}

#endif
