/*
 * Client side of the sigma0 protocol: one request, one item in the answer.
 *
 * A page that sigma0 sends lands where the hot spot in the answer says, or, for RAM and devices at
 * an address of the client's choice, in the window that the request opened.
 */
#include <l4/sigma0/sigma0.h>
#include <l4/sys/factory.h>

/* Send the request in MR0 and MR1; success is an answer with exactly one item that was mapped. */
static int request(l4_cap_idx_t sigma0, long op, l4_fpage_t what)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;
	long error;

	m->mr[0] = (l4_umword_t)op;
	m->mr[1] = what.raw;
	tag = l4_ipc_call(sigma0, l4_utcb(), l4_msgtag(L4_PROTO_SIGMA0, 2, 0, 0), L4_IPC_NEVER);
	l4_utcb_receive_nothing();
	error = l4_error(tag);
	if (error < 0)
		return (int)error;
	if (l4_msgtag_items(tag) != 1 || (m->mr[l4_msgtag_words(tag)] & (3 << 1)))
		return -L4_ENOMEM;
	return 0;
}

/* Open the whole address space as window: what comes lands at its hot spot. */
static void receive_anywhere(void)
{
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	l4_utcb_br()->br[2] = 0;
}

/* Where the last answer's item landed. */
static l4_addr_t hot_spot(void)
{
	return l4_utcb_mr()->mr[0] & L4_PAGEMASK;
}

void *l4sigma0_map_kip(l4_cap_idx_t sigma0)
{
	receive_anywhere();
	return request(sigma0, L4_SIGMA0_REQ_KIP, l4_fpage_invalid()) < 0 ? NULL
									  : (void *)hot_spot();
}

int l4sigma0_map_any(l4_cap_idx_t sigma0, unsigned order, l4_addr_t *base)
{
	int error;

	receive_anywhere();
	error = request(sigma0, L4_SIGMA0_REQ_FPAGE_ANY, l4_fpage(0, order, L4_FPAGE_RWX));
	if (error == 0)
		*base = hot_spot();
	return error;
}

/* Fetch [phys, phys + size) in the largest pieces that fit both addresses. */
static int map_range(l4_cap_idx_t sigma0, long op, l4_addr_t phys, l4_addr_t virt, l4_addr_t size)
{
	l4_addr_t last = phys + size - 1;

	if (((phys | virt | size) & ~L4_PAGEMASK) || size == 0 || last < phys)
		return -L4_EINVAL;
	for (;;) {
		unsigned order = l4_fpage_max_order(L4_PAGESHIFT, phys, phys, last + 1, virt);
		int error;

		l4_utcb_receive_memory(virt, order);
		error = request(sigma0, op, l4_fpage(phys, order, L4_FPAGE_RWX));
		if (error < 0)
			return error;
		if (last - phys < 1UL << order)
			return 0;
		phys += 1UL << order;
		virt += 1UL << order;
	}
}

int l4sigma0_map_mem(l4_cap_idx_t sigma0, l4_addr_t phys, l4_addr_t virt, l4_addr_t size)
{
	return map_range(sigma0, L4_SIGMA0_REQ_FPAGE_RAM, phys, virt, size);
}

int l4sigma0_map_iomem(l4_cap_idx_t sigma0, l4_addr_t phys, l4_addr_t virt, l4_addr_t size,
		       int cached)
{
	return map_range(sigma0,
			 cached ? L4_SIGMA0_REQ_FPAGE_IOMEM_CACHED : L4_SIGMA0_REQ_FPAGE_IOMEM,
			 phys, virt, size);
}

int l4sigma0_debug_dump(l4_cap_idx_t sigma0)
{
	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_SIGMA0_REQ_DEBUG_DUMP;
	return (int)l4_error(
		l4_ipc_call(sigma0, l4_utcb(), l4_msgtag(L4_PROTO_SIGMA0, 1, 0, 0), L4_IPC_NEVER));
}

int l4sigma0_new_client(l4_cap_idx_t sigma0, l4_cap_idx_t gate)
{
	l4_msgtag_t tag = l4_factory_create(sigma0, L4_PROTO_SIGMA0, gate);

	l4_utcb_receive_nothing();
	return (int)l4_error(tag);
}
