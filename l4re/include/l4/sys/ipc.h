/*
 * The system call: send, receive, both. (abi sheet §1, §7)
 *
 * There is one: invoke a capability, with an optional send phase followed by an optional receive
 * phase. All functions here are combinations of these. Message contents are in the UTCB; the tag
 * says how much of it counts: words first, then typed items of two words each.
 *
 * Results: a tag. l4_msgtag_has_error(): the IPC itself failed, the reason is in the UTCB's error
 * word. Otherwise, for calls to objects, a negative label is -L4_E...; l4_error() folds both cases
 * into one number.
 *
 * Functions come in pairs: what l4_..._u() does with the UTCB given as argument, l4_...() does with
 * the one that it finds. Finding costs an instruction; a function that needs it often passes it on.
 */
#ifndef L4_SYS_IPC_H
#define L4_SYS_IPC_H

#include <l4/sys/utcb.h>
#include <l4/sys/err.h>

/**
 * The whole system call; everything else here is made of it.
 *
 * @param dest    selector of the partner (L4_INVALID_CAP: the calling thread)
 * @param utcb    the caller's UTCB (kept for source compatibility; the kernel knows it)
 * @param flags   L4_SYSF_*: which phases
 * @param slabel  label to send; only seen by the receiver if the capability is a thread
 * @param tag     what to send
 * @param rlabel  receives the label of the message received; may be NULL
 * @param timeout of the send and the receive phase
 * @return tag of the message received; for pure sends @p tag; with the error bit on failure
 */
L4_INLINE l4_msgtag_t l4_ipc(l4_cap_idx_t dest, l4_utcb_t *utcb, l4_umword_t flags,
			     l4_umword_t slabel, l4_msgtag_t tag, l4_umword_t *rlabel,
			     l4_timeout_t timeout)
{
	l4_umword_t label  = slabel;
	l4_msgtag_t result = l4_syscall(dest | flags, tag, &label, timeout);

	(void)utcb;
	if (rlabel)
		*rlabel = label;
	return result;
}

/** Wait for a message from anybody; *@p label tells through which gate it came. */
L4_INLINE l4_msgtag_t l4_ipc_wait(l4_utcb_t *utcb, l4_umword_t *label, l4_timeout_t timeout)
{
	return l4_ipc(L4_INVALID_CAP, utcb, L4_SYSF_WAIT, 0, l4_msgtag(0, 0, 0, 0), label, timeout);
}

/** Wait for a message of one partner: a thread, the thread behind a gate, or an IRQ. */
L4_INLINE l4_msgtag_t l4_ipc_receive(l4_cap_idx_t object, l4_utcb_t *utcb, l4_timeout_t timeout)
{
	return l4_ipc(object, utcb, L4_SYSF_RECV, 0, l4_msgtag(0, 0, 0, 0), NULL, timeout);
}

/** Send, and do not wait for an answer. */
L4_INLINE l4_msgtag_t l4_ipc_send(l4_cap_idx_t dest, l4_utcb_t *utcb, l4_msgtag_t tag,
				  l4_timeout_t timeout)
{
	return l4_ipc(dest, utcb, L4_SYSF_SEND, 0, tag, NULL, timeout);
}

/** Send and wait for the answer of the same partner. */
L4_INLINE l4_msgtag_t l4_ipc_call(l4_cap_idx_t object, l4_utcb_t *utcb, l4_msgtag_t tag,
				  l4_timeout_t timeout)
{
	return l4_ipc(object, utcb, L4_SYSF_CALL, 0, tag, NULL, timeout);
}

/**
 * Answer the caller of the last call received and wait for the next message.
 * Servers use a send timeout of zero: a caller is always ready to receive, unless it has given up.
 */
L4_INLINE l4_msgtag_t l4_ipc_reply_and_wait(l4_utcb_t *utcb, l4_msgtag_t tag, l4_umword_t *label,
					    l4_timeout_t timeout)
{
	return l4_ipc(L4_INVALID_CAP, utcb, L4_SYSF_REPLY_AND_WAIT, 0, tag, label, timeout);
}

/** Send to @p dest and wait for a message from anybody. */
L4_INLINE l4_msgtag_t l4_ipc_send_and_wait(l4_cap_idx_t dest, l4_utcb_t *utcb, l4_msgtag_t tag,
					   l4_umword_t *label, l4_timeout_t timeout)
{
	return l4_ipc(dest, utcb, L4_SYSF_SEND_AND_WAIT, 0, tag, label, timeout);
}

/** Sleep: wait for a message from oneself, which never comes. Ends with L4_IPC_RETIMEOUT. */
L4_INLINE l4_msgtag_t l4_ipc_sleep(l4_timeout_t timeout)
{
	return l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_RECV, 0, l4_msgtag(0, 0, 0, 0), NULL,
		      timeout);
}

L4_INLINE l4_msgtag_t l4_ipc_sleep_us(l4_uint64_t us)
{
	return l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us)));
}

