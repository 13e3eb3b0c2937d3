/*
 * IPC between threads: the two phases, the rendezvous, and who runs after it. The states are drawn
 * in ipc.h; abi sheet §7 is the law.
 *
 * This is the readable specification of IPC: every case goes through here, in one way. Start at
 * ipc().
 */
#include "kernel/ipc/flow.h"
#include "kernel/ipc/ipc.h"
#include "kernel/lib/panic.h"
#include "kernel/object/irq.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

#ifdef CONFIG_JDB
uint32_t last_flow;
#endif

/* ---- Who may send to whom (abi sheet §7.2) -------------------------------------------------- */

bool ipc_ready_to_receive(const struct thread *to, const struct sender *s)
{
	const struct sender *first = sender_first(&to->senders);

	if (vcpu_accepts_message(to))
		return true;
	if (!(to->state & THREAD_RECEIVING))
		return false;
	if (to->partner)
		return to->partner == s;
	return !first || first == s;
}

/* The sender in @p to's line whose message it would take now, or NULL. */
static struct sender *matching_sender(const struct thread *to)
{
	if (!to->partner)
		return sender_first(&to->senders);
	return to->partner->queue == &to->senders ? to->partner : NULL;
}

/* ---- The ends of the phases ----------------------------------------------------------------- */

unsigned ipc_interruption(const struct thread *t)
{
	return t->state & (THREAD_CANCEL | THREAD_DYING) ? L4_IPC_SECANCELED : L4_IPC_SETIMEOUT;
}

/* From now on a message for @p t can be delivered. Its timeout starts here (abi sheet §16). */
static void begin_receive(struct thread *t)
{
	usec_t until = timeout_decode(t->message->timeout.p.rcv, t->utcb->br, arch_clock_us());

	trace(ipc_wait, thread_id(t), sender_id(t->partner), until);
	t->state |= THREAD_RECEIVING;
	if (until)
		thread_timeout_arm(t, until);
	else
		t->state |= THREAD_TIMEOUT;
	if (matching_sender(t) || thread_interrupted(t))
		thread_wake(t); /* it has to see to this itself */
}

/* Who waits for anyone next has to let go of the receiver itself: see send_and_wait(). */
static void send_done(struct thread *from)
{
	bool receives = invocation_flags(from->message) & L4_SYSF_RECV;

	if (receives)
		begin_receive(from);
	if (!receives || !from->partner)
		thread_wake(from);
}

static void send_failed(struct thread *from, unsigned code)
{
	trace(ipc_error, from->flow, thread_id(from), thread_id(from->send_to), code);
	from->ipc_error = code;
	thread_wake(from);
}

/* A message may have come already, so that ipc_error tells of the receive phase: then bit 0 is set. */
static bool send_has_failed(const struct thread *t)
{
	return t->ipc_error && !(t->ipc_error & L4_IPC_SND_ERR_MASK);
}

void ipc_note_error(struct thread *t, unsigned code)
{
	t->ipc_error = code;
	if (!(t->state & (THREAD_FAULT | THREAD_EXCEPTION)))
		t->utcb->error = code;
}

void ipc_send_ended(struct thread *t, unsigned error)
{
	t->state &= ~(uint32_t)(THREAD_SENDING | THREAD_TRANSFER);
	thread_timeout_disarm(t);
	if (t->sent_slot) { /* unless the answer is on its way already */
		t->replied_by = reply_slot_holds(t->sent_slot, t) ? t->sent_slot : NULL;
		t->sent_slot  = NULL;
	}
	if (error)
		send_failed(t, error);
	else
		send_done(t);
}

/* The receiver is through with @p from's message, or will never take it. */
static void send_over(struct thread *from, unsigned error)
{
	if (thread_is_here(from)) {
		ipc_send_ended(from, error);
		return;
	}
	from->sent_error = error;
	thread_post(from, MAIL_SENT);
}

void ipc_sender_failed(struct thread *s, unsigned code)
{
	sender_dequeue(&s->sender);
	send_over(s, code);
}

/* The wait of @p to is over without a message: the answer is its own tag with the error bit. */
static void receive_failed(struct thread *to, unsigned code)
{
	trace(ipc_error, 0, thread_id(to), sender_id(to->partner), code);
	thread_timeout_disarm(to);
	to->state &= ~(uint32_t)THREAD_RECEIVING;
	reply_drop(to);
	ipc_note_error(to, code);
	to->message->tag.raw |= L4_MSGTAG_ERROR;
}

/* Tag and label are with the receiver; it goes on, before others of its priority. */
static void receive_done(struct thread *to, l4_msgtag_t tag, word_t label)
{
	to->message->tag   = tag;
	to->message->label = label;
	reply_drop(to);
	thread_wake_first(to);
}

/* ---- Rendezvous ----------------------------------------------------------------------------- */

