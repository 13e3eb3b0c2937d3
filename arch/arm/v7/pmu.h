/*
 * The performance monitor's cycle counter, which programs may read.
 *
 * User mode has no other fine clock: the generic timer is some tens of times coarser than the core.
 * Programs find the feature string "perf_cnt_user" in the kernel info page where the counter runs
 * (abi sheet §10.3); they may also program the event counters, which are not switched between
 * threads. Whoever measures is expected to be alone.
 */
#ifndef ARCH_PMU_H
#define ARCH_PMU_H

#include "kernel/lib/types.h"

/** Once on each CPU: let the cycle counter run from zero, and open it to user mode. */
void pmu_init_cpu(void);

/** Has this machine the counter? */
bool pmu_present(void);

#endif
