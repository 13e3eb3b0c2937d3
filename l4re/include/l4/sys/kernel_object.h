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
L4_INLINE l4_msgtag_t l4_kobject_dec_refcnt_u(l4_cap_idx_t cap, l4_mword_t diff, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_KOBJECT_OP_DEC_REFCNT;
	utcb->mr[1] = (l4_umword_t)diff;
	return l4_ipc_call(cap, utcb, l4_msgtag(L4_PROTO_KOBJECT, 2, 0, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_kobject_dec_refcnt(l4_cap_idx_t cap, l4_mword_t diff)
{
	return l4_kobject_dec_refcnt_u(cap, diff, l4_utcb());
}

/**
 * Ask the kernel debugger about @p object: operation and arguments are in the message registers
 * already, as many as @p tag counts; the object becomes the item behind them. (§8.10, group 1)
 *
 * MR0 may be the number of the operation with or without its group, 0x100.
 * Errors: -L4_EINVAL (an invalid selector), -L4_EMSGTOOLONG (no room for the item); both without
 * asking.
 */
L4_INLINE l4_msgtag_t l4_invoke_debugger(l4_cap_idx_t object, l4_msgtag_t tag, l4_utcb_t *utcb)
{
	unsigned words = l4_msgtag_words(tag);

	if (l4_is_invalid_cap(object))
		return l4_msgtag(-L4_EINVAL, 0, 0, 0);
	if (words + 2 > L4_UTCB_GENERIC_DATA_SIZE)
		return l4_msgtag(-L4_EMSGTOOLONG, 0, 0, 0);
	utcb->mr[0] |= L4_KDEBUG_GROUP_KOBJ;
	l4_utcb_cap_argument_u(words, object, utcb);
	return l4_ipc_call(L4_BASE_DEBUGGER_CAP, utcb,
			   l4_msgtag(L4_PROTO_DEBUGGER, words, 1, l4_msgtag_flags(tag)),
			   L4_IPC_NEVER);
}

#endif
