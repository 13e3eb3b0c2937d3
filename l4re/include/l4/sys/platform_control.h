/*
 * Platform control: power off and reboot. (abi sheet §8.11)
 */
#ifndef L4_SYS_PLATFORM_CONTROL_H
#define L4_SYS_PLATFORM_CONTROL_H

#include <l4/sys/ipc.h>

#define L4_BASE_PLATFORM_CTL_CAP L4_BASE_ICU_CAP /* the same object answers both protocols */

/**
 * Switch the machine off (@p reboot 0) or restart it (1). Returns only on failure: -L4_ENOSYS.
 * Protocol 0: MR0 = 1, MR1 = reboot.
 */
L4_INLINE l4_msgtag_t l4_platform_ctl_system_shutdown(l4_cap_idx_t pfc, l4_umword_t reboot)
{
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = reboot;
	return l4_ipc_call(pfc, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0), L4_IPC_NEVER);
}

#endif
