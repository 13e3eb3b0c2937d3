/*
 * Tasks: protection domains. Mapping into them and revoking from them. (abi sheet §8.1)
 */
#ifndef L4_SYS_TASK_H
#define L4_SYS_TASK_H

#include <l4/sys/ipc.h>

/** Send the message in the UTCB to the task and wait. */
L4_INLINE l4_msgtag_t l4_task_call_u(l4_cap_idx_t task, unsigned words, unsigned items,
				     l4_utcb_t *utcb)
{
	return l4_ipc_call(task, utcb, l4_msgtag(L4_PROTO_TASK, words, items, 0), L4_IPC_NEVER);
}

/**
 * Map memory, ports or capabilities of @p src_task into @p dst_task.
 *
 * @param snd_fpage what, and with which rights at most
 * @param snd_base  where: address, or selector, in @p dst_task; may carry attributes as in
 *                  l4_map_control() and l4_map_obj_control()
 * @return label 0, also when the source is empty. Errors: -L4_EPERM (no W on @p dst_task),
 *         -L4_EINVAL, IPC error L4_IPC_SEMAPFAILED (quota of @p dst_task used up)
 *
 * Capabilities lose the S right unless the caller has it on both tasks.
 * Protocol L4_PROTO_TASK: MR0 = 0, MR1 = control word, MR2 = flexpage, item: source task.
 */
L4_INLINE l4_msgtag_t l4_task_map_u(l4_cap_idx_t dst_task, l4_cap_idx_t src_task,
				    l4_fpage_t snd_fpage, l4_umword_t snd_base, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_TASK_MAP_OP;
	utcb->mr[1] = snd_base;
	utcb->mr[2] = snd_fpage.raw;
	l4_utcb_cap_argument_u(3, src_task, utcb);
	return l4_task_call_u(dst_task, 3, 1, utcb);
}

L4_INLINE l4_msgtag_t l4_task_map(l4_cap_idx_t dst_task, l4_cap_idx_t src_task,
				  l4_fpage_t snd_fpage, l4_umword_t snd_base)
{
	return l4_task_map_u(dst_task, src_task, snd_fpage, snd_base, l4_utcb());
}

/**
 * Revoke several flexpages of @p task: the rights named in them, from the tasks that got the
 * pages from @p task.
 *
 * @param map_mask L4_FP_OTHER_SPACES: only where it was handed on to; L4_FP_ALL_SPACES: in @p task
 *               too; L4_FP_DELETE_OBJ: also destroy the objects, if the capability has the D right
 * @pre   num_fpages <= L4_UTCB_GENERIC_DATA_SIZE - 2
 * @return label 0. From MR2 on stand the flexpages again, the rights replaced by flags of what was
 *         revoked: bit 0 referenced, bit 1 written (x86 only). IPC error L4_IPC_ENOT_EXISTENT: the
 *         task is being destroyed
 *
 * Protocol L4_PROTO_TASK: MR0 = 1, MR1 = mask, MR2.. = flexpages.
 */
