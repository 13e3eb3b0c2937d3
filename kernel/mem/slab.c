/*
 * Slabs: see slab.h. A frame has no header of its own: its descriptor (frame.h) holds the number of
 * objects handed out and the list of free slots, which runs through the free slots themselves.
 */
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/slab.h"

struct slab *all_slabs;

/* What a free slot holds. */
struct free_slot {
	struct free_slot *next;
	unsigned char rest[];
};

static size_t slots_per_frame(const struct slab *s)
{
	return FRAME_SIZE / s->size;
}

void slab_init(struct slab *s, const char *name, size_t size)
{
	assert(size > 0 && size <= SLAB_OBJECT_MAX);
	*s = (struct slab){.name = name, .size = align_up(size, SLAB_ALIGN_ORDER)};
	list_init(&s->partial);
	list_init(&s->full);
}

#ifdef CONFIG_DEBUG
static void fill_slot(const struct slab *s, struct free_slot *slot)
{
	memset(slot->rest, FREED_BYTE, s->size - sizeof *slot);
}

static void check_slot(const struct slab *s, const struct free_slot *slot)
{
	for (size_t i = 0; i < s->size - sizeof *slot; i++)
		if (slot->rest[i] != FREED_BYTE)
			panic("free %s at %p was written to: found 0x%x at offset %zu, expected "
			      "0x%x",
			      s->name, (const void *)slot, slot->rest[i], i + sizeof *slot,
			      FREED_BYTE);
}
#else
static void fill_slot(const struct slab *s, struct free_slot *slot)
{
	(void)s, (void)slot;
}

static void check_slot(const struct slab *s, const struct free_slot *slot)
{
	(void)s, (void)slot;
}
#endif

static void push_slot(const struct slab *s, struct frame *f, void *object)
{
	struct free_slot *slot = object;

	fill_slot(s, slot);
	slot->next   = f->slab_free;
	f->slab_free = slot;
}

/* A frame with all its slots free; false when the pool is exhausted. */
static bool grow(struct slab *s)
{
	struct frame *f = s->spare;
	char *memory;

	if (f) {
		s->spare = NULL;
		list_push(&s->partial, &f->link);
		return true;
	}
	memory = frame_alloc(FRAME_ORDER, FRAME_SLAB, s);
	if (!memory)
		return false;
	f = frame_of(memory);
	/* Last slot first, so that slots are handed out in ascending order. */
	for (size_t i = slots_per_frame(s); i-- > 0;)
		push_slot(s, f, memory + i * s->size);
	list_push(&s->partial, &f->link);
	return true;
}

static void make_known(struct slab *s)
{
	if (s->known)
		return;
	s->known = true;
	s->next  = __atomic_load_n(&all_slabs, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&all_slabs, &s->next, s, false, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED))
		;
}

/* A free slot, taken out of the lists; NULL when the pool is exhausted. */
static struct free_slot *take_slot(struct slab *s)
{
	struct free_slot *slot;
	struct frame *f;

	if (list_empty(&s->partial) && !grow(s))
		return NULL;
	make_known(s);
	f            = list_first(&s->partial, struct frame, link);
	slot         = f->slab_free;
	f->slab_free = slot->next;
	f->count++;
	s->in_use++;
	if (!f->slab_free) {
		list_remove(&f->link);
		list_push(&s->full, &f->link);
	}
	return slot;
}

void *slab_alloc(struct slab *s, struct quota *q)
{
	struct free_slot *slot;

	assert(s->size > 0 && s->size <= SLAB_OBJECT_MAX);
	if (!quota_charge(q, s->size))
		return NULL;
	spin_lock(&s->lock);
	slot = take_slot(s);
	spin_unlock(&s->lock);
	if (!slot) {
		quota_return(q, s->size);
		return NULL;
	}
	check_slot(s, slot);
	memset(slot, 0, s->size);
	return slot;
}

/* The frame of an object that was handed out. */
static struct frame *frame_of_object(const struct slab *s, const void *object)
{
	struct frame *f = frame_of(object);

	if (f && f->use == FRAME_SLAB && f->owner == s && f->count > 0 &&
	    ((vaddr_t)object & (FRAME_SIZE - 1)) % s->size == 0)
		return f;
	panic("slab \"%s\" gave out no object at %p", s->name, object);
}

/* The last object of @p f is gone, which stands in no list. */
static void emptied(struct slab *s, struct frame *f, void *object)
{
	if (s->spare)
		frame_free((void *)align_down((vaddr_t)object, FRAME_ORDER), FRAME_ORDER);
	else
		s->spare = f;
}

void slab_put(struct slab *s, void *object)
{
	struct frame *f = frame_of_object(s, object);

	spin_lock(&s->lock);
	push_slot(s, f, object);
	f->count--;
	s->in_use--;
	list_remove(&f->link);
	if (f->count == 0)
		emptied(s, f, object);
	else
		list_push(&s->partial, &f->link);
	spin_unlock(&s->lock);
}

void slab_free(struct slab *s, struct quota *q, void *object)
{
	slab_put(s, object);
	quota_return(q, s->size);
}

/* One frame of the slab; adds its objects to *@p used. */
static bool slab_frame_ok(const struct slab *s, const struct frame *f, bool full, size_t *used)
{
	size_t free_slots = 0;

	if (f->use != FRAME_SLAB || f->owner != s)
		return invariant_failed("slab: its lists hold its own frames", f);
	for (const struct free_slot *slot = f->slab_free; slot; slot = slot->next) {
		if (frame_of(slot) != f || ++free_slots > slots_per_frame(s))
			return invariant_failed("slab: a frame's free list stays in it", f);
	}
	if (free_slots + f->count != slots_per_frame(s))
		return invariant_failed("slab: free and used slots add up", f);
	if (full != (free_slots == 0))
		return invariant_failed("slab: full frames are on the list of full ones", f);
	if ((f->count == 0) != (f == s->spare))
		return invariant_failed("slab: one empty frame is kept, apart from the others", f);
	*used += f->count;
	return true;
}

bool slab_ok(const struct slab *s)
{
	size_t used = 0;

	list_for_each (n, &s->partial) {
		if (!slab_frame_ok(s, container_of(n, struct frame, link), false, &used))
			return false;
	}
	list_for_each (n, &s->full) {
		if (!slab_frame_ok(s, container_of(n, struct frame, link), true, &used))
			return false;
	}
	if (s->spare && !slab_frame_ok(s, s->spare, false, &used))
		return false;
	if (used != s->in_use)
		return invariant_failed("slab: its total is that of its frames", s);
	return true;
}
