/*
 * The log: console output and input. (abi sheet §8.9)
 *
 * Protocol L4_PROTO_LOG, operation in the low 16 bits of MR0. It is also an ICU (icu.h) whose pin 0
 * signals that input has arrived.
 */
#ifndef L4_SYS_VCON_H
#define L4_SYS_VCON_H

#include <l4/sys/ipc.h>

typedef struct l4_vcon_attr_t {
	l4_umword_t i_flags, o_flags, l_flags; /* L4_VCON_*: input, output, local */
#ifdef __cplusplus
	void set_raw()
	{
		i_flags = o_flags = l_flags = 0;
	}
#endif
} l4_vcon_attr_t;

/**
 * Write at most L4_VCON_WRITE_SIZE bytes in one message; the length is not checked.
 * Send only: MR0 = 0, MR1 = length, MR2.. bytes; whether it was sent, l4_ipc_error() tells.
 */
L4_INLINE l4_msgtag_t l4_vcon_send_u(l4_cap_idx_t vcon, const char *buf, unsigned size,
				     l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_VCON_WRITE_OP;
	utcb->mr[1] = size;
	__builtin_memcpy(&utcb->mr[2], buf, size);
	return l4_ipc_send(
		vcon, utcb,
		l4_msgtag(L4_PROTO_LOG, 2 + l4_bytes_to_mwords(size), 0, L4_MSGTAG_SCHEDULE),
		L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_vcon_send(l4_cap_idx_t vcon, const char *buf, unsigned size)
{
	return l4_vcon_send_u(vcon, buf, size, l4_utcb());
}

/** Write up to L4_VCON_WRITE_SIZE bytes. @return the number taken, or a negative error. */
L4_INLINE long l4_vcon_write_u(l4_cap_idx_t vcon, const char *buf, unsigned size, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	if (size > L4_VCON_WRITE_SIZE)
		size = L4_VCON_WRITE_SIZE;
	tag = l4_vcon_send_u(vcon, buf, size, utcb);
	return l4_msgtag_has_error(tag) ? l4_error_u(tag, utcb) : (long)size;
}

L4_INLINE long l4_vcon_write(l4_cap_idx_t vcon, const char *buf, unsigned size)
{
	return l4_vcon_write_u(vcon, buf, size, l4_utcb());
}

/**
 * Read what has arrived, at most @p size bytes; does not wait.
 *
 * @param buf  may be NULL: the bytes are thrown away
 * @param size at most L4_VCON_READ_SIZE
 * @return number of bytes; size + 1 if there is more than was read; both with
 *         L4_VCON_READ_STAT_BREAK if a break came before. Negative error: -L4_EPERM (no W right)
 *
 * MR0 = 1 | size << 16. Answer: MR0 = bytes | L4_VCON_READ_STAT_*, MR1.. bytes.
 */
L4_INLINE int l4_vcon_read_with_flags_u(l4_cap_idx_t vcon, char *buf, unsigned size,
					l4_utcb_t *utcb)
{
	l4_umword_t status;
	unsigned got;
	long error;

	utcb->mr[0] = (l4_umword_t)size << 16 | L4_VCON_READ_OP;
	error = l4_error_u(l4_ipc_call(vcon, utcb, l4_msgtag(L4_PROTO_LOG, 1, 0, 0), L4_IPC_NEVER),
			   utcb);
	if (error < 0)
		return (int)error;
	status = utcb->mr[0];
	got    = (unsigned)(status & L4_VCON_READ_SIZE_MASK);
	if (got > size)
		got = size;
	if (buf)
		__builtin_memcpy(buf, &utcb->mr[1], got);
	return (int)((status & L4_VCON_READ_STAT_DONE ? got : size + 1) |
		     (status & L4_VCON_READ_STAT_BREAK));
}

L4_INLINE int l4_vcon_read_with_flags(l4_cap_idx_t vcon, char *buf, unsigned size)
{
	return l4_vcon_read_with_flags_u(vcon, buf, size, l4_utcb());
}

/** As l4_vcon_read_with_flags_u(), without the break flag; a larger @p size is cut. */
L4_INLINE int l4_vcon_read_u(l4_cap_idx_t vcon, char *buf, unsigned size, l4_utcb_t *utcb)
{
	int result;

	if (size > L4_VCON_READ_SIZE)
		size = L4_VCON_READ_SIZE;
	result = l4_vcon_read_with_flags_u(vcon, buf, size, utcb);
	return result < 0 ? result : (int)(result & L4_VCON_READ_SIZE_MASK);
}

L4_INLINE int l4_vcon_read(l4_cap_idx_t vcon, char *buf, unsigned size)
{
	return l4_vcon_read_u(vcon, buf, size, l4_utcb());
}

/** MR0 = 2, MR1..3 = flags. The log translates newlines (L4_VCON_ONLCR) whatever is said. */
L4_INLINE l4_msgtag_t l4_vcon_set_attr_u(l4_cap_idx_t vcon, const l4_vcon_attr_t *attr,
					 l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_VCON_SET_ATTR_OP;
	utcb->mr[1] = attr->i_flags;
	utcb->mr[2] = attr->o_flags;
	utcb->mr[3] = attr->l_flags;
	return l4_ipc_call(vcon, utcb, l4_msgtag(L4_PROTO_LOG, 4, 0, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_vcon_set_attr(l4_cap_idx_t vcon, const l4_vcon_attr_t *attr)
{
	return l4_vcon_set_attr_u(vcon, attr, l4_utcb());
}

/** MR0 = 3. Answer: MR1..3 = flags. */
L4_INLINE l4_msgtag_t l4_vcon_get_attr_u(l4_cap_idx_t vcon, l4_vcon_attr_t *attr, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_VCON_GET_ATTR_OP;
	tag         = l4_ipc_call(vcon, utcb, l4_msgtag(L4_PROTO_LOG, 1, 0, 0), L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) >= 0) {
		attr->i_flags = utcb->mr[1];
		attr->o_flags = utcb->mr[2];
		attr->l_flags = utcb->mr[3];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_vcon_get_attr(l4_cap_idx_t vcon, l4_vcon_attr_t *attr)
{
	return l4_vcon_get_attr_u(vcon, attr, l4_utcb());
}

/** In *@p attr: characters pass as they are. */
L4_INLINE void l4_vcon_set_attr_raw(l4_vcon_attr_t *attr)
{
	attr->i_flags = attr->o_flags = attr->l_flags = 0;
}

#endif
