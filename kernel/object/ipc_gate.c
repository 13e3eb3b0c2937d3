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

/* Take all who wait for a thread out of the line; they look again at what has changed. */
static void wake_waiting(struct ipc_gate *gate)
{
	struct sender *s;

	while ((s = sender_first(&gate->waiting))) {
		sender_dequeue(s);
		thread_wake(container_of(s, struct thread, sender));
	}
}

/* Wait until @p gate has a thread. @return 0, or the IPC error that ended the wait. */
static unsigned wait_for_thread(struct ipc_gate *gate, struct invocation *inv)
{
	struct thread *self = inv->caller;
	usec_t until        = timeout_decode(inv->timeout.p.snd, self->utcb->br, arch_clock_us());

	if (!until)
		return L4_IPC_SETIMEOUT;
	thread_timeout_arm(self, until);
	sender_enqueue(&gate->waiting, &self->sender, self->sched.priority);
	while (self->sender.queue && !thread_interrupted(self))
		thread_block(THREAD_BLOCKED);
	sender_dequeue(&self->sender);
	thread_timeout_disarm(self);
	if (gate->object.dying)
		return L4_IPC_ENOT_EXISTENT;
	if (self->state & (THREAD_CANCEL | THREAD_DYING))
		return L4_IPC_SECANCELED;
	return gate->thread ? 0 : L4_IPC_SETIMEOUT;
}

/* Where a message through @p gate goes; waits for a thread if there is none. @return 0, or the error */
static unsigned find_path(struct ipc_gate *gate, word_t rights, struct invocation *inv,
			  struct ipc_path *path)
{
	unsigned error = 0;

	object_get(&gate->object);
	if (!gate->thread)
		error = wait_for_thread(gate, inv);
	if (!error)
		*path = (struct ipc_path){
			.to      = gate->thread,
			.label   = gate->label | (rights & LABEL_RIGHTS),
			.rights  = rights,
			.through = gate->object.id,
		};
	object_put(&gate->object);
	return error;
}

static void send_through(struct ipc_gate *gate, word_t rights, struct invocation *inv)
{
	struct ipc_path path;
	unsigned error = find_path(gate, rights, inv, &path);

	if (error)
		answer_ipc_error(inv, error);
	else
		ipc(inv, &path);
}

/* ---- Messages to the gate itself (abi sheet §8.2) ------------------------------------------- */

static void set_thread(struct ipc_gate *gate, struct thread *t, word_t label)
{
	struct thread *old = gate->thread;

	object_get(&t->object);
	gate->thread = t;
	gate->label  = label;
	trace(gate_bind, gate->object.id, thread_id(t), label);
	if (old)
		object_put(&old->object);
	wake_waiting(gate);
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
	struct thread *t      = gate->thread;

	wake_waiting(gate);
	if (!t)
		return;
	gate->thread = NULL;
	if (t->deletion_irq)
		t->deletion_irq->hit(t->deletion_irq);
	object_put(&t->object);
}

static void gate_free(struct object *obj)
{
	slab_free(&gate_slab, obj->quota, gate_at(obj));
}
