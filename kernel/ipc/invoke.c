/*
 * The one system call: from a capability selector to whoever answers. Start of the walk in
 * README.md.
 *
 *      selector          reply bit        -> the thread that called us (and forget it)
 *                        special bits     -> the calling thread itself
 *                        else             -> what stands in the capability table
 *
 * A thread or gate gets a message (ipc.c). Any other object answers at once, in the caller's time.
 * Source: abi sheet §1.7, §2, §8.0.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/ipc/ipc.h"
#include "kernel/object/irq.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"

/* ---- Who is meant --------------------------------------------------------------------------- */

/* The selector names a slot of the task's reply table. */
static bool is_reply_selector(word_t dest)
{
	return (dest & (L4_REPLY_CAP_BIT | L4_INVALID_CAP_BIT)) == L4_REPLY_CAP_BIT;
}

/* Where the caller of the next message is to be kept. NULL: the slot cannot be had. */
static struct reply_slot *reply_slot_for_wait(struct thread *self, const struct invocation *inv)
{
	struct task *task = self->task;

	if (!is_reply_selector(inv->dest) ||
	    (invocation_flags(inv) & (L4_SYSF_WAIT | L4_SYSF_REPLY)) != L4_SYSF_WAIT)
		return &self->reply;
	return reply_slot_make(&task->replies, task->caps.quota, inv->dest >> L4_CAP_SHIFT);
}

static struct object *reply_target(struct thread *self, word_t dest, word_t *rights)
{
	struct reply_slot *slot =
		is_reply_selector(dest) ? reply_slot_at(&self->task->replies, dest >> L4_CAP_SHIFT)
					: &self->reply;
	struct thread *caller = reply_slot_take(slot, rights);

	if (caller && !(dest & L4_SYSF_SEND)) /* it will not learn of this by an answer */
		reply_lost(caller);
	return caller ? &caller->object : NULL;
}

static struct object *find_target(struct thread *self, word_t dest, word_t *rights)
{
	if (dest & L4_SYSF_REPLY)
		return reply_target(self, dest, rights);
	if (dest & (L4_INVALID_CAP_BIT | L4_REPLY_CAP_BIT)) {
		*rights = L4_CAP_FPAGE_W | L4_CAP_FPAGE_S;
		return &self->object;
	}
	return cap_lookup(&self->task->caps, dest >> L4_CAP_SHIFT, rights);
}

/* ---- Who answers ---------------------------------------------------------------------------- */

/* Receive without send on an object that sends no messages: sleep. An IRQ does send. */
static void receive_from_object(struct object *obj, struct invocation *inv)
{
	struct irq *irq = irq_of(obj);

	ipc_receive(inv, irq ? &irq->sender : &inv->caller->sender);
}

/* The one answer of a kernel object that gets through when nobody waits for it (§16). */
static bool misaddressed_task(const struct object *obj, l4_msgtag_t sent)
{
	return obj->type->kind == OBJECT_TASK && l4_msgtag_label(sent) != L4_PROTO_TASK;
}

static void invoke_kernel_object(struct object *obj, word_t rights, struct invocation *inv)
{
	unsigned flags   = invocation_flags(inv);
	l4_msgtag_t sent = inv->tag;

	if (flags & L4_SYSF_SEND || obj->type->kind == OBJECT_TASK) {
		obj->type->invoke(obj, rights, inv);
		if (!(flags & L4_SYSF_RECV) && !misaddressed_task(obj, sent))
			answer_drop(inv, sent);
	} else if (flags & L4_SYSF_RECV) {
		receive_from_object(obj, inv);
	}
}

void invoke_object(struct object *obj, word_t rights, struct invocation *inv)
{
	/* These two hold what they need for as long as they need it: a wait for a message is long. */
	if (obj->type->kind == OBJECT_THREAD || obj->type->kind == OBJECT_GATE) {
		obj->type->invoke(obj, rights, inv);
		return;
	}
	object_get(obj);
	invoke_kernel_object(obj, rights, inv);
	object_put(obj);
}

void invoke(struct invocation *inv)
{
	struct thread *self = thread_current();
	struct object *obj  = self->found;
	word_t rights;

	inv->caller = self;
	if (obj) { /* a call of a kernel object, and nothing unusual about the thread */
		self->found = NULL;
		object_get(obj);
		obj->type->invoke(obj, self->found_rights, inv);
		object_put(obj);
		return;
	}
	self->state &= ~(uint32_t)(THREAD_CANCEL |
				   THREAD_OPEN); /* it was meant for the operation before */
	self->reply_into = reply_slot_for_wait(self, inv);
	if (!self->reply_into) {
		self->utcb->error = L4_IPC_NO_REPLY_CAP;
		inv->tag.raw |= L4_MSGTAG_ERROR;
		return;
	}
	obj = find_target(self, inv->dest, &rights);
	if (obj)
		invoke_object(obj, rights, inv);
	else
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
}

/* ---- For objects ---------------------------------------------------------------------------- */

word_t message_word(const struct invocation *inv, unsigned i)
{
	return inv->caller->utcb->mr[i];
}

long capability_argument(struct invocation *inv, unsigned item, struct object **obj, word_t *rights)
{
	const word_t *mr = inv->caller->utcb->mr;
	unsigned at      = l4_msgtag_words(inv->tag) + 2 * item;
	l4_fpage_t fpage;

	if (item >= l4_msgtag_items(inv->tag) || at + 2 > L4_UTCB_GENERIC_DATA_SIZE || !mr[at])
		return -L4_EINVAL;
	fpage.raw = mr[at + 1];
	if (l4_fpage_type(fpage) != L4_FPAGE_OBJ)
		return CAPABILITY_NO_FPAGE;
	*obj = cap_lookup(&inv->caller->task->caps, l4_fpage_page(fpage), rights);
	return *obj ? 0 : -L4_EINVAL;
}

void answer(struct invocation *inv, long result, unsigned words)
{
	inv->tag = l4_msgtag(result, words, 0, 0);
}

void answer_result(struct invocation *inv, long result)
{
	if (result <= -L4_EIPC_LO && result >= -L4_EIPC_HI)
		answer_ipc_error(inv, (unsigned)(-result - L4_EIPC_LO));
	else
		answer(inv, result, 0);
}

void answer_word(struct invocation *inv, unsigned i, word_t value)
{
	if (invocation_flags(inv) & L4_SYSF_RECV)
		inv->caller->utcb->mr[i] = value;
}

void answer_u64(struct invocation *inv, uint64_t value)
{
	answer_word(inv, 0, (word_t)value);
	if (sizeof(word_t) < sizeof(value))
		answer_word(inv, 1, (word_t)(value >> 32));
	answer(inv, 0, sizeof(value) / sizeof(word_t));
}

void answer_ipc_error(struct invocation *inv, unsigned code)
{
	inv->tag = l4_msgtag(0, 0, 0, L4_MSGTAG_ERROR);
	ipc_note_error(inv->caller, code);
}

void answer_drop(struct invocation *inv, l4_msgtag_t sent)
{
	if (!l4_msgtag_has_error(inv->tag))
		inv->tag = sent;
}

void answer_none(struct invocation *inv, struct sender *from)
{
	if (invocation_flags(inv) & L4_SYSF_RECV)
		ipc_receive(inv, from ? from : &inv->caller->sender);
}
