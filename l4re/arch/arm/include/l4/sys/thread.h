/*
 * 32-bit ARM: what threads have here besides. (abi sheet §8.3)
 */
#ifndef L4_SYS_ARM_THREAD_H
#define L4_SYS_ARM_THREAD_H

#include_next <l4/sys/thread.h>

/* Flags of l4_thread_ex_regs(): the exception level that the thread runs at from now on. */
enum L4_thread_ex_regs_flags_arm {
	L4_THREAD_EX_REGS_ARM_SET_EL_MASK = 0x3 << 24,
	L4_THREAD_EX_REGS_ARM_SET_EL_KEEP = 0x0 << 24,
	L4_THREAD_EX_REGS_ARM_SET_EL_EL0  = 0x1 << 24,
	L4_THREAD_EX_REGS_ARM_SET_EL_EL1  = 0x2 << 24, /* -L4_EINVAL here */
};

/**
 * Set the thread's register TPIDRURO, which user mode can only read: for thread-local storage.
 * Protocol L4_PROTO_THREAD: MR0 = 0x10, MR1 = value. Error: -L4_EINVAL (too few words).
 */
L4_INLINE l4_msgtag_t l4_thread_arm_set_tpidruro_u(l4_cap_idx_t thread, l4_addr_t tpidruro,
						   l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_ARM_TPIDRURO_OP;
	utcb->mr[1] = tpidruro;
	return l4_thread_call_u(thread, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_arm_set_tpidruro(l4_cap_idx_t thread, l4_addr_t tpidruro)
{
	return l4_thread_arm_set_tpidruro_u(thread, tpidruro, l4_utcb());
}

#endif
