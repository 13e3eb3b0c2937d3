/*
 * IPC gates: the objects through which user-level servers are called. (abi sheet §7.8, §8.2)
 *
 * A client's message arrives at the bound thread with the gate's label, whose two low bits show
 * the rights of the client's capability (bit 0 W, bit 1 S). The client cannot choose the label.
 */
#ifndef L4_SYS_IPC_GATE_H
#define L4_SYS_IPC_GATE_H

#include <l4/sys/rcv_endpoint.h>

/** The older name of l4_rcv_ep_bind_thread_u(). */
L4_INLINE l4_msgtag_t l4_ipc_gate_bind_thread_u(l4_cap_idx_t gate, l4_cap_idx_t thread,
						l4_umword_t label, l4_utcb_t *utcb)
{
	return l4_rcv_ep_bind_thread_u(gate, thread, label, utcb);
}

L4_INLINE l4_msgtag_t l4_ipc_gate_bind_thread(l4_cap_idx_t gate, l4_cap_idx_t thread,
					      l4_umword_t label)
{
	return l4_rcv_ep_bind_thread(gate, thread, label);
}

/**
 * The label of a gate. Needs the server right; without it the message goes to the bound thread.
 *
 * @param label receives the label; unchanged on error
 *
 * Protocol L4_PROTO_KOBJECT: MR0 = 0x11. Answer: MR0 = label.
 */
L4_INLINE l4_msgtag_t l4_ipc_gate_get_infos_u(l4_cap_idx_t gate, l4_umword_t *label,
					      l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_IPC_GATE_GET_INFO_OP;
	tag         = l4_ipc_call(gate, utcb, l4_msgtag(L4_PROTO_KOBJECT, 1, 0, 0), L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) >= 0)
		*label = utcb->mr[0];
	return tag;
}

L4_INLINE l4_msgtag_t l4_ipc_gate_get_infos(l4_cap_idx_t gate, l4_umword_t *label)
{
	return l4_ipc_gate_get_infos_u(gate, label, l4_utcb());
}

#endif
