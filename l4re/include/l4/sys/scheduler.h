/*
 * The scheduler: on which CPU, with which priority, a thread runs. (abi sheet §8.8)
 *
 * Protocol L4_PROTO_SCHEDULER, MR0 = operation. It is also an ICU (icu.h) whose pin 0 signals that a
 * CPU came or went.
 */
#ifndef L4_SYS_SCHEDULER_H
#define L4_SYS_SCHEDULER_H

#include <l4/sys/kernel_object.h>

enum {
	L4_SCHED_GRANULARITY_SHIFT = 24, /* in gran_offset; below it: the offset */
	L4_SCHED_OFFSET_MASK       = (1 << L4_SCHED_GRANULARITY_SHIFT) - 1,
};

/* Bit i of the map covers the 2^granularity CPUs from offset + i * 2^granularity on. */
typedef struct l4_sched_cpu_set_t {
	l4_umword_t gran_offset; /* granularity << 24 | offset */
	l4_umword_t map;
#ifdef __cplusplus
	unsigned char granularity() const
	{
		return (unsigned char)(gran_offset >> L4_SCHED_GRANULARITY_SHIFT);
	}
	unsigned offset() const
	{
		return (unsigned)(gran_offset & L4_SCHED_OFFSET_MASK);
	}
	void set(unsigned char granularity, unsigned offset)
	{
		gran_offset = (l4_umword_t)granularity << L4_SCHED_GRANULARITY_SHIFT |
			      (offset & L4_SCHED_OFFSET_MASK);
	}
#endif
} l4_sched_cpu_set_t;

typedef struct l4_sched_param_t {
	l4_sched_cpu_set_t affinity;
	l4_umword_t prio;    /* 1 to 255; higher runs first */
	l4_umword_t quantum; /* microseconds; 0: the default time slice */
} l4_sched_param_t;

L4_INLINE l4_sched_cpu_set_t l4_sched_cpu_set(l4_umword_t offset, unsigned char granularity,
					      l4_umword_t map L4_DEFAULT_PARAM(1))
{
	return (l4_sched_cpu_set_t){(l4_umword_t)granularity << L4_SCHED_GRANULARITY_SHIFT | offset,
				    map};
}

/** Priority and time slice, on whatever CPU. */
L4_INLINE l4_sched_param_t l4_sched_param(unsigned prio, l4_umword_t quantum L4_DEFAULT_PARAM(0))
{
	return (l4_sched_param_t){l4_sched_cpu_set(0, 0xff, 1), prio, quantum};
}

/**
 * Which CPUs there are, and how they are shared.
 *
 * @param cpu_max       receives the largest number of CPUs ever possible; may be NULL
 * @param cpus          gran_offset in, map of the CPUs that are there out
 * @param sched_classes receives L4_SCHEDULER_CLASS_*; may be NULL
 *
 * MR0 = 0, MR1 = gran_offset. Answer: MR0 = map, MR1 = maximum, MR2 = classes.
 * Errors: -L4_ERANGE (offset too large).
 */
L4_INLINE l4_msgtag_t l4_scheduler_info_u(l4_cap_idx_t scheduler, l4_umword_t *cpu_max,
					  l4_sched_cpu_set_t *cpus, l4_umword_t *sched_classes,
					  l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_SCHEDULER_INFO_OP;
	utcb->mr[1] = cpus->gran_offset;
	tag = l4_ipc_call(scheduler, utcb, l4_msgtag(L4_PROTO_SCHEDULER, 2, 0, 0), L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) < 0)
		return tag;
	cpus->map = utcb->mr[0];
	if (cpu_max)
		*cpu_max = utcb->mr[1];
	if (sched_classes)
		*sched_classes = utcb->mr[2];
	return tag;
}

L4_INLINE l4_msgtag_t l4_scheduler_info(l4_cap_idx_t scheduler, l4_umword_t *cpu_max,
					l4_sched_cpu_set_t *cpus)
{
	return l4_scheduler_info_u(scheduler, cpu_max, cpus, NULL, l4_utcb());
}

L4_INLINE l4_msgtag_t l4_scheduler_info_with_classes(l4_cap_idx_t scheduler, l4_umword_t *cpu_max,
						     l4_sched_cpu_set_t *cpus,
						     l4_umword_t *sched_classes)
{
	return l4_scheduler_info_u(scheduler, cpu_max, cpus, sched_classes, l4_utcb());
}

/**
 * Let @p thread run, or change how it runs.
 * MR0 = 1, MR1 = gran_offset, MR2 = map, MR3 = priority, MR4 = quantum, item: thread.
 * Errors: -L4_EINVAL (priority 0, not a thread), -L4_ERANGE.
 */
L4_INLINE l4_msgtag_t l4_scheduler_run_thread_u(l4_cap_idx_t scheduler, l4_cap_idx_t thread,
						const l4_sched_param_t *sp, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_SCHEDULER_RUN_THREAD_OP;
	utcb->mr[1] = sp->affinity.gran_offset;
	utcb->mr[2] = sp->affinity.map;
	utcb->mr[3] = sp->prio;
	utcb->mr[4] = sp->quantum;
	l4_utcb_cap_argument_u(5, thread, utcb);
	return l4_ipc_call(scheduler, utcb, l4_msgtag(L4_PROTO_SCHEDULER, 5, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_scheduler_run_thread(l4_cap_idx_t scheduler, l4_cap_idx_t thread,
					      const l4_sched_param_t *sp)
{
	return l4_scheduler_run_thread_u(scheduler, thread, sp, l4_utcb());
}

/**
 * How long the first CPU of the set has been idle, in microseconds.
 * MR0 = 2, MR1 = gran_offset, MR2 = map. Answer: u64 time, from MR0 on. Errors: -L4_EINVAL (no CPU).
 */
L4_INLINE l4_msgtag_t l4_scheduler_idle_time_u(l4_cap_idx_t scheduler,
					       const l4_sched_cpu_set_t *cpus,
					       l4_kernel_clock_t *us, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_SCHEDULER_IDLE_TIME_OP;
	utcb->mr[1] = cpus->gran_offset;
	utcb->mr[2] = cpus->map;
	tag = l4_ipc_call(scheduler, utcb, l4_msgtag(L4_PROTO_SCHEDULER, 3, 0, 0), L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) >= 0)
		*us = l4_utcb_mr_u(utcb)->mr64[0];
	return tag;
}

L4_INLINE l4_msgtag_t l4_scheduler_idle_time(l4_cap_idx_t scheduler, const l4_sched_cpu_set_t *cpus,
					     l4_kernel_clock_t *us)
{
	return l4_scheduler_idle_time_u(scheduler, cpus, us, l4_utcb());
}

/** Is CPU number @p cpu there? (Asked by l4_scheduler_info_u().) */
L4_INLINE int l4_scheduler_is_online_u(l4_cap_idx_t scheduler, l4_umword_t cpu, l4_utcb_t *utcb)
{
	l4_sched_cpu_set_t set = l4_sched_cpu_set(cpu, 0, 0);

	return l4_error_u(l4_scheduler_info_u(scheduler, NULL, &set, NULL, utcb), utcb) >= 0 &&
	       (set.map & 1);
}

L4_INLINE int l4_scheduler_is_online(l4_cap_idx_t scheduler, l4_umword_t cpu)
{
	return l4_scheduler_is_online_u(scheduler, cpu, l4_utcb());
}

#endif
