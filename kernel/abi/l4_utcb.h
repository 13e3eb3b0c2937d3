/*
 * The user-level thread control block: 128 words through which all message contents pass.
 *
 * Source: abi sheet §4.1. The kernel reads and writes it through its own mapping; user code finds
 * its own block as <arch_abi.h> says (a segment base or a thread-ID register).
 */
#ifndef L4_ABI_UTCB_H
#define L4_ABI_UTCB_H

#include "kernel/abi/l4_types.h"

enum l4_utcb_consts {
	L4_UTCB_GENERIC_DATA_SIZE    = 63, /* message registers */
	L4_UTCB_GENERIC_BUFFERS_SIZE = 58, /* buffer registers */
	L4_UTCB_WORDS                = 128,
	L4_UTCB_OFFSET               = L4_UTCB_WORDS * sizeof(l4_umword_t), /* stride */
	L4_UTCB_SELF_WORD            = 63,
};

typedef struct l4_utcb_t {
	l4_umword_t mr[L4_UTCB_GENERIC_DATA_SIZE];
	l4_umword_t self; /* user address of this block, written by the kernel at bind */
	l4_umword_t bdr;  /* where receive buffers of each type start, see below */
	l4_umword_t br[L4_UTCB_GENERIC_BUFFERS_SIZE];
	l4_umword_t error;       /* IPC error code, written only on error */
	l4_umword_t free_marker; /* zeroed when the kernel has let go of a dead thread's UTCB */
	l4_umword_t user[3];     /* belongs to user level */
} l4_utcb_t;

_Static_assert(sizeof(l4_utcb_t) == L4_UTCB_OFFSET, "UTCB is 128 words");
_Static_assert(offsetof(l4_utcb_t, bdr) == 64 * sizeof(l4_umword_t), "BDR is word 64");
_Static_assert(offsetof(l4_utcb_t, error) == 123 * sizeof(l4_umword_t), "error is word 123");

/* The buffer descriptor register: first BR of each kind, and whether FPU state is welcome. */
enum {
	L4_BDR_MEM_SHIFT    = 0,
	L4_BDR_IO_SHIFT     = 5,
	L4_BDR_OBJ_SHIFT    = 10,
	L4_BDR_OFFSET_MASK  = 0x1f,
	L4_UTCB_INHERIT_FPU = 1 << 24,
};

#endif
