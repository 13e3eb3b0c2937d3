/*
 * The fast path: a call, or an answer followed by an open wait, in a straight line.
 *
 * Nearly all messages of a running system are of one kind: words only, between two threads of one
 * CPU, to somebody who waits for it already, without a timeout, in the time of the sender. For these
 * most of what ipc.c does is known beforehand: nobody stands in a line, no clock runs, no better
 * thread is ready, and the one who goes on is the receiver. So this file tests, in one go, that all of
 * this is so; then it copies the words and switches. If anything is different it says so, having
 * changed nothing, and the system call takes the generic path, which stays the specification: with FAST=0
 * the kernel is built without this file's help, and must do the same (tests/paths).
 *
 *      entry.S ---> ipc_fast() ---> FAST_DONE      answered at once (the slot is empty)
 *                       |      ---> FAST_NOT       entry.S completes the trap frame: generic path
 *                       '---------> whom to leave to: entry.S switches stacks by leaving through the
 *                                   other thread's trap frame
 *
 * The second saving is *parking*. A thread that waits in the generic path keeps all its C frames on
 * its kernel stack, and unwinds them when the message has come. One that waits in the fast path
 * would unwind nothing: it has only its trap frame there. It is PARKED, and whoever sends to it in the
 * fast path writes the answer into that trap frame and leaves the kernel through it. For
 * everybody else it looks like any thread that receives. Whoever wakes and switches to it in the
 * generic way finds, as if it had slept there, unpark(), which carries on with the generic receive phase.
 *
 * The invariants of README.md hold for parked threads as for others: the message is t->parked; a caller
 * has a reference to its partner, an open wait has none.
 *
 * Start at ipc_fast().
 */
#include "kernel/ipc/fast.h"
#include "kernel/ipc/flow.h"
#include "kernel/ipc/ipc.h"
#include "kernel/lib/panic.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

/* Everything in one piece: what is called here has no stack frame of its own. */
#define INLINED   inline __attribute__((always_inline))
#define ONE_PIECE __attribute__((noinline, flatten))

enum {
	/* Of a tag: flags and items, which make a message more than words. */
	TAG_WORDS_MASK   = 0x3f,
	TAG_SPECIAL      = 0xffff & ~TAG_WORDS_MASK,
	TAG_LABEL_SHIFT  = 16,
	TIMEOUT_RCV_MASK = 0xffff,
	RIGHTS           = L4_CAP_FPAGE_W | L4_CAP_FPAGE_S, /* that a message tells */
	/* Of a selector: all that tells what is to be done. */
	DEST_KIND = L4_SYSF_MASK | L4_INVALID_CAP_BIT | L4_REPLY_CAP_BIT,
};

/* ---- Parked threads ------------------------------------------------------------------------- */

/* Switched to by the generic path: a message has come, or the wait is to end. */
static void unpark(struct thread *self)
{
	switch_finish();
	self->parked = false;
	arch_frame_complete(self);
	ipc_receive_parked(self);
	frame_answer(thread_frame(self), (word_t)self->parked_message.tag.raw,
		     self->parked_message.label);
	arch_return_to_user(self);
}

/* @p self waits from now on; its own tag is what it gets if that fails. */
static INLINED void park(struct thread *self, struct sender *partner, word_t tag)
{
	self->partner                = partner;
	self->parked_message.tag.raw = (l4_mword_t)tag;
	self->parked_message.label   = frame_label(thread_frame(self));
	self->message                = &self->parked_message;
	self->parked                 = true;
	self->state                  = THREAD_RECEIVING;
	arch_thread_park(self, unpark);
}

/* ---- What must be so ------------------------------------------------------------------------ */

/* The same for one that sleeps in the generic path, where there may be more to see to. */
static __attribute__((noinline)) bool sleeper_takes(const struct thread *to,
						    const struct thread *self)
{
	if (to->timeout.armed || !to->scheduled)
		return false;
	if (to->partner)
		return to->partner == &self->sender;
	return list_empty(&to->senders.priorities) && to->reply_into == &to->reply &&
	       !to->reply.caller;
}

/*
 * Does @p to wait, here, for a message of @p self, with nothing else going on? Of one that is parked in an
 * open wait we know that nobody stands in its line, and that it has nobody to answer to.
 */
