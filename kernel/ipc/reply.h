/*
 * Reply capabilities: the right to answer a caller, once (abi sheet §2.2, §7.6).
 *
 * A slot holds one. Each thread has one slot of its own, the implicit one; a task can have a table
 * of further ones, so that a server may keep several callers waiting and answer out of order. The
 * receiver of a call chooses the slot when it starts to wait.
 *
 *      server thread: reply ----------------------------> caller: replied_by -> that slot
 *      server task:   replies -> table -> slots --------> another caller
 *
 * A slot is a word: the caller's address, and in the two low bits W and S of the capability the call
 * came through. A caller waits for one thread at a time, so at most one slot holds it.
 *
 * Invariant (thread_ok): a slot's caller points back to the slot. When a caller's wait ends, for
 * whatever reason, its slot is emptied.
 */
#ifndef KERNEL_IPC_REPLY_H
#define KERNEL_IPC_REPLY_H

#include "kernel/mem/quota.h"

struct thread;

struct reply_slot {
	word_t caller; /* struct thread * | rights; 0: empty */
};

struct reply_table {
	struct reply_slot **tables; /* a frame of pointers to frames of slots; NULL until needed */
};

/** @p caller waits for an answer: @p slot is where it comes from. An older content is lost. */
void reply_slot_set(struct reply_slot *slot, struct thread *caller, word_t rights);

/** Read and reset. NULL when @p slot is NULL or empty. */
struct thread *reply_slot_take(struct reply_slot *slot, word_t *rights);

/** True when @p slot holds @p caller. */
bool reply_slot_holds(const struct reply_slot *slot, const struct thread *caller);

/** Nobody can answer @p caller any more. */
void reply_drop(struct thread *caller);

/** Slot @p index, or NULL when it was never used or is beyond the table. */
struct reply_slot *reply_slot_at(const struct reply_table *t, word_t index);

/** The same, made when needed and charged to @p q; NULL when out of quota or beyond the table. */
struct reply_slot *reply_slot_make(struct reply_table *t, struct quota *q, word_t index);

/** Empty all slots and give the table's memory back to @p q. */
void reply_table_destroy(struct reply_table *t, struct quota *q);

#endif
