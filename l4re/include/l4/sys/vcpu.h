/*
 * Virtual CPUs: a thread that is interrupted by events, and can run another task's code.
 * (abi sheet §13)
 *
 * l4_thread_vcpu_control() names the state area. An event (page fault, exception, message) saves
 * the registers there and goes on at entry_ip, with the area's address as argument; the handler
 * looks at l4_exc_cause(&state->r), and ends with l4_thread_vcpu_resume_start() and _commit().
 */
#ifndef L4_SYS_VCPU_H
#define L4_SYS_VCPU_H

#include "kernel/abi/l4_vcpu.h"
#include <l4/sys/thread.h>

/** Does the kernel that wrote @p vcpu mean the same layout by it? */
L4_INLINE int l4_vcpu_check_version(const l4_vcpu_state_t *vcpu)
{
	return vcpu->version == L4_VCPU_STATE_VERSION;
}

#endif