L4_INLINE l4_msgtag_t l4_ipc_sleep_ms(l4_uint32_t ms)
{
	return l4_ipc_sleep_us(ms * 1000ULL);
}

/** IPC error (L4_IPC_*) of the operation that returned @p tag, 0 if it had none. */
L4_INLINE l4_umword_t l4_ipc_error(l4_msgtag_t tag, l4_utcb_t *utcb)
{
	return l4_msgtag_has_error(tag) ? utcb->error & L4_IPC_ERROR_MASK : 0;
}

L4_INLINE int l4_ipc_error_code(l4_utcb_t *utcb)
{
	return (int)(utcb->error & L4_IPC_ERROR_MASK);
}

L4_INLINE int l4_ipc_is_snd_error(l4_utcb_t *utcb)
{
	return (utcb->error & L4_IPC_SND_ERR_MASK) == 0;
}

L4_INLINE int l4_ipc_is_rcv_error(l4_utcb_t *utcb)
{
	return (utcb->error & L4_IPC_SND_ERR_MASK) != 0;
}

L4_INLINE long l4_ipc_to_errno(unsigned long ipc_error)
{
	return -(long)(L4_EIPC_LO + ipc_error);
}

/** One number for both kinds of failure: 0 or positive is the label; negative is an error. */
L4_INLINE long l4_error_u(l4_msgtag_t tag, l4_utcb_t *utcb)
{
	if (l4_msgtag_has_error(tag))
		return l4_ipc_to_errno(l4_ipc_error(tag, utcb));
	return l4_msgtag_label(tag);
}

L4_INLINE long l4_error(l4_msgtag_t tag)
{
	return l4_error_u(tag, l4_utcb());
}

/**
 * Append a send item to the message being written: its two words go behind words and items of
 * *@p tag, which is changed to count it. The item is compound (L4_ITEM_CONT): all items of a kind
 * go into one receive buffer.
 *
 * @param fpage    what to send
 * @param snd_base control word from l4_map_control() or l4_map_obj_control()
 * @return 0, or -L4_ENOMEM if the UTCB is full
 */
L4_INLINE int l4_sndfpage_add_u(l4_fpage_t fpage, unsigned long snd_base, l4_msgtag_t *tag,
				l4_utcb_t *utcb)
{
	unsigned at = l4_msgtag_words(*tag) + 2 * l4_msgtag_items(*tag);

	if (at + 2 > L4_UTCB_GENERIC_DATA_SIZE)
		return -L4_ENOMEM;
	utcb->mr[at]     = snd_base | L4_ITEM_MAP | L4_ITEM_CONT;
	utcb->mr[at + 1] = fpage.raw;
	*tag = l4_msgtag(l4_msgtag_label(*tag), l4_msgtag_words(*tag), l4_msgtag_items(*tag) + 1,
			 l4_msgtag_flags(*tag));
	return 0;
}

L4_INLINE int l4_sndfpage_add(l4_fpage_t fpage, unsigned long snd_base, l4_msgtag_t *tag)
{
	return l4_sndfpage_add_u(fpage, snd_base, tag, l4_utcb());
}

/**
 * Name capability @p cap of the caller's own task as argument of a kernel object call: two words
 * from message register @p mr on. Nothing is mapped; the kernel only looks the slot up. (§8.0)
 */
L4_INLINE void l4_utcb_cap_argument_u(unsigned mr, l4_cap_idx_t cap, l4_utcb_t *utcb)
{
	utcb->mr[mr]     = l4_map_obj_control(0, L4_MAP_ITEM_MAP);
	utcb->mr[mr + 1] = l4_obj_fpage(cap, 0, L4_CAP_FPAGE_RWS).raw;
}

L4_INLINE void l4_utcb_cap_argument(unsigned mr, l4_cap_idx_t cap)
{
	l4_utcb_cap_argument_u(mr, cap, l4_utcb());
}

/** Receive one capability with the next message into slot @p cap. */
L4_INLINE void l4_utcb_receive_cap_u(l4_cap_idx_t cap, l4_utcb_t *utcb)
{
	utcb->bdr   = 0;
	utcb->br[0] = (cap & ~(L4_CAP_OFFSET - 1)) | L4_RCV_ITEM_SINGLE_CAP;
	utcb->br[1] = 0;
}

L4_INLINE void l4_utcb_receive_cap(l4_cap_idx_t cap)
{
	l4_utcb_receive_cap_u(cap, l4_utcb());
}

/** Receive memory with the next message into 2^@p order bytes at @p address. */
L4_INLINE void l4_utcb_receive_memory(l4_addr_t address, unsigned order)
{
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage(address, order, L4_FPAGE_RWX).raw;
	l4_utcb_br()->br[2] = 0;
}

/** Refuse all items from now on: a message that carries one fails. */
L4_INLINE void l4_utcb_receive_nothing(void)
{
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = 0;
}

#endif
