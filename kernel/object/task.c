/*
 * Tasks: what they answer, and how they come and go. (abi sheet §8.1)
 *
 * The four operations are messages like those of any object: opcode in MR0. Map and unmap are
 * carried out in kernel/space/; here stands who may ask for them, and how the answer looks.
 *
 * Start reading at task_invoke().
 */
#include "kernel/arch.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/space/io_space.h"
#include "kernel/space/map.h"

struct task *sigma0_task;

static struct slab tasks = SLAB_INIT(tasks, "task", struct task);

/* ---- Map ------------------------------------------------------------------------------------- */

/* Decode: the source task is the message's item; everywhere in this task is the window. */
static long map_decode(struct task *task, word_t rights, struct invocation *inv,
		       struct map_request *r)
{
	struct object *source;
	word_t source_rights;
	long error;

	if (!(rights & L4_CAP_FPAGE_W))
		return -L4_EPERM;
	error = capability_argument(inv, 0, &source, &source_rights);
	if (error)
		return error;
	if (!task_of(source) || source->dying || task->object.dying)
		return -L4_EINVAL;
	*r = (struct map_request){
		.from    = task_of(source),
		.to      = task,
		.control = message_word(inv, 1),
		.send    = {message_word(inv, 2)},
		.window  = l4_fpage_raw_make(0, L4_FPAGE_SPECIAL, L4_WHOLE_ADDRESS_SPACE, 0),
		.strong  = (rights & source_rights & L4_CAP_FPAGE_S) != 0,
	};
	return 0;
}

static void task_map(struct task *task, word_t rights, struct invocation *inv)
{
	struct map_request r;
	long result = map_decode(task, rights, inv, &r);

	if (result == 0) {
		object_get(&r.from->object);
		result = map_execute(&r);
		object_put(&r.from->object);
		result = result < 0 ? -L4_EIPC_LO - L4_IPC_SEMAPFAILED : 0;
	}
	answer_result(inv, result);
}

/* ---- Unmap ----------------------------------------------------------------------------------- */

/* MR1 mask, MR2… flexpages. Their rights give way to the page flags, even if nobody receives. */
static void task_unmap(struct task *task, struct invocation *inv)
{
	const unsigned words = l4_msgtag_words(inv->tag);
	const word_t mask    = message_word(inv, 1);
	volatile word_t *mr  = inv->caller->utcb->mr;

	if (task->object.dying) {
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
		return;
	}
	for (unsigned i = 2; i < words && i < L4_UTCB_GENERIC_DATA_SIZE; i++) {
		l4_fpage_t area = {mr[i]};

		mr[i] = (area.raw & ~(word_t)L4_FPAGE_RIGHTS_MASK) |
			unmap_execute(task, area, mask);
	}
	answer(inv, 0, words);
}

/* ---- Questions about capabilities ------------------------------------------------------------ */

/* A selector that stands for no slot: the caller itself, or a reply capability. */
static bool is_special(word_t selector)
{
	return (selector & (L4_INVALID_CAP_BIT | L4_REPLY_CAP_BIT)) != 0;
}

static bool same_capability(const struct task *task, word_t a, word_t b)
{
	const word_t compared = L4_CAP_FPAGE_W | L4_CAP_FPAGE_S;
	word_t rights_a = 0, rights_b = 0;

	if (a == b)
		return true;
	if (is_special(a) || is_special(b))
		return ((a ^ b) & L4_CAP_MASK) == 0;
	return cap_lookup(&task->caps, a >> L4_CAP_SHIFT, &rights_a) ==
		       cap_lookup(&task->caps, b >> L4_CAP_SHIFT, &rights_b) &&
	       ((rights_a ^ rights_b) & compared) == 0;
}

/* One selector: is its slot occupied? Two: do they hold the same? */
static void task_cap_info(const struct task *task, struct invocation *inv)
{
	const word_t a = message_word(inv, 1);
	word_t rights;

	switch (l4_msgtag_words(inv->tag)) {
	case 2:
		answer(inv, !is_special(a) && cap_lookup(&task->caps, a >> L4_CAP_SHIFT, &rights),
		       0);
		break;
	case 3:
		answer(inv, same_capability(task, a, message_word(inv, 2)), 0);
		break;
	default:
		answer(inv, -L4_EINVAL, 0);
	}
}

/* ---- Kernel-user memory ---------------------------------------------------------------------- */

static void task_add_ku_mem(struct task *task, struct invocation *inv)
{
	const unsigned words = l4_msgtag_words(inv->tag);

	if (task->object.dying) {
		answer_ipc_error(inv, L4_IPC_ENOT_EXISTENT);
		return;
	}
	for (unsigned i = 1; i < words && i < L4_UTCB_GENERIC_DATA_SIZE; i++) {
		l4_fpage_t area = {message_word(inv, i)};
		int error       = ku_mem_add(&task->mem, area);

		if (error) {
			answer(inv, error, 0);
			return;
		}
		/* The answer's words overtake no flexpage that is still to be read. */
		answer_word(inv, i - 1, area.raw & ~(word_t)L4_FPAGE_RIGHTS_MASK);
	}
	answer(inv, 0, words > 1 ? words - 1 : 0);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void task_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	struct task *task = task_of(obj);

	if (l4_msgtag_label(inv->tag) != L4_PROTO_TASK) {
		answer(inv, -L4_EBADPROTO, 0);
		return;
	}
	switch (message_word(inv, 0)) {
	case L4_TASK_MAP_OP:
		task_map(task, rights, inv);
		break;
	case L4_TASK_UNMAP_OP:
		task_unmap(task, inv);
		break;
	case L4_TASK_CAP_INFO_OP:
		task_cap_info(task, inv);
		break;
	case L4_TASK_ADD_KU_MEM_OP:
		task_add_ku_mem(task, inv);
		break;
	default:
		arch_task_invoke(obj, inv);
	}
}

/*
 * The task gives up all it has. Its threads, if any capability keeps them alive, go on in an empty
 * space and keep the structure allocated: each has a reference.
 */
static void task_kill(struct object *obj)
{
	struct task *task = task_of(obj);

	cap_table_flush(&task->caps);
	mem_space_flush(&task->mem);
	io_space_flush(task);
}

static void task_free(struct object *obj)
{
	struct task *task = task_of(obj);

	if (!list_empty(&task->threads))
		panic("task %u is to be freed, but threads are bound to it", (unsigned)obj->id);
	assert(cap_table_ok(&task->caps) && page_tables_ok(&task->mem));
	mem_space_destroy(&task->mem);
	io_space_destroy(task);
	slab_free(&tasks, obj->quota, task);
}

static const struct object_type task_type = {
	.kind   = OBJECT_TASK,
	.name   = "task",
	.invoke = task_invoke,
	.kill   = task_kill,
	.free   = task_free,
};

struct task *task_of(struct object *obj)
{
	return obj->type == &task_type ? container_of(obj, struct task, object) : NULL;
}

struct task *task_create(struct quota *q)
{
	struct task *task = slab_alloc(&tasks, q);

	if (!task)
		return NULL;
	list_init(&task->threads);
	cap_table_init(&task->caps, task, q);
	if (!mem_space_init(&task->mem, task, q)) {
		slab_free(&tasks, q, task);
		return NULL;
	}
	object_init(&task->object, &task_type, q);
	return task;
}
