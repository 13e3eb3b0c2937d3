/*
 * What tests of kernel code use of the host port.
 *
 * Every Criterion test is a process of its own, so each starts with an untouched kernel: call
 * host_start() first. A kernel panic fails the test with the kernel's message.
 */
#ifndef TESTS_UNIT_HOST_H
#define TESTS_UNIT_HOST_H

#include "kernel/lib/invariant.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"

enum {
	HOST_POOL_BYTES = 16 << 20,
	HOST_PANIC      = 42, /* exit code of a test that panicked as expected */
	HOST_CPUS       = 4,  /* at most */
};

/** A pool of @p bytes (at most HOST_POOL_BYTES), the mapping database, one CPU, this thread. */
void host_start_with(size_t bytes);
/** host_start_with() all of it. */
void host_start(void);

/**
 * host_start() with @p count CPUs, on each of which a thread runs. The test is on CPU 0; with
 * host_be_cpu() it goes on as the thread of CPU @p number. @return the CPU it was before
 */
void host_start_cpus(unsigned count);
unsigned host_be_cpu(unsigned number);

/** Interrupts asked for by arch_cpu_notify() that CPU @p number has not taken. */
unsigned host_notified(unsigned number);
/** CPU @p number takes them: it sees to its requests. */
void host_serve(unsigned number);

/** The thread that the test runs as; unbound, no UTCB. */
struct thread *host_self(void);

/**
 * Run @p interrupt(@p data) at preemption points: what a test wants to happen while a long operation
 * lets others in. NULL: nothing.
 */
void host_on_interrupt(void (*interrupt)(void *data), void *data);

/** Preemption points passed so far. */
unsigned host_preemptions(void);

/** Physical ranges that belong to the kernel: memory_user_may_map() says no. */
void host_reserve(paddr_t start, paddr_t end);

/** TLB flushes asked for so far. */
unsigned host_tlb_flushes(void);

/** The kernel clock stands still until a test moves it; the timer is only remembered. */
extern usec_t host_clock, host_timer;

/* What is typed on the console, as far as nobody has read it yet. */
extern const char *host_typed;

/** What was written to the console since the last question. */
const char *host_said(void);

/**
 * The kernel panics next, with a message that contains @p text. For tests declared
 * Test(…, HOST_PANICS): they pass then, and only then.
 */
void host_expect_panic(const char *text);
#define HOST_PANICS .exit_code = HOST_PANIC

/** A kernel invariant: fails the test with the broken rule. */
#define cr_assert_invariant(predicate)                                                    \
	cr_assert(predicate, "%s: broken: %s (on %p)", #predicate, invariant_broken.rule, \
		  invariant_broken.object)

#endif
