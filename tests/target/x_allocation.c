/*
 * Group X: operations whose allocations fail, one after the other (make test-target FAIL_ALLOC=1).
 *
 * Each operation is tried with its first allocation failing, then its second, until it needs no more than
 * there are. While one fails, the operation must say so; what it leaves behind must be sound, which the
 * kernel checks, and no memory may be lost, which the harness checks.
 */
#include "tests/target/injection.h"

enum {
	ALLOCATIONS_MAX = 64,
	FAR_SLOT        = 0x3000, /* in a part of the capability table that is not there yet */
	HOLE_ORDER      = 21,
};

/* What an operation works with; made before the counter is armed. */
struct scene {
	struct sandbox box;
	l4_cap_idx_t slot; /* empty, or what the operation made */
	l4_cap_idx_t thread;
	struct sandbox peer; /* where a worker takes items, if the operation sends some */
	struct worker *taker;
};

struct operation {
	long (*run)(struct scene *s); /* one system call; 0 or an error */
	void (*undo)(struct scene *s);
	void (*prepare)(struct scene *s); /* once; or NULL */
};

static void clear_slot(struct scene *s)
{
	l4_task_delete_obj(L4_BASE_TASK_CAP, s->slot);
}

/* Try @p op with each of its allocations failing. */
static void try_all(const struct operation *op)
{
	struct scene s  = {.slot = test_slot(), .thread = test_slot()};
	unsigned failed = 0;

	CHECK(injection_fail_at(0) >= 0);
	EXPECT_LABEL(l4_factory_create_thread(test_factory(), s.thread), 0);
	if (op->prepare)
		op->prepare(&s);
	for (l4_umword_t n = 1; n <= ALLOCATIONS_MAX; n++) {
		long error, made;

		s.box.task       = test_empty_slot();
		l4_fpage_t utcbs = l4_fpage(0xb1000000UL, 12, L4_FPAGE_RW);
		EXPECT_LABEL(l4_factory_create_task(test_factory(), s.box.task, &utcbs), 0);
		injection_fail_at(n);
		error = op->run(&s);
		made  = injection_fail_at(0);
		injection_check_kernel();
		op->undo(&s);
		l4_task_delete_obj(L4_BASE_TASK_CAP, s.box.task);
		if (made < (long)n) {
			EXPECT(error, 0);
			printf("#   %u allocations failed\n", failed);
			CHECK(failed > 0);
			return;
		}
		failed++;
		CHECK(error < 0);
	}
	CHECK(!"an operation has no end of allocations");
}

/* ---- The operations ------------------------------------------------------------------------- */

static long make_task(struct scene *s)
{
	l4_fpage_t utcbs = l4_fpage(0xb1000000UL, 13, L4_FPAGE_RW);

	return l4_error(l4_factory_create_task(test_factory(), s->slot, &utcbs));
}

static long make_thread(struct scene *s)
{
	return l4_error(l4_factory_create_thread(test_factory(), s->slot));
}

static long make_factory(struct scene *s)
{
	return l4_error(l4_factory_create_factory(test_factory(), s->slot, 4096));
}

static long make_gate(struct scene *s)
{
	return l4_error(l4_factory_create_gate(test_factory(), s->slot, L4_BASE_THREAD_CAP, 0x100));
}

static long make_irq(struct scene *s)
{
	return l4_error(l4_factory_create_irq(test_factory(), s->slot));
}

static long make_semaphore(struct scene *s)
{
	return l4_error(l4_factory_create(test_factory(), L4_PROTO_SEMAPHORE, s->slot));
}

static long map_page(struct scene *s)
{
	return l4_error(l4_task_map(s->box.task, L4_BASE_TASK_CAP,
				    l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW),
				    l4_map_control(test_hole(HOLE_ORDER), 0, 0)));
}

static long map_pages(struct scene *s)
{
	return l4_error(l4_task_map(s->box.task, L4_BASE_TASK_CAP,
				    l4_fpage((l4_addr_t)test_page(0), 16, L4_FPAGE_RW),
				    l4_map_control(test_hole(HOLE_ORDER), 0, 0)));
}

static long map_capability(struct scene *s)
{
	return l4_error(l4_task_map(s->box.task, L4_BASE_TASK_CAP,
				    l4_obj_fpage(s->thread, 0, L4_CAP_FPAGE_RWS),
				    l4_map_obj_control((l4_cap_idx_t)FAR_SLOT << L4_CAP_SHIFT, 0)));
}

static long add_ku_memory(struct scene *s)
{
	l4_fpage_t area = l4_fpage(test_hole(HOLE_ORDER), 14, L4_FPAGE_RW);

	return l4_error(l4_task_add_ku_mem(s->box.task, &area));
}

