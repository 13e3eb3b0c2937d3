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
L4_INLINE l4_msgtag_t l4_thread_call(l4_cap_idx_t thread, unsigned words, unsigned items)
{
	return l4_ipc_call(thread, l4_utcb(), l4_msgtag(L4_PROTO_THREAD, words, items, 0),
			   L4_IPC_NEVER);
}

/**
 * Set instruction pointer and stack pointer (~0: leave it) and start the thread if it is new.
 *
 * @param flags L4_THREAD_EX_REGS_CANCEL: end the IPC it is in with L4_IPC_SECANCELED/RECANCELED;
 *              L4_THREAD_EX_REGS_TRIGGER_EXCEPTION: make it raise an exception
 *
 * Protocol L4_PROTO_THREAD: MR0 = 1 | flags, MR1 = ip, MR2 = sp. Answer: MR0..2 = old flags
 * register, ip, sp.
 */
L4_INLINE l4_msgtag_t l4_thread_ex_regs(l4_cap_idx_t thread, l4_addr_t ip, l4_addr_t sp,
					l4_umword_t flags)
{
	l4_msg_regs_t *m = l4_utcb_mr();

	m->mr[0] = L4_THREAD_EX_REGS_OP | flags;
	m->mr[1] = ip;
	m->mr[2] = sp;
	return l4_thread_call(thread, 3, 0);
}

/** As l4_thread_ex_regs(), and return the old values in place. */
L4_INLINE l4_msgtag_t l4_thread_ex_regs_ret(l4_cap_idx_t thread, l4_addr_t *ip, l4_addr_t *sp,
					    l4_umword_t *flags)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag  = l4_thread_ex_regs(thread, *ip, *sp, *flags);

	if (l4_error(tag) >= 0) {
		*flags = m->mr[0];
		*ip    = m->mr[1];
		*sp    = m->mr[2];
	}
	return tag;
}

/*
 * Thread control is written in pieces: start, then any of the setters, then commit. Between start
 * and commit the message registers are in use.
 *
 * Protocol L4_PROTO_THREAD: MR0 = flags, MR1 = pager, MR2 = handler, MR4 = alien flag,
 * MR5 = UTCB address, item: task. Answer: MR1, MR2 = old pager and handler.
 * Errors: -L4_EPERM (no S right), -L4_EINVAL (bound already, UTCB not in KU memory).
 */
L4_INLINE void l4_thread_control_start(void)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	unsigned i;

	for (i = 0; i < 6; i++)
		m->mr[i] = 0;
}

/** @p pager: selector *in the thread's own task* of whom page faults are sent to. */
L4_INLINE void l4_thread_control_pager(l4_cap_idx_t pager)
{
	l4_utcb_mr()->mr[0] |= L4_THREAD_CONTROL_SET_PAGER;
	l4_utcb_mr()->mr[1] = pager;
}

/** @p handler: selector in the thread's own task of whom exceptions are sent to. */
L4_INLINE void l4_thread_control_exc_handler(l4_cap_idx_t handler)
{
	l4_utcb_mr()->mr[0] |= L4_THREAD_CONTROL_SET_EXC_HANDLER;
	l4_utcb_mr()->mr[2] = handler;
}

/** Bind to @p task (S right needed) with the UTCB at @p thread_utcb, an address in that task. */
L4_INLINE void l4_thread_control_bind(l4_utcb_t *thread_utcb, l4_cap_idx_t task)
{
	l4_utcb_mr()->mr[0] |= L4_THREAD_CONTROL_BIND_TASK;
	l4_utcb_mr()->mr[5] = (l4_umword_t)thread_utcb;
	l4_utcb_cap_argument(6, task);
}

/** System calls of the thread are reported as exceptions (on) or executed (off). */
L4_INLINE void l4_thread_control_alien(int on)
{
	l4_utcb_mr()->mr[0] |= L4_THREAD_CONTROL_ALIEN;
	l4_utcb_mr()->mr[4] = on ? L4_THREAD_CONTROL_ALIEN : 0;
}

L4_INLINE l4_msgtag_t l4_thread_control_commit(l4_cap_idx_t thread)
{
	return l4_thread_call(thread, 6, l4_utcb_mr()->mr[0] & L4_THREAD_CONTROL_BIND_TASK ? 1 : 0);
}

/** Give the rest of the time slice to @p to_thread, if it is ready. */
L4_INLINE l4_msgtag_t l4_thread_switch(l4_cap_idx_t to_thread)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_SWITCH_OP;
	return l4_thread_call(to_thread, 1, 0);
}

/** Let others of the same priority run. */
L4_INLINE void l4_thread_yield(void)
{
	l4_ipc_sleep(L4_IPC_BOTH_TIMEOUT_0);
}

/** CPU time the thread has used, in microseconds. */
L4_INLINE l4_msgtag_t l4_thread_stats_time(l4_cap_idx_t thread, l4_kernel_clock_t *us)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	m->mr[0] = L4_THREAD_STATS_OP;
	tag      = l4_thread_call(thread, 1, 0);
	if (l4_error(tag) >= 0)
		*us = m->mr64[0];
	return tag;
}

/**
 * @p irq is triggered when an object bound to @p thread (a gate) was deleted.
 * Errors: -L4_EBUSY (one is registered already), -L4_EPERM, -L4_EINVAL.
 */
L4_INLINE l4_msgtag_t l4_thread_register_del_irq(l4_cap_idx_t thread, l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_REGISTER_DELETE_IRQ_OP;
	l4_utcb_cap_argument(1, irq);
	return l4_thread_call(thread, 1, 1);
}

/** Begin a list of label changes for messages that are queued at a thread. */
L4_INLINE l4_msgtag_t l4_thread_modify_sender_start(void)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_MODIFY_SENDER_OP;
	return l4_msgtag(L4_PROTO_THREAD, 1, 0, 0);
}

/**
 * Messages whose (label & @p match_mask) == @p match get (label & ~@p del_bits) | @p add_bits.
 * @return 0, or -L4_ENOMEM when the message is full
 */
L4_INLINE int l4_thread_modify_sender_add(l4_umword_t match_mask, l4_umword_t match,
					  l4_umword_t del_bits, l4_umword_t add_bits,
					  l4_msgtag_t *tag)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	unsigned words   = l4_msgtag_words(*tag);

	if (words + 4 > L4_UTCB_GENERIC_DATA_SIZE)
		return -L4_ENOMEM;
	m->mr[words]     = match_mask;
	m->mr[words + 1] = match;
	m->mr[words + 2] = del_bits;
	m->mr[words + 3] = add_bits;
	*tag             = l4_msgtag(L4_PROTO_THREAD, words + 4, 0, 0);
	return 0;
}

L4_INLINE l4_msgtag_t l4_thread_modify_sender_commit(l4_cap_idx_t thread, l4_msgtag_t tag)
{
	return l4_ipc_call(thread, l4_utcb(), tag, L4_IPC_NEVER);
}

/** The page at @p vcpu_state, in KU memory, becomes the vCPU state of the thread. (§13.2) */
L4_INLINE l4_msgtag_t l4_thread_vcpu_control(l4_cap_idx_t thread, l4_addr_t vcpu_state)
{
	l4_utcb_mr()->mr[0] = L4_THREAD_VCPU_CONTROL_OP;
	l4_utcb_mr()->mr[1] = vcpu_state;
	return l4_thread_call(thread, 2, 0);
}

#endif
