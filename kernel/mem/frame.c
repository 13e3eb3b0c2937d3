/*
 * The buddy allocator of the kernel pool.
 *
 * A free run of 2^n bytes starts at a multiple of 2^n; its buddy is the run whose address differs
 * in bit n alone. Freeing merges buddies as long as both are free; allocating splits the smallest
 * run that is large enough, and gives back the upper halves:
 *
 *      alloc 4K:   [        16K        ]  ->  [ 4K | free 4K | free 8K   ]
 *
 * The pool's first frames hold the descriptors of all its frames; they are never free.
 *
 * Start reading at frame_alloc().
 */
#include "kernel/arch.h"
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/fail_alloc.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/spinlock.h"

enum {
	ORDER_MAX = 40, /* no run is larger than 1 TiB */
	ORDERS    = ORDER_MAX + 1 - FRAME_ORDER,
};

static struct {
	paddr_t start; /* physical */
	size_t frames;
	struct frame *descriptors;     /* one for each frame */
	struct list_node free[ORDERS]; /* head frames of free runs, by order */
	struct list_node zeroed;       /* free frames that need no clearing */
	unsigned zeroed_length;
	size_t free_bytes;
	struct spinlock lock; /* of the free lists; what was taken out belongs to whoever took it */
} pool;

static struct frame *descriptor(size_t number)
{
	return &pool.descriptors[number];
}

static size_t number_of(const struct frame *f)
{
	return (size_t)(f - pool.descriptors);
}

static paddr_t frame_pa(const struct frame *f)
{
	return pool.start + ((paddr_t)number_of(f) << FRAME_ORDER);
}

static struct frame *frame_at(paddr_t pa)
{
	if (pa < pool.start || (pa - pool.start) >> FRAME_ORDER >= pool.frames)
		return NULL;
	return descriptor((size_t)((pa - pool.start) >> FRAME_ORDER));
}

static struct list_node *free_list(unsigned order)
{
	return &pool.free[order - FRAME_ORDER];
}

static void put_free_run(struct frame *f, unsigned order)
{
	f->use   = FRAME_FREE;
	f->order = (uint8_t)order;
	list_push(free_list(order), &f->link);
}

static void take_free_run(struct frame *f)
{
	list_remove(&f->link);
	f->order = 0;
}

/* Mark all frames of a run; only its first one carries the order. */
static void mark_run(struct frame *f, unsigned order, enum frame_use use, void *owner)
{
	for (size_t i = 0; i < (size_t)1 << (order - FRAME_ORDER); i++) {
		list_init(&f[i].link);
		f[i].use       = (uint8_t)use;
		f[i].order     = 0;
		f[i].count     = 0;
		f[i].slab_free = NULL;
		f[i].owner     = owner;
	}
	f->order = (uint8_t)order;
}

#ifdef CONFIG_DEBUG
static void fill_freed(void *address, size_t bytes)
{
	memset(address, FREED_BYTE, bytes);
}

/* Somebody who writes to memory that he has freed spoils the filling. */
static void check_filling(const void *address, size_t bytes, unsigned char filling)
{
	const word_t *p       = address;
	const word_t expected = (word_t)-1 / 0xff * filling;

	for (size_t i = 0; i < bytes / sizeof(word_t); i++)
		if (p[i] != expected)
			panic("free frame %p was written to: found 0x%lx at offset %zu, expected "
			      "0x%lx",
			      address, p[i], i * sizeof(word_t), expected);
}

static const unsigned zeroed_max = 0; /* all free memory is filled */
#else
static void fill_freed(void *address, size_t bytes)
{
	(void)address, (void)bytes;
}

static void check_filling(const void *address, size_t bytes, unsigned char filling)
{
	(void)address, (void)bytes, (void)filling;
}

static const unsigned zeroed_max = 64;
#endif

void frame_pool_init(paddr_t start, size_t bytes)
{
	size_t own;

	assert(align_down(start, FRAME_ORDER) == start);
	pool.start       = start;
	pool.frames      = bytes >> FRAME_ORDER;
	pool.descriptors = phys_to_virt(start);
	pool.free_bytes  = 0;
	for (unsigned i = 0; i < ORDERS; i++)
		list_init(&pool.free[i]);
	list_init(&pool.zeroed);
	pool.zeroed_length = 0;

	own = align_up(pool.frames * sizeof(struct frame), FRAME_ORDER) >> FRAME_ORDER;
	if (own >= pool.frames)
		panic("kernel pool of %zu bytes is too small", bytes);
	memset(pool.descriptors, 0, own << FRAME_ORDER);
	for (size_t i = 0; i < pool.frames; i++)
		mark_run(descriptor(i), FRAME_ORDER, FRAME_KERNEL, NULL);
	for (size_t i = own; i < pool.frames; i++)
		frame_free(phys_to_virt(frame_pa(descriptor(i))), FRAME_ORDER);
}

/* Put a run on the free lists, together with all free buddies. */
static void put_run(paddr_t pa, unsigned order)
{
	pool.free_bytes += (size_t)1 << order;
	while (order < ORDER_MAX) {
		struct frame *buddy = frame_at(pa ^ ((paddr_t)1 << order));

		if (!buddy || buddy->use != FRAME_FREE || buddy->order != order)
			break;
		take_free_run(buddy);
		frame_at(pa)->order = 0;
		order++;
		pa = align_down(pa, order);
	}
	put_free_run(frame_at(pa), order);
}

