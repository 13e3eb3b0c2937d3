/*
 * The interrupt controller: binding hardware interrupts to IRQ objects. (abi sheet §8.7)
 *
 * All calls use protocol L4_PROTO_IRQ on the ICU capability, MR0 = operation, MR1 = pin. Pins of
 * message interrupts (MSI) have L4_ICU_FLAG_MSI set. The log and the scheduler understand the same
 * calls, with the one pin 0.
 *
 * To use a pin: set its mode, bind an IRQ object to it and a thread to the IRQ, unmask it once.
 */
#ifndef L4_SYS_ICU_H
#define L4_SYS_ICU_H

#include <l4/sys/kernel_object.h>

typedef struct l4_icu_info_t {
	unsigned features; /* L4_ICU_FLAG_MSI */
	unsigned nr_irqs;
	unsigned nr_msis;
} l4_icu_info_t;

typedef struct l4_icu_msi_info_t {
	l4_uint64_t msi_addr;
	l4_uint32_t msi_data;
} l4_icu_msi_info_t;

/** Send the message of @p words words and @p items items in the UTCB. */
L4_INLINE l4_msgtag_t l4_icu_call_u(l4_cap_idx_t icu, unsigned words, unsigned items,
				    l4_utcb_t *utcb)
{
	return l4_ipc_call(icu, utcb, l4_msgtag(L4_PROTO_IRQ, words, items, 0), L4_IPC_NEVER);
}

/**
 * Interrupts of pin @p irqnum trigger @p irq, an IRQ sender or a semaphore (W right needed).
 * MR0 = 0, MR1 = pin, item: IRQ. Label 0: l4_irq_unmask() unmasks; 1 (never by the kernel's ICU):
 * l4_icu_unmask() does. Errors: -L4_EINVAL (no such pin, taken), -L4_EPERM.
 */
L4_INLINE l4_msgtag_t l4_icu_bind_u(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq,
				    l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_ICU_OP_BIND;
	utcb->mr[1] = irqnum;
	l4_utcb_cap_argument_u(2, irq, utcb);
	return l4_icu_call_u(icu, 2, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_icu_bind(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq)
{
	return l4_icu_bind_u(icu, irqnum, irq, l4_utcb());
}

/** Free the pin. MR0 = 1, MR1 = pin, item: IRQ. Label 0, also when nothing was bound. */
L4_INLINE l4_msgtag_t l4_icu_unbind_u(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq,
				      l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_ICU_OP_UNBIND;
	utcb->mr[1] = irqnum;
	l4_utcb_cap_argument_u(2, irq, utcb);
	return l4_icu_call_u(icu, 2, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_icu_unbind(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq)
{
	return l4_icu_unbind_u(icu, irqnum, irq, l4_utcb());
}

/** Edge or level, polarity: L4_IRQ_F_*. MR0 = 6, MR1 = pin, MR2 = mode. Errors: -L4_EINVAL. */
L4_INLINE l4_msgtag_t l4_icu_set_mode_u(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t mode,
					l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_ICU_OP_SET_MODE;
	utcb->mr[1] = irqnum;
	utcb->mr[2] = mode;
	return l4_icu_call_u(icu, 3, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_icu_set_mode(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t mode)
{
	return l4_icu_set_mode_u(icu, irqnum, mode, l4_utcb());
}

/** How many pins and message interrupts there are. MR0 = 2. Answer: MR0..2 = fields of *@p info. */
L4_INLINE l4_msgtag_t l4_icu_info_u(l4_cap_idx_t icu, l4_icu_info_t *info, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_ICU_OP_INFO;
	tag         = l4_icu_call_u(icu, 1, 0, utcb);
	if (l4_error_u(tag, utcb) >= 0) {
		info->features = (unsigned)utcb->mr[0];
		info->nr_irqs  = (unsigned)utcb->mr[1];
		info->nr_msis  = (unsigned)utcb->mr[2];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_icu_info(l4_cap_idx_t icu, l4_icu_info_t *info)
{
	return l4_icu_info_u(icu, info, l4_utcb());
}

/**
 * Address and data that make device @p source signal message interrupt @p irqnum.
 * MR0 = 3, MR1 = pin, u64 source from MR2 on. Answer: u64 address, u32 data, from MR0 on.
 * Errors: -L4_ERANGE (no such message interrupt), -L4_EINVAL, -L4_ENOSYS (the machine has none).
 */
L4_INLINE l4_msgtag_t l4_icu_msi_info_u(l4_cap_idx_t icu, unsigned irqnum, l4_uint64_t source,
					l4_icu_msi_info_t *msi_info, l4_utcb_t *utcb)
{
	const unsigned words_of_source = sizeof(source) / sizeof(l4_umword_t);
	l4_msg_regs_t *m               = l4_utcb_mr_u(utcb);
	l4_msgtag_t tag;

	m->mr[0]                     = L4_ICU_OP_MSI_INFO;
	m->mr[1]                     = irqnum;
	m->mr64[l4_utcb_mr64_idx(2)] = source;
	tag                          = l4_icu_call_u(icu, 2 + words_of_source, 0, utcb);
	if (l4_error_u(tag, utcb) >= 0) {
		msi_info->msi_addr = m->mr64[0];
		msi_info->msi_data = (l4_uint32_t)m->mr64[1];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_icu_msi_info(l4_cap_idx_t icu, unsigned irqnum, l4_uint64_t source,
				      l4_icu_msi_info_t *msi_info)
{
	return l4_icu_msi_info_u(icu, irqnum, source, msi_info, l4_utcb());
}

/**
 * Unmask or mask: @p op is L4_ICU_CTL_*. MR0 = 4 or 5, MR1 = pin. There is no answer: send only
 * when @p label is NULL, else wait for the next message as well, whose label goes to *@p label.
 */
L4_INLINE l4_msgtag_t l4_icu_control_u(l4_cap_idx_t icu, unsigned irqnum, unsigned op,
				       l4_umword_t *label, l4_timeout_t to, l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_msgtag(L4_PROTO_IRQ, 2, 0, 0);

	utcb->mr[0] = L4_ICU_OP_UNMASK + op;
	utcb->mr[1] = irqnum;
	return label ? l4_ipc_send_and_wait(icu, utcb, tag, label, to)
		     : l4_ipc_send(icu, utcb, tag, to);
}

/** Unmask; see l4_icu_control_u(). */
L4_INLINE l4_msgtag_t l4_icu_unmask_u(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				      l4_timeout_t to, l4_utcb_t *utcb)
{
	return l4_icu_control_u(icu, irqnum, L4_ICU_CTL_UNMASK, label, to, utcb);
}

L4_INLINE l4_msgtag_t l4_icu_unmask(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				    l4_timeout_t to)
{
	return l4_icu_unmask_u(icu, irqnum, label, to, l4_utcb());
}

/** Mask; see l4_icu_control_u(). */
L4_INLINE l4_msgtag_t l4_icu_mask_u(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				    l4_timeout_t to, l4_utcb_t *utcb)
{
	return l4_icu_control_u(icu, irqnum, L4_ICU_CTL_MASK, label, to, utcb);
}

L4_INLINE l4_msgtag_t l4_icu_mask(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				  l4_timeout_t to)
{
	return l4_icu_mask_u(icu, irqnum, label, to, l4_utcb());
}

#endif
