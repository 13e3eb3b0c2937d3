/*
 * IRQ objects: asynchronous signals, from hardware or from software. (abi sheet §7.9, §8.5)
 *
 * A trigger becomes a message without contents to the bound thread, carrying the bound label. Any
 * number of triggers before the message is received are one message. Bind: l4_rcv_ep_bind_thread().
 */
#ifndef L4_SYS_IRQ_H
#define L4_SYS_IRQ_H

#include <l4/sys/rcv_endpoint.h>

/**
 * Unbind. Label 0: nothing was pending, 1: a message was pending. Errors: -L4_ENOENT, -L4_EPERM.
 * Protocol L4_PROTO_IRQ_SENDER: MR0 = 1.
 */
L4_INLINE l4_msgtag_t l4_irq_detach(l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[0] = L4_IRQ_SENDER_OP_DETACH;
	return l4_ipc_call(irq, l4_utcb(), l4_msgtag(L4_PROTO_IRQ_SENDER, 1, 0, 0), L4_IPC_NEVER);
}

/** Signal. Send only: there is no answer. Protocol L4_PROTO_IRQ without words. */
L4_INLINE l4_msgtag_t l4_irq_trigger(l4_cap_idx_t irq)
{
	return l4_ipc_send(irq, l4_utcb(), l4_msgtag(L4_PROTO_IRQ, 0, 0, 0), L4_IPC_BOTH_TIMEOUT_0);
}

/** End of interrupt: let the source signal again. Send only. Protocol L4_PROTO_IRQ: MR0 = 4. */
L4_INLINE l4_msgtag_t l4_irq_unmask(l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_send(irq, l4_utcb(), l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), L4_IPC_NEVER);
}

/** Unmask and wait for the next signal of this IRQ. */
L4_INLINE l4_msgtag_t l4_irq_receive(l4_cap_idx_t irq, l4_timeout_t to)
{
	l4_utcb_mr()->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_call(irq, l4_utcb(), l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), to);
}

/** Unmask and wait for a message from anybody. */
L4_INLINE l4_msgtag_t l4_irq_wait(l4_cap_idx_t irq, l4_umword_t *label, l4_timeout_t to)
{
	l4_utcb_mr()->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_send_and_wait(irq, l4_utcb(), l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), label, to);
}

#endif
