/*
 * Factories: "create" is their only operation (abi sheet §8.4).
 *
 *      MR0 type, MR1.. arguments as (tag, value) pairs, BR at the object index: where to put it
 *
 * Making an object is in two steps: creators[] makes it for the type asked for, then create()
 * enters the first capability to it into the caller's table. What cannot be entered dies again.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/object/factory.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/irq.h"
#include "kernel/object/semaphore.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/trace.h"

enum {
	ARGUMENT_1   = 2, /* message register of the first argument's value */
	NO_BUFFER    = -(L4_EIPC_LO + L4_IPC_REMSGCUT),
	ALL_RIGHTS   = L4_CAP_FPAGE_RWSD | CAP_ALL_ATTRIBUTES,
	CREATED_ITEM = L4_ITEM_MAP | L4_FPAGE_OBJ << L4_FPAGE_TYPE_SHIFT,
};

static void factory_invoke(struct object *obj, word_t rights, struct invocation *inv);
static void factory_kill(struct object *obj);
static void factory_free(struct object *obj);

static struct slab factory_slab = SLAB_INIT(factory_slab, "factory", struct factory);

static const struct object_type factory_type = {
	.kind   = OBJECT_FACTORY,
	.name   = "factory",
	.invoke = factory_invoke,
	.kill   = factory_kill,
	.free   = factory_free,
};

static struct factory *factory_at(struct object *obj)
{
	return container_of(obj, struct factory, object);
}

struct factory *factory_of(struct object *obj)
{
	return obj->type == &factory_type ? factory_at(obj) : NULL;
}

/* ---- One creator for each type -------------------------------------------------------------- */

/*
 * Each makes an object charged to @p q from the arguments in @p inv.
 * @return 0 with *@p made set and *@p words telling how many MRs of the answer it has filled; or a
 *         negative error.
 */
typedef long creator(struct quota *q, struct invocation *inv, struct object **made,
		     unsigned *words);

static long create_gate(struct quota *q, struct invocation *inv, struct object **made,
			unsigned *words)
{
	struct thread *t = NULL;
	struct ipc_gate *gate;
	word_t label = 0;

	(void)words;
	if (l4_msgtag_items(inv->tag)) {
		struct object *obj;
		word_t rights;

		if (capability_argument(inv, 0, &obj, &rights) != 0 || !(t = thread_of(obj)))
			return -L4_EINVAL;
		if (!(rights & L4_CAP_FPAGE_S))
			return -L4_EPERM;
		if (l4_msgtag_words(inv->tag) <= ARGUMENT_1)
			return -L4_EMSGTOOSHORT;
		label = message_word(inv, ARGUMENT_1);
		if (label & (L4_CAP_FPAGE_W | L4_CAP_FPAGE_S))
			return -L4_EINVAL;
	}
	gate = ipc_gate_create(q, t, label);
	if (!gate)
		return -L4_ENOMEM;
	*made = &gate->object;
	return 0;
}

static long create_task(struct quota *q, struct invocation *inv, struct object **made,
			unsigned *words)
{
	l4_fpage_t utcbs = {message_word(inv, ARGUMENT_1)};
	struct task *task;
	long error = 0;

	if (l4_msgtag_words(inv->tag) <= ARGUMENT_1)
		return -L4_EINVAL;
	task = task_create(q);
	if (!task)
		return -L4_ENOMEM;
	if (utcbs.raw) {
		error = ku_mem_add(&task->mem, utcbs);
		answer_word(inv, 0, utcbs.raw & ~(word_t)L4_FPAGE_RIGHTS_MASK);
		*words = 1;
	}
	*made = &task->object;
	return error;
}

static long create_thread(struct quota *q, struct invocation *inv, struct object **made,
			  unsigned *words)
{
	struct thread *t = thread_create(q);

	(void)inv, (void)words;
	if (!t)
		return -L4_ENOMEM;
	*made = &t->object;
	return 0;
}

static struct factory *factory_create(struct quota *owner, struct quota *pays)
{
	struct factory *f = slab_alloc(&factory_slab, owner);

	if (!f)
		return NULL;
	object_init(&f->object, &factory_type, owner);
	f->pays = pays;
	return f;
}

static long create_factory(struct quota *q, struct invocation *inv, struct object **made,
			   unsigned *words)
{
	const word_t unlimited = ~(word_t)0 >> 1; /* 2^(8W-1) - 1 */
	struct quota *pays;
	struct factory *f;
	word_t limit;

	(void)words;
	if (l4_msgtag_words(inv->tag) <= ARGUMENT_1)
		return -L4_EMSGTOOSHORT;
	if (l4_msgtag_words(inv->tag) > ARGUMENT_1 + 1 || l4_msgtag_items(inv->tag))
		return -L4_EMSGTOOLONG;
	limit = message_word(inv, ARGUMENT_1);
	if (limit == 0 || limit >= unlimited)
		return -L4_ENOMEM;
	pays = quota_create(q, limit);
	if (!pays)
		return -L4_ENOMEM;
	f = factory_create(q, pays);
	if (!f) {
		quota_release(pays);
		return -L4_ENOMEM;
	}
	*made = &f->object;
	return 0;
}

