/*
 * IPC between threads: one message, copied from UTCB to UTCB when both sides are ready.
 *
 * An operation is a send phase, then a receive phase; either may be missing. What a thread is doing
 * is in its state bits:
 *
 *                 partner not ready              message taken
 *      (start) ------------------> SENDING --------------------.
 *         |                           | timeout, cancel,       |
 *         | partner ready             v partner died           v
 *         |-----------------------> failed <--- error ---- TRANSFER ----> sent
 *         |                                                    |            |
 *         | no send phase                                      |            | no receive
 *         v                           timeout, cancel          |            | phase: done
 *     RECEIVING <----------------------------------------------|------------'
 *         |  '--------------> failed                           |
 *         | a sender is there                                  |
 *         '--------------------> TRANSFER ----> received       '-- the same moment: when a send
 *                                                                  ends, the sender receives
 *
 * A rendezvous is carried out by whoever comes second, in one function (deliver() in ipc.c). While
 * items are mapped others may run, so both sides are in TRANSFER then: they leave it together, and
 * neither timeout, nor cancel, nor deletion has any effect before.
 *
 * If the two are on different CPUs, it is always the receiver who carries it out: see remote.c.
 *
 * Who is RECEIVING and gets woken by a timeout or a cancel still counts as receiving until it runs:
 * a message that comes in between wins (abi sheet §16).
 */
#ifndef KERNEL_IPC_IPC_H
#define KERNEL_IPC_IPC_H

#include "kernel/ipc/invoke.h"
#include "kernel/object/thread.h"

/* Where a message goes, and what the capability used says about it. */
struct ipc_path {
	struct thread *to;
	word_t label;     /* what the receiver will see */
	word_t rights;    /* W, S of the capability */
	uint32_t through; /* gate it goes through, for the trace; 0: none */
};

/** Carry out the phases that @p inv asks for, sending along @p path. Results are in @p inv. */
void ipc(struct invocation *inv, const struct ipc_path *path);

/** Receive only, from @p from (which holds a reference), or from anyone if OPEN_WAIT is set. */
void ipc_receive(struct invocation *inv, struct sender *from);

/** An invocation of a thread capability: an operation on the thread, or a message to it. */
void ipc_invoke_thread(struct thread *t, word_t rights, struct invocation *inv);

/** @p s stands in a line on this CPU, and that was in vain: end its operation with @p code. */
void ipc_sender_failed(struct thread *s, unsigned code);

/** @p self is RECEIVING no more but in TRANSFER: sleep, or fetch the message that waits elsewhere. */
void ipc_await_transfer(struct thread *self);

/** An IRQ's message for @p to: delivered at once, or put in line. */
void ipc_send_irq(struct sender *irq, struct thread *to);

/**
 * An operation of @p t failed with @p code (bit 0: in its receive phase): put it into the UTCB,
 * unless the message was the kernel's own, about a fault.
 */
void ipc_note_error(struct thread *t, unsigned code);

/** @p self, which was parked (fast.c), runs again: until its message is there or its wait has ended. */
void ipc_receive_parked(struct thread *self);

/* ---- Between ipc.c and remote.c: each on the CPU of the thread it names ---------------------- */

/** The message of @p t has been taken, or (@p error) not. Also what MAIL_SENT says. */
void ipc_send_ended(struct thread *t, unsigned error);

/** Would @p to take a message of @p s at once? */
bool ipc_ready_to_receive(const struct thread *to, const struct sender *s);

/** @p to receives no more: a message has come. A vCPU that runs is made to have waited. */
void ipc_stop_receiving(struct thread *to);

/** @p self is SENDING to @p to: sleep until that is over, one way or the other. */
void ipc_wait_until_sent(struct thread *self, struct thread *to);

/** Why @p t gives up its send phase. */
unsigned ipc_interruption(const struct thread *t);

/** The send phase of @p self when @p to is on another CPU. */
void ipc_send_remote(struct thread *self, struct thread *to);

/** thread_call() on the receiver: take @p sender out of its line. False: it is not there any more. */
long ipc_withdraw(struct thread *to, void *sender);

/* ---- transfer.c, item.c --------------------------------------------------------------------- */

/**
 * Copy @p from's message to @p to: words, then FPU state, then items.
 * @return 0 or the sender's IPC error code; what was transferred until then stays.
 * Preemptible while items are mapped.
 */
unsigned transfer_message(struct thread *from, struct thread *to);

/** The typed items of @p from's message; as above. */
unsigned transfer_items(struct thread *from, struct thread *to);

#endif
