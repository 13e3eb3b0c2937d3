/*
 * Virtual CPUs: a thread that is interrupted by events, and can run another task's code.
 * (abi sheet §13)
 *
 * l4_thread_vcpu_control() names the state area. An event (page fault, exception, message) saves
 * the registers there and goes on at entry_ip, with the area's address as argument; the handler
 * looks at l4_exc_cause(&state->r), and ends with a resume.
 */
#ifndef L4_SYS_VCPU_H
#define L4_SYS_VCPU_H

#include "kernel/abi/l4_vcpu.h"
#include <l4/sys/thread.h>

/** Begin to resume; map items for the user task may follow, each added to the tag. */
L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_start(void)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_RESUME_OP;
	return l4_msgtag(L4_PROTO_THREAD, 1, 0, 0);
}

/**
 * Go on with the registers and the saved_state in the area: in kernel mode, or in user_task.
 * Returns on error only: -L4_EINVAL (not the calling thread, or no vCPU), -L4_EPERM (no S right to
 * the user task), -L4_ENOENT (there is none).
 */
L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_commit(l4_cap_idx_t thread, l4_msgtag_t tag)
{
	return l4_ipc_call(thread, l4_utcb(), tag, L4_IPC_NEVER);
}

#endif
