/*
 * IOMMUs: which memory a device may touch. (abi sheet §8.12)
 *
 * A DMA space is a task without threads (l4_factory_create() of type L4_PROTO_DMA_SPACE), into
 * which memory is mapped by l4_task_map(); bound to a device, it is all that the device sees.
 * This kernel drives no IOMMU: the type answers -L4_ENODEV, and slot L4_BASE_IOMMU_CAP is empty
 * (IPC error L4_IPC_ENOT_EXISTENT).
 */
#ifndef L4_SYS_IOMMU_H
#define L4_SYS_IOMMU_H

#include <l4/sys/ipc.h>

/* MR0 = operation, then the 64-bit source id at the next place for such a value, item: DMA space. */
L4_INLINE l4_msgtag_t l4_iommu_call(l4_cap_idx_t iommu, l4_umword_t op, l4_uint64_t src_id,
				    l4_cap_idx_t dma_space, l4_utcb_t *utcb)
{
	const unsigned words_of_id = sizeof(src_id) / sizeof(l4_umword_t);
	const unsigned words       = 2 * words_of_id; /* operation, padding, source id */

	utcb->mr[0]                 = op;
	l4_utcb_mr_u(utcb)->mr64[1] = src_id;
	l4_utcb_cap_argument_u(words, dma_space, utcb);
	return l4_ipc_call(iommu, utcb, l4_msgtag(L4_PROTO_IOMMU, words, 1, 0), L4_IPC_NEVER);
}

/**
 * The devices that @p src_id names (the machine's own numbering) see memory through @p dma_space.
 *
 * @param min,max receive the addresses that such a device can name
 *
 * Protocol L4_PROTO_IOMMU: MR0 = 0, u64 source id at byte 8, item: DMA space.
 * Answer: u64 lowest and u64 highest address, from MR0 on. Errors: -L4_EINVAL, -L4_ENOMEM, -L4_EBUSY.
 */
L4_INLINE l4_msgtag_t l4_iommu_bind_u(l4_cap_idx_t iommu, l4_uint64_t src_id,
				      l4_cap_idx_t dma_space, l4_uint64_t *min, l4_uint64_t *max,
				      l4_utcb_t *utcb)
{
	l4_msgtag_t tag = l4_iommu_call(iommu, L4_IOMMU_BIND_OP, src_id, dma_space, utcb);

	if (l4_error_u(tag, utcb) >= 0) {
		*min = l4_utcb_mr_u(utcb)->mr64[0];
		*max = l4_utcb_mr_u(utcb)->mr64[1];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_iommu_bind(l4_cap_idx_t iommu, l4_uint64_t src_id, l4_cap_idx_t dma_space,
				    l4_uint64_t *min, l4_uint64_t *max)
{
	return l4_iommu_bind_u(iommu, src_id, dma_space, min, max, l4_utcb());
}

/** Undo l4_iommu_bind_u(). Protocol L4_PROTO_IOMMU: MR0 = 1, the rest as there. Errors: -L4_EINVAL. */
L4_INLINE l4_msgtag_t l4_iommu_unbind_u(l4_cap_idx_t iommu, l4_uint64_t src_id,
					l4_cap_idx_t dma_space, l4_utcb_t *utcb)
{
	return l4_iommu_call(iommu, L4_IOMMU_UNBIND_OP, src_id, dma_space, utcb);
}

L4_INLINE l4_msgtag_t l4_iommu_unbind(l4_cap_idx_t iommu, l4_uint64_t src_id,
				      l4_cap_idx_t dma_space)
{
	return l4_iommu_unbind_u(iommu, src_id, dma_space, l4_utcb());
}

#endif
