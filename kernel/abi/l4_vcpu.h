/*
 * The state of a virtual CPU: a thread that is interrupted by events, like a CPU.
 *
 * The structure lies in kernel-user memory and is shared by the kernel and the thread. Its register
 * parts are the machine's (arch_abi.h). Source: abi sheet §13.1.
 */
#ifndef L4_ABI_VCPU_H
#define L4_ABI_VCPU_H

#include "kernel/abi/l4_types.h"
#include <arch_abi.h>

/* [state] */
typedef struct l4_vcpu_state_t {
	l4_umword_t version; /* L4_VCPU_STATE_VERSION, written by the kernel */
	l4_umword_t user_data[7];
	l4_vcpu_regs_t r;         /* registers at the last event, and to resume with */
	l4_vcpu_ipc_regs_t i;     /* tag and label of a message that was the event */
	l4_uint16_t state;        /* L4_VCPU_F_*, in force */
	l4_uint16_t saved_state;  /* at the last event; resuming puts them in force */
	l4_uint16_t sticky_flags; /* L4_VCPU_SF_* */
	l4_uint16_t _reserved;
	l4_cap_idx_t user_task; /* selector of the task that user mode runs in */
	l4_umword_t entry_sp;   /* stack pointer for events in user mode */
	l4_umword_t entry_ip;   /* where events lead to */
	l4_umword_t reserved_sp;
	l4_vcpu_arch_state_t arch_state; /* registers of the thread's own mode */
} l4_vcpu_state_t;
/* [/state] */

_Static_assert(offsetof(l4_vcpu_state_t, r) == 8 * sizeof(l4_umword_t), "vCPU state is ABI");
_Static_assert(offsetof(l4_vcpu_state_t, state) == L4_VCPU_STATE_OFFSET, "vCPU state is ABI");
_Static_assert(offsetof(l4_vcpu_state_t, entry_ip) ==
		       L4_VCPU_STATE_OFFSET + 8 + 2 * sizeof(l4_umword_t),
	       "vCPU state is ABI");
_Static_assert(sizeof(l4_vcpu_state_t) == L4_VCPU_STATE_BYTES, "vCPU state is ABI");

enum L4_vcpu_state_flags {
	L4_VCPU_F_IRQ         = 0x01, /* messages are events */
	L4_VCPU_F_PAGE_FAULTS = 0x02,
	L4_VCPU_F_EXCEPTIONS  = 0x04,
	L4_VCPU_F_USER_MODE   = 0x20,
	L4_VCPU_F_FPU_ENABLED = 0x80, /* user mode may use the FPU */
};

enum L4_vcpu_sticky_flags {
	L4_VCPU_SF_IRQ_PENDING = 0x01, /* somebody stands in line to send to the thread */
};

#endif