/* To the others, where they are merged: a larger run may come of it. */
static void give_up_zeroed(void)
{
	while (pool.zeroed_length) {
		struct frame *f = list_first(&pool.zeroed, struct frame, link);

		list_remove(&f->link);
		pool.zeroed_length--;
		pool.free_bytes -= FRAME_SIZE;
		put_run(frame_pa(f), FRAME_ORDER);
	}
}

static unsigned smallest_free(unsigned order)
{
	while (order <= ORDER_MAX && list_empty(free_list(order)))
		order++;
	return order;
}

/* A run out of the free lists, or NULL: the smallest that is large enough, its rest put back. */
static struct frame *take_run(unsigned order)
{
	unsigned found = smallest_free(order);
	struct frame *f;

	if (found > ORDER_MAX) {
		give_up_zeroed();
		found = smallest_free(order);
	}
	if (found > ORDER_MAX)
		return NULL;

	f = list_first(free_list(found), struct frame, link);
	take_free_run(f);
	while (found > order) {
		found--;
		put_free_run(f + ((size_t)1 << (found - FRAME_ORDER)), found);
	}
	pool.free_bytes -= (size_t)1 << order;
	return f;
}

static struct frame *take_zeroed(void)
{
	struct frame *f = list_first(&pool.zeroed, struct frame, link);

	list_remove(&f->link);
	pool.zeroed_length--;
	pool.free_bytes -= FRAME_SIZE;
	return f;
}

void *frame_alloc(unsigned order, enum frame_use use, void *owner)
{
	bool clear = use != FRAME_STACK;
	struct frame *f;
	void *address;

	assert(order >= FRAME_ORDER && use != FRAME_FREE);
	if (fail_alloc_now())
		return NULL;
	spin_lock(&pool.lock);
	if (order == FRAME_ORDER && pool.zeroed_length) {
		f     = take_zeroed();
		clear = false;
	} else {
		f = take_run(order);
	}
	if (f)
		mark_run(f, order, use, owner);
	spin_unlock(&pool.lock);
	if (!f)
		return NULL;
	address = phys_to_virt(frame_pa(f));
	check_filling(address, (size_t)1 << order, FREED_BYTE);
	if (clear)
		memset(address, 0, (size_t)1 << order);
	return address;
}

/* The first frame of a run that was given out. */
static struct frame *taken_run(void *address, unsigned order)
{
	struct frame *f = frame_of(address);

	if (f && f->use != FRAME_FREE && f->order == order)
		return f;
	panic("frame_free(%p, order %u): the pool gave out no such run", address, order);
}

void frame_free(void *address, unsigned order)
{
	struct frame *f = taken_run(address, order);

	fill_freed(address, (size_t)1 << order);
	spin_lock(&pool.lock);
	mark_run(f, order, FRAME_FREE, NULL);
	put_run(frame_pa(f), order);
	spin_unlock(&pool.lock);
}

void frame_free_zeroed(void *address)
{
	struct frame *f = taken_run(address, FRAME_ORDER);
	bool kept       = false;

	check_filling(address, FRAME_SIZE, 0);
	spin_lock(&pool.lock);
	if (pool.zeroed_length != zeroed_max) {
		kept = true;
		mark_run(f, FRAME_ORDER, FRAME_FREE, NULL);
		f->order = 0; /* nobody merges with it */
		list_push(&pool.zeroed, &f->link);
		pool.zeroed_length++;
		pool.free_bytes += FRAME_SIZE;
	}
	spin_unlock(&pool.lock);
	if (!kept)
		frame_free(address, FRAME_ORDER);
}

struct frame *frame_of(const void *address)
{
	return frame_at(virt_to_phys(address));
}

size_t frame_pool_bytes(void)
{
	return pool.frames << FRAME_ORDER;
}

size_t frame_pool_free_bytes(void)
{
	return pool.free_bytes;
}

/* One free run: its frames are all free, it is aligned, and its buddy is not free as well. */
static bool free_run_ok(const struct frame *f, unsigned order)
{
	paddr_t pa                = frame_pa(f);
	const struct frame *buddy = frame_at(pa ^ ((paddr_t)1 << order));

	if (f->use != FRAME_FREE || f->order != order)
		return invariant_failed("frame: what is on a free list is free, of that order", f);
	if (align_down(pa, order) != pa)
		return invariant_failed("frame: a free run is aligned to its size", f);
	if (!frame_at(pa + ((paddr_t)1 << order) - 1))
		return invariant_failed("frame: a free run lies in the pool", f);
	if (buddy && buddy->use == FRAME_FREE && buddy->order == order)
		return invariant_failed("frame: two free buddies are merged", f);
	for (size_t i = 1; i < (size_t)1 << (order - FRAME_ORDER); i++)
		if (f[i].use != FRAME_FREE || f[i].order != 0)
			return invariant_failed("frame: free runs do not overlap", &f[i]);
	return true;
}

bool frame_pool_ok(void)
{
	size_t listed = pool.zeroed_length * FRAME_SIZE, marked = 0;

	for (unsigned order = FRAME_ORDER; order <= ORDER_MAX; order++) {
		list_for_each (n, free_list(order)) {
			const struct frame *f = container_of(n, struct frame, link);

			if (!free_run_ok(f, order))
				return false;
			listed += (size_t)1 << order;
		}
	}
	for (size_t i = 0; i < pool.frames; i++)
		if (descriptor(i)->use == FRAME_FREE)
			marked += FRAME_SIZE;
	if (listed != pool.free_bytes || marked != listed)
		return invariant_failed("frame: free bytes are those of the free lists", &pool);
	return true;
}
