/*
 * Task objects: the messages they answer (abi sheet §8.1; checklist 101 to 117), kernel-user memory
 * (§12), and that a task gives back all it ever used.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "kernel/ipc/invoke.h"
#include "tests/unit/host/spaces.h"

enum {
	ALL      = L4_CAP_FPAGE_RWSD | CAP_ALL_ATTRIBUTES,
	IPC_FAIL = 1 << 16, /* returned by call() with the IPC error in the low bits */
};

static struct task *self, *other;
static l4_utcb_t utcb;

/* The test's thread runs in `self`. Slot 1: self, slot 2: other, both with all rights. */
static void start(void)
{
	start_with_sigma0();
	self              = make_task(1 << 20);
	other             = make_task(1 << 20);
	host_self()->task = self;
	host_self()->utcb = &utcb;
	give_cap(self, 1, &self->object, ALL);
	give_cap(self, 2, &other->object, ALL);
	give_cap(self, 3, &sigma0_task->object, ALL);
}

static void end(void)
{
	check_all();
}

TestSuite(task, .init = start, .fini = end);

static l4_msgtag_t answer_tag;

/* Send the words in the UTCB to @p t through a capability with @p rights. @return the label. */
static long invoke_task(struct task *t, word_t rights, long protocol, unsigned words,
			unsigned items)
{
	struct invocation inv = {
		.dest   = L4_SYSF_CALL,
		.tag    = l4_msgtag(protocol, words, items, 0),
		.caller = host_self(),
	};

	t->object.type->invoke(&t->object, rights, &inv);
	answer_tag = inv.tag;
	if (l4_msgtag_has_error(inv.tag))
		return IPC_FAIL | (long)utcb.error;
	return l4_msgtag_label(inv.tag);
}

static long call(struct task *t, unsigned words, unsigned items)
{
	return invoke_task(t, ALL, L4_PROTO_TASK, words, items);
}

/* A map message: flexpage from the task in slot @p source. */
static long call_map(struct task *t, word_t rights, word_t source, l4_fpage_t what, word_t control)
{
	utcb.mr[0] = L4_TASK_MAP_OP;
	utcb.mr[1] = control;
	utcb.mr[2] = what.raw;
	utcb.mr[3] = L4_ITEM_MAP;
	utcb.mr[4] = object_page(source, 0, L4_CAP_FPAGE_RWS).raw;
	return invoke_task(t, rights, L4_PROTO_TASK, 3, 1);
}

Test(task, other_protocols_and_operations_are_refused)
{
	cr_assert_eq(invoke_task(other, ALL, L4_PROTO_THREAD, 1, 0), -L4_EBADPROTO);
	utcb.mr[0] = 0x99;
	cr_assert_eq(call(other, 1, 0), -L4_ENOSYS);
}

Test(task, map_takes_from_the_task_in_the_item)
{
	cr_assert_eq(call_map(self, ALL, 3, memory_page(RAM, 12, L4_FPAGE_RW), 0x5000), 0);
	cr_assert_eq(page_at(self, 0x5000).pa, RAM);
	cr_assert_eq(l4_msgtag_words(answer_tag), 0);
	cr_assert_eq(call_map(other, ALL, 1, memory_page(0x5000, 12, L4_FPAGE_RO), 0x9000), 0);
	cr_assert_eq(page_at(other, 0x9000).pa, RAM);
	/* Empty source and special flexpages: success. */
	cr_assert_eq(call_map(other, ALL, 1, memory_page(0x6000, 12, L4_FPAGE_RO), 0x6000), 0);
	cr_assert_eq(call_map(other, ALL, 1, everywhere, 0), 0);
	cr_assert_eq(page_at(other, 0x6000).order, 0);
}

Test(task, map_needs_the_write_right)
{
	cr_assert_eq(call_map(other, L4_CAP_FPAGE_RO, 1, memory_page(0x5000, 12, 7), 0), -L4_EPERM);
}

Test(task, map_checks_its_item)
{
	l4_fpage_t page = memory_page(0x5000, 12, L4_FPAGE_RW);

	utcb.mr[0] = L4_TASK_MAP_OP;
	utcb.mr[1] = 0x5000;
	utcb.mr[2] = page.raw;
	cr_assert_eq(call(other, 3, 0), -L4_EINVAL);
	utcb.mr[3] = 0;
	cr_assert_eq(call(other, 3, 1), -L4_EINVAL);
	cr_assert_eq(call_map(other, ALL, 77, page, 0), -L4_EINVAL);
	utcb.mr[3] = L4_ITEM_MAP;
	utcb.mr[4] = page.raw;
	cr_assert_eq(call(other, 3, 1), IPC_FAIL | L4_IPC_SEMSGCUT);
}

