/*
 * x86-64: segments of a thread, and the descriptor tables of threads and tasks. (abi sheet §8.1, §8.3)
 *
 * FS and GS bases are what thread libraries need. The descriptor tables serve 32-bit code.
 * All return 0 or a negative error.
 */
#ifndef L4_SYS_SEGMENT_H
#define L4_SYS_SEGMENT_H

#include <l4/sys/task.h>
#include <l4/sys/thread.h>

enum L4_sys_segment {
	L4_AMD64_SEGMENT_FS = 0,
	L4_AMD64_SEGMENT_GS = 1,
};

enum {
	L4_AMD64_SEGMENT_SHIFT = 16, /* of the segment in MR0 */
	L4_X86_DESCRIPTOR_SIZE = 8,  /* bytes */
	L4_X86_GDT_ENTRIES     = 4,  /* entries that a thread may write */
};

enum L4_task_ldt_x86_consts {
	L4_TASK_LDT_X86_ENTRY_SIZE  = L4_X86_DESCRIPTOR_SIZE,
	L4_TASK_LDT_X86_MAX_ENTRIES = L4_UTCB_GENERIC_DATA_SIZE - 2, /* in one call */
};

/**
 * Write @p num_desc entries of the task's local descriptor table from number @p entry_number_start on.
 * Protocol L4_PROTO_TASK: MR0 = 0x11, MR1 = number, MR2.. descriptors.
 * Errors: -L4_EINVAL (too many, not a user segment), -L4_ENOSYS (kernels without such tables: ours).
 */
L4_INLINE long fiasco_ldt_set(l4_cap_idx_t task, void *ldt, unsigned num_desc,
			      unsigned entry_number_start, l4_utcb_t *utcb)
{
	if (num_desc > L4_TASK_LDT_X86_MAX_ENTRIES)
		return -L4_EINVAL;
	utcb->mr[0] = L4_TASK_LDT_SET_X86_OP;
	utcb->mr[1] = entry_number_start;
	__builtin_memcpy(&utcb->mr[2], ldt, num_desc * L4_TASK_LDT_X86_ENTRY_SIZE);
	return l4_error_u(l4_task_call_u(task, 2 + num_desc, 0, utcb), utcb);
}

/**
 * Write entries of the thread's part of the global descriptor table: @p size bytes of descriptors, from
 * number @p entry_number_start (0 to 3) on. @return the selector of the first, or an error.
 *
 * Protocol L4_PROTO_THREAD: MR0 = 0x10, MR1 = number, MR2.. descriptors. Error: -L4_EINVAL (not a
 * user segment).
 */
L4_INLINE long fiasco_gdt_set(l4_cap_idx_t thread, void *desc, unsigned size,
			      unsigned entry_number_start, l4_utcb_t *utcb)
{
	if (size > L4_X86_GDT_ENTRIES * L4_X86_DESCRIPTOR_SIZE)
		return -L4_EINVAL;
	utcb->mr[0] = L4_THREAD_X86_GDT_OP;
	utcb->mr[1] = entry_number_start;
	__builtin_memcpy(&utcb->mr[2], desc, size);
	return l4_error_u(l4_thread_call_u(thread, 2 + l4_bytes_to_mwords(size), 0, utcb), utcb);
}

/** Number of the table's entry that is the thread's first: 11. MR0 = 0x10 alone. Answer: MR0. */
L4_INLINE unsigned fiasco_gdt_get_entry_offset(l4_cap_idx_t thread, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_X86_GDT_OP;
	if (l4_error_u(l4_thread_call_u(thread, 1, 0, utcb), utcb) < 0)
		return ~0U;
	return (unsigned)utcb->mr[0];
}

/**
 * Set the base of segment @p segr. MR0 = 0x12 | segment << 16, MR1 = base.
 * Error: -L4_EINVAL (a base that is no canonical address, another segment).
 */
L4_INLINE long fiasco_amd64_set_segment_base(l4_cap_idx_t thread, enum L4_sys_segment segr,
					     l4_umword_t base, l4_utcb_t *utcb)
{
	utcb->mr[0] = L4_THREAD_AMD64_SET_SEGMENT_BASE_OP | (l4_umword_t)segr
								    << L4_AMD64_SEGMENT_SHIFT;
	utcb->mr[1] = base;
	return l4_error_u(l4_thread_call_u(thread, 2, 0, utcb), utcb);
}

L4_INLINE long fiasco_amd64_set_fs(l4_cap_idx_t thread, l4_umword_t base, l4_utcb_t *utcb)
{
	return fiasco_amd64_set_segment_base(thread, L4_AMD64_SEGMENT_FS, base, utcb);
}

/** Selectors of user data, 64-bit and 32-bit user code. MR0 = 0x13. Answer: MR0..2. */
L4_INLINE long fiasco_amd64_segment_info(l4_cap_idx_t thread, unsigned *user_ds, unsigned *user_cs,
					 unsigned *user32_cs, l4_utcb_t *utcb)
{
	long error;

	utcb->mr[0] = L4_THREAD_AMD64_GET_SEGMENT_INFO_OP;
	error       = l4_error_u(l4_thread_call_u(thread, 1, 0, utcb), utcb);
	if (error < 0)
		return error;
	*user_ds   = (unsigned)utcb->mr[0];
	*user_cs   = (unsigned)utcb->mr[1];
	*user32_cs = (unsigned)utcb->mr[2];
	return 0;
}

#endif
