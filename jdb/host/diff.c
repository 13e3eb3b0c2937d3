/*
 * What changed between two instants. See diff.h.
 *
 * All lists of a state are sorted by a key, so one walk through both finds what came and went, and
 * a table of properties says what to compare of what is in both.
 */
#include "jdb/host/diff.h"

#include <inttypes.h>
#include <stddef.h>

#include "jdb/host/array.h"
#include "jdb/host/state.h"

_Static_assert(offsetof(struct state, view) == 0, "a reader's view begins its state");

/* A property that is compared: where it stands in its structure, and how it reads. */
struct property {
	const char *name;
	uint16_t offset;
	uint8_t bytes;
	uint8_t type; /* enum schema_type */
};

#define PROPERTY(structure, member, name, type)                                                    \
	{                                                                                          \
		name, offsetof(struct structure, member), sizeof(((struct structure *)0)->member), \
			type                                                                       \
	}

static const struct property object_properties[] = {
	PROPERTY(model_object, dying, "dying", FIELD_BOOL),
	PROPERTY(model_object, bound, "bound to", FIELD_OBJ),
	PROPERTY(model_object, label, "label", FIELD_WORD),
	PROPERTY(model_object, used, "used", FIELD_NUM),
	{0},
};
static const struct property task_properties[] = {
	PROPERTY(model_task, quota_used, "quota used", FIELD_NUM),
	PROPERTY(model_task, quota_limit, "quota limit", FIELD_NUM),
	PROPERTY(model_task, ku_bytes, "kernel-user memory", FIELD_NUM),
	{0},
};
static const struct property thread_properties[] = {
	PROPERTY(model_thread, task, "task", FIELD_OBJ),
	PROPERTY(model_thread, state, "state", FIELD_STATE),
	PROPERTY(model_thread, partner, "partner", FIELD_OBJ),
	PROPERTY(model_thread, cpu, "CPU", FIELD_NUM),
	PROPERTY(model_thread, priority, "priority", FIELD_NUM),
	PROPERTY(model_thread, pager, "pager", FIELD_WORD),
	PROPERTY(model_thread, handler, "exception handler", FIELD_WORD),
	{0},
};
static const struct property slot_properties[] = {
	PROPERTY(model_slot, object, "object", FIELD_OBJ),
	PROPERTY(model_slot, rights, "rights", FIELD_RIGHTS),
	{0},
};
static const struct property page_properties[] = {
	PROPERTY(model_page, pa, "frame", FIELD_ADDR),
	PROPERTY(model_page, order, "order", FIELD_NUM),
	PROPERTY(model_page, rights, "rights", FIELD_RIGHTS),
	PROPERTY(model_page, cache, "cache attribute", FIELD_NUM),
	{0},
};

/* A sorted list before and after, and whose it is. */
struct pair {
	enum model_change_of of;
	uint32_t owner; /* slots, pages: their task */
	const void *before, *after;
	size_t befores, afters, item;
	const struct property *property;
};

static uint64_t number_at(const void *item, size_t offset, size_t bytes)
{
	uint64_t value = 0;

	memcpy(&value, (const char *)item + offset, bytes); /* little-endian hosts only */
	return value;
}

/* All items begin with their key: an id or index of 32 bits, or an address of 64. */
static uint64_t key_of(const struct pair *p, const void *list, size_t i)
{
	return number_at((const char *)list + i * p->item, 0, p->of == CHANGED_PAGE ? 8 : 4);
}

static struct model_change *add(struct model_diff *d, const struct pair *p, const void *item,
				enum model_change_kind kind)
{
	bool within           = p->of == CHANGED_SLOT || p->of == CHANGED_PAGE;
	uint64_t key          = number_at(item, 0, p->of == CHANGED_PAGE ? 8 : 4);
	struct model_change c = {
		.kind = (uint8_t)kind,
		.of   = (uint8_t)p->of,
		.id   = within ? p->owner : (uint32_t)key,
		.at   = within ? key : 0,
	};

	if (p->of == CHANGED_SLOT)
		c.object = ((const struct model_slot *)item)->object;
	if (p->of == CHANGED_PAGE)
		c.before = c.after = ((const struct model_page *)item)->order;
	d->change           = array_room(d->change, d->count, sizeof(c));
	d->change[d->count] = c;
	return &d->change[d->count++];
}

static void compare_item(struct model_diff *d, const struct pair *p, const void *before,
			 const void *after)
{
	for (const struct property *q = p->property; q->name; q++) {
		uint64_t was = number_at(before, q->offset, q->bytes);
		uint64_t is  = number_at(after, q->offset, q->bytes);

		if (was == is)
			continue;
		struct model_change *c = add(d, p, after, CHANGE_VALUE);

		c->field  = q->name;
		c->type   = q->type;
		c->before = was;
		c->after  = is;
	}
}

/* Tasks and threads are told by lists of their own. */
static bool told_elsewhere(const struct pair *p, const void *item)
{
	const struct model_object *o = item;

	return p->of == CHANGED_OBJECT && (o->kind == KIND_task || o->kind == KIND_thread);
}

