/*
 * Threads: control, start, registers. (abi sheet §8.3)
 *
 * A thread comes to life in three steps: control (bind it to a task and a UTCB, name its pager and
 * exception handler), ex_regs (instruction and stack pointer), and run_thread on the scheduler.
 */
#ifndef L4_SYS_THREAD_H
#define L4_SYS_THREAD_H

#include <l4/sys/ipc.h>

/** Send the message in the UTCB to the thread itself (not to its program) and wait. */
L4_INLINE l4_msgtag_t l4_thread_call_u(l4_cap_idx_t thread, unsigned words, unsigned items,
				       l4_utcb_t *utcb)
{
	return l4_ipc_call(thread, utcb, l4_msgtag(L4_PROTO_THREAD, words, items, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_thread_call(l4_cap_idx_t thread, unsigned words, unsigned items)
{
	return l4_thread_call_u(thread, words, items, l4_utcb());
}

/**
 * Set instruction pointer and stack pointer (~0: leave it) and start the thread if it is new.
 *
 * @param flags L4_THREAD_EX_REGS_CANCEL: end the IPC it is in with L4_IPC_SECANCELED/RECANCELED;
 *              L4_THREAD_EX_REGS_TRIGGER_EXCEPTION: make it raise an exception
 *
 * A thread that is in an exception message keeps its registers, unless that is cancelled.
 * Protocol L4_PROTO_THREAD: MR0 = 1 | flags, MR1 = ip, MR2 = sp. Answer: MR0..2 = old flags
 * register, ip, sp.
 */
L4_INLINE l4_msgtag_t l4_thread_ex_regs_u(l4_cap_idx_t thread, l4_addr_t ip, l4_addr_t sp,
					  l4_umword_t flags, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_EX_REGS_OP | flags;
	utcb->mr[1] = ip;
	utcb->mr[2] = sp;
	return l4_thread_call_u(thread, 3, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_ex_regs(l4_cap_idx_t thread, l4_addr_t ip, l4_addr_t sp,
					l4_umword_t flags)
{
	return l4_thread_ex_regs_u(thread, ip, sp, flags, l4_utcb());
}

/** As l4_thread_ex_regs_u(), and return the old values in place. */
L4_INLINE l4_msgtag_t l4_thread_ex_regs_ret_u(l4_cap_idx_t thread, l4_addr_t *ip, l4_addr_t *sp,
					      l4_umword_t *flags, l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_thread_ex_regs_u(thread, *ip, *sp, *flags, utcb);

	if (l4_error_u(tag, utcb) >= 0) {
		*flags = utcb->mr[0];
		*ip    = utcb->mr[1];
		*sp    = utcb->mr[2];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_thread_ex_regs_ret(l4_cap_idx_t thread, l4_addr_t *ip, l4_addr_t *sp,
					    l4_umword_t *flags)
{
	return l4_thread_ex_regs_ret_u(thread, ip, sp, flags, l4_utcb());
}

/* ---- Control -------------------------------------------------------------------------------------
 *
 * Written in pieces: start, then any of the setters, then commit. Between start and commit the
 * message registers are in use.
 *
 * Protocol L4_PROTO_THREAD: MR0 = flags, MR1 = pager, MR2 = handler, MR4 = alien flag,
 * MR5 = UTCB address, item: task. Answer: MR1, MR2 = old pager and handler.
 * Errors: -L4_EPERM (no S right), -L4_EINVAL (bound already, UTCB not in KU memory).
 */

L4_INLINE void l4_thread_control_start_u(l4_utcb_t *utcb)
{
	unsigned i;

	for (i = 0; i < L4_THREAD_CONTROL_MR_IDX_BIND_TASK; i++)
		utcb->mr[i] = 0;
}

L4_INLINE void l4_thread_control_start(void)
{
	l4_thread_control_start_u(l4_utcb());
}

/** @p pager: selector *in the thread's own task* of whom page faults are sent to. */
L4_INLINE void l4_thread_control_pager_u(l4_cap_idx_t pager, l4_utcb_t *utcb)
{
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAGS] |= L4_THREAD_CONTROL_SET_PAGER;
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_PAGER] = pager;
}

L4_INLINE void l4_thread_control_pager(l4_cap_idx_t pager)
{
	l4_thread_control_pager_u(pager, l4_utcb());
}

/** @p handler: selector in the thread's own task of whom exceptions are sent to. */
L4_INLINE void l4_thread_control_exc_handler_u(l4_cap_idx_t handler, l4_utcb_t *utcb)
{
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAGS] |= L4_THREAD_CONTROL_SET_EXC_HANDLER;
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_EXC_HANDLER] = handler;
}

L4_INLINE void l4_thread_control_exc_handler(l4_cap_idx_t handler)
{
	l4_thread_control_exc_handler_u(handler, l4_utcb());
}

/** Bind to @p task (S right needed) with the UTCB at @p thread_utcb, an address in that task. */
L4_INLINE void l4_thread_control_bind_u(l4_utcb_t *thread_utcb, l4_cap_idx_t task, l4_utcb_t *utcb)
{
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAGS] |= L4_THREAD_CONTROL_BIND_TASK;
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_BIND_UTCB] = (l4_umword_t)thread_utcb;
	l4_utcb_cap_argument_u(L4_THREAD_CONTROL_MR_IDX_BIND_TASK, task, utcb);
}

L4_INLINE void l4_thread_control_bind(l4_utcb_t *thread_utcb, l4_cap_idx_t task)
{
	l4_thread_control_bind_u(thread_utcb, task, l4_utcb());
}

/** System calls of the thread are reported as exceptions (on) or executed (off). */
L4_INLINE void l4_thread_control_alien_u(l4_utcb_t *utcb, int on)
{
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAGS] |= L4_THREAD_CONTROL_ALIEN;
	utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAG_VALS] = on ? L4_THREAD_CONTROL_ALIEN : 0;
}

