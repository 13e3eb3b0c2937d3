/*
 * Semaphores: a counter to wait at. (abi sheet §8.6)
 */
#ifndef L4_SYS_SEMAPHORE_H
#define L4_SYS_SEMAPHORE_H

#include <l4/sys/irq.h>

/** Count up, or wake the waiter of highest priority. Send only, as l4_irq_trigger_u(). */
L4_INLINE l4_msgtag_t l4_semaphore_up_u(l4_cap_idx_t sem, l4_utcb_t *utcb)
{
	return l4_irq_trigger_u(sem, utcb);
}

L4_INLINE l4_msgtag_t l4_semaphore_up(l4_cap_idx_t sem)
{
	return l4_semaphore_up_u(sem, l4_utcb());
}

/**
 * Count down; wait while the counter is zero, at most the receive part of @p timeout.
 * Protocol L4_PROTO_SEMAPHORE: MR0 = 0. Errors: -L4_EPERM (no S right), IPC errors
 * L4_IPC_RETIMEOUT, L4_IPC_RECANCELED, L4_IPC_ENOT_EXISTENT (destroyed meanwhile).
 */
L4_INLINE l4_msgtag_t l4_semaphore_down_u(l4_cap_idx_t sem, l4_timeout_t timeout, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_SEMAPHORE_OP_DOWN;
	return l4_ipc_call(sem, utcb, l4_msgtag(L4_PROTO_SEMAPHORE, 1, 0, 0), timeout);
}

L4_INLINE l4_msgtag_t l4_semaphore_down(l4_cap_idx_t sem, l4_timeout_t timeout)
{
	return l4_semaphore_down_u(sem, timeout, l4_utcb());
}

#endif
