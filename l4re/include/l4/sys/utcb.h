/*
 * The calling thread's UTCB: message registers, receive buffers, error word.
 *
 * Every message passes through here, and every kernel object call is a message; so the contents
 * do not survive a call to any function of these headers, printf() included. Layout: abi sheet §4.
 */
#ifndef L4_SYS_UTCB_H
#define L4_SYS_UTCB_H

#include <l4/sys/types.h>
#include <l4/sys/arch.h>

/* Message registers. mr64[i] overlays two of them on a 32-bit machine. */
typedef union l4_msg_regs_t {
	l4_umword_t mr[L4_UTCB_GENERIC_DATA_SIZE];
	l4_uint64_t mr64[L4_UTCB_GENERIC_DATA_SIZE / (sizeof(l4_uint64_t) / sizeof(l4_umword_t))];
} l4_msg_regs_t;

/* Where received items shall go; see l4_utcb_consts for the fields of the BDR. */
typedef struct l4_buf_regs_t {
	l4_umword_t bdr;
	l4_umword_t br[L4_UTCB_GENERIC_BUFFERS_SIZE];
} l4_buf_regs_t;

typedef struct l4_thread_regs_t {
	l4_umword_t error; /* IPC error; valid when the tag has L4_MSGTAG_ERROR */
	l4_umword_t
		free_marker; /* set by the user, cleared by the kernel when the thread is gone */
	l4_umword_t user[3]; /* user[0]: stdio's line buffer; the others are free */
} l4_thread_regs_t;

/** The caller's UTCB. */
L4_INLINE l4_utcb_t *l4_utcb(void)
{
	return l4_utcb_direct();
}

L4_INLINE l4_msg_regs_t *l4_utcb_mr_u(l4_utcb_t *utcb)
{
	return (l4_msg_regs_t *)utcb->mr;
}

L4_INLINE l4_buf_regs_t *l4_utcb_br_u(l4_utcb_t *utcb)
{
	return (l4_buf_regs_t *)&utcb->bdr;
}

L4_INLINE l4_thread_regs_t *l4_utcb_tcr_u(l4_utcb_t *utcb)
{
	return (l4_thread_regs_t *)&utcb->error;
}

L4_INLINE l4_exc_regs_t *l4_utcb_exc_u(l4_utcb_t *utcb)
{
	return (l4_exc_regs_t *)utcb->mr;
}

L4_INLINE l4_msg_regs_t *l4_utcb_mr(void)
{
	return l4_utcb_mr_u(l4_utcb());
}

L4_INLINE l4_buf_regs_t *l4_utcb_br(void)
{
	return l4_utcb_br_u(l4_utcb());
}

L4_INLINE l4_thread_regs_t *l4_utcb_tcr(void)
{
	return l4_utcb_tcr_u(l4_utcb());
}

/** Registers in an exception message that was just received, or is to be answered. */
L4_INLINE l4_exc_regs_t *l4_utcb_exc(void)
{
	return l4_utcb_exc_u(l4_utcb());
}

/** Index into mr64[] of the first 64-bit value at or behind message register @p index. */
L4_INLINE unsigned l4_utcb_mr64_idx(unsigned index)
{
	const unsigned words = sizeof(l4_uint64_t) / sizeof(l4_umword_t);

	return (index + words - 1) / words;
}

/** Let received FPU state in, or not. */
L4_INLINE void l4_utcb_inherit_fpu(int on)
{
	if (on)
		l4_utcb_br()->bdr |= L4_UTCB_INHERIT_FPU;
	else
		l4_utcb_br()->bdr &= ~(l4_umword_t)L4_UTCB_INHERIT_FPU;
}

#endif