/* Leave the line, stop the clocks. Until the transfer is over nobody else may meddle. */
static void begin_transfer(struct thread *from, struct thread *to)
{
	sender_dequeue(&from->sender);
	ipc_stop_receiving(to);
	to->state |= THREAD_TRANSFER;
	if (!thread_is_here(from))
		return; /* where it is it goes on SENDING */
	thread_timeout_disarm(from);
	from->state = (from->state & ~(uint32_t)THREAD_SENDING) | THREAD_TRANSFER;
}

void ipc_stop_receiving(struct thread *to)
{
	if (to->state & THREAD_OPEN)
		vcpu_begin_message(to);
	thread_timeout_disarm(to);
	to->state &= ~(uint32_t)THREAD_RECEIVING;
}

/*
 * Both sides are ready: hand the message over. Runs in the one that came second; if they are on
 * different CPUs, in the receiver. When it returns, the sender is in its receive phase (or done, or
 * about to learn of it by mail), and the receiver has its message.
 */
static void deliver(struct thread *from, struct thread *to)
{
	l4_msgtag_t tag = from->message->tag;
	unsigned error;

	begin_transfer(from, to);
	error = transfer_message(from, to);
	if (!error && !to->partner && invocation_is_call(from->message))
		reply_slot_set(to->reply_into, from, from->send_rights);
	to->state &= ~(uint32_t)THREAD_TRANSFER;
	to->pulls = NULL;

	tag.raw &= ~(l4_mword_t)L4_MSGTAG_ERROR;
	if (error) {
		tag.raw |= L4_MSGTAG_ERROR;
		ipc_note_error(to, error | L4_IPC_SND_ERR_MASK);
	}
	trace(ipc_receive, from->flow, thread_id(to), thread_id(from), tag.raw, from->sender.label,
	      to->utcb->mr[0]);
	receive_done(to, tag, from->sender.label);
	send_over(from, error);
}

static void deliver_irq(struct sender *s, struct thread *to)
{
	struct irq *irq = container_of(s, struct irq, sender);

	sender_dequeue(s);
	ipc_stop_receiving(to);
	trace(ipc_receive, irq->flow, thread_id(to), irq->line.object.id, 0, s->label,
	      to->utcb->mr[0]);
	receive_done(to, l4_msgtag(0, 0, 0, 0), s->label);
	irq_delivered(irq);
}

void ipc_send_irq(struct sender *irq, struct thread *to)
{
	if (ipc_ready_to_receive(to, irq))
		deliver_irq(irq, to);
	else if (!irq->queue)
		sender_enqueue(&to->senders, irq, PRIORITY_MAX);
}

/* ---- Send phase ----------------------------------------------------------------------------- */

/* Is the message not with the receiver yet? The answer may be on its way already: that is no send any more. */
static bool still_sending(const struct thread *self)
{
	return self->state & THREAD_SENDING || (self->state & THREAD_TRANSFER && !self->pulls);
}

void ipc_wait_until_sent(struct thread *self, struct thread *to)
{
	bool withdrawn = false;

	while (still_sending(self)) {
		if (withdrawn || !(self->state & THREAD_SENDING) || !thread_interrupted(self)) {
			thread_sleep();
			continue;
		}
		withdrawn = true; /* or it is taken already, then it will be over soon */
		if (thread_call(to, ipc_withdraw, self))
			ipc_send_ended(self, ipc_interruption(self));
	}
}

/* Stand in the receiver's line until it takes the message. */
static void wait_to_send(struct thread *self, struct thread *to)
{
	usec_t until =
		timeout_decode(self->message->timeout.p.snd, self->utcb->br, arch_clock_us());

	if (!until) {
		send_failed(self, L4_IPC_SETIMEOUT);
		return;
	}
	self->state |= THREAD_SENDING;
	sender_enqueue(&to->senders, &self->sender, self->sched.priority);
	thread_timeout_arm(self, until);
	ipc_wait_until_sent(self, to);
}

/* True when the message is with the receiver; else the error is in self->ipc_error. */
static bool send_phase(struct thread *self, const struct ipc_path *path)
{
	struct thread *to = path->to;

	self->sender.label = path->label;
	self->send_rights  = path->rights;
	self->send_to      = to;
	self->sent_to      = thread_id(to);
	self->ipc_error    = 0;
	flow_begin(self);
	trace(ipc_send, self->flow, thread_id(self), thread_id(to), path->through,
	      self->message->tag.raw, invocation_flags(self->message));

	if (!thread_is_here(to))
		ipc_send_remote(self, to);
	else if (to->state & THREAD_DEAD)
		send_failed(self, L4_IPC_ENOT_EXISTENT);
	else if (ipc_ready_to_receive(to, &self->sender))
		deliver(self, to);
	else
		wait_to_send(self, to);
	return !send_has_failed(self);
}

/* ---- Receive phase -------------------------------------------------------------------------- */

/*
 * Donation (abi sheet §7.4): the receiver of a call goes on in the caller's time slice, whatever
 * its own priority; and so does a client whose server answers in the client's time.
 */
