/*
 * Typed items: flexpages that travel with a message (abi sheet §6.2 to §6.5).
 *
 *      sender's MRs behind the words          receiver's BRs, one cursor for each type
 *      | control | flexpage |  item 0   -->   | buffer | window |   ...
 *      | control | flexpage |  item 1         | buffer |
 *
 * For each item: parse it, find the receive buffer that the cursor of its type points to, carry out
 * the mapping (kernel/space/map.c), tell the receiver in its MRs what became of it. Everything here
 * is written by users who may change it while we read: each word is read once.
 */
#include "kernel/ipc/flow.h"
#include "kernel/ipc/ipc.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/task.h"
#include "kernel/space/map.h"
#include "kernel/trace.h"

enum {
	FPAGE_TYPES    = 4,
	ALL_SPACES_RAW = L4_WHOLE_ADDRESS_SPACE << L4_FPAGE_SIZE_SHIFT,
	RESULT_ERROR   = 4, /* for the trace only */
};

/* What the sender offers. */
struct send_item {
	word_t control;
	l4_fpage_t fpage;
};

/* Where the receiver wants it. */
struct receive_buffer {
	l4_fpage_t window;
	struct task *task; /* the receiver's own, or the one it forwards to */
	bool local_id;     /* an answer by label or flexpage is welcome */
};

struct transfer {
	struct thread *from, *to;
	unsigned cursor[FPAGE_TYPES]; /* next BR of each type */
};

/* ---- Receive buffers ------------------------------------------------------------------------ */

static void cursors_init(struct transfer *x)
{
	word_t bdr = x->to->utcb->bdr;

	x->cursor[L4_FPAGE_MEMORY] = (bdr >> L4_BDR_MEM_SHIFT) & L4_BDR_OFFSET_MASK;
	x->cursor[L4_FPAGE_IO]     = (bdr >> L4_BDR_IO_SHIFT) & L4_BDR_OFFSET_MASK;
	x->cursor[L4_FPAGE_OBJ]    = (bdr >> L4_BDR_OBJ_SHIFT) & L4_BDR_OFFSET_MASK;
}

/* The task in the receiver's slot @p selector, if what comes may be put there. */
static struct task *forward_task(struct thread *to, word_t selector)
{
	word_t rights;
	struct object *obj = cap_lookup(&to->task->caps, selector >> L4_CAP_SHIFT, &rights);
	struct task *task  = obj ? task_of(obj) : NULL;

	return task && rights & L4_CAP_FPAGE_W ? task : NULL;
}

/*
 * Parse the buffer at BR @p at.
 * @return number of BRs it takes, 0 when there is no valid one.
 */
static unsigned buffer_parse(struct thread *to, unsigned at, struct receive_buffer *b)
{
	const volatile word_t *br = to->utcb->br;
	word_t control            = at < L4_UTCB_GENERIC_BUFFERS_SIZE ? br[at] : 0;
	bool small                = (control & L4_RCV_ITEM_SINGLE_CAP) == L4_RCV_ITEM_SINGLE_CAP;
	bool forward              = control & L4_RCV_ITEM_FORWARD_MAPPINGS;
	unsigned words            = 1 + !small + forward;

	if (!(control & L4_ITEM_MAP) || at + words > L4_UTCB_GENERIC_BUFFERS_SIZE)
		return 0;
	b->window   = small ? l4_fpage_raw_make(control >> L4_CAP_SHIFT, L4_FPAGE_OBJ, 0, 0)
			    : (l4_fpage_t){br[at + 1]};
	b->task     = forward ? forward_task(to, br[at + words - 1]) : to->task;
	b->local_id = small && !forward && control & L4_RCV_ITEM_LOCAL_ID;
	return b->task && !b->task->object.dying ? words : 0;
}

static bool window_is_all(l4_fpage_t window)
{
	return (window.raw & ~(word_t)L4_FPAGE_RIGHTS_MASK) == ALL_SPACES_RAW;
}

/* ---- One item ------------------------------------------------------------------------------- */

/* Rights that a label tells about: without S on the capability sent through, S does not pass. */
static word_t passed_on(const struct thread *from)
{
	return L4_CAP_FPAGE_W | (from->send_rights & L4_CAP_FPAGE_S);
}

/*
 * Answer by flexpage, of whatever type, or by label instead of a mapping (§6.4)? Sets word 1 for the
 * receiver.
 */
static bool try_local_id(const struct transfer *x, const struct send_item *item, word_t *result,
			 word_t *word1)
{
	word_t rights;
	struct object *obj;
	struct ipc_gate *gate;
	word_t label;

	if (x->from->task == x->to->task) {
		*result = L4_ITEM_RESULT_FPAGE;
		*word1  = item->fpage.raw;
		return true;
	}
	if (l4_fpage_type(item->fpage) != L4_FPAGE_OBJ)
		return false;
	obj  = cap_lookup(&x->from->task->caps, l4_fpage_page(item->fpage), &rights);
	gate = obj ? ipc_gate_of(obj) : NULL;
	if (!gate || !ipc_gate_leads_to(gate, x->to->task, &label))
		return false;
	*result = L4_ITEM_RESULT_LOCAL_ID;
	*word1  = label | (rights & l4_fpage_rights(item->fpage) & passed_on(x->from));
	return true;
}

