/*
 * IRQ objects: an interrupt, from a pin or from software, becomes a message to a thread.
 *
 * At most one message is under way (abi sheet §7.9). What a further hit does, and when the pin is
 * masked, depends on how the line is triggered:
 *
 *              hit, nothing under way   hit, message still waiting   message taken
 *      edge    send                     mask the pin                 unmask the pin
 *      level   mask the pin, send       (masked: cannot happen)      stays masked until EOI
 *
 * A hit while no thread is bound: an edge is remembered ("pending") and the pin masked; a level
 * only masked, it will come again.
 *
 * A hit may come on any CPU. The message goes to the thread's CPU, by a request if it has to, and is
 * delivered or put in line there. While there is a message the thread stays bound: who wants it
 * unbound takes the message back first, on that CPU, and waits if it is still on its way.
 */
#include "kernel/ipc/flow.h"
#include "kernel/ipc/invoke.h"
#include "kernel/ipc/ipc.h"
#include "kernel/mem/slab.h"
#include "kernel/object/irq.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

static void irq_invoke(struct object *obj, word_t rights, struct invocation *inv);
static void irq_kill(struct object *obj);
static void irq_free(struct object *obj);

static struct slab irq_slab = SLAB_INIT(irq_slab, "irq", struct irq);

static const struct object_type irq_type = {
	.kind   = OBJECT_IRQ,
	.name   = "IRQ",
	.invoke = irq_invoke,
	.kill   = irq_kill,
	.free   = irq_free,
};

static struct irq *irq_at(struct object *obj)
{
	return container_of(obj, struct irq, line.object);
}

struct irq *irq_of(struct object *obj)
{
	return obj->type == &irq_type ? irq_at(obj) : NULL;
}

/* ---- Hits ----------------------------------------------------------------------------------- */

static void remember(struct irq *irq)
{
	if (!irq->line.level)
		irq->pending = true;
	irq_line_mask(&irq->line);
}

/* The message has not been delivered, and is remembered if it was an edge. */
void irq_message_back(struct irq *irq)
{
	sender_dequeue(&irq->sender);
	spin_lock(&irq->line.lock);
	irq->message = false;
	irq->pending = !irq->line.level;
	spin_unlock(&irq->line.lock);
}

/* On the CPU of the thread: it gets the message, now or when its turn comes. */
static void arrive(struct irq *irq)
{
	if (irq->thread->ended)
		irq_message_back(irq);
	else
		ipc_send_irq(&irq->sender, irq->thread);
}

/* Bring the message to the thread's CPU. */
static void carry(struct irq *irq)
{
	struct cpu *c = thread_cpu(irq->thread);

	if (c == cpu_current())
		arrive(irq);
	else
		cpu_request(c, &irq->request);
}

static void carried(struct cpu_request *r)
{
	carry(container_of(r, struct irq, request)); /* the thread may have moved */
}

/* With the lock. @return true when there is a message to be carried. */
static bool hit(struct irq *irq)
{
	if (!irq->thread || irq->thread->ended) {
		remember(irq);
		return false;
	}
	if (irq->line.level)
		irq_line_mask(&irq->line);
	else if (irq->message)
		irq_line_overrun(&irq->line);
	if (irq->message)
		return false;
	irq->message = true;
	return true;
}

static void irq_hit(struct irq_line *line)
{
	struct irq *irq = container_of(line, struct irq, line);
	bool send;

	spin_lock(&line->lock);
	irq->flow = flow_new();
	trace(irq_trigger, irq->flow, line->object.id, thread_id(irq->thread));
	send = hit(irq);
	spin_unlock(&line->lock);
	if (send)
		carry(irq);
}

static bool irq_idle(const struct irq_line *line)
{
	const struct irq *irq = container_of(line, const struct irq, line);

	return !irq->message && !irq->pending;
}

void irq_delivered(struct irq *irq)
{
	spin_lock(&irq->line.lock);
	irq->message = false;
	if (irq->line.overrun)
		irq_line_unmask(&irq->line);
	spin_unlock(&irq->line.lock); /* it may be gone from now on */
}

/* ---- Bound and unbound ---------------------------------------------------------------------- */

/* On the CPU of the thread: a message that stands in line comes back. */
static long take_back(struct thread *t, void *argument)
{
	struct irq *irq = argument;
	bool in_line    = irq->sender.queue == &t->senders;

	if (in_line)
		irq_message_back(irq);
	return in_line;
}

