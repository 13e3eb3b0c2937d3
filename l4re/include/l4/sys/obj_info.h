/*
 * A list of all kernel objects, for programs. (abi sheet §8.10)
 */
#ifndef L4_SYS_OBJ_INFO_H
#define L4_SYS_OBJ_INFO_H

#include <l4/sys/debugger.h>

enum {
	L4_KOBJ_INFO_TYPE_BITS = 5, /* low bits of type_id */
};

/* One entry; data[] means something for some types: see the sheet. */
typedef struct L4_kobj_info {
	l4_uint64_t type_id; /* id << 5 | type: 0 mapping, 1 thread, 2 task, 4 gate, 5 IRQ ... */
	l4_uint64_t mapping_ptr;
	l4_uint64_t ref_cnt;
	l4_uint64_t data[5];
} L4_kobj_info;

_Static_assert(sizeof(L4_kobj_info) == 64, "an entry is 64 bytes");

/**
 * Fill the @p ku_mem_size bytes at @p ku_mem_addr, KU memory of the caller's task, with entries,
 * leaving out the first @p skip.
 *
 * @param result_cnt,result_all receive the number of entries written, and of all that there are
 *
 * MR0 = 0x110, MR1 = address, MR2 = bytes, MR3 = skip. Answer: MR0, MR1. Errors: -L4_EINVAL.
 */
L4_INLINE l4_msgtag_t l4_debugger_query_obj_infos_u(l4_cap_idx_t cap, l4_addr_t ku_mem_addr,
						    l4_size_t ku_mem_size, l4_umword_t skip,
						    l4_umword_t *result_cnt,
						    l4_umword_t *result_all, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_DEBUGGER_OBJ_INFO_OP;
	utcb->mr[1] = ku_mem_addr;
	utcb->mr[2] = ku_mem_size;
	utcb->mr[3] = skip;
	tag         = l4_debugger_call_u(cap, 4, utcb);
	if (l4_error_u(tag, utcb) >= 0) {
		*result_cnt = utcb->mr[0];
		*result_all = utcb->mr[1];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_debugger_query_obj_infos(l4_cap_idx_t cap, l4_addr_t ku_mem_addr,
						  l4_size_t ku_mem_size, l4_umword_t skip,
						  l4_umword_t *result_cnt, l4_umword_t *result_all)
{
	return l4_debugger_query_obj_infos_u(cap, ku_mem_addr, ku_mem_size, skip, result_cnt,
					     result_all, l4_utcb());
}

#endif
