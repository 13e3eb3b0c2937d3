/*
 * Short operations: what a program does all the time.
 */
#include "tests/bench/latency/latency.h"
#include <l4/sys/irq.h>
#include <l4/sys/vcon.h>

enum {
	AREA_BYTES     = 1 << 16, /* 16 pages */
	AREA_ORDER     = 16,
	SOME_CAP_INDEX = 0x40,
	KU_ORDER       = 16,
};

static char area[AREA_BYTES] __attribute__((aligned(AREA_BYTES)));
static struct partner_task other;
static l4_cap_idx_t echo, object, target, irq;

static void echo_server(void *unused)
{
	l4_umword_t label;
	l4_msgtag_t tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);

	(void)unused;
	for (;;)
		tag = l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, l4_msgtag_words(tag), 0, 0),
					    &label, L4_IPC_SEND_TIMEOUT_0);
}

static void call(void)
{
	l4_ipc_call(echo, l4_utcb(), l4_msgtag(0, BENCH_WORDS_MAX, 0, 0), L4_IPC_NEVER);
}

static void empty_slot(void)
{
	l4_ipc_call(target, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
}

static void trigger(void)
{
	l4_irq_trigger(irq);
}

/* ---- Memory and capabilities ---------------------------------------------------------------- */

static l4_fpage_t one_page(void)
{
	return l4_fpage((l4_addr_t)area, L4_PAGESHIFT, L4_FPAGE_RW);
}

static l4_fpage_t whole_area(void)
{
	return l4_fpage((l4_addr_t)area, AREA_ORDER, L4_FPAGE_RW);
}

static void map(l4_fpage_t what)
{
	bench_expect(l4_task_map(other.cap, L4_BASE_TASK_CAP, what,
				 l4_map_control(BENCH_WINDOW_AT, 0, 0)),
		     0);
}

static void map_page(void)
{
	map(one_page());
}

static void map_area(void)
{
	map(whole_area());
}

static void take_back(void)
{
	bench_expect(l4_task_unmap(L4_BASE_TASK_CAP, whole_area(), L4_FP_OTHER_SPACES), 0);
}

static void unmap_everything_of_nothing(void)
{
	bench_expect(
		l4_task_unmap(other.cap, l4_fpage(1UL << 30, 30, L4_FPAGE_RW), L4_FP_OTHER_SPACES),
		0);
}

static void map_capability(void)
{
	partner_task_give(&other, echo, SOME_CAP_INDEX);
}

static void unmap_capability(void)
{
	l4_task_unmap(
		other.cap,
		l4_obj_fpage((l4_cap_idx_t)SOME_CAP_INDEX << L4_CAP_SHIFT, 0, L4_CAP_FPAGE_RWS),
		L4_FP_ALL_SPACES);
}

/* ---- Objects -------------------------------------------------------------------------------- */

static void create_gate(void)
{
	bench_expect(l4_factory_create_gate(L4_BASE_FACTORY_CAP, object, L4_BASE_THREAD_CAP, 0), 0);
}

static void create_thread(void)
{
	bench_expect(l4_factory_create_thread(L4_BASE_FACTORY_CAP, object), 0);
}

static void create_task(void)
{
	l4_fpage_t utcbs = l4_fpage(BENCH_WINDOW_AT, KU_ORDER, L4_FPAGE_RW);

	bench_expect(l4_factory_create_task(L4_BASE_FACTORY_CAP, object, &utcbs), 0);
}

static void destroy(void)
{
	bench_expect(l4_task_delete_obj(L4_BASE_TASK_CAP, object), 0);
}

void short_operations(void)
{
	const struct operation all[] = {
		{"null_invoke", NULL, empty_slot, NULL},
		{"call_cross_63w", NULL, call, NULL},
		{"irq_trigger", NULL, trigger, NULL},
		{"map_page", NULL, map_page, take_back},
		{"unmap_page", map_page, take_back, NULL},
		{"map_16_pages", NULL, map_area, take_back},
		{"unmap_16_pages", map_area, take_back, NULL},
		{"unmap_of_nothing", NULL, unmap_everything_of_nothing, NULL},
		{"map_cap", NULL, map_capability, unmap_capability},
		{"unmap_cap", map_capability, unmap_capability, NULL},
		{"create_gate", NULL, create_gate, destroy},
		{"delete_gate", create_gate, destroy, NULL},
		{"create_thread", NULL, create_thread, destroy},
		{"delete_thread", create_thread, destroy, NULL},
		{"create_task_64k", NULL, create_task, destroy},
		{"delete_task_64k", create_task, destroy, NULL},
	};

	partner_task_make(&other);
	for (l4_addr_t at = 0; at < AREA_BYTES; at += L4_PAGESIZE)
		area[at] = 1; /* present, and ours to write */
	echo   = bench_gate(partner_start(&other, echo_server, NULL, BENCH_PRIORITY));
	object = bench_slot();
	target = bench_slot();
	irq    = bench_slot();
	bench_expect(l4_factory_create_irq(L4_BASE_FACTORY_CAP, irq), 0);
	for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
		latency_walk(&all[i]);
}
