/*
 * Arrays of a state: look-up, insertion, copies. See state.h.
 *
 * The public structures hold pointers to const; they are the readers' view. The arrays themselves
 * are ours, hence the casts in this file and nowhere else.
 */
#include "jdb/host/state.h"

#include "jdb/host/array.h"

/* ---- Bisection ------------------------------------------------------------------------------- */

/* All items begin with, or are compared by, a 32-bit or 64-bit key at a fixed offset. */
struct key {
	size_t item, offset;
	bool wide;
};

static uint64_t key_of(const void *list, size_t i, const struct key *k)
{
	const char *at = (const char *)list + i * k->item + k->offset;
	uint32_t narrow;
	uint64_t wide;

	if (k->wide) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

/* Index of the first item whose key is not below @p key. */
static size_t lower_bound(const void *list, size_t count, const struct key *k, uint64_t key)
{
	size_t low = 0, high = count;

	/* Most of what is looked for or put in is at the end. */
	if (count > 0 && key_of(list, count - 1, k) < key)
		return count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_of(list, middle, k) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct key object_key = {sizeof(struct model_object),
				      offsetof(struct model_object, id), false};
static const struct key task_key   = {sizeof(struct model_task), offsetof(struct model_task, id),
				      false};
static const struct key thread_key = {sizeof(struct model_thread),
				      offsetof(struct model_thread, id), false};
static const struct key cpu_key    = {sizeof(struct model_cpu), offsetof(struct model_cpu, number),
				      false};
static const struct key slot_key   = {sizeof(struct model_slot), offsetof(struct model_slot, index),
				      false};
static const struct key page_key = {sizeof(struct model_page), offsetof(struct model_page, address),
				    true};

static void *find(const void *list, size_t count, const struct key *k, uint64_t key)
{
	size_t i = lower_bound(list, count, k, key);

	if (i == count || key_of(list, i, k) != key)
		return NULL;
	return (char *)list + i * k->item;
}

/* Item with @p key, zeroed when it is new. */
static void *need(void **list, size_t *count, const struct key *k, uint64_t key, bool *fresh)
{
	size_t i = lower_bound(*list, *count, k, key);

	*fresh = i == *count || key_of(*list, i, k) != key;
	if (*fresh) {
		*list = array_open(*list, *count, k->item, i);
		(*count)++;
		memset((char *)*list + i * k->item, 0, k->item);
	}
	return (char *)*list + i * k->item;
}

/* ---- A state as a whole ---------------------------------------------------------------------- */

void state_init(struct state *s)
{
	memset(s, 0, sizeof(*s));
}

static void free_task(const struct model_task *t)
{
	free((void *)t->slot);
	free((void *)t->page);
}

void state_clear(struct state *s)
{
	for (size_t i = 0; i < s->view.tasks; i++)
		free_task(&s->view.task[i]);
	for (size_t i = 0; i < s->view.trees; i++)
		free((void *)s->view.tree[i].node);
	free((void *)s->view.object);
	free((void *)s->view.task);
	free((void *)s->view.thread);
	free((void *)s->view.tree);
	free((void *)s->view.cpu);
	state_init(s);
}

void state_copy(struct state *to, const struct state *from)
{
	const struct model_state *v = &from->view;
	struct model_task *task     = array_copy(v->task, v->tasks, sizeof(*task));
	struct model_tree *tree     = array_copy(v->tree, v->trees, sizeof(*tree));

	state_clear(to);
	*to             = *from;
	to->view.object = array_copy(v->object, v->objects, sizeof(*v->object));
	to->view.thread = array_copy(v->thread, v->threads, sizeof(*v->thread));
	to->view.cpu    = array_copy(v->cpu, v->cpus, sizeof(*v->cpu));
	to->view.task   = task;
	to->view.tree   = tree;
	for (size_t i = 0; i < v->tasks; i++) {
		task[i].slot = array_copy(task[i].slot, task[i].slots, sizeof(struct model_slot));
		task[i].page =
			array_copy(task[i].page, task[i].page_count, sizeof(struct model_page));
	}
	for (size_t i = 0; i < v->trees; i++)
		tree[i].node = array_copy(tree[i].node, tree[i].nodes, sizeof(struct model_node));
}

size_t state_items(const struct state *s)
{
	const struct model_state *v = &s->view;
	size_t sum                  = v->objects + v->threads + v->cpus;

	for (size_t i = 0; i < v->tasks; i++)
		sum += 1 + v->task[i].slots + v->task[i].page_count;
	for (size_t i = 0; i < v->trees; i++)
		sum += 1 + v->tree[i].nodes;
	return sum;
}

/* ---- Objects, tasks, threads ----------------------------------------------------------------- */

struct model_object *state_object(struct state *s, uint64_t id)
{
	return find(s->view.object, s->view.objects, &object_key, id);
}

struct model_task *state_task(struct state *s, uint64_t id)
{
	return find(s->view.task, s->view.tasks, &task_key, id);
}

struct model_thread *state_thread(struct state *s, uint64_t id)
{
	return find(s->view.thread, s->view.threads, &thread_key, id);
}

static bool may_exist(const struct state *s, uint64_t id)
{
	if (id == 0 || id > UINT32_MAX)
		return false;
	for (unsigned i = 0; i < STATE_FREED; i++)
		if (s->freed[i] == id)
			return false;
	return true;
}

struct model_object *state_need_object(struct state *s, uint64_t id, enum model_kind kind)
{
	bool fresh;

	if (!may_exist(s, id))
		return NULL;
	struct model_object *o =
		need((void **)&s->view.object, &s->view.objects, &object_key, id, &fresh);

	if (fresh) {
		o->id   = (uint32_t)id;
		o->kind = KIND_UNKNOWN;
	}
	if (kind != KIND_UNKNOWN)
		o->kind = (uint8_t)kind;
	return o;
}

struct model_task *state_need_task(struct state *s, uint64_t id)
{
	struct model_task *t = state_task(s, id);
	bool fresh;

	if (t && id)
		return t;
	if (!state_need_object(s, id, KIND_task))
		return NULL;
	t = need((void **)&s->view.task, &s->view.tasks, &task_key, id, &fresh);

	t->id = (uint32_t)id;
	return t;
}

struct model_thread *state_need_thread(struct state *s, uint64_t id)
{
	struct model_thread *t = state_thread(s, id);
	bool fresh;

	if (t && id)
		return t;
	if (!state_need_object(s, id, KIND_thread))
		return NULL;
	t = need((void **)&s->view.thread, &s->view.threads, &thread_key, id, &fresh);

	if (fresh) {
		t->id      = (uint32_t)id;
		t->state   = STATE_UNKNOWN;
		t->timeout = MODEL_NEVER;
		t->fault   = MODEL_NONE;
		t->flow    = MODEL_NONE;
	}
	return t;
}

struct model_cpu *state_need_cpu(struct state *s, uint64_t number)
{
	bool fresh;

	if (number >= 4096)
		return NULL;
	struct model_cpu *c = need((void **)&s->view.cpu, &s->view.cpus, &cpu_key, number, &fresh);

	c->number = (uint32_t)number;
	return c;
}

static void drop(void *list, size_t *count, const struct key *k, uint64_t key)
{
	size_t i = lower_bound(list, *count, k, key);

	if (i == *count || key_of(list, i, k) != key)
		return;
	array_cut(list, *count, k->item, i, 1);
	(*count)--;
}

void state_drop_object(struct state *s, uint64_t id, bool freed)
{
	const struct model_task *task = state_task(s, id);

	if (task) {
		free_task(task);
		drop((void *)s->view.task, &s->view.tasks, &task_key, id);
	}
	drop((void *)s->view.thread, &s->view.threads, &thread_key, id);
	drop((void *)s->view.object, &s->view.objects, &object_key, id);
	if (freed && may_exist(s, id))
		s->freed[s->freed_next++ % STATE_FREED] = (uint32_t)id;
}

/* ---- Trees ----------------------------------------------------------------------------------- */

static size_t tree_place(const struct state *s, bool object, uint64_t key)
{
	const struct model_tree *t = s->view.tree;
	size_t i                   = 0;

	while (i < s->view.trees &&
	       (t[i].object < object || (t[i].object == object && t[i].key < key)))
		i++;
	return i;
}

struct model_tree *state_tree(struct state *s, bool object, uint64_t key)
{
	size_t i = tree_place(s, object, key);

	if (i == s->view.trees)
		return NULL;
	struct model_tree *t = (struct model_tree *)&s->view.tree[i];

	return t->object == object && t->key == key ? t : NULL;
}

struct model_tree *state_need_tree(struct state *s, bool object, uint64_t key)
{
	struct model_tree *t = state_tree(s, object, key);
	size_t i             = tree_place(s, object, key);

	if (t)
		return t;
	t            = array_open((void *)s->view.tree, s->view.trees++, sizeof(*t), i);
	s->view.tree = t;
	t[i]         = (struct model_tree){.object = object, .key = key};
	return &t[i];
}

void tree_replace(struct model_tree *t, const struct model_node *item, size_t count)
{
	free((void *)t->node);
	t->node  = array_copy(item, count, sizeof(*item));
	t->nodes = count;
}

void tree_insert(struct model_tree *t, size_t at, const struct model_node *node)
{
	struct model_node *list = array_open((void *)t->node, t->nodes, sizeof(*node), at);

	list[at] = *node;
	t->node  = list;
	t->nodes++;
}

void tree_remove(struct model_tree *t, size_t i)
{
	struct model_node *list = (struct model_node *)t->node;
	size_t end              = model_tree_end(t, i);

	for (size_t below = i + 1; below < end; below++)
		list[below].depth--;
	array_cut(list, t->nodes, sizeof(*list), i, 1);
	t->nodes--;
}

/* ---- Slots and pages ------------------------------------------------------------------------- */

/* Replace the items with keys low..high by others; returns the list, which may have moved. */
static void *replace(void *list, size_t *count, const struct key *k, uint64_t low, uint64_t high,
		     const void *item, size_t n)
{
	if (low <= high) {
		size_t from = lower_bound(list, *count, k, low);
		size_t to   = high == UINT64_MAX ? *count : lower_bound(list, *count, k, high + 1);

		array_cut(list, *count, k->item, from, to - from);
		*count -= to - from;
	}
	for (size_t i = 0; i < n; i++) {
		bool fresh;
		void *place = need(&list, count, k, key_of(item, i, k), &fresh);

		memcpy(place, (const char *)item + i * k->item, k->item);
	}
	return list;
}

void task_replace_slots(struct model_task *t, uint64_t low, uint64_t high,
			const struct model_slot *item, size_t count)
{
	t->slot = replace((void *)t->slot, &t->slots, &slot_key, low, high, item, count);
}

void task_replace_pages(struct model_task *t, uint64_t low, uint64_t high,
			const struct model_page *item, size_t count)
{
	t->page = replace((void *)t->page, &t->page_count, &page_key, low, high, item, count);
}

void task_put_slot(struct model_task *t, const struct model_slot *slot)
{
	task_replace_slots(t, 1, 0, slot, 1);
}

void task_put_page(struct model_task *t, const struct model_page *page)
{
	task_replace_pages(t, 1, 0, page, 1);
}

/* ---- What readers ask ------------------------------------------------------------------------ */

const struct model_object *model_object(const struct model_state *s, uint32_t id)
{
	return find(s->object, s->objects, &object_key, id);
}

const struct model_task *model_task(const struct model_state *s, uint32_t id)
{
	return find(s->task, s->tasks, &task_key, id);
}

const struct model_thread *model_thread(const struct model_state *s, uint32_t id)
{
	return find(s->thread, s->threads, &thread_key, id);
}

const struct model_slot *model_slot(const struct model_task *t, uint32_t index)
{
	return find(t->slot, t->slots, &slot_key, index);
}

const struct model_page *model_page(const struct model_task *t, uint64_t address)
{
	size_t i = lower_bound(t->page, t->page_count, &page_key, address + 1);

	/* The last page that begins at or below the address, if it is large enough. */
	if (address == UINT64_MAX)
		i = t->page_count;
	if (i == 0)
		return NULL;
	const struct model_page *p = &t->page[i - 1];

	return p->order >= 64 || (address - p->address) >> p->order == 0 ? p : NULL;
}

const struct model_tree *model_tree_of_page(const struct model_state *s, uint64_t pa)
{
	const struct model_tree *best = NULL;

	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];

		if (!t->object && pa >= t->key &&
		    (t->order >= 64 || (pa - t->key) >> t->order == 0) &&
		    (!best || t->order < best->order))
			best = t;
	}
	return best;
}

const struct model_tree *model_tree_of_object(const struct model_state *s, uint32_t id)
{
	for (size_t i = 0; i < s->trees; i++)
		if (s->tree[i].object && s->tree[i].key == id)
			return &s->tree[i];
	return NULL;
}

long model_tree_parent(const struct model_tree *t, size_t i)
{
	for (long up = (long)i - 1; up >= 0; up--)
		if (t->node[up].depth < t->node[i].depth)
			return up;
	return -1;
}

size_t model_tree_end(const struct model_tree *t, size_t i)
{
	size_t end = i + 1;

	while (end < t->nodes && t->node[end].depth > t->node[i].depth)
		end++;
	return end;
}
