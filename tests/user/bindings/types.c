/* Values: abi sheet §3.1, §3.2, §5, §6.1 to §6.3. */
#include <l4/sys/types.h>
#include "check.h"

HAS(l4_msgtag_t, l4_msgtag, (long, unsigned, unsigned, unsigned));
HAS(long, l4_msgtag_label, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_words, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_items, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_flags, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_has_error, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_is_page_fault, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_is_io_page_fault, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_is_exception, (l4_msgtag_t));
HAS(unsigned, l4_msgtag_is_sigma0, (l4_msgtag_t));
HAS(unsigned, l4_is_invalid_cap, (l4_cap_idx_t));
HAS(unsigned, l4_is_valid_cap, (l4_cap_idx_t));
HAS(unsigned, l4_capability_equal, (l4_cap_idx_t, l4_cap_idx_t));
HAS(l4_cap_idx_t, l4_capability_next, (l4_cap_idx_t));
HAS(l4_fpage_t, l4_fpage, (l4_addr_t, unsigned, unsigned char));
HAS(l4_fpage_t, l4_fpage_all, (void));
HAS(l4_fpage_t, l4_fpage_invalid, (void));
HAS(l4_fpage_t, l4_iofpage, (unsigned long, unsigned));
HAS(l4_fpage_t, l4_obj_fpage, (l4_cap_idx_t, unsigned, unsigned char));
HAS(int, l4_is_fpage_writable, (l4_fpage_t));
HAS(l4_umword_t, l4_map_control, (l4_umword_t, unsigned char, unsigned));
HAS(l4_umword_t, l4_map_obj_control, (l4_umword_t, unsigned));
HAS(unsigned, l4_fpage_rights, (l4_fpage_t));
HAS(unsigned, l4_fpage_type, (l4_fpage_t));
HAS(unsigned, l4_fpage_size, (l4_fpage_t));
HAS(unsigned long, l4_fpage_page, (l4_fpage_t));
HAS(l4_addr_t, l4_fpage_memaddr, (l4_fpage_t));
HAS(l4_cap_idx_t, l4_fpage_obj, (l4_fpage_t));
HAS(unsigned long, l4_fpage_ioport, (l4_fpage_t));
HAS(l4_fpage_t, l4_fpage_set_rights, (l4_fpage_t, unsigned char));
HAS(int, l4_fpage_contains, (l4_fpage_t, l4_addr_t, unsigned));
HAS(unsigned char, l4_fpage_max_order, (unsigned char, l4_addr_t, l4_addr_t, l4_addr_t, l4_addr_t));
HAS(l4_timeout_s, l4_timeout_rel, (unsigned, unsigned));
HAS(l4_timeout_t, l4_ipc_timeout, (unsigned, unsigned, unsigned, unsigned));
HAS(l4_timeout_t, l4_timeout, (l4_timeout_s, l4_timeout_s));
HAS(void, l4_snd_timeout, (l4_timeout_s, l4_timeout_t *));
HAS(void, l4_rcv_timeout, (l4_timeout_s, l4_timeout_t *));
HAS(l4_kernel_clock_t, l4_timeout_rel_get, (l4_timeout_s));
HAS(unsigned, l4_timeout_is_absolute, (l4_timeout_s));
HAS(l4_kernel_clock_t, l4_timeout_get, (l4_kernel_clock_t, l4_timeout_s));
HAS(l4_timeout_s, l4_timeout_from_us, (l4_uint64_t));

SIZE(l4_msgtag_t, sizeof(long));
SIZE(l4_fpage_t, sizeof(long));
SIZE(l4_snd_fpage_t, 2 * sizeof(long));
SIZE(l4_timeout_s, 2);
SIZE(l4_timeout_t, 4);
AT(l4_timeout_t, p.rcv, 0);
AT(l4_timeout_t, p.snd, 2);
SIZE(l4_kernel_clock_t, 8);

IS(L4_MSGTAG_TRANSFER_FPU, 0x1000);
IS(L4_MSGTAG_SCHEDULE, 0x2000);
IS(L4_MSGTAG_PROPAGATE, 0x4000);
IS(L4_MSGTAG_ERROR, 0x8000);
IS(L4_MSGTAG_FLAGS, 0xf000);