static INLINED bool takes(const struct thread *to, const struct thread *self)
{
	if (unlikely(to->state != THREAD_RECEIVING || thread_cpu(to) != self->cpu))
		return false;
	if (unlikely(!to->parked))
		return sleeper_takes(to, self);
	assert(to->partner || (list_empty(&to->senders.priorities) &&
			       to->reply_into == &to->reply && !to->reply.caller));
	return !to->partner || to->partner == &self->sender;
}

/* Does @p to, which is in the reply capability of @p self, wait for the answer in the same way? */
static INLINED bool takes_answer(const struct thread *to, const struct thread *self)
{
	if (unlikely(to->state != THREAD_RECEIVING || thread_cpu(to) != self->cpu))
		return false;
	assert(to->partner == &self->sender && to->replied_by == &self->reply);
	return likely(to->parked) || sleeper_takes(to, self);
}

/* May @p to go on in the time slice that runs? One of better priority would go on in its own. */
static INLINED bool shares_time(const struct thread *to, const struct cpu *c)
{
	return to->sched.priority <= c->context->priority;
}

/* ---- What is done --------------------------------------------------------------------------- */

/* What the generic path tells the trace, in its order. */
static __attribute__((noinline)) void tell(struct thread *self, struct thread *to, word_t tag,
					   word_t label, word_t through, unsigned flags)
{
	flow_begin(self);
	trace(ipc_send, self->flow, thread_id(self), thread_id(to), through, tag, flags);
	trace(ipc_receive, self->flow, thread_id(to), thread_id(self), tag, label, to->utcb->mr[0]);
	trace(wakeup, thread_id(to), thread_id(self), to->sched.priority);
	trace(ipc_wait, thread_id(self), sender_id(self->partner), USEC_NEVER);
	trace(context_switch, thread_id(self), thread_id(to), self->cpu->context->priority,
	      self->state);
	(void)to, (void)tag, (void)label, (void)through, (void)flags;
}

/* Switch to @p to in the time slice that runs, as far as C can: the result is for entry.S. */
static INLINED void become(struct thread *self, struct thread *to)
{
	struct cpu *c = self->cpu;
	uint64_t now  = clock_cycles();

	cpu_account_thread(c, now);
	self->blocked_since = now;
	c->current          = to;
	c->switches++;
	if (to->task != self->task)
		arch_space_activate(&to->task->mem);
	arch_switch_user(self, to);
}

/* The message goes to @p to, and then we are @p to: the result is for entry.S. */
static INLINED word_t hand_over(struct thread *self, struct thread *to, word_t tag, word_t label)
{
	if (tag & TAG_WORDS_MASK)
		copy_words(to->utcb->mr, self->utcb->mr, tag & TAG_WORDS_MASK);
	to->state = THREAD_READY;
	become(self, to);
	if (unlikely(!to->parked)) {
		to->message->tag.raw = (l4_mword_t)tag;
		to->message->label   = label;
		return arch_thread_resume_at(to);
	}
	to->parked = false;
	frame_answer(thread_frame(to), tag, label);
	return (word_t)thread_frame(to);
}

/* ---- A call --------------------------------------------------------------------------------- */

static bool is_protocol(word_t tag, long label)
{
	return (l4_mword_t)tag >> TAG_LABEL_SHIFT == label;
}

static INLINED bool accepts_call(const struct thread *to, const struct thread *self)
{
	return takes(to, self) && shares_time(to, self->cpu);
}

/* All is well, and a reference to @p to is taken. */
static INLINED word_t call(struct thread *self, struct thread *to, word_t rights, word_t tag,
			   word_t label, word_t through)
{
	if (likely(!to->partner)) {
		object_get(&self->object);
		to->reply.caller = (word_t)self | rights;
		self->replied_by = &to->reply;
	}
	park(self, &to->sender, tag);
	if (trace_is_on())
		tell(self, to, tag, label, through, L4_SYSF_CALL);
	return hand_over(self, to, tag, label);
}

/* As long as we have the gate's lock, its thread is there. */
static ONE_PIECE word_t call_gate(struct thread *self, struct ipc_gate *gate, word_t rights,
				  word_t tag)
{
	struct thread *to;
	word_t label;

	if (rights & CAP_GATE_SERVER && is_protocol(tag, L4_PROTO_KOBJECT))
		return FAST_NOT;
	rights &= RIGHTS;
	spin_lock(&gate->lock);
	to    = gate->thread;
	label = gate->label | rights;
	if (unlikely(!to || !accepts_call(to, self))) {
		spin_unlock(&gate->lock);
		return FAST_NOT;
	}
	object_get(&to->object);
	spin_unlock(&gate->lock);
	return call(self, to, rights, tag, label, gate->object.id);
}