static bool donates(const struct thread *self, const struct thread *to)
{
	return !(l4_msgtag_flags(self->message->tag) & L4_MSGTAG_SCHEDULE) && thread_is_here(to) &&
	       list_linked(&to->sched.link) &&
	       (invocation_is_call(self->message) || self->cpu->context != &self->sched);
}

static void sleep_and_donate(struct thread *self, struct thread *to)
{
	self->state &= ~(uint32_t)THREAD_READY;
	self->blocked_since = clock_cycles();
	switch_to(to);
}

/* Take the message of somebody who waits in line. */
static void accept(struct thread *self, struct sender *s)
{
	if (s->is_irq)
		deliver_irq(s, self);
	else
		deliver(container_of(s, struct thread, sender), self);
}

void ipc_await_transfer(struct thread *self)
{
	if (self->pulls)
		deliver(self->pulls, self);
	else
		thread_sleep();
}

/*
 * Until a message is there or the wait ends. The state is RECEIVING already, or a message came
 * while we were still in the send phase's sleep. @p sent_to: whom we have just sent to, or NULL.
 */
static void receive_phase(struct thread *self, struct thread *sent_to)
{
	while (self->state & (THREAD_RECEIVING | THREAD_TRANSFER)) {
		struct sender *s = matching_sender(self);

		if (self->state & THREAD_TRANSFER)
			ipc_await_transfer(self);
		else if (self->state & (THREAD_CANCEL | THREAD_DYING))
			receive_failed(self, L4_IPC_RECANCELED);
		else if (s)
			accept(self, s);
		else if (self->state & THREAD_TIMEOUT)
			receive_failed(self, L4_IPC_RETIMEOUT);
		else if (sent_to && donates(self, sent_to))
			sleep_and_donate(self, sent_to);
		else
			thread_sleep();
		sent_to = NULL;
	}
}

void ipc_receive_parked(struct thread *self)
{
	struct sender *partner = self->partner;

	receive_phase(self, NULL);
	self->message = NULL;
	if (partner)
		object_put(&container_of(partner, struct thread, sender)->object);
}

/* ---- An operation --------------------------------------------------------------------------- */

void ipc_receive(struct invocation *inv, struct sender *from)
{
	struct thread *self = inv->caller;

	self->message   = inv;
	self->partner   = invocation_flags(inv) & L4_SYSF_OPEN_WAIT ? NULL : from;
	self->ipc_error = 0;
	begin_receive(self);
	if (self->partner == &self->sender && self->state & THREAD_TIMEOUT)
		yield(); /* a wait for oneself that does not wait gives way (abi sheet §2.1) */
	receive_phase(self, NULL);
	self->message = NULL;
}

/* Send, then receive from the partner alone: nobody else must be mistaken for it. */
static void send_and_receive(struct invocation *inv, const struct ipc_path *path)
{
	struct thread *self = inv->caller;

	self->partner = &path->to->sender;
	if (!send_phase(self, path))
		answer_ipc_error(inv, self->ipc_error);
	else
		receive_phase(self, path->to);
	object_put(&path->to->object);
}

/*
 * Send, then receive from anyone: a server's life. Whom it has answered must not stay in memory until
 * the next client comes, if it is deleted meanwhile.
 */
static void send_and_wait(struct invocation *inv, const struct ipc_path *path)
{
	struct thread *self = inv->caller;
	bool sent, alive;

	self->partner = NULL;
	sent          = send_phase(self, path);
	alive         = !path->to->object.dying;
	object_put(&path->to->object);
	if (!sent)
		answer_ipc_error(inv, self->ipc_error);
	else
		receive_phase(self, alive ? path->to : NULL);
}

void ipc(struct invocation *inv, const struct ipc_path *path)
{
	unsigned flags = invocation_flags(inv);

	inv->caller->message = inv;
	if (!(flags & L4_SYSF_CALL)) {
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
		object_put(&path->to->object);
	} else if (!(flags & L4_SYSF_SEND)) {
		ipc_receive(inv, &path->to->sender);
		object_put(&path->to->object);
	} else if (flags & L4_SYSF_OPEN_WAIT) {
		send_and_wait(inv, path);
	} else {
		send_and_receive(inv, path);
	}
	inv->caller->message = NULL;
}

void ipc_invoke_thread(struct thread *t, word_t rights, struct invocation *inv)
{
	unsigned flags       = invocation_flags(inv);
	l4_msgtag_t sent     = inv->tag;
	struct ipc_path path = {.to = t, .label = inv->label, .rights = rights};

	if (l4_msgtag_label(sent) != L4_PROTO_THREAD || flags & L4_SYSF_REPLY ||
	    (flags && !(flags & L4_SYSF_SEND))) {
		if (!(flags & L4_SYSF_REPLY)) /* which comes with a reference */
			object_get(&t->object);
		ipc(inv, &path);
		return;
	}
	object_get(&t->object);
	thread_invoke(t, rights, inv);
	object_put(&t->object);
	if (!(flags & L4_SYSF_RECV) && l4_msgtag_words(sent)) /* §16: "no words" gets through */
		answer_drop(inv, sent);
}
