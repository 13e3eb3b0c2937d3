/*
 * What objects are called.
 *
 * Names come with snapshots; events only carry numbers, and often tell about objects that are gone
 * by the time somebody reads them. So every name that was ever heard is kept in a list of its own.
 */
#include <inttypes.h>

#include "jdb/host/array.h"
#include "jdb/host/fields.h"
#include "jdb/host/model_private.h"

static size_t place(const struct model *m, uint64_t id)
{
	size_t low = 0, high = m->knowns;

	if (high > 0 && m->known[high - 1].id < id)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->known[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct known *find(const struct model *m, uint64_t id)
{
	size_t i = place(m, id);

	return i < m->knowns && m->known[i].id == id ? &m->known[i] : NULL;
}

static struct known *need(struct model *m, uint64_t id)
{
	size_t i = place(m, id);

	if (i == m->knowns || m->known[i].id != id) {
		m->known    = array_open(m->known, m->knowns++, sizeof(*m->known), i);
		m->known[i] = (struct known){.id = (uint32_t)id, .kind = KIND_UNKNOWN};
	}
	return &m->known[i];
}

static void list_idle(struct model *m)
{
	id_index_clear(&m->idle);
	for (size_t i = 0; i < m->knowns; i++)
		if (m->known[i].idle)
			id_index_put(&m->idle, m->known[i].id, i);
	m->idle_changes++;
}

/* What is said of a thread: an idle thread is one without a task. Those never change. */
static void take_thread(struct model *m, uint64_t id, uint32_t task)
{
	struct known *k = need(m, id);
	bool was_idle   = k->idle;

	k->kind = KIND_thread;
	k->task = task;
	k->idle = task == 0;
	if (k->idle != was_idle)
		list_idle(m);
}

bool model_thread_idle(const struct model *m, uint32_t id)
{
	return id_index_find(&m->idle, id) != ID_INDEX_NONE;
}

void names_take_event(struct model *m, const struct model_event *e)
{
	uint64_t id = e->value[0]; /* both events that matter name the object first */

	if (id == 0 || id > UINT32_MAX)
		return;
	if (e->type == TRACE_object_create) {
		need(m, id)->kind = (uint8_t)e->value[E_object_create_kind];
	} else if (e->type == TRACE_thread_bind) {
		take_thread(m, id, (uint32_t)e->value[E_thread_bind_task]);
	}
}

static void take_objects(struct model *m, const struct note *n)
{
	const struct model_object *o = n->items;

	for (size_t i = 0; i < n->count; i++) {
		struct known *k;

		if (o[i].kind == KIND_thread)
			take_thread(m, o[i].id, o[i].bound);
		k       = need(m, o[i].id);
		k->kind = o[i].kind;
		if (o[i].name[0])
			memcpy(k->name, o[i].name, sizeof(k->name));
	}
}

void names_take_note(struct model *m, const struct note *n)
{
	if (n->kind == NOTE_BOOT) {
		m->knowns = 0;
		list_idle(m);
	} else if (n->kind == NOTE_OBJECTS) {
		take_objects(m, n);
	} else if (n->kind == NOTE_THREADS) {
		const struct model_thread *t = n->items;

		for (size_t i = 0; i < n->count; i++)
			take_thread(m, t[i].id, t[i].task);
	}
}

static const char *kind_word(unsigned kind)
{
	return kind == KIND_UNKNOWN ? "object" : schema_kind_name(kind);
}

char *model_any_name(const struct model *m, uint32_t id, char *to, size_t size)
{
	const struct known *k    = find(m, id);
	const struct known *task = k && k->kind == KIND_thread ? find(m, k->task) : NULL;

	if (id == 0)
		snprintf(to, size, "nobody");
	else if (k && k->name[0])
		snprintf(to, size, "%s", k->name);
	else if (task && task->name[0])
		snprintf(to, size, "%s", task->name);
	else
		snprintf(to, size, "%s %" PRIu32, kind_word(k ? k->kind : KIND_UNKNOWN), id);
	return to;
}

char *model_name(const struct model_state *s, uint32_t id, char *to, size_t size)
{
	const struct model_object *o    = model_object(s, id);
	const struct model_thread *t    = model_thread(s, id);
	const struct model_object *task = t ? model_object(s, t->task) : NULL;

	if (id == 0)
		snprintf(to, size, "nobody");
	else if (o && o->name[0])
		snprintf(to, size, "%s", o->name);
	else if (task && task->name[0])
		snprintf(to, size, "%s", task->name);
	else
		snprintf(to, size, "%s %" PRIu32, kind_word(o ? o->kind : KIND_UNKNOWN), id);
	return to;
}

char *model_value_text(const struct model *m, enum schema_type type, uint64_t value, char *to,
		       size_t size)
{
	if (type == FIELD_OBJ && value <= UINT32_MAX)
		return value ? model_any_name(m, (uint32_t)value, to, size)
			     : field_text(to, size, type, value);
	return field_text(to, size, type, value);
}
