/*
 * The mapping database against a model.
 *
 * The model is a plain array of pages, each knowing its parent; everything is found by looking at
 * all of them. It follows the words of the abi sheet (§6.6 to §6.8) and knows nothing of trees in
 * rings, slices, hash tables or page tables. After each random operation both must show the same
 * pages with the same parents, and all invariants must hold.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "tests/unit/host/spaces.h"

enum {
	TASKS    = 4,
	PAGES    = 4096,
	SIGMA0   = TASKS, /* the number of the task that owns all memory */
	NO_PAGE  = -1,
	PHYSICAL = -1, /* parent of pages that came from sigma0 */
};

struct model_page {
	bool there;
	int task, parent;
	uint64_t va, pa;
	unsigned order, rights;
};

static struct model_page page[PAGES];
static int pages; /* all that are there have lower numbers */
static struct task *task[TASKS + 1];

/* ---- The model -------------------------------------------------------------------------------- */

static uint64_t size_of(int i)
{
	return 1ull << page[i].order;
}

/* The page of @p t with the lowest address that overlaps [start, end), or NO_PAGE. */
static int model_first(int t, uint64_t start, uint64_t end)
{
	int found = NO_PAGE;

	for (int i = 0; i < pages; i++)
		if (page[i].there && page[i].task == t && page[i].va < end &&
		    start < page[i].va + size_of(i) && (found < 0 || page[i].va < page[found].va))
			found = i;
	return found;
}

static void model_revoke(int i, unsigned rights)
{
	for (int k = 0; k < pages; k++)
		if (page[k].there && page[k].parent == i)
			model_revoke(k, rights);
	if (rights & L4_FPAGE_RO)
		page[i].there = false;
	else
		page[i].rights &= ~rights;
}

static void model_unmap_page(int i, uint64_t start, uint64_t end, unsigned rights, bool self)
{
	uint64_t from = start > page[i].va ? start - page[i].va : 0;
	uint64_t to   = end < page[i].va + size_of(i) ? end - page[i].va : size_of(i);

	if (self) {
		model_revoke(i, rights);
		return;
	}
	for (int k = 0; k < pages; k++)
		if (page[k].there && page[k].parent == i && page[k].pa < page[i].pa + to &&
		    page[i].pa + from < page[k].pa + size_of(k))
			model_revoke(k, rights);
}

static void model_unmap(int t, uint64_t start, uint64_t end, unsigned rights, bool self)
{
	if (!(rights & L4_FPAGE_RWX))
		return;
	for (int i = 0; i < pages; i++) {
		if (!page[i].there)
			continue;
		if (page[i].task == t && page[i].va < end && start < page[i].va + size_of(i))
			model_unmap_page(i, start, end, rights, self);
		else if (t == SIGMA0 && page[i].parent == PHYSICAL && page[i].pa < end &&
			 start < page[i].pa + size_of(i))
			model_revoke(i, rights);
	}
}

static void model_insert(int t, uint64_t va, uint64_t pa, unsigned order, unsigned rights,
			 int parent)
{
	int i = 0;

	while (page[i].there)
		i++;
	cr_assert_lt(i, PAGES);
	pages   = max_of(pages, i + 1);
	page[i] = (struct model_page){.there  = true,
				      .task   = t,
				      .parent = parent,
				      .va     = va,
				      .pa     = pa,
				      .order  = order,
				      .rights = rights};
}

/* One page of source page @p s (NO_PAGE: physical memory) from va to at. @return its size. */
static uint64_t model_step(int s, int from, int to, uint64_t va, uint64_t end, uint64_t at,
			   unsigned rights, bool grant)
{
	const unsigned limit = s < 0 ? 30 : page[s].order;
	const uint64_t pa    = s < 0 ? va : page[s].pa + (va - page[s].va);
	unsigned order       = 30;
	int d;

	(void)from;
	while (order > limit || (va | at) % (1ull << order) != 0 || end - va < 1ull << order)
		order -= 9;
	grant = grant && s >= 0 && order == limit;
	d     = model_first(to, at, at + (1ull << order));
	if (d >= 0) {
		if (grant || page[d].parent != s || page[d].order > order ||
		    page[d].pa != pa + (page[d].va - at)) {
			model_unmap(to, page[d].va, page[d].va + 1, L4_FPAGE_RO, true);
			return 0;
		}
		order = page[d].order;
		if (page[d].va == at) {
			page[d].rights |= rights;
			return 1ull << order;
		}
	}
	if (grant) {
		page[s].task   = to;
		page[s].va     = at;
		page[s].rights = rights;
	} else {
		model_insert(to, at, pa, order, rights, s);
	}
	return 1ull << order;
}

static void model_map(int from, int to, uint64_t va, unsigned order, uint64_t at, unsigned rights,
		      bool grant)
{
	uint64_t end = va + (1ull << order);

	at = at >> order << order;
	while (va < end) {
		int s         = from == SIGMA0 ? NO_PAGE : model_first(from, va, end);
		unsigned have = s < 0 ? L4_FPAGE_RWX : page[s].rights;
		uint64_t next;

		if (from != SIGMA0 && s < 0)
			return;
		if (s >= 0 && page[s].va > va) {
			at += page[s].va - va;
			va = page[s].va;
		}
		have &= rights & L4_FPAGE_RWX;
		if (have)
			next = va + model_step(s, from, to, va, end, at, have | L4_FPAGE_RO, grant);
		else
			next = s < 0 ? end : page[s].va + size_of(s);
		at += next - va;
		va = next;
	}
}