/* ---- Items in messages ---------------------------------------------------------------------- */

static void take_items(struct worker *self)
{
	l4_umword_t label;

	(void)self;
	for (;;) {
		l4_utcb_receive_memory(test_hole(HOLE_ORDER), HOLE_ORDER);
		l4_utcb_br()->br[2] =
			((l4_cap_idx_t)FAR_SLOT << L4_CAP_SHIFT) | L4_RCV_ITEM_SINGLE_CAP;
		l4_utcb_br()->br[3] = 0;
		l4_utcb_br()->bdr   = 2 << L4_BDR_OBJ_SHIFT;
		l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	}
}

static void make_taker(struct scene *s)
{
	sandbox_make(&s->peer);
	s->taker = worker_start(take_items, &s->peer, TEST_PRIORITY + 1);
}

static long send_item(const struct scene *s, l4_fpage_t what)
{
	l4_msgtag_t tag = l4_msgtag(0, 0, 0, 0);

	l4_sndfpage_add(what, 0, &tag);
	return l4_error(l4_ipc_send(s->taker->cap, l4_utcb(), tag, L4_IPC_SEND_TIMEOUT_0));
}

static long send_page(struct scene *s)
{
	return send_item(s, l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW));
}

static long send_capability(struct scene *s)
{
	return send_item(s, l4_obj_fpage(s->thread, 0, L4_CAP_FPAGE_RWS));
}

static void take_back(struct scene *s)
{
	l4_task_unmap(s->peer.task, l4_fpage(test_hole(HOLE_ORDER), HOLE_ORDER, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
	l4_task_unmap(s->peer.task,
		      l4_obj_fpage((l4_cap_idx_t)FAR_SLOT << L4_CAP_SHIFT, 0, L4_CAP_FPAGE_RWSD),
		      L4_FP_ALL_SPACES);
}

/* ---- The tests ------------------------------------------------------------------------------ */

static void nothing(struct scene *s)
{
	(void)s; /* the sandbox goes with what was done to it */
}

#define ALLOCATION_TEST(name, ...)                                \
	static void name(void)                                    \
	{                                                         \
		static const struct operation op = {__VA_ARGS__}; \
		try_all(&op);                                     \
	}

ALLOCATION_TEST(creating_a_task_survives_failing_allocations, make_task, clear_slot, NULL)
ALLOCATION_TEST(creating_a_thread_survives_failing_allocations, make_thread, clear_slot, NULL)
ALLOCATION_TEST(creating_a_factory_survives_failing_allocations, make_factory, clear_slot, NULL)
ALLOCATION_TEST(creating_a_gate_survives_failing_allocations, make_gate, clear_slot, NULL)
ALLOCATION_TEST(creating_an_irq_survives_failing_allocations, make_irq, clear_slot, NULL)
ALLOCATION_TEST(creating_a_semaphore_survives_failing_allocations, make_semaphore, clear_slot, NULL)
ALLOCATION_TEST(mapping_a_page_survives_failing_allocations, map_page, nothing, NULL)
ALLOCATION_TEST(mapping_many_pages_survives_failing_allocations, map_pages, nothing, NULL)
ALLOCATION_TEST(mapping_a_capability_survives_failing_allocations, map_capability, nothing, NULL)
ALLOCATION_TEST(adding_ku_memory_survives_failing_allocations, add_ku_memory, nothing, NULL)
ALLOCATION_TEST(sending_a_page_survives_failing_allocations, send_page, take_back, make_taker)
ALLOCATION_TEST(sending_a_capability_survives_failing_allocations, send_capability, take_back,
		make_taker)

static const struct test tests[] = {
	TEST("X1", creating_a_task_survives_failing_allocations),
	TEST("X2", creating_a_thread_survives_failing_allocations),
	TEST("X3", creating_a_factory_survives_failing_allocations),
	TEST("X4", creating_a_gate_survives_failing_allocations),
	TEST("X5", creating_an_irq_survives_failing_allocations),
	TEST("X6", creating_a_semaphore_survives_failing_allocations),
	TEST("X7", mapping_a_page_survives_failing_allocations),
	TEST("X8", mapping_many_pages_survives_failing_allocations),
	TEST("X9", mapping_a_capability_survives_failing_allocations),
	TEST("X10", adding_ku_memory_survives_failing_allocations),
	TEST("X11", sending_a_page_survives_failing_allocations),
	TEST("X12", sending_a_capability_survives_failing_allocations),
};

TEST_GROUP(group_x, "X: allocations that fail", tests);
