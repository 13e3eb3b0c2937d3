/*
 * IPC gates: see ipc_gate.h.
 *
 *      message --> gate, unbound:     the caller waits in the gate's own line until it is bound
 *                  gate, bound:       IPC to the thread, label = gate's label | caller's W, S
 *                  protocol -10 and
 *                  server right:      the gate itself answers (bind, label, reference count)
 */
#include "kernel/ipc/ipc.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/irq.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/cap_table.h"
#include "kernel/trace.h"

enum {
	LABEL_RIGHTS = L4_CAP_FPAGE_W | L4_CAP_FPAGE_S, /* low bits of a label carry them */
};

static void gate_invoke(struct object *obj, word_t rights, struct invocation *inv);
static void gate_kill(struct object *obj);
static void gate_free(struct object *obj);

static struct slab gate_slab = SLAB_INIT(gate_slab, "gate", struct ipc_gate);

static const struct object_type gate_type = {
	.kind   = OBJECT_GATE,
	.name   = "gate",
	.invoke = gate_invoke,
	.kill   = gate_kill,
	.free   = gate_free,
};

static struct ipc_gate *gate_at(struct object *obj)
{
	return container_of(obj, struct ipc_gate, object);
}

struct ipc_gate *ipc_gate_of(struct object *obj)
{
	return obj->type == &gate_type ? gate_at(obj) : NULL;
}

/* ---- Messages through the gate (abi sheet §7.8) --------------------------------------------- */

/* With the lock: take all who wait for a thread out of the line; they look again at what has changed. */
static void wake_waiting(struct ipc_gate *gate)
{
	struct sender *s;

	while ((s = sender_first(&gate->waiting))) {
		struct thread *t = container_of(s, struct thread, sender);

		sender_dequeue(s);
		if (thread_is_here(t))
			thread_wake(t);
		else
			thread_post(t, MAIL_WAKE);
	}
}

/*
 * Where a message through @p gate goes, with a reference to the thread.
 * @return false when the gate has none; then @p waiter, if not NULL, stands in the gate's line
 */
static bool look(struct ipc_gate *gate, struct thread *waiter, struct ipc_path *path)
{
	spin_lock(&gate->lock);
	path->to = gate->thread;
	if (path->to) {
		path->label |= gate->label;
		object_get(&path->to->object);
	} else if (waiter && !gate->object.dying) {
		sender_enqueue(&gate->waiting, &waiter->sender, waiter->sched.priority);
	}
	spin_unlock(&gate->lock);
	return path->to;
}

bool ipc_gate_leads_to(struct ipc_gate *gate, const struct task *task, word_t *label)
{
	bool leads;

	spin_lock(&gate->lock);
	leads  = gate->thread && gate->thread->task == task;
	*label = gate->label;
	spin_unlock(&gate->lock);
	return leads;
}

/* @p self stands in line. @return 0, or the IPC error that ended the wait */
static unsigned wait_for_thread(struct ipc_gate *gate, struct thread *self)
{
	while (__atomic_load_n(&self->sender.queue, __ATOMIC_ACQUIRE) && !thread_interrupted(self))
		thread_block(THREAD_BLOCKED);
	spin_lock(&gate->lock);
	sender_dequeue(&self->sender);
	spin_unlock(&gate->lock);
	thread_timeout_disarm(self);
	if (gate->object.dying)
		return L4_IPC_ENOT_EXISTENT;
	return self->state & (THREAD_CANCEL | THREAD_DYING) ? L4_IPC_SECANCELED : 0;
}

/* The same for a message that waits if it may. @return 0, or the IPC error */
static unsigned find_path(struct ipc_gate *gate, struct invocation *inv, struct ipc_path *path)
{
	struct thread *self = inv->caller;
	unsigned error;
	usec_t until;

	if (look(gate, NULL, path))
		return 0;
	until = timeout_decode(inv->timeout.p.snd, self->utcb->br, arch_clock_us());
	if (!until)
		return L4_IPC_SETIMEOUT;
	if (look(gate, self, path))
		return 0;
	object_get(&gate->object);
	thread_timeout_arm(self, until);
	error = wait_for_thread(gate, self);
	if (!error && !look(gate, NULL, path))
		error = L4_IPC_SETIMEOUT;
	object_put(&gate->object);
	return error;
}

