/*
 * The scheduler: on which CPU, with which priority, a thread runs. (abi sheet §8.8)
 *
 * Protocol L4_PROTO_SCHEDULER, MR0 = operation.
 */
#ifndef L4_SYS_SCHEDULER_H
#define L4_SYS_SCHEDULER_H

#include <l4/sys/ipc.h>

/* Bit i of the map covers the 2^granularity CPUs from offset + i * 2^granularity on. */
typedef struct l4_sched_cpu_set_t {
	l4_umword_t gran_offset; /* granularity << 24 | offset */
	l4_umword_t map;
} l4_sched_cpu_set_t;

typedef struct l4_sched_param_t {
	l4_sched_cpu_set_t affinity;
	l4_umword_t prio;    /* 1 to 255; higher runs first */
	l4_umword_t quantum; /* microseconds; 0: the default time slice */
} l4_sched_param_t;

L4_INLINE l4_sched_cpu_set_t l4_sched_cpu_set(l4_umword_t offset, unsigned char granularity,
					      l4_umword_t map)
{
	return (l4_sched_cpu_set_t){(l4_umword_t)granularity << 24 | offset, map};
}

/** Priority and time slice, on whatever CPU. */
L4_INLINE l4_sched_param_t l4_sched_param(unsigned prio, l4_umword_t quantum)
{
	return (l4_sched_param_t){l4_sched_cpu_set(0, 0xff, 1), prio, quantum};
}

/**
 * Which CPUs there are.
 * @param cpu_max receives the largest number of CPUs ever possible; may be NULL
 * @param cpus    gran_offset in, map out. Errors: -L4_ERANGE (offset too large)
 */
L4_INLINE l4_msgtag_t l4_scheduler_info(l4_cap_idx_t scheduler, l4_umword_t *cpu_max,
					l4_sched_cpu_set_t *cpus)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	m->mr[0] = L4_SCHEDULER_INFO_OP;
	m->mr[1] = cpus->gran_offset;
	tag      = l4_ipc_call(scheduler, l4_utcb(), l4_msgtag(L4_PROTO_SCHEDULER, 2, 0, 0),
			       L4_IPC_NEVER);
	if (l4_error(tag) >= 0) {
		cpus->map = m->mr[0];
		if (cpu_max)
			*cpu_max = m->mr[1];
	}
	return tag;
}

/**
 * Let @p thread run, or change how it runs.
 * Errors: -L4_EINVAL (priority 0, not a thread), -L4_ERANGE.
 */
L4_INLINE l4_msgtag_t l4_scheduler_run_thread(l4_cap_idx_t scheduler, l4_cap_idx_t thread,
					      const l4_sched_param_t *sp)
{
	l4_msg_regs_t *m = l4_utcb_mr();

	m->mr[0] = L4_SCHEDULER_RUN_THREAD_OP;
	m->mr[1] = sp->affinity.gran_offset;
	m->mr[2] = sp->affinity.map;
	m->mr[3] = sp->prio;
	m->mr[4] = sp->quantum;
	l4_utcb_cap_argument(5, thread);
	return l4_ipc_call(scheduler, l4_utcb(), l4_msgtag(L4_PROTO_SCHEDULER, 5, 1, 0),
			   L4_IPC_NEVER);
}

/** How long the first CPU of the set has been idle, in microseconds. */
L4_INLINE l4_msgtag_t l4_scheduler_idle_time(l4_cap_idx_t scheduler, const l4_sched_cpu_set_t *cpus,
					     l4_kernel_clock_t *us)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	m->mr[0] = L4_SCHEDULER_IDLE_TIME_OP;
	m->mr[1] = cpus->gran_offset;
	m->mr[2] = cpus->map;
	tag      = l4_ipc_call(scheduler, l4_utcb(), l4_msgtag(L4_PROTO_SCHEDULER, 3, 0, 0),
			       L4_IPC_NEVER);
	if (l4_error(tag) >= 0)
		*us = m->mr64[0];
	return tag;
}

L4_INLINE int l4_scheduler_is_online(l4_cap_idx_t scheduler, l4_umword_t cpu)
{
	l4_sched_cpu_set_t set = l4_sched_cpu_set(cpu, 0, 0);

	return l4_error(l4_scheduler_info(scheduler, NULL, &set)) >= 0 && (set.map & 1);
}

#endif