L4_INLINE void l4_thread_control_alien(int on)
{
	l4_thread_control_alien_u(l4_utcb(), on);
}

L4_INLINE l4_msgtag_t l4_thread_control_commit_u(l4_cap_idx_t thread, l4_utcb_t *utcb)
{
	l4_umword_t flags = utcb->mr[L4_THREAD_CONTROL_MR_IDX_FLAGS];

	return l4_thread_call_u(thread, 6, flags & L4_THREAD_CONTROL_BIND_TASK ? 1 : 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_control_commit(l4_cap_idx_t thread)
{
	return l4_thread_control_commit_u(thread, l4_utcb());
}

/* ---- Time ---------------------------------------------------------------------------------------- */

/** Give the rest of the time slice to @p to_thread, if it is ready. MR0 = 2. Label 0 in any case. */
L4_INLINE l4_msgtag_t l4_thread_switch_u(l4_cap_idx_t to_thread, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_SWITCH_OP;
	return l4_thread_call_u(to_thread, 1, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_switch(l4_cap_idx_t to_thread)
{
	return l4_thread_switch_u(to_thread, l4_utcb());
}

/** Let others of the same priority run: a sleep of no length. The tag has the error bit set. */
L4_INLINE l4_msgtag_t l4_thread_yield(void)
{
	return l4_ipc_sleep(L4_IPC_BOTH_TIMEOUT_0);
}

/** CPU time the thread has used, in microseconds. MR0 = 3. Answer: u64 time, from MR0 on. */
L4_INLINE l4_msgtag_t l4_thread_stats_time_u(l4_cap_idx_t thread, l4_kernel_clock_t *us,
					     l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_THREAD_STATS_OP;
	tag         = l4_thread_call_u(thread, 1, 0, utcb);
	if (l4_error_u(tag, utcb) >= 0)
		*us = l4_utcb_mr_u(utcb)->mr64[0];
	return tag;
}

L4_INLINE l4_msgtag_t l4_thread_stats_time(l4_cap_idx_t thread, l4_kernel_clock_t *us)
{
	return l4_thread_stats_time_u(thread, us, l4_utcb());
}

/* ---- Interrupts that tell of something, labels of senders ---------------------------------------- */

/**
 * @p irq (W right needed) is triggered when an object bound to @p thread (a gate) was deleted.
 * MR0 = 5, item: IRQ. Errors: -L4_EBUSY (one is registered already), -L4_EPERM, -L4_EINVAL.
 */
L4_INLINE l4_msgtag_t l4_thread_register_del_irq_u(l4_cap_idx_t thread, l4_cap_idx_t irq,
						   l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_REGISTER_DELETE_IRQ_OP;
	l4_utcb_cap_argument_u(1, irq, utcb);
	return l4_thread_call_u(thread, 1, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_register_del_irq(l4_cap_idx_t thread, l4_cap_idx_t irq)
{
	return l4_thread_register_del_irq_u(thread, irq, l4_utcb());
}

/**
 * @p irq is triggered when an interrupt waits for the guest that @p thread runs (l4_irq_bind_vcpu()).
 * MR0 = 8, item: IRQ (W right). Needs hardware virtualization: -L4_ENOSYS here.
 */
L4_INLINE l4_msgtag_t l4_thread_register_doorbell_irq_u(l4_cap_idx_t thread, l4_cap_idx_t irq,
							l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_REGISTER_DOORBELL_IRQ_OP;
	l4_utcb_cap_argument_u(1, irq, utcb);
	return l4_thread_call_u(thread, 1, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_register_doorbell_irq(l4_cap_idx_t thread, l4_cap_idx_t irq)
{
	return l4_thread_register_doorbell_irq_u(thread, irq, l4_utcb());
}

/** Begin a list of label changes for messages that are queued at a thread. MR0 = 6. */
L4_INLINE l4_msgtag_t l4_thread_modify_sender_start_u(l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_MODIFY_SENDER_OP;
	return l4_msgtag(L4_PROTO_THREAD, 1, 0, 0);
}

L4_INLINE l4_msgtag_t l4_thread_modify_sender_start(void)
{
	return l4_thread_modify_sender_start_u(l4_utcb());
}

/**
 * Messages whose (label & @p match_mask) == @p match get (label & ~@p del_bits) | @p add_bits; of
 * several patterns only the first that matches counts. Four more words: mask, match, del, add.
 *
 * @return 0, or -L4_ENOMEM when the message is full
 */
L4_INLINE int l4_thread_modify_sender_add_u(l4_umword_t match_mask, l4_umword_t match,
					    l4_umword_t del_bits, l4_umword_t add_bits,
					    l4_msgtag_t *tag, l4_utcb_t *utcb)
{
	unsigned words = l4_msgtag_words(*tag);

	if (words + 4 > L4_UTCB_GENERIC_DATA_SIZE)
		return -L4_ENOMEM;
	utcb->mr[words]     = match_mask;
	utcb->mr[words + 1] = match;
	utcb->mr[words + 2] = del_bits;
	utcb->mr[words + 3] = add_bits;
	*tag                = l4_msgtag(L4_PROTO_THREAD, words + 4, 0, 0);
	return 0;
}

L4_INLINE int l4_thread_modify_sender_add(l4_umword_t match_mask, l4_umword_t match,
					  l4_umword_t del_bits, l4_umword_t add_bits,
					  l4_msgtag_t *tag)
{
	return l4_thread_modify_sender_add_u(match_mask, match, del_bits, add_bits, tag, l4_utcb());
}

/** Apply the list to @p thread. Errors: -L4_EINVAL (it is on another CPU), -L4_EBUSY. */
L4_INLINE l4_msgtag_t l4_thread_modify_sender_commit_u(l4_cap_idx_t thread, l4_msgtag_t tag,
						       l4_utcb_t *utcb)
{
	return l4_ipc_call(thread, utcb, tag, L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_thread_modify_sender_commit(l4_cap_idx_t thread, l4_msgtag_t tag)
{
	return l4_thread_modify_sender_commit_u(thread, tag, l4_utcb());
}

/* ---- Virtual CPUs: see also vcpu.h (§13.2, §13.4) ------------------------------------------------ */

/**
 * The l4_vcpu_state_t at @p vcpu_state, in KU memory of the thread's task, becomes the vCPU state
 * of the thread. It stays a vCPU from now on; another place may be named later.
 * MR0 = 7, MR1 = address. Error: -L4_EINVAL (not KU memory, not word-aligned).
 */
L4_INLINE l4_msgtag_t l4_thread_vcpu_control_u(l4_cap_idx_t thread, l4_addr_t vcpu_state,
					       l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_VCPU_CONTROL_OP;
	utcb->mr[1] = vcpu_state;
	return l4_thread_call_u(thread, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_vcpu_control(l4_cap_idx_t thread, l4_addr_t vcpu_state)
{
	return l4_thread_vcpu_control_u(thread, vcpu_state, l4_utcb());
}

/**
 * The same for a vCPU that runs guests with the CPU's help; its state is L4_VCPU_STATE_EXT_SIZE
 * bytes. MR0 = 7 | 0x10000, MR1 = address. Needs hardware virtualization: -L4_ENOSYS here.
 */
L4_INLINE l4_msgtag_t l4_thread_vcpu_control_ext_u(l4_cap_idx_t thread, l4_addr_t ext_vcpu_state,
						   l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_VCPU_CONTROL_EXT_OP;
	utcb->mr[1] = ext_vcpu_state;
	return l4_thread_call_u(thread, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_thread_vcpu_control_ext(l4_cap_idx_t thread, l4_addr_t ext_vcpu_state)
{
	return l4_thread_vcpu_control_ext_u(thread, ext_vcpu_state, l4_utcb());
}

/** Begin to resume; map items for the user task may follow (l4_sndfpage_add()). MR0 = 4. */
L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_start_u(l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_VCPU_RESUME_OP;
	return l4_msgtag(L4_PROTO_THREAD, 1, 0, 0);
}

L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_start(void)
{
	return l4_thread_vcpu_resume_start_u(l4_utcb());
}

/**
 * Go on with the registers and the saved_state in the area: in kernel mode, or in user_task.
 * Returns on error only: -L4_EINVAL (not the calling thread, or no vCPU), -L4_EPERM (no S right to
 * the user task), -L4_ENOENT (there is none). An extended vCPU returns at each exit of the guest,
 * 0, or 1 when a message waits.
 */
L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_commit_u(l4_cap_idx_t thread, l4_msgtag_t tag,
						     l4_utcb_t *utcb)
{
	return l4_ipc_call(thread, utcb, tag, L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_thread_vcpu_resume_commit(l4_cap_idx_t thread, l4_msgtag_t tag)
{
	return l4_thread_vcpu_resume_commit_u(thread, tag, l4_utcb());
}

#endif
