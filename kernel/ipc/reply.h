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
 * Several CPUs may be after one slot: the server's, which answers, and the caller's, when the wait
 * ends. The word changes atomically, and whoever gets the caller out of it has, with it, the slot's
 * reference to the caller. "replied_by" belongs to the caller's CPU: it tells where to look when the
 * wait ends. Who has taken the word makes the caller's CPU forget the slot, with the offer of the
 * answer (remote.c) or by reply_lost(); so no caller knows a slot whose memory is gone.
 *
 * Invariant (thread_ok): a slot's caller knows the slot, or is about to learn of it by mail. When a
 * caller's wait ends, for whatever reason, its slot is emptied.
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

/**
 * @p caller waits for an answer: @p slot is where it comes from. An older content is lost, for which
 * there may be preemption points. A caller on another CPU learns of the slot with MAIL_SENT.
 */
void reply_slot_set(struct reply_slot *slot, struct thread *caller, word_t rights);

/**
 * Read and reset. NULL when @p slot is NULL or empty; else with a reference. A caller on another CPU
 * has to be told, by the offer of an answer or by reply_lost().
 */
struct thread *reply_slot_take(struct reply_slot *slot, word_t *rights);

/** The same, but nobody will answer the caller in it, if any. May have preemption points. */
void reply_slot_empty(struct reply_slot *slot);

/** True when @p slot holds @p caller. */
bool reply_slot_holds(const struct reply_slot *slot, const struct thread *caller);

/** @p caller, on this CPU, forgets the slot that does not hold it any more. */
void reply_forget(struct thread *caller);

/** The same wherever @p caller is. May have preemption points. */
void reply_lost(struct thread *caller);

/** Nobody can answer @p caller, on this CPU, any more. */
void reply_drop(struct thread *caller);

/** Slot @p index, or NULL when it was never used or is beyond the table. */
struct reply_slot *reply_slot_at(const struct reply_table *t, word_t index);

/** The same, made when needed and charged to @p q; NULL when out of quota or beyond the table. */
struct reply_slot *reply_slot_make(struct reply_table *t, struct quota *q, word_t index);

/**
 * Empty all slots and give the table's memory back to @p q. Nobody else has the table any more. Has
 * preemption points.
 */
void reply_table_destroy(struct reply_table *t, struct quota *q);

#endif
