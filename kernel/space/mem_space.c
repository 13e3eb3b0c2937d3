/*
 * The memory of a task: its beginning, its end, and kernel-user memory.
 *
 * What lies between beginning and end is mapping and unmapping: map.c.
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/object/task.h"
#include "kernel/space/map.h"
#include "kernel/space/mem_space.h"
#include "kernel/space/page_table.h"

enum {
	KU_ORDER_MIN = 12,
	KU_ORDER_MAX = 17,
};

static struct slab ku_areas = SLAB_INIT(ku_areas, "KU area", struct ku_area);

bool mem_space_init(struct mem_space *s, struct task *task, struct quota *q)
{
	s->quota    = q;
	s->task     = task;
	s->format   = &arch_user_page_format;
	s->ku_areas = NULL;
	s->physical = false;
	s->closed   = false;
	return arch_space_init(s);
}

void mem_space_flush(struct mem_space *s)
{
	unsigned count = 0;

	helping_lock(&mapping_lock);
	s->closed = true;
	unmap_memory(s, 0, USER_TOP, L4_FPAGE_RWX, true, &count);
	mapping_unlock();
}

static unsigned order_of(size_t bytes)
{
	unsigned order = FRAME_ORDER;

	while ((size_t)1 << order < bytes)
		order++;
	return order;
}

/* The task no longer sees the first @p bytes of @p area. */
static void hide_area(struct mem_space *s, const struct ku_area *area, size_t bytes)
{
	for (size_t done = 0; done < bytes; done += FRAME_SIZE)
		page_remove(s, area->user + done);
	arch_tlb_wait();
}

static void free_area(struct mem_space *s, struct ku_area *area)
{
	quota_frame_free(s->quota, area->kernel, order_of(area->bytes));
	slab_free(&ku_areas, s->quota, area);
}

static inline bool __attribute__((unused)) is_empty(const struct mem_space *s)
{
	struct page left;

	return !page_next(s, 0, USER_TOP, &left);
}

void mem_space_destroy(struct mem_space *s)
{
	while (s->ku_areas) {
		struct ku_area *area = s->ku_areas;

		s->ku_areas = area->next;
		hide_area(s, area, area->bytes);
		free_area(s, area);
	}
	assert(is_empty(s));
	arch_space_destroy(s);
}

/* Let the task see all of @p area; false, and nothing stays, when there is no memory for tables. */
static bool show_area(struct mem_space *s, struct ku_area *area)
{
	for (size_t done = 0; done < area->bytes; done += FRAME_SIZE) {
		struct page p = {
			.va     = area->user + done,
			.pa     = virt_to_phys(area->kernel + done),
			.order  = FRAME_ORDER,
			.rights = L4_FPAGE_RW,
		};

		if (page_insert(s, &p) != 0) {
			hide_area(s, area, done);
			return false;
		}
	}
	return true;
}

/* An area with memory, not seen by anybody yet; NULL when there is none. */
static struct ku_area *make_area(struct mem_space *s, vaddr_t user, unsigned order)
{
	struct ku_area *area = slab_alloc(&ku_areas, s->quota);

	if (!area)
		return NULL;
	area->user   = user;
	area->bytes  = (size_t)1 << order;
	area->kernel = quota_frame_alloc(s->quota, order, FRAME_KU_MEM, s->task);
	if (!area->kernel) {
		slab_free(&ku_areas, s->quota, area);
		return NULL;
	}
	arch_cache_sync(area->kernel, area->bytes);
	return area;
}

static int add_area(struct mem_space *s, vaddr_t user, unsigned order)
{
	struct ku_area *area;
	struct page there;

	if (page_next(s, user, user + ((vaddr_t)1 << order), &there))
		return -L4_EEXIST;
	area = make_area(s, user, order);
	if (!area)
		return -L4_ENOMEM;
	if (!show_area(s, area)) {
		free_area(s, area);
		return -L4_ENOMEM;
	}
	area->next = s->ku_areas;
	__atomic_store_n(&s->ku_areas, area, __ATOMIC_RELEASE); /* searched without a lock */
	return 0;
}

int ku_mem_add(struct mem_space *s, l4_fpage_t fpage)
{
	const unsigned order = l4_fpage_size(fpage);
	const vaddr_t user   = align_down((vaddr_t)fpage.raw, FRAME_ORDER);
	int error;

	if (l4_fpage_type(fpage) != L4_FPAGE_MEMORY || order < KU_ORDER_MIN || order > KU_ORDER_MAX)
		return -L4_EINVAL;
	if (user > USER_TOP - ((vaddr_t)1 << order))
		return -L4_EINVAL;
	helping_lock(&mapping_lock);
	error = add_area(s, user, order);
	mapping_unlock();
	return error;
}

void *ku_mem_at(const struct mem_space *s, vaddr_t user, size_t bytes)
{
	if (user % sizeof(word_t) != 0)
		return NULL;
	for (const struct ku_area *a = s->ku_areas; a; a = a->next)
		if (user >= a->user && bytes <= a->bytes && user - a->user <= a->bytes - bytes)
			return a->kernel + (user - a->user);
	return NULL;
}

bool ku_mem_overlaps(const struct mem_space *s, vaddr_t user, size_t bytes)
{
	for (const struct ku_area *a = s->ku_areas; a; a = a->next)
		if (user < a->user + a->bytes && a->user < user + bytes)
			return true;
	return false;
}
