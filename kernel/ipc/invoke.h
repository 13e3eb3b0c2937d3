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
struct sender;

struct invocation {
	word_t dest;     /* in: selector | operation bits */
	l4_msgtag_t tag; /* in: of the message sent; out: of the answer or message received */
	word_t label;    /* in: sender's label register; out: label received */
	l4_timeout_t timeout;
	struct thread *caller; /* filled by invoke() */
	bool resumed; /* out: no answer; the caller goes on with other registers, in its frame */
};

/** Operation bits (L4_SYSF_*) of an invocation. */
static inline unsigned invocation_flags(const struct invocation *inv)
{
	return (unsigned)inv->dest & L4_SYSF_MASK;
}

/** A call: closed receive from whom it sends to. Only calls can be replied to. */
static inline bool invocation_is_call(const struct invocation *inv)
{
	return (invocation_flags(inv) & L4_SYSF_SEND_AND_WAIT) == L4_SYSF_CALL;
}

/** Send @p inv to @p obj, through a capability with slot byte @p rights. */
void invoke_object(struct object *obj, word_t rights, struct invocation *inv);

/* ---- For objects: reading the message ------------------------------------------------------- */

/** Message register @p i of the caller, and its message's protocol, words and items. */
word_t message_word(const struct invocation *inv, unsigned i);

/**
 * Capability argument (abi sheet §8.0): item number @p item of the message names a slot of the
 * caller's own task.
 * @return 0 with *@p obj and *@p rights set; -L4_EINVAL when item or slot is missing or void;
 *         CAPABILITY_NO_FPAGE when the flexpage is not of object type (answer_result() turns that
 *         into IPC error 0x08).
 */
long capability_argument(struct invocation *inv, unsigned item, struct object **obj,
			 word_t *rights);
enum {
	CAPABILITY_NO_FPAGE = -(L4_EIPC_LO + L4_IPC_SEMSGCUT),
};

/* ---- For objects: answering ----------------------------------------------------------------- */

/** Answer with label @p result, @p words untyped words in the MRs, no items. */
void answer(struct invocation *inv, long result, unsigned words);

/** Answer without words; a @p result of -(L4_EIPC_LO + code) becomes that IPC error. */
void answer_result(struct invocation *inv, long result);

/** Set a message register of the answer; nothing happens where no answer is wanted. */
void answer_word(struct invocation *inv, unsigned i, word_t value);

/** Answer with a 64-bit value at MR0. */
void answer_u64(struct invocation *inv, uint64_t value);

/** Answer with an IPC error: error bit in the tag, @p code in the caller's UTCB. */
void answer_ipc_error(struct invocation *inv, unsigned code);

/** Nobody waits for the answer: the tag becomes what was sent, unless the operation failed as IPC. */
void answer_drop(struct invocation *inv, l4_msgtag_t sent);

/**
 * No answer ("NR" operations, §8.0). A caller that waits for one nevertheless waits for a real
 * message: from @p from, an IRQ (NULL: from itself, it sleeps), or from anyone if it says so.
 */
void answer_none(struct invocation *inv, struct sender *from);

#endif
