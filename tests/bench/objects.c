/*
 * Kernel objects: their birth, and their death until the memory can be used again.
 *
 * A deletion is over when the quota has its bytes back. To see that from user mode, each object
 * comes from a factory whose limit is just enough for one: the next one can be created only when
 * the last one is really gone. The round is the deletion, and creations until one succeeds; the
 * cost of one creation, measured before, is subtracted.
 */
#include "tests/bench/bench.h"

enum {
	LIMIT_MAX  = 1 << 16, /* bytes; more than any object measured here needs */
	LIMIT_STEP = 16,
};

#define INLINED inline __attribute__((always_inline))

typedef l4_msgtag_t create_function(l4_cap_idx_t factory, l4_cap_idx_t slot);

static l4_msgtag_t destroy(l4_cap_idx_t slot)
{
	return l4_task_delete_obj(L4_BASE_TASK_CAP, slot);
}

/* Leaves in @p slot a factory from which one object of this kind can be created, but not two. */
static void make_tight_factory(create_function *create, l4_cap_idx_t factory)
{
	l4_cap_idx_t object     = bench_slot();
	unsigned long too_small = 0, enough = LIMIT_MAX;

	while (enough - too_small > LIMIT_STEP) {
		unsigned long limit = too_small + (enough - too_small) / 2;
		bool fits;

		bench_expect(l4_factory_create_factory(L4_BASE_FACTORY_CAP, factory, limit), 0);
		fits = l4_error(create(factory, object)) == 0;
		if (fits)
			enough = limit;
		else
			too_small = limit;
		if (fits)
			bench_expect(destroy(object), 0);
		bench_expect(destroy(factory), 0);
	}
	bench_expect(l4_factory_create_factory(L4_BASE_FACTORY_CAP, factory, enough), 0);
}

/* Inlined, and @p create into it, so that no call through a pointer is counted. */
static INLINED void creation(const char *name, create_function *create, l4_cap_idx_t factory,
			     l4_cap_idx_t object)
{
	bench_figure(name);
	while (bench_round()) {
		uint32_t from   = counter_read();
		l4_msgtag_t tag = create(factory, object);

		bench_took(from, counter_read());
		bench_expect(tag, 0);
		bench_expect(destroy(object), 0);
	}
}

static INLINED void deletion(const char *name, create_function *create, l4_cap_idx_t factory,
			     l4_cap_idx_t object)
{
	l4_cap_idx_t next      = bench_slot();
	uint32_t creation_cost = bench_median();

	bench_expect(create(factory, object), 0);
	bench_figure(name);
	while (bench_round()) {
		l4_cap_idx_t gone = object;
		uint32_t from;

		if (l4_error(create(factory, next)) == 0)
			bench_fail("there is room for two in the quota", 0);
		from = counter_read();
		destroy(gone);
		while (l4_error(create(factory, next)) < 0)
			;
		bench_took_besides(from, counter_read(), creation_cost);
		object = next;
		next   = gone;
	}
	bench_expect(destroy(object), 0);
}

static INLINED void life(const char *creation_name, const char *deletion_name,
			 create_function *create)
{
	l4_cap_idx_t factory = bench_slot(), object = bench_slot();

	make_tight_factory(create, factory);
	creation(creation_name, create, factory, object);
	deletion(deletion_name, create, factory, object);
}

static INLINED l4_msgtag_t create_gate(l4_cap_idx_t factory, l4_cap_idx_t slot)
{
	return l4_factory_create_gate(factory, slot, L4_BASE_THREAD_CAP, 0);
}

static INLINED l4_msgtag_t create_task(l4_cap_idx_t factory, l4_cap_idx_t slot)
{
	l4_fpage_t none = l4_fpage_invalid();

	return l4_factory_create_task(factory, slot, &none);
}

static INLINED l4_msgtag_t create_task_ku(l4_cap_idx_t factory, l4_cap_idx_t slot)
{
	l4_fpage_t utcbs = l4_fpage(BENCH_WINDOW_AT, L4_PAGESHIFT, L4_FPAGE_RW);

	return l4_factory_create_task(factory, slot, &utcbs);
}

void figures_of_objects(void)
{
	life("create_thread", "delete_thread", l4_factory_create_thread);
	life("create_task", "delete_task", create_task);
	life("create_task_ku", "delete_task_ku", create_task_ku);
	life("create_gate", "delete_gate", create_gate);
}
