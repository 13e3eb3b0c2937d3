/*
 * The one system call. Entry code of the port puts the caller's registers into a struct invocation
 * on the kernel stack; whoever answers writes the answer into it.
 */
#ifndef KERNEL_IPC_INVOKE_H
#define KERNEL_IPC_INVOKE_H

#include "kernel/abi/l4_consts.h"
#include "kernel/abi/l4_types.h"
#include "kernel/lib/types.h"

struct thread;
struct object;

struct invocation {
	word_t dest;         /* in: selector | operation bits */
	l4_msgtag_t tag;     /* in: of the message sent; out: of the answer or message received */
	word_t label;        /* in: sender's label register; out: label received */
	l4_timeout_t timeout;
	struct thread *caller; /* filled by invoke() */
};

/** Operation bits (L4_SYSF_*) of an invocation. */
static inline unsigned invocation_flags(const struct invocation *inv)
{
	return (unsigned)inv->dest & L4_SYSF_MASK;
}

/** Answer with label @p result, @p words untyped words in the MRs, no items. */
void answer(struct invocation *inv, long result, unsigned words);

/** Answer with an IPC error: error bit in the tag, @p code in the caller's UTCB. */
void answer_ipc_error(struct invocation *inv, unsigned code);

/**
 * Capability argument (abi sheet §8.0): item number @p item of the message names a slot of the
 * caller's own task.
 * @return 0 with *@p obj and *@p rights set; -L4_EINVAL when item or slot is missing or void;
 *         -L4_EIPC_LO - L4_IPC_SEMSGCUT when the flexpage is not of object type (the caller
 *         answers with IPC error 0x08).
 */
long capability_argument(struct invocation *inv, unsigned item, struct object **obj,
                         word_t *rights);

#endif
