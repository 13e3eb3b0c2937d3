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
 * Unbind. Label 0: nothing was pending, 1: a message was pending (it is remembered for the next
 * bind), 2: a virtual interrupt was active. Errors: -L4_ENOENT (not bound), -L4_EPERM (no S right).
 *
 * Protocol L4_PROTO_IRQ_SENDER: MR0 = 1.
 */
L4_INLINE l4_msgtag_t l4_irq_detach_u(l4_cap_idx_t irq, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_SENDER_OP_DETACH;
	return l4_ipc_call(irq, utcb, l4_msgtag(L4_PROTO_IRQ_SENDER, 1, 0, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_irq_detach(l4_cap_idx_t irq)
{
	return l4_irq_detach_u(irq, l4_utcb());
}

/**
 * Let the hardware put the interrupt, as number @p virq, into the guest that @p thread runs as an
 * extended vCPU. Needs hardware virtualization: -L4_ENOSYS here.
 *
 * Protocol L4_PROTO_IRQ_SENDER: MR0 = 2, MR1 = number, item: thread (S right on both).
 */
L4_INLINE l4_msgtag_t l4_irq_bind_vcpu_u(l4_cap_idx_t irq, l4_cap_idx_t thread, l4_umword_t virq,
					 l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_SENDER_OP_BIND_VCPU;
	utcb->mr[1] = virq;
	l4_utcb_cap_argument_u(2, thread, utcb);
	return l4_ipc_call(irq, utcb, l4_msgtag(L4_PROTO_IRQ_SENDER, 2, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_irq_bind_vcpu(l4_cap_idx_t irq, l4_cap_idx_t thread, l4_umword_t virq)
{
	return l4_irq_bind_vcpu_u(irq, thread, virq, l4_utcb());
}

/**
 * Signal. Send only: there is no answer, and the tag returned is the one sent; whether it was
 * sent, l4_ipc_error() tells. Protocol L4_PROTO_IRQ without words.
 */
L4_INLINE l4_msgtag_t l4_irq_trigger_u(l4_cap_idx_t irq, l4_utcb_t *utcb)
{
	return l4_ipc_send(irq, utcb, l4_msgtag(L4_PROTO_IRQ, 0, 0, 0), L4_IPC_BOTH_TIMEOUT_0);
}

L4_INLINE l4_msgtag_t l4_irq_trigger(l4_cap_idx_t irq)
{
	return l4_irq_trigger_u(irq, l4_utcb());
}

/** End of interrupt: let the source signal again. Send only. Protocol L4_PROTO_IRQ: MR0 = 4. */
L4_INLINE l4_msgtag_t l4_irq_unmask_u(l4_cap_idx_t irq, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_send(irq, utcb, l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_irq_unmask(l4_cap_idx_t irq)
{
	return l4_irq_unmask_u(irq, l4_utcb());
}

/** Unmask (MR0 = 4) and wait for the next signal of this IRQ, at most @p to. Answer: an empty tag. */
L4_INLINE l4_msgtag_t l4_irq_receive_u(l4_cap_idx_t irq, l4_timeout_t to, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_call(irq, utcb, l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), to);
}

L4_INLINE l4_msgtag_t l4_irq_receive(l4_cap_idx_t irq, l4_timeout_t to)
{
	return l4_irq_receive_u(irq, to, l4_utcb());
}

/** Unmask (MR0 = 4) and wait for a message from anybody, whose label goes to *@p label. */
L4_INLINE l4_msgtag_t l4_irq_wait_u(l4_cap_idx_t irq, l4_umword_t *label, l4_timeout_t to,
				    l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_OP_EOI;
	return l4_ipc_send_and_wait(irq, utcb, l4_msgtag(L4_PROTO_IRQ, 1, 0, 0), label, to);
}

L4_INLINE l4_msgtag_t l4_irq_wait(l4_cap_idx_t irq, l4_umword_t *label, l4_timeout_t to)
{
	return l4_irq_wait_u(irq, label, to, l4_utcb());
}

/**
 * Let @p irq signal @p slave too. An interrupt line that several devices share is such a muxer;
 * kernels have none any more, and the answer is -L4_EBADPROTO.
 *
 * Protocol L4_PROTO_IRQ_MUX: MR0 = 0, item: slave.
 */
L4_INLINE l4_msgtag_t l4_irq_mux_chain_u(l4_cap_idx_t irq, l4_cap_idx_t slave, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_IRQ_MUX_OP_CHAIN;
	l4_utcb_cap_argument_u(1, slave, utcb);
	return l4_ipc_call(irq, utcb, l4_msgtag(L4_PROTO_IRQ_MUX, 1, 1, 0), L4_IPC_NEVER);
}

L4_INLINE l4_msgtag_t l4_irq_mux_chain(l4_cap_idx_t irq, l4_cap_idx_t slave)
{
	return l4_irq_mux_chain_u(irq, slave, l4_utcb());
}

#endif