/* Pairs that map nothing but are no error, and are reported as mapped (§6.5). */
static bool maps_nothing(const struct send_item *item, const struct receive_buffer *b)
{
	unsigned type  = l4_fpage_type(item->fpage);
	unsigned order = l4_fpage_size(item->fpage);
	bool all       = window_is_all(b->window);

	if (!all && l4_fpage_type(b->window) != type)
		return true;
	if (type != L4_FPAGE_MEMORY)
		return false;
	return order < L4_PAGESHIFT || (!all && l4_fpage_size(b->window) < L4_PAGESHIFT);
}

/* Kernel-user memory is not mapped, but reported as if it were (§6.7). */
static bool offers_ku_memory(const struct thread *from, l4_fpage_t f)
{
	unsigned order = l4_fpage_size(f);

	if (l4_fpage_type(f) != L4_FPAGE_MEMORY || order >= L4_WORD_BITS)
		return false;
	return ku_mem_overlaps(&from->task->mem,
			       align_down(l4_fpage_page(f) << L4_PAGESHIFT, order),
			       (size_t)1 << order);
}

static void trace_item(const struct transfer *x, const struct send_item *item, unsigned result)
{
	(void)x, (void)item, (void)result;
	trace(ipc_item, x->from->flow, x->from->task->object.id, x->to->task->object.id,
	      item->fpage.raw, item->control, result);
}

/* Map into the buffer's task, which may die meanwhile. @return IPC error code or 0. */
static unsigned map_item(const struct transfer *x, const struct send_item *item,
			 const struct receive_buffer *b, word_t *result)
{
	struct map_request request = {
		.from    = x->from->task,
		.to      = b->task,
		.send    = item->fpage,
		.window  = b->window,
		.control = item->control,
		.strong  = x->from->send_rights & L4_CAP_FPAGE_S,
	};
	long mapped;

	if (maps_nothing(item, b))
		return 0;
	object_get(&b->task->object);
	mapped = map_execute(&request);
	object_put(&b->task->object);
	if (mapped == 0 && !offers_ku_memory(x->from, item->fpage))
		*result = L4_ITEM_RESULT_NOTHING;
	return mapped < 0 ? L4_IPC_SEMAPFAILED : 0;
}

/*
 * Transfer @p item and write its return words at the receiver's MR @p at.
 * @return IPC error code or 0.
 */
static unsigned transfer_item(struct transfer *x, struct send_item item, unsigned at)
{
	unsigned type = l4_fpage_type(item.fpage);
	word_t *mr    = &x->to->utcb->mr[at];
	word_t result = L4_ITEM_RESULT_MAPPED;
	struct receive_buffer buffer;
	unsigned buffer_words, error = 0;

	if (!(item.control & L4_ITEM_MAP) || type == L4_FPAGE_SPECIAL)
		return L4_IPC_SEMSGCUT;
	buffer_words = buffer_parse(x->to, x->cursor[type], &buffer);
	if (!buffer_words)
		return L4_IPC_SEMSGCUT;
	if (!(item.control & L4_ITEM_CONT))
		x->cursor[type] += buffer_words;

	if (!buffer.local_id || !try_local_id(x, &item, &result, &mr[1]))
		error = map_item(x, &item, &buffer, &result);
	mr[0] = (item.control & ~(word_t)0xfff) | (item.fpage.raw & 0xff0) | L4_ITEM_MAP | result |
		(item.control & L4_ITEM_CONT);
	trace_item(x, &item, error ? RESULT_ERROR : (unsigned)result >> 1);
	return error;
}

unsigned transfer_items(struct thread *from, struct thread *to)
{
	const volatile word_t *mr = from->utcb->mr;
	unsigned at               = l4_msgtag_words(from->message->tag);
	unsigned items            = l4_msgtag_items(from->message->tag);
	struct transfer x         = {.from = from, .to = to};

	cursors_init(&x);
	for (; items > 0; items--, at += 2) {
		struct send_item item;
		unsigned error;

		if (at >= L4_UTCB_GENERIC_DATA_SIZE)
			return L4_IPC_SEMSGCUT;
		item.control = mr[at];
		if (!item.control) { /* void: takes no buffer */
			to->utcb->mr[at] = 0;
			continue;
		}
		if (at + 1 >= L4_UTCB_GENERIC_DATA_SIZE)
			return L4_IPC_SEMSGCUT;
		item.fpage.raw = mr[at + 1];
		error          = transfer_item(&x, item, at);
		if (error)
			return error;
	}
	return 0;
}