Test(task, map_out_of_quota_is_an_ipc_error)
{
	struct task *poor = make_task(bytes_of(other));

	call_map(self, ALL, 3, memory_page(RAM, 12, L4_FPAGE_RW), 0x5000);
	cr_assert_eq(call_map(poor, ALL, 1, memory_page(0x5000, 12, L4_FPAGE_RW), 0x5000),
		     IPC_FAIL | L4_IPC_SEMAPFAILED);
}

Test(task, map_of_objects_keeps_s_if_both_capabilities_have_it)
{
	const word_t weak = ALL & ~L4_CAP_FPAGE_S;
	const word_t at   = 9ul << 12;

	call_map(other, ALL, 1, object_page(2, 0, L4_CAP_FPAGE_RWSD), at);
	cr_assert(cap_at(other, 9) & L4_CAP_FPAGE_S);
	call_map(other, weak, 1, object_page(2, 0, L4_CAP_FPAGE_RWSD), at);
	cr_assert_eq(cap_at(other, 9) & 0xf, L4_CAP_FPAGE_RWSD & ~L4_CAP_FPAGE_S);
	give_cap(self, 5, &self->object, weak);
	call_map(other, ALL, 5, object_page(2, 0, L4_CAP_FPAGE_RWSD), at);
	cr_assert_eq(cap_at(other, 9) & 0xf, L4_CAP_FPAGE_RWSD & ~L4_CAP_FPAGE_S);
}

Test(task, unmap_returns_as_many_words_with_the_flags_in_the_rights)
{
	struct page p;

	call_map(self, ALL, 3, memory_page(RAM, 13, L4_FPAGE_RW), 0x4000);
	p       = page_at(self, 0x5000);
	p.flags = PAGE_DIRTY | PAGE_REFERENCED;
	page_change(&self->mem, &p);
	utcb.mr[0] = L4_TASK_UNMAP_OP;
	utcb.mr[1] = L4_FP_ALL_SPACES;
	utcb.mr[2] = memory_page(0x4000, 12, L4_FPAGE_RWX).raw;
	utcb.mr[3] = memory_page(0x5000, 12, L4_FPAGE_RWX).raw;
	utcb.mr[4] = 0x12345;
	cr_assert_eq(call(self, 4, 0), 0);
	cr_assert_eq(l4_msgtag_words(answer_tag), 4);
	cr_assert_eq(utcb.mr[2], memory_page(0x4000, 12, 0).raw);
	cr_assert_eq(utcb.mr[3], memory_page(0x5000, 12, PAGE_DIRTY | PAGE_REFERENCED).raw);
	cr_assert_eq(utcb.mr[4], 0x12345);
	cr_assert_eq(page_at(self, 0x4000).order, 0);
	cr_assert_eq(page_at(self, 0x5000).order, 0);
}

Test(task, unmap_of_short_and_overlong_messages_is_harmless)
{
	utcb.mr[0] = L4_TASK_UNMAP_OP;
	for (unsigned words = 0; words < 64; words++) {
		memset(&utcb.mr[1], 0, sizeof(utcb.mr) - sizeof(utcb.mr[0]));
		cr_assert_eq(call(other, words, 0), 0);
		cr_assert_eq(l4_msgtag_words(answer_tag), words);
	}
}

Test(task, a_dying_task_does_not_unmap_or_map)
{
	object_get(&other->object);
	kill_task(other);
	utcb.mr[0] = L4_TASK_UNMAP_OP;
	cr_assert_eq(call(other, 3, 0), IPC_FAIL | L4_IPC_ENOT_EXISTENT);
	utcb.mr[0] = L4_TASK_ADD_KU_MEM_OP;
	utcb.mr[1] = memory_page(0x1000, 12, 0).raw;
	cr_assert_eq(call(other, 2, 0), IPC_FAIL | L4_IPC_ENOT_EXISTENT);
	cr_assert_eq(call_map(other, ALL, 3, memory_page(RAM, 12, 7), 0x1000), -L4_EINVAL);
	object_put(&other->object);
}

static long ask(unsigned words, word_t a, word_t b)
{
	utcb.mr[0] = L4_TASK_CAP_INFO_OP;
	utcb.mr[1] = a;
	utcb.mr[2] = b;
	return call(self, words, 0);
}

Test(task, cap_info_tells_occupied_slots)
{
	cr_assert_eq(ask(2, 1ul << 12, 0), 1);
	cr_assert_eq(ask(2, 77ul << 12, 0), 0);
	cr_assert_eq(ask(2, L4_INVALID_CAP, 0), 0);
	cr_assert_eq(ask(2, 1ul << 12 | L4_INVALID_CAP_BIT, 0), 0);
	cr_assert_eq(ask(2, 1ul << 12 | L4_REPLY_CAP_BIT, 0), 0);
	cr_assert_eq(ask(1, 0, 0), -L4_EINVAL);
	cr_assert_eq(ask(4, 0, 0), -L4_EINVAL);
}

