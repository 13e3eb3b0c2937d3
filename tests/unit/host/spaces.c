/*
 * Tasks and mappings for tests; see spaces.h.
 */
#include <criterion/criterion.h>
#include "kernel/mem/slab.h"
#include "tests/unit/host/spaces.h"

const l4_fpage_t everywhere = {L4_WHOLE_ADDRESS_SPACE << L4_FPAGE_SIZE_SHIFT};

struct task *start_with_sigma0(void)
{
	host_start();
	sigma0_task               = task_create(&root_quota);
	sigma0_task->mem.physical = true;
	return sigma0_task;
}

struct task *make_task(size_t limit)
{
	struct quota *q   = quota_create(&root_quota, limit);
	struct task *task = task_create(q);

	cr_assert_not_null(task);
	return task;
}

size_t bytes_of(const struct task *t)
{
	return t->object.quota->used;
}

void kill_task(struct task *t)
{
	kill_object(&t->object);
	object_reap();
}

l4_fpage_t memory_page(uint64_t start, unsigned order, unsigned rights)
{
	return l4_fpage_raw_make(start >> L4_PAGESHIFT, L4_FPAGE_MEMORY, order, rights);
}

l4_fpage_t object_page(word_t index, unsigned order, unsigned rights)
{
	return l4_fpage_raw_make(index, L4_FPAGE_OBJ, order, rights);
}

long map_to(struct task *from, struct task *to, l4_fpage_t what, uint64_t at, word_t control)
{
	struct map_request r = {
		.from    = from,
		.to      = to,
		.send    = what,
		.window  = everywhere,
		.control = control | L4_ITEM_MAP,
		.strong  = true,
	};

	r.control |= l4_fpage_type(what) == L4_FPAGE_MEMORY ? at : at << L4_FPAGE_ADDR_SHIFT;
	return map_execute(&r);
}

void give_page(struct task *to, paddr_t pa, vaddr_t at)
{
	cr_assert_gt(map_to(sigma0_task, to, memory_page(pa, 12, L4_FPAGE_RWX), at, 0), 0);
}

struct page page_at(const struct task *t, vaddr_t va)
{
	struct page p = {0};

	page_lookup(&t->mem, va, &p);
	return p;
}

void kill_object(struct object *obj)
{
	helping_lock(&capability_lock);
	object_kill(obj);
	helping_unlock(&capability_lock);
}

struct cap_slot *make_slot(struct task *t, word_t index)
{
	struct cap_slot *slot;

	helping_lock(&capability_lock);
	slot = cap_slot_make(&t->caps, index);
	helping_unlock(&capability_lock);
	return slot;
}

void give_cap(struct task *t, word_t index, struct object *obj, word_t rights)
{
	struct cap_slot *slot = make_slot(t, index);

	cr_assert_not_null(slot);
	cap_slot_set(slot, obj, rights, NULL);
}

word_t cap_at(const struct task *t, word_t index)
{
	word_t rights;

	return cap_lookup(&t->caps, index, &rights) ? rights : 0;
}

void check_all(void)
{
	cr_assert_invariant(mapdb_ok());
	cr_assert_invariant(frame_pool_ok());
	cr_assert_invariant(quota_ok(&root_quota));
	for (const struct slab *s = all_slabs; s; s = s->next)
		cr_assert_invariant(slab_ok(s));
	list_for_each (n, &all_objects) {
		struct object *obj = container_of(n, struct object, all);
		struct task *t     = task_of(obj);

		cr_assert_invariant(object_ok(obj));
		cr_assert_invariant(quota_ok(obj->quota));
		if (t) {
			cr_assert_invariant(page_tables_ok(&t->mem));
			cr_assert_invariant(cap_table_ok(&t->caps));
		}
	}
}
