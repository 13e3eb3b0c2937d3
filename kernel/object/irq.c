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
 */
#include "kernel/ipc/flow.h"
#include "kernel/ipc/invoke.h"
#include "kernel/ipc/ipc.h"
#include "kernel/mem/slab.h"
#include "kernel/object/irq.h"
#include "kernel/object/thread.h"
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

/* Forget the bound thread. Its undelivered message stays remembered if it was an edge. */
static void unbind(struct irq *irq)
{
	struct thread *t = irq->thread;

	if (irq->sender.queue) {
		sender_dequeue(&irq->sender);
		irq->pending = !irq->line.level;
	}
	irq->line.overrun = false; /* whoever binds it next has to unmask */
	irq->thread       = NULL;
	object_put(&t->object);
}

static void remember(struct irq *irq)
{
	if (!irq->line.level)
		irq->pending = true;
	irq_line_mask(&irq->line);
}

static void irq_hit(struct irq_line *line)
{
	struct irq *irq = container_of(line, struct irq, line);

	if (irq->thread && irq->thread->ended)
		unbind(irq);
	irq->flow = flow_new();
	trace(irq_trigger, irq->flow, line->object.id, thread_id(irq->thread));
	if (!irq->thread) {
		remember(irq);
		return;
	}
	if (line->level)
		irq_line_mask(line);
	else if (irq->sender.queue)
		irq_line_overrun(line);
	if (!irq->sender.queue)
		ipc_send_irq(&irq->sender, irq->thread);
}

static bool irq_idle(const struct irq_line *line)
{
	const struct irq *irq = container_of(line, const struct irq, line);

	return !irq->sender.queue && !irq->pending;
}

void irq_delivered(struct irq *irq)
{
	if (irq->line.overrun)
		irq_line_unmask(&irq->line);
}

void irq_thread_gone(struct irq *irq)
{
	unbind(irq);
}

/* ---- Operations (abi sheet §8.5) ------------------------------------------------------------ */

static void bind_commit(struct irq *irq, struct thread *t, word_t label)
{
	bool again = irq->sender.queue != NULL;

	irq->sender.label = label;
	if (irq->thread == t)
		return;
	if (irq->thread)
		unbind(irq);
	object_get(&t->object);
	irq->thread  = t;
	again        = again || irq->pending;
	irq->pending = false;
	trace(gate_bind, irq->line.object.id, thread_id(t), label);
	if (again && !t->ended)
		ipc_send_irq(&irq->sender, t);
	else if (again)
		irq->pending = true;
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
	bool pending;

	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	if (!irq->thread)
		return -L4_ENOENT;
	irq_line_mask(&irq->line);
	pending = irq->sender.queue != NULL;
	unbind(irq);
	return pending;
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
	return irq;
}

static void irq_kill(struct object *obj)
{
	struct irq *irq = irq_at(obj);

	irq_line_release(&irq->line);
	if (irq->thread)
		unbind(irq);
}

static void irq_free(struct object *obj)
{
	slab_free(&irq_slab, obj->quota, irq_at(obj));
}
