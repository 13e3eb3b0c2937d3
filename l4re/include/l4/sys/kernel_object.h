/*
 * What all objects with a server side have in common. (abi sheet §8.2)
 */
#ifndef L4_SYS_KERNEL_OBJECT_H
#define L4_SYS_KERNEL_OBJECT_H

#include <l4/sys/ipc.h>

/**
 * A server tells how many of the counted capabilities to the object are its own, so that the
 * object dies when no client has one any more.
 *
 * Protocol L4_PROTO_KOBJECT: MR0 = 0, MR1 = @p diff (subtracted). Answer: MR0 = what remains.
 * Errors: -L4_EINVAL. Through a capability without the server right the message goes to the
 * gate's thread instead.
 */
L4_INLINE l4_msgtag_t l4_kobject_dec_refcnt(l4_cap_idx_t cap, l4_mword_t diff)
{
	l4_msg_regs_t *m = l4_utcb_mr();

	m->mr[0] = L4_KOBJECT_OP_DEC_REFCNT;
	m->mr[1] = (l4_umword_t)diff;
	return l4_ipc_call(cap, l4_utcb(), l4_msgtag(L4_PROTO_KOBJECT, 2, 0, 0), L4_IPC_NEVER);
}

#endif
