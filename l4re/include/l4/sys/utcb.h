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

enum {
	L4_UTCB_MSG_REGS_OFFSET     = 0,
	L4_UTCB_BUF_REGS_OFFSET     = offsetof(l4_utcb_t, bdr),
	L4_UTCB_THREAD_REGS_OFFSET  = offsetof(l4_utcb_t, error),
	L4_UTCB_EXCEPTION_REGS_SIZE = L4_EXC_WORDS,
};

/** The caller's UTCB. */
L4_INLINE l4_utcb_t *l4_utcb(void)
{
	return l4_utcb_direct();
}

/** The same, for libraries. */
L4_INLINE l4_utcb_t *l4_utcb_wrap(void)
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

/**
 * Index into mr64[] of the 64-bit value that message register @p index is part of. The register
 * that begins such a value has an even index on a 32-bit machine.
 */
L4_INLINE unsigned l4_utcb_mr64_idx(unsigned index)
{
	return index / (unsigned)(sizeof(l4_uint64_t) / sizeof(l4_umword_t));
}

/** A BDR: index of the first buffer register for memory, ports, objects; L4_UTCB_INHERIT_FPU or 0. */
L4_INLINE l4_umword_t l4_bdr(l4_umword_t mem, l4_umword_t io, l4_umword_t obj, l4_umword_t flags)
{
	return mem << L4_BDR_MEM_SHIFT | io << L4_BDR_IO_SHIFT | obj << L4_BDR_OBJ_SHIFT | flags;
}

/** Let received FPU state in, or not. */
L4_INLINE void l4_utcb_inherit_fpu_u(l4_utcb_t *utcb, int on)
{
	if (on)
		utcb->bdr |= L4_UTCB_INHERIT_FPU;
	else
		utcb->bdr &= ~(l4_umword_t)L4_UTCB_INHERIT_FPU;
}

L4_INLINE void l4_utcb_inherit_fpu(int on)
{
	l4_utcb_inherit_fpu_u(l4_utcb(), on);
}

/**
 * Absolute timeout at kernel clock @p us. The value is put into buffer register @p br (and the
 * next one on a 32-bit machine), which must stay untouched until the IPC.
 */
L4_INLINE l4_timeout_s l4_timeout_abs_u(l4_kernel_clock_t us, int br, l4_utcb_t *utcb)
{
	__builtin_memcpy(&utcb->br[br], &us, sizeof(us));
	return (l4_timeout_s){(l4_uint16_t)(L4_TIMEOUT_ABSOLUTE_BIT | br)};
}

L4_INLINE l4_timeout_s l4_timeout_abs(l4_kernel_clock_t us, int br)
{
	return l4_timeout_abs_u(us, br, l4_utcb());
}

#endif
