/*
 * The log: console output and input. (abi sheet §8.9)
 *
 * Protocol L4_PROTO_LOG, operation in the low 16 bits of MR0.
 */
#ifndef L4_SYS_VCON_H
#define L4_SYS_VCON_H

#include <l4/sys/ipc.h>

typedef struct l4_vcon_attr_t {
	l4_umword_t i_flags, o_flags, l_flags; /* L4_VCON_* */
} l4_vcon_attr_t;

/** Write at most L4_VCON_WRITE_SIZE bytes in one message. Send only: MR1 = length, MR2.. bytes. */
L4_INLINE l4_msgtag_t l4_vcon_send(l4_cap_idx_t vcon, const char *buf, unsigned size)
{
	l4_msg_regs_t *m = l4_utcb_mr();

	m->mr[0] = L4_VCON_WRITE_OP;
	m->mr[1] = size;
	__builtin_memcpy(&m->mr[2], buf, size);
	return l4_ipc_send(vcon, l4_utcb(),
			   l4_msgtag(L4_PROTO_LOG, 2 + l4_bytes_to_mwords(size), 0, 0),
			   L4_IPC_NEVER);
}

/** Write up to L4_VCON_WRITE_SIZE bytes. @return the number taken, or a negative error. */
L4_INLINE long l4_vcon_write(l4_cap_idx_t vcon, const char *buf, unsigned size)
{
	l4_msgtag_t tag;

	if (size > L4_VCON_WRITE_SIZE)
		size = L4_VCON_WRITE_SIZE;
	tag = l4_vcon_send(vcon, buf, size);
	return l4_msgtag_has_error(tag) ? l4_error(tag) : (long)size;
}

/**
 * Read what has arrived, at most @p size bytes; does not wait.
 * @return number of bytes; size + 1 if there is more than was read; negative error
 */
L4_INLINE int l4_vcon_read(l4_cap_idx_t vcon, char *buf, unsigned size)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	unsigned got;
	l4_msgtag_t tag;

	if (size > L4_VCON_READ_SIZE)
		size = L4_VCON_READ_SIZE;
	m->mr[0] = (l4_umword_t)size << 16 | L4_VCON_READ_OP;
	tag      = l4_ipc_call(vcon, l4_utcb(), l4_msgtag(L4_PROTO_LOG, 1, 0, 0), L4_IPC_NEVER);
	if (l4_error(tag) < 0)
		return (int)l4_error(tag);
	got = (unsigned)(m->mr[0] & 0x7fffffff);
	if (got > size)
		got = size;
	__builtin_memcpy(buf, &m->mr[1], got);
	return (int)(m->mr[0] & 0x80000000U ? got : size + 1);
}

L4_INLINE l4_msgtag_t l4_vcon_set_attr(l4_cap_idx_t vcon, const l4_vcon_attr_t *attr)
{
	l4_msg_regs_t *m = l4_utcb_mr();

	m->mr[0] = L4_VCON_SET_ATTR_OP;
	m->mr[1] = attr->i_flags;
	m->mr[2] = attr->o_flags;
	m->mr[3] = attr->l_flags;
	return l4_ipc_call(vcon, l4_utcb(), l4_msgtag(L4_PROTO_LOG, 4, 0, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_vcon_get_attr(l4_cap_idx_t vcon, l4_vcon_attr_t *attr)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	m->mr[0] = L4_VCON_GET_ATTR_OP;
	tag      = l4_ipc_call(vcon, l4_utcb(), l4_msgtag(L4_PROTO_LOG, 1, 0, 0), L4_IPC_NEVER);
	if (l4_error(tag) >= 0)
		*attr = (l4_vcon_attr_t){m->mr[1], m->mr[2], m->mr[3]};
	return tag;
}

#endif