/* @return true when a message was under way. */
static bool unbind(struct irq *irq)
{
	bool back = false;

	for (;;) {
		struct thread *t;
		bool message;

		spin_lock(&irq->line.lock);
		t       = irq->thread;
		message = irq->message;
		if (message) {
			object_get(&t->object);
		} else {
			irq->thread       = NULL;
			irq->line.overrun = false; /* whoever binds it next has to unmask */
		}
		spin_unlock(&irq->line.lock);
		if (message && thread_call(t, take_back, irq))
			back = true;
		else if (message)
			wait_point(); /* it is on its way, perhaps to this CPU */
		if (t)
			object_put(&t->object);
		if (!message)
			return back;
	}
}

/* With the lock, unbound. @return true when there is a message to be carried. */
static bool bind(struct irq *irq, struct thread *t, bool again)
{
	irq->thread  = t;
	again        = again || irq->pending;
	irq->pending = again && t->ended;
	irq->message = again && !t->ended;
	return irq->message;
}

/* ---- Operations (abi sheet §8.5) ------------------------------------------------------------ */

static void bind_commit(struct irq *irq, struct thread *t, word_t label)
{
	bool again = false, send = false;

	object_get(&t->object);
	spin_lock(&irq->line.lock);
	while (irq->thread && irq->thread != t) {
		spin_unlock(&irq->line.lock);
		again |= unbind(irq);
		spin_lock(&irq->line.lock);
	}
	irq->sender.label = label;
	if (!irq->thread && !irq->line.object.dying) { /* it may have been killed since */
		object_get(&t->object);
		send = bind(irq, t, again);
		trace(gate_bind, irq->line.object.id, thread_id(t), label);
	}
	spin_unlock(&irq->line.lock);
	if (send)
		carry(irq);
	object_put(&t->object);
}

static long irq_bind(struct irq *irq, word_t rights, struct invocation *inv)
{
	struct object *obj;
	word_t obj_rights;
	struct thread *t;
	long error;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	error = capability_argument(inv, 0, &obj, &obj_rights);
	if (error)
		return error;
	t = thread_of(obj);
	if (!t)
		return -L4_EINVAL;
	if (!(obj_rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	bind_commit(irq, t, message_word(inv, 1));
	return 0;
}

static long irq_detach(struct irq *irq, word_t rights)
{
	bool bound;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	spin_lock(&irq->line.lock);
	bound = irq->thread;
	if (bound)
		irq_line_mask(&irq->line);
	spin_unlock(&irq->line.lock);
	return bound ? unbind(irq) : -L4_ENOENT;
}

static void irq_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	struct irq *irq = irq_at(obj);
	long protocol   = l4_msgtag_label(inv->tag);
	unsigned op;

	if (protocol == L4_PROTO_IRQ) {
		irq_line_control(&irq->line, inv, &irq->sender);
		return;
	}
	if (l4_msgtag_words(inv->tag) == 0) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	op = message_word(inv, 0) & 0xffff;
	if (protocol != L4_PROTO_KOBJECT && protocol != L4_PROTO_IRQ_SENDER)
		answer(inv, -L4_EBADPROTO, 0);
	else if (obj->dying)
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
	else if (protocol == L4_PROTO_KOBJECT && op == L4_RCV_EP_BIND_OP)
		answer_result(inv, irq_bind(irq, rights, inv));
	else if (protocol == L4_PROTO_IRQ_SENDER && op == L4_IRQ_SENDER_OP_DETACH)
		answer(inv, irq_detach(irq, rights), 0);
	else
		answer(inv, -L4_ENOSYS, 0);
}

/* ---- Life and death ------------------------------------------------------------------------- */

struct irq *irq_create(struct quota *q)
{
	struct irq *irq = slab_alloc(&irq_slab, q);

	if (!irq)
		return NULL;
	object_init(&irq->line.object, &irq_type, q);
	irq_line_init(&irq->line, irq_hit, irq_idle);
	irq->line.masked = true;
	sender_init(&irq->sender, true);
	irq->request.run = carried;
	return irq;
}

static void irq_kill(struct object *obj)
{
	struct irq *irq = irq_at(obj);

	irq_line_release(&irq->line);
	unbind(irq);
}

static void irq_free(struct object *obj)
{
	slab_free(&irq_slab, obj->quota, irq_at(obj));
}
