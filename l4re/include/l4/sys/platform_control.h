/*
 * Platform control: power off, reboot, sleep, CPUs. (abi sheet §8.11)
 *
 * Protocol L4_PROTO_PLATFORM_CTL (0), MR0 = operation. What the machine or the kernel cannot do
 * answers -L4_ENOSYS: here everything but shutting down.
 */
#ifndef L4_SYS_PLATFORM_CONTROL_H
#define L4_SYS_PLATFORM_CONTROL_H

#include <l4/sys/ipc.h>

#define L4_BASE_PLATFORM_CTL_CAP L4_BASE_ICU_CAP /* the same object answers both protocols */

/** Send the message of @p words words in the UTCB. */
L4_INLINE l4_msgtag_t l4_platform_ctl_call_u(l4_cap_idx_t pfc, unsigned words, unsigned items,
					     l4_utcb_t *utcb)
{
	return l4_ipc_call(pfc, utcb, l4_msgtag(L4_PROTO_PLATFORM_CTL, words, items, 0),
			   L4_IPC_NEVER);
}

/** Sleep, memory staying alive. MR0 = 0, MR1 = @p extras (machine's own; x86: ACPI sleep state). */
L4_INLINE l4_msgtag_t l4_platform_ctl_system_suspend_u(l4_cap_idx_t pfc, l4_umword_t extras,
						       l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_SYS_SUSPEND_OP;
	utcb->mr[1] = extras;
	return l4_platform_ctl_call_u(pfc, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_system_suspend(l4_cap_idx_t pfc, l4_umword_t extras)
{
	return l4_platform_ctl_system_suspend_u(pfc, extras, l4_utcb());
}

/**
 * Switch the machine off (@p reboot 0) or restart it (1). Returns only on failure: -L4_ENOSYS.
 * MR0 = 1, MR1 = reboot.
 */
L4_INLINE l4_msgtag_t l4_platform_ctl_system_shutdown_u(l4_cap_idx_t pfc, l4_umword_t reboot,
							l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	utcb->mr[1] = reboot;
	return l4_platform_ctl_call_u(pfc, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_system_shutdown(l4_cap_idx_t pfc, l4_umword_t reboot)
{
	return l4_platform_ctl_system_shutdown_u(pfc, reboot, l4_utcb());
}

/** The CPU with hardware number @p phys_id may, or may not, go to sleep. MR0 = 2, MR1, MR2. */
L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_allow_shutdown_u(l4_cap_idx_t pfc, l4_umword_t phys_id,
							   l4_umword_t enable, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_CPU_ALLOW_SHUTDOWN_OP;
	utcb->mr[1] = phys_id;
	utcb->mr[2] = enable;
	return l4_platform_ctl_call_u(pfc, 3, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_allow_shutdown(l4_cap_idx_t pfc, l4_umword_t phys_id,
							 l4_umword_t enable)
{
	return l4_platform_ctl_cpu_allow_shutdown_u(pfc, phys_id, enable, l4_utcb());
}

/** Switch the CPU with hardware number @p phys_id on. MR0 = 3, MR1. No kernel of today does it. */
L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_enable_u(l4_cap_idx_t pfc, l4_umword_t phys_id,
						   l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_CPU_ENABLE_OP;
	utcb->mr[1] = phys_id;
	return l4_platform_ctl_call_u(pfc, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_enable(l4_cap_idx_t pfc, l4_umword_t phys_id)
{
	return l4_platform_ctl_cpu_enable_u(pfc, phys_id, l4_utcb());
}

/** Switch it off. MR0 = 4, MR1. No kernel of today does it. */
L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_disable_u(l4_cap_idx_t pfc, l4_umword_t phys_id,
						    l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_CPU_DISABLE_OP;
	utcb->mr[1] = phys_id;
	return l4_platform_ctl_call_u(pfc, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_cpu_disable(l4_cap_idx_t pfc, l4_umword_t phys_id)
{
	return l4_platform_ctl_cpu_disable_u(pfc, phys_id, l4_utcb());
}

/**
 * Choose the address-space number of @p task (W right needed). For ARM machines whose devices are
 * told apart by that number. MR0 = 0x10, MR1 = @p asid, item: task.
 */
L4_INLINE l4_msgtag_t l4_platform_ctl_set_task_asid_u(l4_cap_idx_t pfc, l4_cap_idx_t task,
						      l4_umword_t asid, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_PLATFORM_CTL_SET_TASK_ASID_OP;
	utcb->mr[1] = asid;
	l4_utcb_cap_argument_u(2, task, utcb);
	return l4_platform_ctl_call_u(pfc, 2, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_platform_ctl_set_task_asid(l4_cap_idx_t pfc, l4_cap_idx_t task,
						    l4_umword_t asid)
{
	return l4_platform_ctl_set_task_asid_u(pfc, task, asid, l4_utcb());
}

#endif
