/*
 * Receive endpoints: gates and IRQs, whose messages go to the thread that is bound to them.
 * (abi sheet §8.2, §8.5)
 */
#ifndef L4_SYS_RCV_ENDPOINT_H
#define L4_SYS_RCV_ENDPOINT_H

#include <l4/sys/kernel_object.h>

/**
 * Messages of @p ep go to @p thread from now on, carrying @p label.
 *
 * Protocol L4_PROTO_KOBJECT: MR0 = 0x10, MR1 = label, item: thread.
 * Errors: -L4_EPERM (S right missing on either, server right on a gate), -L4_EINVAL (not a
 * thread; a gate's label with one of its two low bits set), -L4_EMSGTOOSHORT.
 */
L4_INLINE l4_msgtag_t l4_rcv_ep_bind_thread_u(l4_cap_idx_t ep, l4_cap_idx_t thread,
					      l4_umword_t label, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_RCV_EP_BIND_OP;
	utcb->mr[1] = label;
	l4_utcb_cap_argument_u(2, thread, utcb);
	return l4_ipc_call(ep, utcb, l4_msgtag(L4_PROTO_KOBJECT, 2, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_rcv_ep_bind_thread(l4_cap_idx_t ep, l4_cap_idx_t thread, l4_umword_t label)
{
	return l4_rcv_ep_bind_thread_u(ep, thread, label, l4_utcb());
}

#endif
