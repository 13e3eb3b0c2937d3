/*
 * Page-fault trampoline: a thread handles its own page fault, once, without a pager.
 *
 * The structure lies in kernel-user memory. At a fault the kernel saves the registers in it and
 * goes on at handler_ip; the thread's pager is asked again until the handler resumes.
 *
 * Source: abi sheet §9.5.
 */
#ifndef L4_ABI_PF_TRAMPOLINE_H
#define L4_ABI_PF_TRAMPOLINE_H

#include "kernel/abi/l4_types.h"
#include <arch_abi.h>

typedef struct l4_pf_trampoline_t {
	l4_umword_t handler_ip; /* gets the address of this structure and the fault's word */
	l4_umword_t user_data[2];
	l4_umword_t saved_mr0;         /* the handler needs a message register to resume */
	l4_umword_t flags;             /* L4_PF_TRAMPOLINE_IN_PROGRESS … */
	l4_pf_trampoline_regs_t state; /* first words of an exception message */
} l4_pf_trampoline_t;

_Static_assert(offsetof(l4_pf_trampoline_t, state) == 5 * sizeof(l4_umword_t), "trampoline layout");

enum L4_pf_trampoline_flags {
	L4_PF_TRAMPOLINE_IN_PROGRESS = 1, /* the handler has not resumed yet */
	L4_PF_TRAMPOLINE_TRIGGER     = 2, /* raise an exception after resuming */

	/* L4Re's names for them */
	Page_fault_in_progress         = L4_PF_TRAMPOLINE_IN_PROGRESS,
	Trigger_exception_after_resume = L4_PF_TRAMPOLINE_TRIGGER,
};

/* Sub-operations, in bits 31..16 of MR0. */
enum L4_pf_trampoline_ops {
	L4_PF_TRAMPOLINE_SETUP   = 0,
	L4_PF_TRAMPOLINE_RESUME  = 1, /* go on where the fault was */
	L4_PF_TRAMPOLINE_REFLECT = 2, /* the same, and raise the fault as an exception */
	L4_PF_TRAMPOLINE_DISABLE = 3,
	L4_PF_TRAMPOLINE_ENABLE  = 4,
	L4_PF_TRAMPOLINE_SHIFT   = 16,
	L4_PF_TRAMPOLINE_MASK    = 0xffff,
};

#endif