Test(task, cap_info_compares_slots)
{
	give_cap(self, 10, &other->object, ALL);
	give_cap(self, 11, &other->object, ALL & ~L4_CAP_FPAGE_W);
	give_cap(self, 12, &other->object, ALL & ~(L4_CAP_FPAGE_D | 0xf0));
	cr_assert_eq(ask(3, 2ul << 12, 10ul << 12), 1);
	cr_assert_eq(ask(3, 2ul << 12, 11ul << 12), 0);
	cr_assert_eq(ask(3, 2ul << 12, 12ul << 12), 1); /* D and attributes do not count */
	cr_assert_eq(ask(3, 1ul << 12, 2ul << 12), 0);
	cr_assert_eq(ask(3, 77ul << 12, 78ul << 12), 1);
	cr_assert_eq(ask(3, 77ul << 12, 2ul << 12), 0);
	cr_assert_eq(ask(3, L4_INVALID_CAP, L4_INVALID_CAP | 3), 1);
	cr_assert_eq(ask(3, L4_INVALID_CAP, 2ul << 12), 0);
}

static long add_ku_mem(l4_fpage_t area)
{
	utcb.mr[0] = L4_TASK_ADD_KU_MEM_OP;
	utcb.mr[1] = area.raw;
	return call(other, 2, 0);
}

Test(task, ku_memory_is_zeroed_writable_and_not_executable)
{
	l4_fpage_t area = memory_page(0x7000, 12, L4_FPAGE_RWX);
	char *kernel;

	cr_assert_eq(add_ku_mem(area), 0);
	cr_assert_eq(l4_msgtag_words(answer_tag), 1);
	cr_assert_eq(utcb.mr[0], area.raw & ~0xful);
	cr_assert_eq(page_at(other, 0x7000).rights, L4_FPAGE_RW);
	kernel = ku_mem_at(&other->mem, 0x7000, 4096);
	for (int i = 0; i < 4096; i++)
		cr_assert_eq(kernel[i], 0);
	cr_assert_eq(page_at(other, 0x7000).pa, virt_to_phys(kernel));
}