/* ---- The comparison --------------------------------------------------------------------------- */

static const struct mapping *mapping_of_page(int i)
{
	return mapdb_find(&task[page[i].task]->mem, page[i].va, page[i].order);
}

static void compare(int step)
{
	size_t in_model = 0, in_kernel = 0;

	for (int i = 0; i < pages; i++) {
		const struct mapping *m, *parent;
		struct page p;

		if (!page[i].there)
			continue;
		in_model++;
		p = page_at(task[page[i].task], page[i].va);
		cr_assert(p.order == page[i].order && p.va == page[i].va && p.pa == page[i].pa &&
				  p.rights == page[i].rights,
			  "step %d: task %d should have %lx -> %lx order %u rights %u, "
			  "has %lx -> %lx order %u rights %u",
			  step, page[i].task, page[i].va, page[i].pa, page[i].order, page[i].rights,
			  p.va, p.pa, p.order, p.rights);
		m      = mapping_of_page(i);
		parent = page[i].parent < 0 ? mapdb_root(&sigma0_task->mem, page[i].pa)
					    : mapping_of_page(page[i].parent);
		cr_assert(m && parent && mapdb_is_child(parent, m), "step %d: wrong parent", step);
	}
	for (int t = 0; t < TASKS; t++) {
		struct page p;

		for (vaddr_t va = 0; page_next(&task[t]->mem, va, USER_TOP, &p); va = page_end(&p))
			in_kernel++;
	}
	cr_assert_eq(in_kernel, in_model, "step %d: %zu pages, the model has %zu", step, in_kernel,
		     in_model);
	check_all();
}

/* ---- Random operations ------------------------------------------------------------------------ */

/* Few addresses, so that operations meet. sigma0's are in RAM, the others' low. */
static uint64_t random_address(int t)
{
	return ((uint64_t)rand() % 2 << 30 | (uint64_t)rand() % 3 << 21 |
		(uint64_t)rand() % 5 << 12) +
	       (t == SIGMA0 ? RAM : 0);
}

static unsigned random_order(void)
{
	static const unsigned order[] = {12, 12, 12, 13, 14, 16, 21, 21, 22, 30};

	return order[(unsigned)rand() % array_size(order)];
}

static unsigned random_rights(void)
{
	return rand() % 3 ? L4_FPAGE_RWX : (unsigned)rand() % 16;
}

static void random_operation(bool with_model)
{
	const int from = rand() % (TASKS + 1), to = rand() % TASKS;
	const unsigned order = random_order(), rights = random_rights();
	const uint64_t va = random_address(from) >> order << order;
	const uint64_t at = random_address(to);
	const bool grant = rand() % 4 == 0, self = rand() % 2;

	if (rand() % 3) {
		map_to(task[from], task[to], memory_page(va, order, rights), at,
		       grant ? L4_MAP_ITEM_GRANT : 0);
		if (with_model)
			model_map(from, to, va, order, at, rights, grant);
	} else {
		unmap_execute(task[from], memory_page(va, order, rights),
			      self ? L4_FP_ALL_SPACES : 0);
		if (with_model)
			model_unmap(from, va, va + (1ull << order), rights, self);
	}
}

static void start(void)
{
	task[SIGMA0] = start_with_sigma0();
	for (int t = 0; t < TASKS; t++)
		task[t] = make_task(2 << 20);
}

/* All tasks die; then no byte is missing and no mapping left. */
static void end(void)
{
	for (int t = 0; t < TASKS; t++) {
		struct quota *q = task[t]->object.quota;

		kill_task(task[t]);
		cr_assert_eq(q->used, 0);
		quota_release(q);
		check_all();
	}
	cr_assert_eq(mapdb_count(), 0);
	kill_task(sigma0_task);
	cr_assert_eq(root_quota.used, 0);
	cr_assert_invariant(frame_pool_ok());
}

TestSuite(map_model, .init = start, .fini = end);

static void run(unsigned seed)
{
	srand(seed);
	for (int step = 0; step < 600; step++) {
		random_operation(true);
		compare(step);
	}
}

Test(map_model, random_operations_agree_with_the_model_1)
{
	run(1);
}

Test(map_model, random_operations_agree_with_the_model_2)
{
	run(2);
}

Test(map_model, random_operations_agree_with_the_model_3)
{
	run(3);
}

static void other_operation(void *data)
{
	unsigned *count = data;

	if (rand() % 4)
		return;
	random_operation(false);
	++*count;
}

Test(map_model, random_operations_in_the_middle_of_others_leave_all_sound)
{
	unsigned count = 0;

	srand(4);
	host_on_interrupt(other_operation, &count);
	for (int step = 0; step < 3000; step++) {
		random_operation(false);
		if (step % 8 == 0)
			check_all();
	}
	host_on_interrupt(NULL, NULL);
	check_all();
	cr_assert_gt(count, 1000);
}
