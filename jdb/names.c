/*
 * Names of objects, in a hash table by object id. See names.h.
 *
 * A text stays where it is as long as its object lives, so whoever may use the object may read it.
 */
#include "jdb/names.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/lib/string.h"
#include "kernel/mem/slab.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "jdb/lock.h"

enum {
	BUCKETS = 64,
};

struct name {
	struct name *next;
	uint32_t id;
	char text[NAME_SIZE + 1];
};

static struct slab name_slab  = SLAB_INIT(name_slab, "names", struct name);
static struct slab image_slab = SLAB_INIT(image_slab, "images", struct image);
static struct name *buckets[BUCKETS];
static struct image *images;
static struct debug_lock lock; /* for both */

static void copy_text(char to[NAME_SIZE + 1], const char *text, size_t bytes)
{
	size_t n = min_of(strnlen(text, bytes), (size_t)NAME_SIZE);

	memcpy(to, text, n);
	to[n] = 0;
	/* It will be printed, and sent as UTF-8: nothing but plain characters. */
	for (size_t i = 0; i < n; i++)
		if (to[i] < ' ' || to[i] > '~')
			to[i] = '?';
}

static struct name *find(uint32_t id)
{
	struct name *n = buckets[id % BUCKETS];

	while (n && n->id != id)
		n = n->next;
	return n;
}

/* The name of object @p id, made if need be; NULL: no memory. */
static struct name *find_or_make(uint32_t id, struct quota *quota)
{
	struct name *n = find(id);

	if (n)
		return n;
	n = slab_alloc(&name_slab, quota);
	if (!n)
		return NULL;
	n->id                 = id;
	n->text[0]            = 0;
	n->next               = buckets[id % BUCKETS];
	buckets[id % BUCKETS] = n;
	return n;
}

long name_set(struct object *obj, const char *text, size_t bytes)
{
	bool taken     = debug_lock(&lock);
	struct name *n = find_or_make(obj->id, obj->quota);

	if (n)
		copy_text(n->text, text, bytes);
	debug_unlock(&lock, taken);
	return n ? 0 : -L4_ENOMEM;
}

/* Objects that the kernel has made, in the order in which it makes them: by what they are. */
static const char *role(const struct object *obj)
{
	const struct thread *t = thread_of((struct object *)obj);

	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i].idle && t == cpus[i].idle)
			return "idle";
	if (sigma0_task && (obj == &sigma0_task->object || (t && t->task == sigma0_task)))
		return "sigma0";
	return obj->permanent ? obj->type->name : "";
}

/* What a program called object @p id; NULL: nothing. */
static const char *given_name(uint32_t id)
{
	bool taken           = debug_lock(&lock);
	const struct name *n = find(id);

	debug_unlock(&lock, taken);
	return n ? n->text : NULL;
}

const char *name_of(const struct object *obj)
{
	const char *given = obj ? given_name(obj->id) : "";

	return given ? given : role(obj);
}

const char *name_of_id(uint32_t id)
{
	const char *given = given_name(id);

	return given ? given : name_of(object_by_id(id));
}

struct object *object_by_name(const char *name, enum object_kind kind)
{
	struct object *any = NULL;

	list_for_each (node, &all_objects) {
		struct object *obj = container_of(node, struct object, all);

		if (strcmp(name_of(obj), name) != 0)
			continue;
		if (obj->type->kind == kind)
			return obj;
		if (!any)
			any = obj;
	}
	return any;
}

long image_add(struct object *task, word_t base, const char *text, size_t bytes)
{
	struct image *i = slab_alloc(&image_slab, task->quota);

	if (!i)
		return -L4_ENOMEM;
	i->task = task->id;
	i->base = base;
	copy_text(i->name, text, bytes);
	bool taken = debug_lock(&lock);

	i->next = images;
	images  = i;
	debug_unlock(&lock, taken);
	return 0;
}

const struct image *image_next(const struct object *task, const struct image *after)
{
	const struct image *i = after ? after->next : images;

	while (i && i->task != task->id)
		i = i->next;
	return i;
}

void names_forget(struct object *obj)
{
	bool taken = debug_lock(&lock);

	for (struct name **at = &buckets[obj->id % BUCKETS]; *at; at = &(*at)->next) {
		if ((*at)->id == obj->id) {
			struct name *n = *at;

			*at = n->next;
			slab_free(&name_slab, obj->quota, n);
			break;
		}
	}
	for (struct image **at = &images; *at;) {
		struct image *i = *at;

		if (i->task != obj->id) {
			at = &i->next;
			continue;
		}
		*at = i->next;
		slab_free(&image_slab, obj->quota, i);
	}
	debug_unlock(&lock, taken);
}