static long create_irq(struct quota *q, struct invocation *inv, struct object **made,
		       unsigned *words)
{
	struct irq *irq = irq_create(q);

	(void)inv, (void)words;
	if (!irq)
		return -L4_ENOMEM;
	*made = &irq->line.object;
	return 0;
}

static long create_semaphore(struct quota *q, struct invocation *inv, struct object **made,
			     unsigned *words)
{
	struct semaphore *sm = semaphore_create(q);

	(void)inv, (void)words;
	if (!sm)
		return -L4_ENOMEM;
	*made = &sm->line.object;
	return 0;
}

static creator *creator_of(long type)
{
	static const struct {
		long type;
		creator *create;
	} creators[] = {
		{L4_PROTO_NONE, create_gate},           {L4_PROTO_KOBJECT, create_gate},
		{L4_PROTO_TASK, create_task},           {L4_PROTO_THREAD, create_thread},
		{L4_PROTO_FACTORY, create_factory},     {L4_PROTO_IRQ_SENDER, create_irq},
		{L4_PROTO_SEMAPHORE, create_semaphore},
	};

	for (unsigned i = 0; i < array_size(creators); i++)
		if (creators[i].type == type)
			return creators[i].create;
	return NULL;
}

/* ---- Create --------------------------------------------------------------------------------- */

/* Index of the slot that the caller's receive buffer names; false when there is no such buffer. */
static bool buffer_index(const l4_utcb_t *u, word_t *index)
{
	unsigned at    = (u->bdr >> L4_BDR_OBJ_SHIFT) & L4_BDR_OFFSET_MASK;
	word_t control = at < L4_UTCB_GENERIC_BUFFERS_SIZE ? u->br[at] : 0;
	l4_fpage_t window;

	if (!(control & L4_ITEM_MAP))
		return false;
	if ((control & L4_RCV_ITEM_SINGLE_CAP) == L4_RCV_ITEM_SINGLE_CAP) {
		*index = control >> L4_CAP_SHIFT;
		return true;
	}
	if (at + 1 >= L4_UTCB_GENERIC_BUFFERS_SIZE)
		return false;
	window.raw = u->br[at + 1];
	*index     = l4_fpage_page(window);
	return l4_fpage_type(window) == L4_FPAGE_OBJ;
}

static long check(struct invocation *inv, word_t rights)
{
	if (l4_msgtag_label(inv->tag) != L4_PROTO_FACTORY)
		return -L4_EBADPROTO;
	if (!(rights & L4_CAP_FPAGE_S))
		return -L4_EPERM;
	return l4_msgtag_words(inv->tag) < 1 ? -L4_EMSGTOOSHORT : 0;
}

/* Enter the first capability to @p made into slot @p index of the caller's task. */
static long enter(struct thread *caller, word_t index, struct object *made)
{
	struct cap_slot *slot;

	helping_lock(&capability_lock);
	slot = cap_slot_make(&caller->task->caps, index);
	if (slot && slot->object)
		cap_slot_clear(slot);
	if (slot)
		cap_slot_set(slot, made, ALL_RIGHTS, NULL);
	helping_unlock(&capability_lock);
	return slot ? 0 : -L4_ENOMEM;
}

/* Nobody has got @p made: it goes again. */
static void discard(struct object *made)
{
	helping_lock(&capability_lock);
	object_kill(made);
	helping_unlock(&capability_lock);
}

static long create(struct factory *f, struct invocation *inv, unsigned *words)
{
	struct object *made = NULL;
	creator *make       = creator_of((long)message_word(inv, 0));
	size_t before       = f->pays->used;
	word_t index;
	long error;

	if (!buffer_index(inv->caller->utcb, &index))
		return NO_BUFFER;
	if (!make)
		return -L4_ENODEV;
	error = make(f->pays, inv, &made, words);
	if (!error)
		error = enter(inv->caller, index, made);
	if (error && made)
		discard(made);
	else if (!error)
		trace(object_create, made->id, made->type->kind, thread_id(inv->caller),
		      f->pays->used - before);
	(void)before;
	return error;
}

static void factory_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	unsigned words = 0;
	long error     = check(inv, rights);

	if (!error && !(invocation_flags(inv) & L4_SYSF_RECV)) {
		answer(inv, 0, 0); /* nobody would get the capability: nothing is created */
		return;
	}
	if (!error)
		error = create(factory_at(obj), inv, &words);
	if (error) {
		answer_result(inv, error);
		return;
	}
	answer_word(inv, words, CREATED_ITEM);
	inv->tag = l4_msgtag(0, words, 1, 0);
}

/* ---- Life and death ------------------------------------------------------------------------- */

struct factory *factory_create_root(void)
{
	return factory_create(&root_quota, &root_quota);
}

/* Objects made here go on to live; their quota dies with the last of them. */
static void factory_kill(struct object *obj)
{
	(void)obj;
}

static void factory_free(struct object *obj)
{
	struct factory *f = factory_at(obj);
	struct quota *q   = obj->quota;

	if (f->pays != &root_quota)
		quota_release(f->pays);
	slab_free(&factory_slab, q, f);
}
