/*
 * Tests run again and again with one kernel allocation failing: `make test-alloc`.
 *
 * In a kernel built for it (FAIL_ALLOC=1) each test first runs as usual. Then it runs with its first
 * allocation failing, its second and so on, until it needs no more than there are. Of such a run nothing
 * is expected but that the kernel takes "no" for an answer: its invariants hold, the test's factory gets
 * every byte back, and the next run can begin. The test itself ends at its first failed expectation.
 */
#ifndef TESTS_TARGET_INJECTION_H
#define TESTS_TARGET_INJECTION_H

#include "tests/target/target.h"

#ifdef CONFIG_FAIL_ALLOC

/** Arm the kernel's counter: the @p n-th allocation from now on fails. @return those made since the last call */
long injection_fail_at(l4_umword_t n);

/** The kernel evaluates its invariants and prints what is broken; `run` looks for that. */
void injection_check_kernel(void);

/** Does nothing outside of injected runs; else ends the test: called when an expectation has failed. */
void injection_bail_out(void);

/**
 * Run @p t, which has passed, with its allocations failing. @p renew cleans up after a run and has the
 * next one begin; it returns false if something is missing then.
 *
 * @param stride 1: each allocation, n: every n-th, beginning with one that depends on the test
 * @return runs in which something went wrong
 */
unsigned injection_run(const struct test *t, unsigned stride, bool (*renew)(void));

/** Before the first test. */
void injection_init(void);

#else
static inline void injection_bail_out(void)
{
}
static inline void injection_init(void)
{
}
static inline unsigned injection_run(const struct test *t, unsigned stride, bool (*renew)(void))
{
	(void)t, (void)stride, (void)renew;
	return 0;
}
#endif

#endif
