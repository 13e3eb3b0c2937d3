/*
 * 32-bit ARM: what tasks have here besides. (abi sheet §8.1)
 */
#ifndef L4_SYS_ARM_TASK_H
#define L4_SYS_ARM_TASK_H

#include_next <l4/sys/task.h>

/**
 * Map the interrupt controller's registers for guests to @p vgicc_fpage of the task.
 * Protocol L4_PROTO_TASK: MR0 = 0x12, MR1 = flexpage. Needs hardware virtualization: -L4_ENOSYS here.
 */
L4_INLINE l4_msgtag_t l4_task_vgicc_map_u(l4_cap_idx_t task, l4_fpage_t vgicc_fpage,
					  l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_TASK_MAP_VGICC_ARM_OP;
	utcb->mr[1] = vgicc_fpage.raw;
	return l4_task_call_u(task, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_task_vgicc_map(l4_cap_idx_t task, l4_fpage_t vgicc_fpage)
{
	return l4_task_vgicc_map_u(task, vgicc_fpage, l4_utcb());
}

#endif