static void compare(struct model_diff *d, const struct pair *p)
{
	size_t i = 0, j = 0;

	while (i < p->befores || j < p->afters) {
		const void *before = (const char *)p->before + i * p->item;
		const void *after  = (const char *)p->after + j * p->item;
		bool only_before =
			j == p->afters ||
			(i < p->befores && key_of(p, p->before, i) < key_of(p, p->after, j));
		bool only_after =
			i == p->befores ||
			(j < p->afters && key_of(p, p->after, j) < key_of(p, p->before, i));

		if (told_elsewhere(p, only_after ? after : before))
			;
		else if (only_before)
			add(d, p, before, CHANGE_GONE);
		else if (only_after)
			add(d, p, after, CHANGE_CAME);
		else
			compare_item(d, p, before, after);
		i += !only_after;
		j += !only_before;
	}
}

/* Slots and pages of a task that is there at both instants. */
static void compare_task(struct model_diff *d, const struct model_task *a,
			 const struct model_task *b)
{
	compare(d, &(struct pair){CHANGED_SLOT, b->id, a->slot, b->slot, a->slots, b->slots,
				  sizeof(struct model_slot), slot_properties});
	compare(d, &(struct pair){CHANGED_PAGE, b->id, a->page, b->page, a->page_count,
				  b->page_count, sizeof(struct model_page), page_properties});
}

struct model_diff *model_diff(struct model *m, model_time from, model_time to)
{
	struct model_diff *d = memory_checked(calloc(1, sizeof(*d)));
	struct state kept;

	/* A past state is good only until another is asked for. */
	state_init(&kept);
	state_copy(&kept, (const struct state *)model_at(m, from));
	const struct model_state *a = &kept.view, *b = model_at(m, to);

	d->from = from;
	d->to   = to;
	compare(d, &(struct pair){CHANGED_OBJECT, 0, a->object, b->object, a->objects, b->objects,
				  sizeof(struct model_object), object_properties});
	compare(d, &(struct pair){CHANGED_TASK, 0, a->task, b->task, a->tasks, b->tasks,
				  sizeof(struct model_task), task_properties});
	compare(d, &(struct pair){CHANGED_THREAD, 0, a->thread, b->thread, a->threads, b->threads,
				  sizeof(struct model_thread), thread_properties});
	for (size_t i = 0; i < b->tasks; i++) {
		const struct model_task *before = model_task(a, b->task[i].id);

		if (before)
			compare_task(d, before, &b->task[i]);
	}
	state_clear(&kept);
	return d;
}

void model_diff_free(struct model_diff *d)
{
	if (d)
		free(d->change);
	free(d);
}

/* ---- In words -------------------------------------------------------------------------------- */

static const char *kind_word(uint8_t of)
{
	static const char *const words[] = {
		[CHANGED_TASK] = "task ", [CHANGED_THREAD] = "thread ", [CHANGED_OBJECT] = ""};

	return of < sizeof(words) / sizeof(words[0]) ? words[of] : "task ";
}

/* What the change is about: "task tour, slot 0x104". */
static char *subject(const struct model *m, const struct model_change *c, char *to, size_t size)
{
	char name[64];

	model_any_name(m, c->id, name, sizeof(name));
	/* Without a name it is called by its kind already. */
	const char *kind = strncmp(name, kind_word(c->of), strlen(kind_word(c->of))) == 0
				   ? ""
				   : kind_word(c->of);

	if (c->of == CHANGED_SLOT)
		snprintf(to, size, "task %s, slot 0x%" PRIx64, name, c->at);
	else if (c->of == CHANGED_PAGE)
		snprintf(to, size, "task %s, page 0x%" PRIx64, name, c->at);
	else
		snprintf(to, size, "%s%s", kind, name);
	return to;
}

static char *value_text(const struct model *m, const struct model_change *c, uint64_t value,
			char *to, size_t size)
{
	if (c->of == CHANGED_PAGE && c->type == FIELD_RIGHTS)
		return memory_rights_text(to, size, (unsigned)value);
	if (c->type == FIELD_STATE)
		return state_text(to, size, (uint32_t)value & 0xffff);
	return model_value_text(m, (enum schema_type)c->type, value, to, size);
}

char *model_change_text(const struct model *m, const struct model_change *c, char *to, size_t size)
{
	static const char *const verbs[] = {
		[CHANGE_CAME] = "came", [CHANGE_GONE] = "is gone", [CHANGE_VALUE] = ""};
	char what[120], before[80], after[80], object[64];

	subject(m, c, what, sizeof(what));
	if (c->kind == CHANGE_VALUE)
		snprintf(to, size, "%s: %s %s -> %s", what, c->field,
			 value_text(m, c, c->before, before, sizeof(before)),
			 value_text(m, c, c->after, after, sizeof(after)));
	else if (c->of == CHANGED_SLOT)
		snprintf(to, size, "%s, capability to %s %s", what,
			 model_any_name(m, c->object, object, sizeof(object)), verbs[c->kind]);
	else
		snprintf(to, size, "%s %s", what, verbs[c->kind]);
	return to;
}
