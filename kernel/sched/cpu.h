/*
 * Per-CPU data. "This CPU" is where the current thread is. Code that may be switched away from must
 * not keep it: the thread may go on elsewhere.
 *
 * Invariant (cpu_ok): current is neither in the ready queue nor blocked; the idle thread is never
 * in the ready queue.
 */
#ifndef KERNEL_SCHED_CPU_H
#define KERNEL_SCHED_CPU_H

#include "kernel/arch.h"
#include "kernel/sched/ready_queue.h"
#include "kernel/sched/request.h"
#include "kernel/sched/timeout.h"

enum {
	CPU_MAX = 128,
};

struct cpu {
	struct arch_cpu arch;
	unsigned number;
	struct thread *current;
	struct thread *idle;
	struct schedule_context *context; /* what current runs on: its own, or a donor's */
	struct ready_queue ready;
	struct timeout_queue timeouts;
	bool online;                  /* it is in its idle thread, or was */
	bool reschedule;              /* a better thread than current may be ready */
	bool slice_over;              /* current has used up its time slice */
	struct thread *ended;         /* has left its kernel stack for good; reference to drop */
	struct thread *leaving;       /* switched away from, its home is another CPU */
	struct cpu_request *requests; /* newest first; taken by an atomic exchange */
	usec_t timer_at;              /* what the timer hardware is programmed for */
	usec_t idle_us;               /* time spent in the idle thread */
	usec_t switched_at;           /* until when time has been booked on context … */
	uint64_t running_since;       /* … and on current; in cycles */
	uint64_t switches, interrupts;
	struct trap_frame *stopped_frame; /* registers, while it stands for the debugger; stop.h */
	struct trap_frame *interrupted;   /* the same during an interrupt; else NULL */
	unsigned stands_for;              /* the stop it has answered last; stop.c */
	bool standing, stop_forced;
	uint32_t grace; /* latest grace period that it has noted; grace.h */
};

extern struct cpu cpus[];
extern unsigned cpu_count;

/** The CPU this code runs on. */
static inline struct cpu *cpu_current(void);

/**
 * From the boot stack: make the idle thread of @p c, switch to it and continue there with
 * @p then(idle thread), interrupts off. Needs the frame pool, nothing else.
 */
_Noreturn void cpu_start(struct cpu *c, void (*then)(struct thread *idle));

/**
 * Bring up one more CPU: with its idle thread made, @p start sends the CPU that the port knows as
 * @p id to kernel_cpu_main(). One at a time, on the boot CPU.
 * @return true when it is idle; false when it did not come in time, @p start said no, or memory or
 *         struct cpus are used up
 */
bool cpu_add(bool (*start)(struct cpu *c, word_t id), word_t id);

/** What an idle thread does for ever. */
_Noreturn void cpu_idle_loop(void);

/**
 * Let interrupts in and run a better thread if there is one. The caller must hold references to
 * everything it will touch after.
 */
void preemption_point(void);

/** One turn of a loop that waits for another CPU: a preemption point that is kind to that CPU. */
void wait_point(void);

/** Choose the best ready thread, the current one included, and switch to it. Interrupts off. */
void schedule(void);

/** The current thread goes behind the others of its priority. */
void yield(void);

/**
 * Switch directly to @p to, a ready thread of this CPU, which goes on with the rest of the current
 * thread's time slice and at its priority (donation). The current thread has blocked, or is queued
 * behind its peers.
 */
void switch_to(struct thread *to);

/** The current thread leaves its task: run on no user memory from now on. */
void cpu_leave_space(struct cpu *c);

/** Book the time since the last booking on the running thread and its time slice. */
void cpu_account(struct cpu *c);

/** The first thing every thread does after a switch, the entry of a new one included. */
void switch_finish(void);

bool cpu_ok(const struct cpu *c);

#include "kernel/object/thread.h"

static inline struct cpu *cpu_current(void)
{
	return thread_current()->cpu;
}

/** Book the cycles until @p now on the running thread alone: it changes, what it runs on does not. */
static inline void cpu_account_thread(struct cpu *c, uint64_t now)
{
	c->current->consumed += now - c->running_since;
	c->running_since = now;
}

#endif