IS(L4_PROTO_NONE, 0);
IS(L4_PROTO_ALLOW_SYSCALL, 1);
IS(L4_PROTO_PF_EXCEPTION, 1);
IS(L4_PROTO_IRQ, -1);
IS(L4_PROTO_PAGE_FAULT, -2);
IS(L4_PROTO_EXCEPTION, -5);
IS(L4_PROTO_SIGMA0, -6);
IS(L4_PROTO_IO_PAGE_FAULT, -8);
IS(L4_PROTO_THREAD_GROUP, -9);
IS(L4_PROTO_KOBJECT, -10);
IS(L4_PROTO_TASK, -11);
IS(L4_PROTO_THREAD, -12);
IS(L4_PROTO_LOG, -13);
IS(L4_PROTO_SCHEDULER, -14);
IS(L4_PROTO_FACTORY, -15);
IS(L4_PROTO_VM, -16);
IS(L4_PROTO_DMA_SPACE, -17);
IS(L4_PROTO_IRQ_SENDER, -18);
IS(L4_PROTO_SEMAPHORE, -20);
IS(L4_PROTO_META, -21);
IS(L4_PROTO_IOMMU, -22);
IS(L4_PROTO_DEBUGGER, -23);
IS(L4_PROTO_SMCCC, -24);
IS(L4_PROTO_VCPU_CONTEXT, -25);

IS(L4_FPAGE_SPECIAL, 0);
IS(L4_FPAGE_MEMORY, 1);
IS(L4_FPAGE_IO, 2);
IS(L4_FPAGE_OBJ, 3);
IS(L4_FPAGE_RIGHTS_MASK, 0xf);
IS(L4_FPAGE_TYPE_MASK, 0x30);
IS(L4_FPAGE_SIZE_MASK, 0xfc0);
IS(L4_FPAGE_ADDR_MASK, ~0xfffUL);
IS(L4_FPAGE_ADDR_BITS, sizeof(long) * 8 - 12);
IS(L4_WHOLE_ADDRESS_SPACE, 63);
IS(L4_WHOLE_IOADDRESS_SPACE, 16);
IS(L4_IOPORT_MAX, 0x10000);
IS(L4_FPAGE_X, 1);
IS(L4_FPAGE_W, 2);
IS(L4_FPAGE_RO, 4);
IS(L4_FPAGE_RX, 5);
IS(L4_FPAGE_RW, 6);
IS(L4_FPAGE_RWX, 7);
IS(L4_CAP_FPAGE_W, 1);
IS(L4_CAP_FPAGE_S, 2);
IS(L4_CAP_FPAGE_R, 4);
IS(L4_CAP_FPAGE_RO, 4);
IS(L4_CAP_FPAGE_RW, 5);
IS(L4_CAP_FPAGE_RS, 6);
IS(L4_CAP_FPAGE_RWS, 7);
IS(L4_CAP_FPAGE_D, 8);
IS(L4_CAP_FPAGE_RWD, 0xd);
IS(L4_CAP_FPAGE_RSD, 0xe);
IS(L4_CAP_FPAGE_RWSD, 0xf);
IS(L4_FPAGE_CACHE_OPT, 1);
IS(L4_FPAGE_UNCACHEABLE, 1);
IS(L4_FPAGE_CACHEABLE, 3);
IS(L4_FPAGE_BUFFERABLE, 5);
IS(L4_FPAGE_C_REF_CNT, 0);
IS(L4_FPAGE_C_NO_REF_CNT, 0x10);
IS(L4_FPAGE_C_OBJ_RIGHT1, 0x20);
IS(L4_FPAGE_C_OBJ_RIGHT2, 0x40);
IS(L4_FPAGE_C_OBJ_RIGHT3, 0x80);
IS(L4_FPAGE_C_OBJ_RIGHTS, 0xe0);
IS(L4_FPAGE_C_IPCGATE_SVR, 0x20);
IS(L4_FPAGE_CONTROL_MASK, ~0xfffUL);

IS(L4_ITEM_CONT, 1);
IS(L4_ITEM_MAP, 8);
IS(L4_MAP_ITEM_MAP, 0);
IS(L4_MAP_ITEM_GRANT, 2);
IS(L4_RCV_ITEM_FORWARD_MAPPINGS, 1);
IS(L4_RCV_ITEM_SINGLE_CAP, 0xa);
IS(L4_RCV_ITEM_LOCAL_ID, 4);
IS(L4_TIMEOUT_US_MAX, (1ULL << 41) - 1);

/* Calls as programs write them. */
l4_timeout_t timeouts[] = {
	L4_IPC_NEVER,          L4_IPC_SEND_TIMEOUT_0,    L4_IPC_RECV_TIMEOUT_0,
	L4_IPC_BOTH_TIMEOUT_0, L4_IPC_NEVER_INITIALIZER,
};

#ifdef __cplusplus
long as_in_cxx(l4_msgtag_t tag);
long as_in_cxx(l4_msgtag_t tag)
{
	tag.label(3);
	return tag.has_error() ? 0
			       : tag.label() + (long)(tag.words() + tag.items() + tag.flags()) +
					 l4_fpage_max_order(12, 0, 0, 0);
}
#endif
