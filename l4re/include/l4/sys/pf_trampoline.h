/*
 * Page-fault trampoline: a thread's own handler for its next page fault. (abi sheet §9.5)
 *
 * The handler is entered in the middle of whatever faulted, on its stack, with the address of the
 * structure and the fault's first message word. It must not return; it resumes or reflects.
 */
#ifndef L4_SYS_PF_TRAMPOLINE_H
#define L4_SYS_PF_TRAMPOLINE_H

#include "kernel/abi/l4_pf_trampoline.h"
#include <l4/sys/thread.h>

/* Protocol L4_PROTO_THREAD: MR0 = 9 | operation << 16. */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_op_u(l4_cap_idx_t thread, l4_umword_t op,
						   unsigned words, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_PF_TRAMPOLINE_OP | op << L4_PF_TRAMPOLINE_SHIFT;
	return l4_thread_call_u(thread, words, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_op(l4_cap_idx_t thread, l4_umword_t op,
						 unsigned words)
{
	return l4_thread_pf_trampoline_op_u(thread, op, words, l4_utcb());
}

/**
 * Set up and arm @p trampoline, which lies in KU memory of the thread's task. MR1 = address.
 * Error: -L4_EINVAL (it does not).
 */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_setup_u(l4_cap_idx_t thread,
						      l4_pf_trampoline_t *trampoline,
						      l4_utcb_t *utcb)
{
	utcb->mr[1] = (l4_umword_t)trampoline;
	return l4_thread_pf_trampoline_op_u(thread, L4_PF_TRAMPOLINE_SETUP, 2, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_setup(l4_cap_idx_t thread,
						    l4_pf_trampoline_t *trampoline)
{
	return l4_thread_pf_trampoline_setup_u(thread, trampoline, l4_utcb());
}

/** In the handler: arm again and go on where the fault was. Returns on error only. */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_resume(void)
{
	return l4_thread_pf_trampoline_op_u(L4_INVALID_CAP, L4_PF_TRAMPOLINE_RESUME, 1, l4_utcb());
}

/** In the handler: the same, but the fault goes to the exception handler first. */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_reflect(void)
{
	return l4_thread_pf_trampoline_op_u(L4_INVALID_CAP, L4_PF_TRAMPOLINE_REFLECT, 1, l4_utcb());
}

/** Disarm. Answer: MR0 = 1 if it was armed. */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_disable_u(l4_cap_idx_t thread, l4_utcb_t *utcb)
{
	return l4_thread_pf_trampoline_op_u(thread, L4_PF_TRAMPOLINE_DISABLE, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_disable(l4_cap_idx_t thread)
{
	return l4_thread_pf_trampoline_disable_u(thread, l4_utcb());
}

/** Arm. Error: -L4_EINVAL (none is set up). */
L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_enable_u(l4_cap_idx_t thread, l4_utcb_t *utcb)
{
	return l4_thread_pf_trampoline_op_u(thread, L4_PF_TRAMPOLINE_ENABLE, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_pf_trampoline_enable(l4_cap_idx_t thread)
{
	return l4_thread_pf_trampoline_enable_u(thread, l4_utcb());
}

#endif
