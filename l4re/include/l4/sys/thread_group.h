/*
 * Thread groups: several threads behind one gate or IRQ, of which the kernel picks one. (§8.15)
 *
 * The interface has them, this kernel does not: l4_factory_create() of type L4_PROTO_THREAD_GROUP
 * answers -L4_ENODEV, so that there is no object to call these functions on. A server of one's own
 * may speak the protocol.
 */
#ifndef L4_SYS_THREAD_GROUP_H
#define L4_SYS_THREAD_GROUP_H

#include <l4/sys/ipc.h>

/** Add @p thread to the group. Protocol L4_PROTO_THREAD_GROUP: MR0 = 2, item: thread. */
L4_INLINE l4_msgtag_t l4_thread_group_add_u(l4_cap_idx_t tg, l4_cap_idx_t thread, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_GROUP_ADD_OP;
	l4_utcb_cap_argument_u(1, thread, utcb);
	return l4_ipc_call(tg, utcb, l4_msgtag(L4_PROTO_THREAD_GROUP, 1, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_thread_group_add(l4_cap_idx_t tg, l4_cap_idx_t thread)
{
	return l4_thread_group_add_u(tg, thread, l4_utcb());
}

/** Take @p thread out of the group. Protocol L4_PROTO_THREAD_GROUP: MR0 = 3, item: thread. */
L4_INLINE l4_msgtag_t l4_thread_group_remove_u(l4_cap_idx_t tg, l4_cap_idx_t thread,
					       l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_GROUP_REMOVE_OP;
	l4_utcb_cap_argument_u(1, thread, utcb);
	return l4_ipc_call(tg, utcb, l4_msgtag(L4_PROTO_THREAD_GROUP, 1, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_thread_group_remove(l4_cap_idx_t tg, l4_cap_idx_t thread)
{
	return l4_thread_group_remove_u(tg, thread, l4_utcb());
}

#endif
