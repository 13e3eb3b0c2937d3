/*
 * Calls into the secure monitor of ARM machines. (abi sheet §8.13)
 *
 * The object is L4_BASE_ARM_SMCCC_CAP, in kernels that are built to pass calls on. This one is not:
 * the slot is empty, and a call ends with IPC error L4_IPC_ENOT_EXISTENT.
 */
#ifndef L4_SYS_ARM_SMCCC_H
#define L4_SYS_ARM_SMCCC_H

#include <l4/sys/ipc.h>

/**
 * Call function @p func of the firmware with six arguments; four results go to *@p out0 ...
 * *@p out3, unchanged on error. @p client_id is an argument by convention of the interface.
 *
 * Protocol L4_PROTO_SMCCC: MR0 = function, MR1..MR6 = arguments, MR7 = client. Answer: MR0..MR3.
 * Errors: -L4_ENOSYS (no fast call, or not one that the kernel passes on), -L4_EINVAL.
 */
L4_INLINE l4_msgtag_t l4_arm_smccc_call_u(l4_cap_idx_t pfc, l4_umword_t func, l4_umword_t in0,
					  l4_umword_t in1, l4_umword_t in2, l4_umword_t in3,
					  l4_umword_t in4, l4_umword_t in5, l4_umword_t *out0,
					  l4_umword_t *out1, l4_umword_t *out2, l4_umword_t *out3,
					  l4_umword_t client_id, l4_utcb_t *utcb)
{
	const l4_umword_t in[] = {func, in0, in1, in2, in3, in4, in5, client_id};
	l4_msgtag_t tag;

	__builtin_memcpy(utcb->mr, in, sizeof(in));
	tag = l4_ipc_call(pfc, utcb, l4_msgtag(L4_PROTO_SMCCC, 8, 0, 0), L4_IPC_NEVER);
	if (l4_error_u(tag, utcb) >= 0) {
		*out0 = utcb->mr[0];
		*out1 = utcb->mr[1];
		*out2 = utcb->mr[2];
		*out3 = utcb->mr[3];
	}
	return tag;
}

L4_INLINE l4_msgtag_t l4_arm_smccc_call(l4_cap_idx_t pfc, l4_umword_t func, l4_umword_t in0,
					l4_umword_t in1, l4_umword_t in2, l4_umword_t in3,
					l4_umword_t in4, l4_umword_t in5, l4_umword_t *out0,
					l4_umword_t *out1, l4_umword_t *out2, l4_umword_t *out3,
					l4_umword_t client_id)
{
	return l4_arm_smccc_call_u(pfc, func, in0, in1, in2, in3, in4, in5, out0, out1, out2, out3,
				   client_id, l4_utcb());
}

#endif
