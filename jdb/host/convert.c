/*
 * Records of a reply as items of a note. See convert.h.
 */
#include "jdb/host/convert.h"

#include <string.h>

#include "jdb/host/fields.h"

static uint8_t small(uint64_t value)
{
	return value > UINT8_MAX ? UINT8_MAX : (uint8_t)value;
}

static uint32_t number(uint64_t value)
{
	return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

/* A time of the kernel clock in µs; all ones: never. */
static model_time when(uint64_t us, model_time base)
{
	return us >= (MODEL_NEVER - base) / 1000 ? MODEL_NEVER : base + us * 1000;
}

static uint64_t take_object(void *item, const struct decoded_record *r, model_time base)
{
	struct model_object *o = item;

	(void)base;
	*o = (struct model_object){
		.id      = number(r->value[R_object_id]),
		.kind    = small(r->value[R_object_kind]),
		.dying   = r->value[R_object_dying] != 0,
		.refs    = number(r->value[R_object_refs]),
		.counted = number(r->value[R_object_counted]),
		.bound   = number(r->value[R_object_a]),
		.label   = r->value[R_object_b],
		.used    = r->value[R_object_c],
	};
	memcpy(o->name, r->text[R_object_name], sizeof(o->name));
	return o->id;
}

static uint64_t take_task(void *item, const struct decoded_record *r, model_time base)
{
	struct model_task *t = item;

	(void)base;
	*t = (struct model_task){
		.id          = number(r->value[R_task_id]),
		.threads     = number(r->value[R_task_threads]),
		.pages       = r->value[R_task_pages],
		.caps        = r->value[R_task_caps],
		.ku_bytes    = r->value[R_task_ku_bytes],
		.quota_used  = r->value[R_task_quota_used],
		.quota_limit = r->value[R_task_quota_limit],
	};
	return t->id;
}

static uint64_t take_thread(void *item, const struct decoded_record *r, model_time base)
{
	struct model_thread *t = item;

	*t = (struct model_thread){
		.id          = number(r->value[R_thread_id]),
		.task        = number(r->value[R_thread_task]),
		.state       = number(r->value[R_thread_state]) & 0xffff,
		.cpu         = number(r->value[R_thread_cpu]),
		.priority    = number(r->value[R_thread_priority]),
		.partner     = number(r->value[R_thread_partner]),
		.since       = when(r->value[R_thread_since], base),
		.timeout     = when(r->value[R_thread_timeout], base),
		.consumed_us = r->value[R_thread_consumed],
		.ip          = r->value[R_thread_ip],
		.sp          = r->value[R_thread_sp],
		.pager       = number(r->value[R_thread_pager]),
		.handler     = number(r->value[R_thread_handler]),
		.senders     = number(r->value[R_thread_senders]),
		.fault       = MODEL_NONE,
		.flow        = MODEL_NONE,
	};
	return t->id;
}

static uint64_t take_slot(void *item, const struct decoded_record *r, model_time base)
{
	struct model_slot *s = item;

	(void)base;
	*s = (struct model_slot){
		.index  = number(r->value[R_cap_index]),
		.object = number(r->value[R_cap_object]),
		.kind   = small(r->value[R_cap_kind]),
		.rights = small(r->value[R_cap_rights]),
		.depth  = (uint16_t)r->value[R_cap_depth],
	};
	return s->index;
}

static uint64_t take_page(void *item, const struct decoded_record *r, model_time base)
{
	struct model_page *p = item;

	(void)base;
	*p = (struct model_page){
		.address = r->value[R_page_address],
		.pa      = r->value[R_page_pa],
		.order   = small(r->value[R_page_order]),
		.rights  = small(r->value[R_page_rights]),
		.cache   = small(r->value[R_page_cache]),
	};
	return p->address;
}

static uint64_t take_node(void *item, const struct decoded_record *r, model_time base)
{
	struct model_node *n = item;

	(void)base;
	*n = (struct model_node){
		.task    = number(r->value[R_mapping_task]),
		.address = r->value[R_mapping_address],
		.pa      = r->value[R_mapping_pa],
		.order   = r->value[R_mapping_order] < 64 ? small(r->value[R_mapping_order]) : 63,
		.rights  = small(r->value[R_mapping_rights]),
		.depth   = (uint16_t)r->value[R_mapping_depth],
	};
	return 0;
}

static uint64_t take_cpu(void *item, const struct decoded_record *r, model_time base)
{
	struct model_cpu *c = item;

	(void)base;
	*c = (struct model_cpu){
		.number     = number(r->value[R_cpu_number]),
		.current    = number(r->value[R_cpu_current]),
		.ready      = number(r->value[R_cpu_ready]),
		.idle_us    = r->value[R_cpu_idle],
		.switches   = r->value[R_cpu_switches],
		.interrupts = r->value[R_cpu_interrupts],
	};
	return c->number;
}

static uint64_t take_memory(void *item, const struct decoded_record *r, model_time base)
{
	(void)base;
	*(struct model_memory *)item = (struct model_memory){
		.pool     = r->value[R_memory_pool],
		.free     = r->value[R_memory_free],
		.objects  = r->value[R_memory_objects],
		.mappings = r->value[R_memory_mappings],
	};
	return 0;
}

struct converter {
	enum note_kind kind;
	unsigned record;
	size_t item;
	uint64_t (*take)(void *item, const struct decoded_record *r, model_time base);
};

static const struct converter converters[] = {
	[REQUEST_objects] = {NOTE_OBJECTS, RECORD_object, sizeof(struct model_object), take_object},
	[REQUEST_tasks]   = {NOTE_TASKS, RECORD_task, sizeof(struct model_task), take_task},
	[REQUEST_threads] = {NOTE_THREADS, RECORD_thread, sizeof(struct model_thread), take_thread},
	[REQUEST_caps]    = {NOTE_SLOTS, RECORD_cap, sizeof(struct model_slot), take_slot},
	[REQUEST_pages]   = {NOTE_PAGES, RECORD_page, sizeof(struct model_page), take_page},
	[REQUEST_page_tree]   = {NOTE_TREE, RECORD_mapping, sizeof(struct model_node), take_node},
	[REQUEST_object_tree] = {NOTE_TREE, RECORD_mapping, sizeof(struct model_node), take_node},
	[REQUEST_cpus]        = {NOTE_CPUS, RECORD_cpu, sizeof(struct model_cpu), take_cpu},
	[REQUEST_memory] = {NOTE_MEMORY, RECORD_memory, sizeof(struct model_memory), take_memory},
};

bool convert_reply(struct piece *p, unsigned request, const struct decoded *d, model_time base)
{
	const struct converter *c =
		request < sizeof(converters) / sizeof(converters[0]) ? &converters[request] : NULL;
	uint64_t before = 0;

	if (!c || !c->take)
		return false;
	p->kind        = c->kind;
	p->object_tree = request == REQUEST_object_tree;
	p->count       = 0;
	p->last_key    = 0;
	p->ordered     = true;
	for (size_t i = 0; i < d->records; i++) {
		const struct decoded_record *r = &d->record[i];

		if (r->number != c->record)
			continue;
		p->last_key = c->take((char *)&p->item + p->count * c->item, r, base);
		if (p->count > 0 && p->last_key <= before)
			p->ordered = false;
		before = p->last_key;
		p->count++;
	}
	return true;
}
