/*
 * The interrupt controller: binding hardware interrupts to IRQ objects. (abi sheet §8.7)
 *
 * All calls use protocol L4_PROTO_IRQ on the ICU capability, MR0 = operation, MR1 = pin.
 */
#ifndef L4_SYS_ICU_H
#define L4_SYS_ICU_H

#include <l4/sys/ipc.h>

typedef struct l4_icu_info_t {
	unsigned features; /* L4_ICU_FLAG_MSI */
	unsigned nr_irqs;
	unsigned nr_msis;
} l4_icu_info_t;

typedef struct l4_icu_msi_info_t {
	l4_uint64_t msi_addr;
	l4_uint32_t msi_data;
} l4_icu_msi_info_t;

L4_INLINE l4_msgtag_t l4_icu_call(l4_cap_idx_t icu, unsigned words, unsigned items)
{
	return l4_ipc_call(icu, l4_utcb(), l4_msgtag(L4_PROTO_IRQ, words, items, 0), L4_IPC_NEVER);
}

/** Interrupts of pin @p irqnum trigger @p irq. Errors: -L4_EINVAL (no such pin, taken), -L4_EPERM. */
L4_INLINE l4_msgtag_t l4_icu_bind(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[0] = L4_ICU_OP_BIND;
	l4_utcb_mr()->mr[1] = irqnum;
	l4_utcb_cap_argument(2, irq);
	return l4_icu_call(icu, 2, 1);
}

L4_INLINE l4_msgtag_t l4_icu_unbind(l4_cap_idx_t icu, unsigned irqnum, l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[0] = L4_ICU_OP_UNBIND;
	l4_utcb_mr()->mr[1] = irqnum;
	l4_utcb_cap_argument(2, irq);
	return l4_icu_call(icu, 2, 1);
}

/** Edge or level, polarity: L4_IRQ_F_*. Errors: -L4_EINVAL. */
L4_INLINE l4_msgtag_t l4_icu_set_mode(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t mode)
{
	l4_utcb_mr()->mr[0] = L4_ICU_OP_SET_MODE;
	l4_utcb_mr()->mr[1] = irqnum;
	l4_utcb_mr()->mr[2] = mode;
	return l4_icu_call(icu, 3, 0);
}

/** How many pins and message interrupts there are. */
L4_INLINE l4_msgtag_t l4_icu_info(l4_cap_idx_t icu, l4_icu_info_t *info)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	m->mr[0] = L4_ICU_OP_INFO;
	tag      = l4_icu_call(icu, 1, 0);
	if (l4_error(tag) >= 0) {
		info->features = (unsigned)m->mr[0];
		info->nr_irqs  = (unsigned)m->mr[1];
		info->nr_msis  = (unsigned)m->mr[2];
	}
	return tag;
}

/** Address and data that make device @p source signal message interrupt @p irqnum. */
L4_INLINE l4_msgtag_t l4_icu_msi_info(l4_cap_idx_t icu, unsigned irqnum, l4_uint64_t source,
				      l4_icu_msi_info_t *info)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	unsigned at      = l4_utcb_mr64_idx(2);
	l4_msgtag_t tag;

	m->mr[0]    = L4_ICU_OP_MSI_INFO;
	m->mr[1]    = irqnum;
	m->mr64[at] = source;
	tag         = l4_icu_call(icu, 2 + (unsigned)(sizeof(source) / sizeof(l4_umword_t)), 0);
	if (l4_error(tag) >= 0) {
		info->msi_addr = m->mr64[0];
		info->msi_data = (l4_uint32_t)m->mr64[1];
	}
	return tag;
}

/** Unmask (send only when @p label is NULL; else wait for the next message as well). */
L4_INLINE l4_msgtag_t l4_icu_unmask(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				    l4_timeout_t to)
{
	l4_msgtag_t tag = l4_msgtag(L4_PROTO_IRQ, 2, 0, 0);

	l4_utcb_mr()->mr[0] = L4_ICU_OP_UNMASK;
	l4_utcb_mr()->mr[1] = irqnum;
	return label ? l4_ipc_send_and_wait(icu, l4_utcb(), tag, label, to)
		     : l4_ipc_send(icu, l4_utcb(), tag, to);
}

L4_INLINE l4_msgtag_t l4_icu_mask(l4_cap_idx_t icu, unsigned irqnum, l4_umword_t *label,
				  l4_timeout_t to)
{
	l4_msgtag_t tag = l4_msgtag(L4_PROTO_IRQ, 2, 0, 0);

	l4_utcb_mr()->mr[0] = L4_ICU_OP_MASK;
	l4_utcb_mr()->mr[1] = irqnum;
	return label ? l4_ipc_send_and_wait(icu, l4_utcb(), tag, label, to)
		     : l4_ipc_send(icu, l4_utcb(), tag, to);
}

#endif