static ONE_PIECE word_t call_thread(struct thread *self, struct thread *to, word_t rights,
				    word_t tag)
{
	if (unlikely(is_protocol(tag, L4_PROTO_THREAD) || !accepts_call(to, self)))
		return FAST_NOT;
	object_get(&to->object);
	return call(self, to, rights & RIGHTS, tag, frame_label(thread_frame(self)), 0);
}

/* ---- An answer, and the next open wait ------------------------------------------------------- */

/* Only in the caller's time: else it goes back to the end of the line, and others may be before it. */
static ONE_PIECE word_t reply_and_wait(struct thread *self, word_t tag)
{
	struct thread *to = (struct thread *)(self->reply.caller & ~(word_t)RIGHTS);

	if (unlikely(!to || !takes_answer(to, self) || !list_empty(&self->senders.priorities) ||
		     self->cpu->context == &self->sched || !shares_time(to, self->cpu)))
		return FAST_NOT;
	self->reply.caller = 0;
	to->replied_by     = NULL;
	self->reply_into   = &self->reply;
	if (likely(to->parked)) /* what its operation has held until now */
		object_put(&self->object);
	park(self, NULL, tag);
	if (trace_is_on())
		tell(self, to, tag, frame_label(thread_frame(self)), 0, L4_SYSF_REPLY_AND_WAIT);
	object_put(&to->object);
	return hand_over(self, to, tag, frame_label(thread_frame(self)));
}

/* ---- Entry ---------------------------------------------------------------------------------- */

#ifdef CONFIG_NO_FAST_PATH
word_t ipc_fast(struct trap_frame *frame, word_t tag, word_t dest, word_t timeout)
{
	(void)frame, (void)tag, (void)dest, (void)timeout;
	(void)call_gate, (void)call_thread, (void)reply_and_wait;
	return FAST_NOT;
}
#else
/* Words only, and a wait without end. */
static bool is_simple(word_t tag, word_t timeout)
{
	return !(timeout & TIMEOUT_RCV_MASK || tag & TAG_SPECIAL);
}

static word_t no_object(struct thread *self, struct trap_frame *frame)
{
	ipc_note_error(self, L4_IPC_ENOT_EXISTENT);
	frame_answer(frame, L4_MSGTAG_ERROR, frame_label(frame));
	return FAST_DONE;
}

word_t ipc_fast(struct trap_frame *frame, word_t tag, word_t dest, word_t timeout)
{
	struct thread *self = (struct thread *)(frame + 1);
	const struct cap_slot *slot;
	struct object *obj;
	word_t rights;

	assert(self->home == self->cpu); /* or it would have left on its last way to user mode */
	if (unlikely(self->state != THREAD_READY))
		return FAST_NOT;
	if ((dest & DEST_KIND) != L4_SYSF_CALL) {
		if ((dest & DEST_KIND) != (L4_SYSF_REPLY_AND_WAIT | L4_INVALID_CAP_BIT) ||
		    !is_simple(tag, timeout))
			return FAST_NOT;
		return reply_and_wait(self, tag);
	}
	slot = cap_slot_at(&self->task->caps, dest >> L4_CAP_SHIFT);
	if (!slot)
		return no_object(self, frame);
	if (unlikely(!cap_look(&self->task->caps, slot, &obj, &rights)))
		return FAST_NOT;
	if (!obj || obj->dying)
		return no_object(self, frame);
	if (obj->type->kind == OBJECT_GATE && is_simple(tag, timeout))
		return call_gate(self, container_of(obj, struct ipc_gate, object), rights, tag);
	if (obj->type->kind == OBJECT_THREAD && is_simple(tag, timeout))
		return call_thread(self, container_of(obj, struct thread, object), rights, tag);
	if (obj->type->kind == OBJECT_GATE || obj->type->kind == OBJECT_THREAD)
		return FAST_NOT;
	self->found        = obj;
	self->found_rights = rights;
	return FAST_NOT;
}
#endif
