/*
 * Long operations: one call with which a program takes away very much at once.
 */
#include "tests/bench/latency/latency.h"

enum {
	GIVEN_BYTES = 1 << 20, /* 256 pages, given again and again */
	GIVEN_ORDER = 20,
	RECEIVERS   = 4,
	GIFTS       = LATENCY_GIFTS, /* to each of them */
	GIFTS_AT    = 0x20000000,

	OBJECTS     = 4096,
	COPIES      = 4096,
	FIRST_INDEX = 0x1000,
	TABLE_SLOTS = 128,     /* at most so many slots share a frame, */
	TABLES_SPAN = 1 << 16, /* and so many there are */
};

static char given[GIVEN_BYTES] __attribute__((aligned(GIVEN_BYTES)));
static struct partner_task receiver[RECEIVERS], holder;

static void give_pages(const struct partner_task *to)
{
	for (unsigned i = 0; i < GIFTS; i++) {
		l4_addr_t there = GIFTS_AT + (l4_addr_t)i * GIVEN_BYTES;

		bench_expect(l4_task_map(to->cap, L4_BASE_TASK_CAP,
					 l4_fpage((l4_addr_t)given, GIVEN_ORDER, L4_FPAGE_RW),
					 l4_map_control(there, 0, 0)),
			     0);
	}
}

static void take_pages_back(void)
{
	bench_expect(l4_task_unmap(L4_BASE_TASK_CAP,
				   l4_fpage((l4_addr_t)given, GIVEN_ORDER, L4_FPAGE_RW),
				   L4_FP_OTHER_SPACES),
		     0);
}

static void destroy(struct partner_task *task)
{
	bench_expect(l4_task_delete_obj(L4_BASE_TASK_CAP, task->cap), 0);
}

static void destroy_receiver(void)
{
	destroy(&receiver[0]);
}

static void destroy_holder(void)
{
	destroy(&holder);
}

/* ---- Tasks full of capabilities ------------------------------------------------------------- */

static void bare_task(struct partner_task *task)
{
	l4_fpage_t none = l4_fpage_invalid();

	task->cap = bench_slot();
	bench_expect(l4_factory_create_task(L4_BASE_FACTORY_CAP, task->cap, &none), 0);
}

/* Objects that nobody else knows: they die with the task. */
static void fill_with_objects(void)
{
	l4_cap_idx_t made = bench_slot();

	bare_task(&holder);
	for (unsigned i = 0; i < OBJECTS; i++) {
		bench_expect(
			l4_factory_create_gate(L4_BASE_FACTORY_CAP, made, L4_BASE_THREAD_CAP, 0),
			0);
		partner_task_give(&holder, made, FIRST_INDEX + i);
		bench_expect(l4_task_release_cap(L4_BASE_TASK_CAP, made), 0);
	}
}

/* A table as large as can be, with one capability in each frame of slots. */
static void fill_sparsely(void)
{
	bare_task(&holder);
	for (unsigned i = 0; i < TABLES_SPAN; i += TABLE_SLOTS)
		partner_task_give(&holder, L4_BASE_TASK_CAP, i);
}

/* The same frames, but all slots are empty. */
static void fill_and_empty(void)
{
	fill_sparsely();
	bench_expect(
		l4_task_unmap(holder.cap, l4_obj_fpage(0, 16, L4_CAP_FPAGE_RWS), L4_FP_ALL_SPACES),
		0);
}

/* ---- One capability with many copies -------------------------------------------------------- */

static l4_cap_idx_t original;

static void copy_often(void)
{
	original = bench_slot();
	bench_expect(l4_factory_create_gate(L4_BASE_FACTORY_CAP, original, L4_BASE_THREAD_CAP, 0),
		     0);
	bare_task(&holder);
	for (unsigned i = 0; i < COPIES; i++)
		partner_task_give(&holder, original, FIRST_INDEX + i);
}

static void release_original(void)
{
	bench_expect(l4_task_release_cap(L4_BASE_TASK_CAP, original), 0);
}

static void delete_original(void)
{
	bench_expect(l4_task_delete_obj(L4_BASE_TASK_CAP, original), 0);
}

void long_operations(void)
{
	for (l4_addr_t at = 0; at < GIVEN_BYTES; at += L4_PAGESIZE)
		given[at] = 1;
	for (unsigned i = 0; i < RECEIVERS; i++) {
		bare_task(&receiver[i]);
		give_pages(&receiver[i]);
	}
	latency_storm("unmap_many", take_pages_back);
	give_pages(&receiver[0]);
	latency_storm("delete_task_of_many_pages", destroy_receiver);
	fill_with_objects();
	latency_storm("delete_task_of_many_objects", destroy_holder);
	fill_sparsely();
	latency_storm("delete_task_of_a_wide_table", destroy_holder);
	fill_and_empty();
	latency_storm("delete_task_of_an_empty_table", destroy_holder);
	copy_often();
	latency_storm("delete_cap_with_copies", release_original);
	latency_storm("delete_task_of_copies", destroy_holder);
	copy_often();
	latency_storm("delete_object_with_copies", delete_original);
}
