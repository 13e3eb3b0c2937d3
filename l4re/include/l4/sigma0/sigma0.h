/*
 * Client side of sigma0, the first task, which owns all memory. (abi sheet §11.5)
 *
 * Protocol L4_PROTO_SIGMA0: MR0 = request, MR1 = flexpage; the answer is one item. All functions
 * return 0 or a negative error: -L4_ENOMEM (no such memory, or another client has it),
 * -L4_EINVAL (bad order or alignment).
 */
#ifndef L4_SIGMA0_SIGMA0_H
#define L4_SIGMA0_SIGMA0_H

#include <l4/sys/ipc.h>

L4_BEGIN_DECLS

/** The kernel info page, mapped where it is physically; its address, or NULL. */
void *l4sigma0_map_kip(l4_cap_idx_t sigma0);

/** @p size bytes of RAM at physical address @p phys, mapped at @p virt; all page-aligned. */
int l4sigma0_map_mem(l4_cap_idx_t sigma0, l4_addr_t phys, l4_addr_t virt, l4_addr_t size);

/** Device memory, as above; @p cached: with caches. It is not exclusive. */
int l4sigma0_map_iomem(l4_cap_idx_t sigma0, l4_addr_t phys, l4_addr_t virt, l4_addr_t size,
		       int cached);

/** Any free RAM of 2^@p order bytes, mapped at its physical address, which goes to *@p base. */
int l4sigma0_map_any(l4_cap_idx_t sigma0, unsigned order, l4_addr_t *base);

/** sigma0 writes its memory map to the log. */
int l4sigma0_debug_dump(l4_cap_idx_t sigma0);

/** A gate of one's own to sigma0, to hand to somebody else; it arrives in slot @p gate. */
int l4sigma0_new_client(l4_cap_idx_t sigma0, l4_cap_idx_t gate);

L4_END_DECLS

#endif