static void send_through(struct ipc_gate *gate, word_t rights, struct invocation *inv)
{
	struct ipc_path path = {
		.label   = rights & LABEL_RIGHTS,
		.rights  = rights,
		.through = gate->object.id,
	};
	unsigned error = find_path(gate, inv, &path);

	if (error)
		answer_ipc_error(inv, error);
	else
		ipc(inv, &path);
}

/* ---- Messages to the gate itself (abi sheet §8.2) ------------------------------------------- */

static void set_thread(struct ipc_gate *gate, struct thread *t, word_t label)
{
	struct thread *old;

	object_get(&t->object);
	spin_lock(&gate->lock);
	old          = gate->thread;
	gate->thread = t;
	gate->label  = label;
	wake_waiting(gate);
	spin_unlock(&gate->lock);
	trace(gate_bind, gate->object.id, thread_id(t), label);
	if (old)
		object_put(&old->object);
}

static long gate_bind(struct ipc_gate *gate, word_t rights, struct invocation *inv)
{
	word_t label = message_word(inv, 1), thread_rights;
	struct object *obj;
	struct thread *t;
	long error;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	if (l4_msgtag_words(inv->tag) < 2)
		return -L4_EMSGTOOSHORT;
	if (label & LABEL_RIGHTS)
		return -L4_EINVAL;
	error = capability_argument(inv, 0, &obj, &thread_rights);
	if (error)
		return error;
	t = thread_of(obj);
	if (!t)
		return -L4_EINVAL;
	if (!(thread_rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	set_thread(gate, t, label);
	return 0;
}

static void dec_refcnt(struct ipc_gate *gate, struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) < 2) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	gate->object.counted -= (uint32_t)message_word(inv, 1);
	answer_word(inv, 0, (word_t)(l4_mword_t)(int32_t)gate->object.counted);
	answer(inv, 0, 1);
}

static void gate_control(struct ipc_gate *gate, word_t rights, struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) == 0) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	switch (message_word(inv, 0)) {
	case L4_KOBJECT_OP_DEC_REFCNT:
		dec_refcnt(gate, inv);
		break;
	case L4_RCV_EP_BIND_OP:
		answer_result(inv, gate_bind(gate, rights, inv));
		break;
	case L4_IPC_GATE_GET_INFO_OP:
		answer_word(inv, 0, gate->label);
		answer(inv, 0, 1);
		break;
	default:
		answer(inv, -L4_ENOSYS, 0);
		break;
	}
}

static void gate_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	struct ipc_gate *gate = gate_at(obj);
	unsigned flags        = invocation_flags(inv);
	l4_msgtag_t sent      = inv->tag;

	if (l4_msgtag_label(sent) != L4_PROTO_KOBJECT || !(rights & CAP_GATE_SERVER) ||
	    !(flags & L4_SYSF_SEND)) {
		send_through(gate, rights, inv);
		return;
	}
	gate_control(gate, rights, inv);
	if (!(flags & L4_SYSF_RECV))
		answer_drop(inv, sent);
}

/* ---- Life and death ------------------------------------------------------------------------- */

struct ipc_gate *ipc_gate_create(struct quota *q, struct thread *thread, word_t label)
{
	struct ipc_gate *gate = slab_alloc(&gate_slab, q);

	if (!gate)
		return NULL;
	object_init(&gate->object, &gate_type, q);
	sender_queue_init(&gate->waiting);
	if (thread)
		set_thread(gate, thread, label);
	return gate;
}

/* The server learns by its deletion IRQ that it may forget what the label stood for. */
static void gate_kill(struct object *obj)
{
	struct ipc_gate *gate = gate_at(obj);
	struct thread *t;

	spin_lock(&gate->lock);
	t            = gate->thread;
	gate->thread = NULL;
	wake_waiting(gate);
	spin_unlock(&gate->lock);
	if (!t)
		return;
	irq_line_tell(t);
	object_put(&t->object);
}

static void gate_free(struct object *obj)
{
	slab_free(&gate_slab, obj->quota, gate_at(obj));
}
