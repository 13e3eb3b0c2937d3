/* Values: abi sheet §8.8. */
#include <l4/sys/scheduler.h>
#include "check.h"

HAS(l4_sched_cpu_set_t, l4_sched_cpu_set, (l4_umword_t, unsigned char, l4_umword_t));
HAS(l4_sched_param_t, l4_sched_param, (unsigned, l4_umword_t));
HAS(l4_msgtag_t, l4_scheduler_info, (l4_cap_idx_t, l4_umword_t *, l4_sched_cpu_set_t *));
HAS(l4_msgtag_t, l4_scheduler_info_u,
    (l4_cap_idx_t, l4_umword_t *, l4_sched_cpu_set_t *, l4_umword_t *, l4_utcb_t *));
HAS(l4_msgtag_t, l4_scheduler_info_with_classes,
    (l4_cap_idx_t, l4_umword_t *, l4_sched_cpu_set_t *, l4_umword_t *));
HAS_TWINS(l4_msgtag_t, l4_scheduler_run_thread,
	  (l4_cap_idx_t, l4_cap_idx_t, const l4_sched_param_t *));
HAS_TWINS(l4_msgtag_t, l4_scheduler_idle_time,
	  (l4_cap_idx_t, const l4_sched_cpu_set_t *, l4_kernel_clock_t *));
HAS_TWINS(int, l4_scheduler_is_online, (l4_cap_idx_t, l4_umword_t));

IS(L4_SCHEDULER_INFO_OP, 0);
IS(L4_SCHEDULER_RUN_THREAD_OP, 1);
IS(L4_SCHEDULER_IDLE_TIME_OP, 2);
IS(L4_SCHEDULER_CLASS_FIXED_PRIO, 2);
IS(L4_SCHEDULER_CLASS_WFQ, 4);
IS(L4_SCHED_MIN_PRIO, 0);
IS(L4_SCHED_MAX_PRIO, 255);

#ifdef __cplusplus
unsigned as_in_cxx(void);
unsigned as_in_cxx(void)
{
	l4_sched_param_t sp = l4_sched_param(2);

	sp.affinity = l4_sched_cpu_set(4, 2);
	sp.affinity.set(1, 2);
	return sp.affinity.granularity() + sp.affinity.offset();
}
#endif
