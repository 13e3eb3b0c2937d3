/*
 * Events change the state. See apply.h; notes (snapshots) are in apply_note.c.
 *
 * Events tell changes, snapshots tell facts. Where an event tells only part (a mapping without its
 * frame), what it tells is entered and the next snapshot adds the rest.
 */
#include "jdb/host/apply.h"
#include "jdb/host/apply_parts.h"
#include "jdb/host/fields.h"

#include "kernel/abi/l4_types.h"

enum {
	SLOTS_MAX = 4096, /* slots that one event can fill or empty: 2^12 */
};

void apply_thread_changed(const struct apply *a, const struct model_thread *t, model_time time)
{
	if (a->history)
		history_thread(a->history, t->id,
			       &(struct model_interval){time, t->state, t->partner});
}

/* Thread @p t is in @p state from now on, if it was in another. */
static void set_state(const struct apply *a, struct model_thread *t, uint32_t state,
		      const struct model_event *e)
{
	if (t->state != state) {
		t->state = state;
		t->since = e->time;
	}
	apply_thread_changed(a, t, e->time);
}

void apply_cpu_runs(const struct apply *a, struct model_cpu *cpu, uint32_t thread, model_time time)
{
	cpu->current = thread;
	if (a->history)
		history_cpu(a->history, cpu->number, &(struct model_interval){time, thread, 0});
}

/* ---- Scheduling ------------------------------------------------------------------------------ */

static void apply_switch(const struct apply *a, const struct model_event *e)
{
	struct model_cpu *cpu     = state_need_cpu(a->state, e->cpu);
	struct model_thread *from = state_thread(a->state, e->value[E_context_switch_from]);
	struct model_thread *to;

	if (from)
		set_state(a, from,
			  (uint32_t)e->value[E_context_switch_state] & ~(uint32_t)STATE_RUNNING, e);
	to = state_need_thread(a->state, e->value[E_context_switch_to]);
	if (!cpu)
		return;
	if (to) {
		to->priority = (uint32_t)e->value[E_context_switch_priority];
		to->cpu      = e->cpu;
		to->partner  = 0;
		set_state(a, to, STATE_ready | STATE_RUNNING, e);
	}
	cpu->switches++;
	apply_cpu_runs(a, cpu, (uint32_t)e->value[E_context_switch_to], e->time);
}

static void apply_wakeup(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_wakeup_thread]);

	if (!t)
		return;
	t->priority = (uint32_t)e->value[E_wakeup_priority];
	if (!(t->state & STATE_RUNNING))
		set_state(a, t, STATE_ready, e);
}

static void apply_migrate(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_migrate_thread]);

	if (t)
		t->cpu = (uint32_t)e->value[E_migrate_to];
}

/* ---- Messages and faults --------------------------------------------------------------------- */

static void apply_send(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_ipc_send_sender]);

	if (!t)
		return;
	t->partner = (uint32_t)e->value[E_ipc_send_receiver];
	t->timeout = MODEL_NEVER;
	t->flow    = e->flow;
}

static void apply_wait(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_ipc_wait_receiver]);

	if (!t)
		return;
	t->partner = (uint32_t)e->value[E_ipc_wait_from];
	t->timeout = e->value[E_ipc_wait_until] > MODEL_NEVER / 1000
			     ? MODEL_NEVER
			     : e->value[E_ipc_wait_until] * 1000;
}

static void apply_receive(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_ipc_receive_receiver]);

	if (!t)
		return;
	t->partner = 0;
	t->timeout = MODEL_NEVER;
	t->flow    = MODEL_NONE;
}

static void apply_error(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_thread(a->state, e->value[E_ipc_error_thread]);

	if (!t)
		return;
	t->partner = 0;
	t->timeout = MODEL_NEVER;
	t->flow    = MODEL_NONE;
}

static void apply_fault(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_page_fault_thread]);

	if (!t)
		return;
	t->fault         = e->flow;
	t->fault_address = e->value[E_page_fault_address];
	t->ip            = e->value[E_page_fault_ip];
}

static void apply_exception(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_exception_thread]);

	if (!t)
		return;
	t->fault         = e->flow;
	t->fault_address = e->value[E_exception_address];
	t->ip            = e->value[E_exception_ip];
}

/* Both ends name the flow first and then the thread. */
_Static_assert((int)E_page_fault_done_thread == (int)E_exception_done_thread,
	       "one function for both");