L4_INLINE l4_msgtag_t l4_task_unmap_batch_u(l4_cap_idx_t task, const l4_fpage_t *fpages,
					    unsigned num_fpages, l4_umword_t map_mask,
					    l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_TASK_UNMAP_OP;
	utcb->mr[1] = map_mask;
	__builtin_memcpy(&utcb->mr[2], fpages, num_fpages * sizeof(*fpages));
	return l4_task_call_u(task, 2 + num_fpages, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_task_unmap_batch(l4_cap_idx_t task, const l4_fpage_t *fpages,
					  unsigned num_fpages, l4_umword_t map_mask)
{
	return l4_task_unmap_batch_u(task, fpages, num_fpages, map_mask, l4_utcb());
}

/** Revoke one flexpage; see l4_task_unmap_batch_u(). */
L4_INLINE l4_msgtag_t l4_task_unmap_u(l4_cap_idx_t task, l4_fpage_t fpage, l4_umword_t map_mask,
				      l4_utcb_t *utcb)
{
	return l4_task_unmap_batch_u(task, &fpage, 1, map_mask, utcb);
}

L4_INLINE l4_msgtag_t l4_task_unmap(l4_cap_idx_t task, l4_fpage_t fpage, l4_umword_t map_mask)
{
	return l4_task_unmap_u(task, fpage, map_mask, l4_utcb());
}

/** Destroy the object behind @p obj (D right needed; without it only the slot is emptied). */
L4_INLINE l4_msgtag_t l4_task_delete_obj_u(l4_cap_idx_t task, l4_cap_idx_t obj, l4_utcb_t *utcb)
{
	return l4_task_unmap_u(task, l4_obj_fpage(obj, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ,
			       utcb);
}

L4_INLINE l4_msgtag_t l4_task_delete_obj(l4_cap_idx_t task, l4_cap_idx_t obj)
{
	return l4_task_delete_obj_u(task, obj, l4_utcb());
}

/** Empty the slot @p cap; the object lives on if others hold it. */
L4_INLINE l4_msgtag_t l4_task_release_cap_u(l4_cap_idx_t task, l4_cap_idx_t cap, l4_utcb_t *utcb)
{
	return l4_task_unmap_u(task, l4_obj_fpage(cap, 0, L4_CAP_FPAGE_RWSD), L4_FP_ALL_SPACES,
			       utcb);
}

L4_INLINE l4_msgtag_t l4_task_release_cap(l4_cap_idx_t task, l4_cap_idx_t cap)
{
	return l4_task_release_cap_u(task, cap, l4_utcb());
}

/**
 * Is there a capability in slot @p cap of @p task? Label 1: yes, 0: no.
 * Protocol L4_PROTO_TASK: MR0 = 2, MR1 = selector.
 */
L4_INLINE l4_msgtag_t l4_task_cap_valid_u(l4_cap_idx_t task, l4_cap_idx_t cap, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_TASK_CAP_INFO_OP;
	utcb->mr[1] = cap & ~(l4_umword_t)L4_SYSF_MASK;
	return l4_task_call_u(task, 2, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_task_cap_valid(l4_cap_idx_t task, l4_cap_idx_t cap)
{
	return l4_task_cap_valid_u(task, cap, l4_utcb());
}

/**
 * Do both slots hold the same object with the same W and S rights? Label 1: yes, 0: no.
 * Protocol L4_PROTO_TASK: MR0 = 2, MR1 and MR2 = selectors.
 */
L4_INLINE l4_msgtag_t l4_task_cap_equal_u(l4_cap_idx_t task, l4_cap_idx_t cap_a, l4_cap_idx_t cap_b,
					  l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_TASK_CAP_INFO_OP;
	utcb->mr[1] = cap_a;
	utcb->mr[2] = cap_b;
	return l4_task_call_u(task, 3, 0, utcb);
}

L4_INLINE l4_msgtag_t l4_task_cap_equal(l4_cap_idx_t task, l4_cap_idx_t cap_a, l4_cap_idx_t cap_b)
{
	return l4_task_cap_equal_u(task, cap_a, cap_b, l4_utcb());
}

/**
 * More kernel-user memory (for UTCBs and the like) at the place that *@p ku_mem names.
 *
 * @param ku_mem memory flexpage, order 12 to 17; on return the area that the kernel gave
 * @return label 0. Errors: -L4_EEXIST (something is mapped there), -L4_EINVAL, -L4_ENOMEM,
 *         -L4_ENOSYS (not an ordinary task)
 *
 * Protocol L4_PROTO_TASK: MR0 = 3, MR1 = flexpage. Answer: MR0 = flexpage.
 */
L4_INLINE l4_msgtag_t l4_task_add_ku_mem_u(l4_cap_idx_t task, l4_fpage_t *ku_mem, l4_utcb_t *utcb)
{
	l4_msgtag_t tag;

	utcb->mr[0] = L4_TASK_ADD_KU_MEM_OP;
	utcb->mr[1] = ku_mem->raw;
	tag         = l4_task_call_u(task, 2, 0, utcb);
	if (l4_error_u(tag, utcb) >= 0)
		ku_mem->raw = utcb->mr[0];
	return tag;
}

L4_INLINE l4_msgtag_t l4_task_add_ku_mem(l4_cap_idx_t task, l4_fpage_t *ku_mem)
{
	return l4_task_add_ku_mem_u(task, ku_mem, l4_utcb());
}

#endif
