/*
 * Messages to a thread on another CPU. What they mean is what ipc.c says; here stands how two CPUs
 * come to it without a lock.
 *
 * The receiver pulls: the sender offers its message, and the receiver fetches it, in its own
 * context, on its own CPU, with the same deliver() as always.
 *
 *      CPU A: sender S                                CPU B: receiver R
 *
 *      SENDING
 *      ipc_send_remote() ----- call: offer() -------> R is dead: error
 *                                                     R waits for S: TRANSFER, pulls = S, R is woken
 *                        <----- result -------------- else S stands in R's line, or its timeout is 0
 *      sleeps
 *         timeout, cancel:
 *           ... -------------- call: ipc_withdraw() > still in line: out of it, S has failed
 *                                                     else it is being taken: S sleeps on
 *                                                     R runs: deliver() reads S's message, which
 *                                                     stays as it is, for S is blocked
 *      ipc_send_ended()  <----- mail: SENT ---------- done (or failed), slot for the answer filled
 *      RECEIVING                                      R goes on
 *
 * While S stands in line, its links and its label belong to R's CPU; its state bits belong to its own,
 * always. They may be on one CPU by the time something of this happens, or change CPUs in the
 * middle: each step asks anew who is where.
 *
 * R's answer finds S RECEIVING: the offer of the answer goes to S's CPU, and there S's mail is seen to
 * before the call (mail.c).
 */
#include "kernel/ipc/ipc.h"
#include "kernel/sched/cpu.h"

struct offer {
	struct thread *from;
	unsigned priority; /* in line */
	bool may_wait;     /* its send timeout is not zero */
};

/* @p to has accepted @p from's message and fetches it when it runs, even without a CPU of its own. */
static void begin_pull(struct thread *to, struct thread *from)
{
	ipc_stop_receiving(to);
	to->state |= THREAD_TRANSFER;
	to->pulls = from;
	thread_wake_first(to);
	thread_enqueue(to);
}

/* On the CPU of @p to: 0, the message is taken or stands in line; or the IPC error. */
static long offer(struct thread *to, void *argument)
{
	const struct offer *o = argument;
	struct sender *s      = &o->from->sender;

	reply_forget(to); /* it may be the answer, and taken from the slot that held @p to */
	if (to->state & THREAD_DEAD)
		return L4_IPC_ENOT_EXISTENT;
	if (ipc_ready_to_receive(to, s))
		begin_pull(to, o->from);
	else if (o->may_wait)
		sender_enqueue(&to->senders, s, o->priority);
	else
		return L4_IPC_SETIMEOUT;
	return 0;
}

void ipc_send_remote(struct thread *self, struct thread *to)
{
	usec_t until =
		timeout_decode(self->message->timeout.p.snd, self->utcb->br, arch_clock_us());
	struct offer o = {self, self->sched.priority, until != 0};
	unsigned error;

	self->state |= THREAD_SENDING;
	error = (unsigned)thread_call(to, offer, &o);
	if (error)
		ipc_send_ended(self, error);
	else if (self->state & THREAD_SENDING && until) /* the message may have been taken since */
		thread_timeout_arm(self, until);
	ipc_wait_until_sent(self, to);
}

long ipc_withdraw(struct thread *to, void *sender)
{
	struct thread *from = sender;

	if (from->sender.queue != &to->senders)
		return false;
	sender_dequeue(&from->sender);
	return true;
}