Test(task, ku_memory_is_refused_where_it_cannot_be)
{
	cr_assert_eq(add_ku_mem(memory_page(0x7000, 11, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(memory_page(0x7000, 18, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(memory_page(0x7000, 63, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(object_page(7, 12, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem((l4_fpage_t){0}), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(memory_page(USER_TOP, 12, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(memory_page(USER_TOP - 4096, 13, 0)), -L4_EINVAL);
	cr_assert_eq(add_ku_mem(memory_page(USER_TOP - 4096, 12, 0)), 0);
	cr_assert_eq(add_ku_mem(memory_page(0, 12, 0)), 0);
}

Test(task, ku_memory_may_start_at_any_page)
{
	cr_assert_eq(add_ku_mem(memory_page(0x7000, 17, 0)), 0);
	cr_assert_eq(page_at(other, 0x7000 + 0x1ffff).order, 12);
	cr_assert_eq(page_at(other, 0x7000 + 0x20000).order, 0);
	/* Contiguous for the kernel. */
	cr_assert_eq(ku_mem_at(&other->mem, 0x7000 + 0x1f000, 4096),
		     (char *)ku_mem_at(&other->mem, 0x7000, 4096) + 0x1f000);
}

Test(task, ku_memory_at_an_occupied_address_leaves_nothing_behind)
{
	size_t used;

	give_page(other, RAM, 0x8000);
	used = bytes_of(other);
	cr_assert_eq(add_ku_mem(memory_page(0x7000, 13, 0)), -L4_EEXIST);
	cr_assert_eq(bytes_of(other), used);
	cr_assert_eq(page_at(other, 0x7000).order, 0);
	cr_assert_eq(page_at(other, 0x8000).pa, RAM);
}

Test(task, ku_memory_out_of_quota_leaves_nothing_behind)
{
	for (size_t extra = 0; extra < 8 * 4096; extra += 256) {
		struct task *poor = make_task(bytes_of(other) + extra);
		size_t used       = bytes_of(poor);
		int result        = ku_mem_add(&poor->mem, memory_page(0x1fe000, 14, 0));

		if (result != 0) {
			cr_assert_eq(result, -L4_ENOMEM);
			cr_assert_eq(bytes_of(poor), used);
			cr_assert_eq(page_at(poor, 0x1fe000).order, 0);
		}
		check_all();
	}
}

Test(task, the_first_areas_stay_when_a_later_one_is_refused)
{
	utcb.mr[0] = L4_TASK_ADD_KU_MEM_OP;
	utcb.mr[1] = memory_page(0x1000, 12, 0).raw;
	utcb.mr[2] = memory_page(0x1000, 12, 0).raw;
	cr_assert_eq(call(other, 3, 0), -L4_EEXIST);
	cr_assert_eq(l4_msgtag_words(answer_tag), 0);
	cr_assert_eq(page_at(other, 0x1000).order, 12);
}

Test(task, an_object_in_ku_memory_lies_in_one_area)
{
	add_ku_mem(memory_page(0x1000, 12, 0));
	add_ku_mem(memory_page(0x2000, 12, 0));
	cr_assert_not_null(ku_mem_at(&other->mem, 0x1c00, 1024));
	cr_assert_null(ku_mem_at(&other->mem, 0x1c08, 1024));
	cr_assert_null(ku_mem_at(&other->mem, 0x1001, 8));
	cr_assert_null(ku_mem_at(&other->mem, 0x3000, 8));
	cr_assert_null(ku_mem_at(&other->mem, 0xff8, 16));
	cr_assert_null(ku_mem_at(&other->mem, 0x1000, ~0ul));
	cr_assert_null(ku_mem_at(&other->mem, ~0xful, 1024));
}

Test(task, a_dead_task_has_given_back_every_byte)
{
	struct quota *q    = other->object.quota;
	const size_t nodes = mapdb_count();
	size_t in_pool     = 0;

	for (unsigned round = 0; round < 3; round++) {
		struct task *t = task_create(q);

		cr_assert_not_null(t);
		cr_assert_eq(ku_mem_add(&t->mem, memory_page(0x1000, 14, 0)), 0);
		cr_assert_eq(map_to(sigma0_task, t, memory_page(RAM, 22, 7), 0x40000000, 0) > 0,
			     true);
		give_page(t, RAM + 0x5000, 0x345000);
		map_to(t, self, memory_page(0x40000000, 22, 7), 0x80000000, 0);
		map_to(self, t, memory_page(0x80003000, 12, 7), 0x500000000, 0);
		for (word_t i = 0; i < 2000; i += 100)
			give_cap(t, i, &self->object, ALL);
		check_all();
		kill_task(t);
		cr_assert_eq(page_at(self, 0x80000000).order, 0);
		cr_assert_eq(q->used, bytes_of(other));
		cr_assert_eq(mapdb_count(), nodes);
		check_all();
		if (round > 0) /* from now on each slab keeps an empty frame, if it can */
			cr_assert_eq(frame_pool_free_bytes(), in_pool);
		in_pool = frame_pool_free_bytes();
	}
	kill_task(other);
	cr_assert_eq(q->used, 0);
	cr_assert_gt(frame_pool_free_bytes(), in_pool);
}

Test(task, without_quota_there_is_no_task)
{
	for (size_t limit = 0; limit < bytes_of(other); limit += 64) {
		struct quota *q = quota_create(&root_quota, limit);

		cr_assert_null(task_create(q));
		cr_assert_eq(q->used, 0);
	}
}

static void use_dying_task(void *data)
{
	struct task *t = data;

	map_to(self, t, memory_page(0x5000, 12, 7), 0x7000, 0);
	map_to(t, self, memory_page(0x10000, 16, 7), 0x900000, 0);
}

Test(task, nothing_gets_in_or_out_while_it_dies)
{
	struct quota *q = other->object.quota;

	call_map(self, ALL, 3, memory_page(RAM, 12, L4_FPAGE_RW), 0x5000);
	for (unsigned i = 0; i < 16; i++)
		give_page(other, RAM + i * 0x1000, 0x10000 + i * 0x1000);
	object_get(&other->object);
	host_on_interrupt(use_dying_task, other);
	kill_task(other);
	host_on_interrupt(NULL, NULL);
	object_put(&other->object);
	cr_assert_eq(q->used, 0);
	cr_assert_eq(page_at(self, 0x900000).order, 0);
}

static void kill_other(void *data)
{
	(void)data;
	if (!other->object.dying)
		kill_object(&other->object);
	object_reap();
}

Test(task, nothing_gets_in_when_it_died_while_sigma0_looked_for_memory)
{
	struct quota *q = other->object.quota;

	/* The first pages belong to the kernel: the search for one that does not can be preempted. */
	object_get(&other->object);
	host_on_interrupt(kill_other, NULL);
	map_to(sigma0_task, other, memory_page(HOST_POOL_PA, 25, 7), 0x10000000, 0);
	host_on_interrupt(NULL, NULL);
	cr_assert(other->object.dying);
	cr_assert_eq(mapdb_count(), 0);
	object_put(&other->object);
	cr_assert_eq(q->used, 0);
}