static void apply_fault_done(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_thread(a->state, e->value[E_page_fault_done_thread]);

	if (!t)
		return;
	t->fault         = MODEL_NONE;
	t->fault_address = 0;
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void apply_create(const struct apply *a, const struct model_event *e)
{
	struct model_object *o;

	if (e->value[E_object_create_kind] > KIND_UNKNOWN)
		return;
	if (e->value[E_object_create_kind] == KIND_task)
		state_need_task(a->state, e->value[E_object_create_object]);
	if (e->value[E_object_create_kind] == KIND_thread) {
		struct model_thread *t =
			state_need_thread(a->state, e->value[E_object_create_object]);

		if (t)
			set_state(a, t, STATE_dead, e);
	}
	o = state_need_object(a->state, e->value[E_object_create_object],
			      (enum model_kind)e->value[E_object_create_kind]);
	if (!o)
		return;
	o->born = e->time;
	o->seen = e->time;
}

static void apply_kill(const struct apply *a, const struct model_event *e)
{
	struct model_object *o = state_object(a->state, e->value[E_object_kill_object]);

	if (o)
		o->dying = true;
}

static void apply_free(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_thread(a->state, e->value[E_object_free_object]);

	if (t)
		set_state(a, t, STATE_dead, e);
	state_drop_object(a->state, e->value[E_object_free_object], true);
}

static void apply_gate_bind(const struct apply *a, const struct model_event *e)
{
	struct model_object *o =
		state_need_object(a->state, e->value[E_gate_bind_gate], KIND_UNKNOWN);

	if (!o)
		return;
	o->bound = (uint32_t)e->value[E_gate_bind_thread];
	o->label = e->value[E_gate_bind_label];
}

static void apply_thread_bind(const struct apply *a, const struct model_event *e)
{
	struct model_thread *t = state_need_thread(a->state, e->value[E_thread_bind_thread]);
	struct model_object *o = state_object(a->state, e->value[E_thread_bind_thread]);

	if (!t || !o || e->value[E_thread_bind_task] > UINT32_MAX)
		return;
	t->task  = (uint32_t)e->value[E_thread_bind_task];
	o->bound = t->task;
	state_need_task(a->state, t->task);
}

static void apply_cap_gone(const struct apply *a, const struct model_event *e)
{
	struct model_task *t = state_task(a->state, e->value[E_cap_gone_task]);

	if (t)
		task_replace_slots(t, e->value[E_cap_gone_index], e->value[E_cap_gone_index], NULL,
				   0);
}

/* ---- Mappings -------------------------------------------------------------------------------- */

/* Capabilities: copy the source's slots, as far as they are known. */
static void map_slots(const struct apply *a, const struct model_event *e)
{
	struct model_task *from = state_task(a->state, e->value[E_map_from]);
	struct model_task *to   = state_need_task(a->state, e->value[E_map_to]);
	uint64_t first          = e->value[E_map_fpage] >> L4_FPAGE_ADDR_SHIFT;
	unsigned order          = (e->value[E_map_fpage] >> L4_FPAGE_SIZE_SHIFT) & 0x3f;
	uint64_t count          = order < 12 ? (uint64_t)1 << order : SLOTS_MAX;
	struct model_slot copied[16]; /* more at once is rare; the next snapshot has them all */
	size_t found = 0;

	from = state_task(a->state, e->value[E_map_from]); /* the line above may have moved it */
	if (!from || !to || e->value[E_map_at] > UINT32_MAX - SLOTS_MAX)
		return;
	for (size_t i = 0; i < from->slots && found < 16; i++) {
		const struct model_slot *s = &from->slot[i];

		if (s->index < first || s->index - first >= count)
			continue;
		copied[found]       = *s;
		copied[found].index = (uint32_t)(e->value[E_map_at] + (s->index - first));
		copied[found].rights =
			(uint8_t)((s->rights & 0xf0) | (e->value[E_map_rights] & 0xf));
		copied[found].depth = (uint16_t)(s->depth + (e->value[E_map_grant] ? 0 : 1));
		found++;
	}
	for (size_t i = 0; i < found; i++)
		task_put_slot(to, &copied[i]);
}

/*
 * What of node @p n is seen in the destination: the part that was sent, or all of it when more was
 * sent. False when the node is not the source, or the tree's page not in the part.
 */
static bool mapped_part(const struct model_tree *t, const struct model_node *n,
			const struct model_event *e, struct model_node *part)
{
	uint64_t source = e->value[E_map_fpage] >> L4_FPAGE_ADDR_SHIFT << L4_FPAGE_ADDR_SHIFT;
	unsigned order  = (e->value[E_map_fpage] >> L4_FPAGE_SIZE_SHIFT) & 0x3f;

	*part = (struct model_node){
		.task   = (uint32_t)e->value[E_map_to],
		.rights = (uint8_t)e->value[E_map_rights],
		.depth  = (uint16_t)(n->depth + 1),
	};
	if (n->task != e->value[E_map_from])
		return false;
	if (order >= n->order) {
		part->address = e->value[E_map_at] + (n->address - source);
		part->order   = n->order;
		part->pa      = n->pa;
		return (n->address - source) >> order == 0;
	}
	part->address = e->value[E_map_at];
	part->order   = (uint8_t)order;
	part->pa      = n->pa + (source - n->address);
	return (source - n->address) >> n->order == 0 && (t->key - part->pa) >> order == 0;
}

/* A new node below its source in every tree that has it. */
static void map_in_trees(const struct apply *a, const struct model_event *e)
{
	for (size_t i = 0; i < a->state->view.trees; i++) {
		struct model_tree *t = (struct model_tree *)&a->state->view.tree[i];
		struct model_node child;
		size_t at = 0;

		while (at < t->nodes && (t->object || !mapped_part(t, &t->node[at], e, &child)))
			at++;
		if (at == t->nodes)
			continue;
		if (child.order < t->order) {
			t->key   = child.pa;
			t->order = child.order;
		}
		tree_insert(t, at + 1, &child);
		if (e->value[E_map_grant]) /* takes over the place of its source */
			tree_remove(t, at);
	}
}

static void map_memory(const struct apply *a, const struct model_event *e)
{
	struct model_task *to   = state_need_task(a->state, e->value[E_map_to]);
	struct model_task *from = state_task(a->state, e->value[E_map_from]);
	uint64_t source = e->value[E_map_fpage] >> L4_FPAGE_ADDR_SHIFT << L4_FPAGE_ADDR_SHIFT;
	unsigned order  = (e->value[E_map_fpage] >> L4_FPAGE_SIZE_SHIFT) & 0x3f;

	if (!to || order < L4_PAGESHIFT || order > 47)
		return;
	const struct model_page *known = from ? model_page(from, source) : NULL;
	struct model_page page         = {
			.address = e->value[E_map_at],
			.pa      = MODEL_NEVER,
			.order   = (uint8_t)order,
			.rights  = (uint8_t)e->value[E_map_rights],
        };

	if (known && known->pa != MODEL_NEVER) {
		page.pa    = known->pa + (source - known->address);
		page.cache = known->cache;
	}
	/* Many pages at once: the page table will tell their true sizes. */
	if (!known || known->order >= order)
		task_put_page(to, &page);
	map_in_trees(a, e);
	if (e->value[E_map_grant] && from)
		task_replace_pages(from, source, source + ((uint64_t)1 << order) - 1, NULL, 0);
}

static void apply_map(const struct apply *a, const struct model_event *e)
{
	unsigned type = (e->value[E_map_fpage] >> L4_FPAGE_TYPE_SHIFT) & 3;

	if (type == L4_FPAGE_OBJ)
		map_slots(a, e);
	else if (type == L4_FPAGE_MEMORY)
		map_memory(a, e);
}

/* One mapping is gone: from the page table, and from the tree it stood in. */
static void apply_unmapped(const struct apply *a, const struct model_event *e)
{
	struct model_task *task = state_task(a->state, e->value[E_unmapped_task]);
	uint64_t order          = e->value[E_unmapped_order] < 64 ? e->value[E_unmapped_order] : 63;
	uint64_t last           = e->value[E_unmapped_address] + (((uint64_t)1 << order) - 1);

	if (task && e->value[E_unmapped_order] >= L4_PAGESHIFT)
		task_replace_pages(task, e->value[E_unmapped_address], last, NULL, 0);
	for (size_t i = 0; i < a->state->view.trees; i++) {
		struct model_tree *t = (struct model_tree *)&a->state->view.tree[i];

		for (size_t n = 0; n < t->nodes; n++) {
			if (t->object || t->node[n].task != e->value[E_unmapped_task] ||
			    t->node[n].address != e->value[E_unmapped_address])
				continue;
			tree_remove(t, n);
			break;
		}
	}
}

/* ---- The table ------------------------------------------------------------------------------- */

static void (*const effect[])(const struct apply *a, const struct model_event *e) = {
	[TRACE_ipc_send]        = apply_send,
	[TRACE_ipc_wait]        = apply_wait,
	[TRACE_ipc_receive]     = apply_receive,
	[TRACE_ipc_error]       = apply_error,
	[TRACE_page_fault]      = apply_fault,
	[TRACE_page_fault_done] = apply_fault_done,
	[TRACE_exception]       = apply_exception,
	[TRACE_exception_done]  = apply_fault_done,
	[TRACE_map]             = apply_map,
	[TRACE_unmapped]        = apply_unmapped,
	[TRACE_object_create]   = apply_create,
	[TRACE_object_kill]     = apply_kill,
	[TRACE_object_free]     = apply_free,
	[TRACE_cap_gone]        = apply_cap_gone,
	[TRACE_gate_bind]       = apply_gate_bind,
	[TRACE_thread_bind]     = apply_thread_bind,
	[TRACE_context_switch]  = apply_switch,
	[TRACE_wakeup]          = apply_wakeup,
	[TRACE_migrate]         = apply_migrate,
};

void apply_event(const struct apply *a, const struct model_event *e)
{
	a->state->view.time = e->time;
	if (e->type < sizeof(effect) / sizeof(effect[0]) && effect[e->type])
		effect[e->type](a, e);
}
