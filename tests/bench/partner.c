/*
 * The others: threads to call, tasks to map into.
 */
#include "tests/bench/bench.h"
#include <l4/re/env.h>
#include <l4/sys/scheduler.h>
#include <string.h>

enum {
	OWN_UTCBS_AT   = 0xb0000000UL, /* KU memory in the own task */
	OTHER_UTCBS_AT = 0xb1000000UL, /* and in partner tasks */
	UTCBS_ORDER    = 14,
	FIRST_SLOT     = 0x100,
	PARTNERS_MAX   = 12,
	STACK_BYTES    = 8192,
};

/* In l4re/arch: pops function and argument from the stack. */
extern const char l4re_thread_entry[];

/* Set by the linker script. */
extern char image_base[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));

static char stacks[PARTNERS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static struct partner_task own_task = {L4_BASE_TASK_CAP, OWN_UTCBS_AT};
static unsigned partners;

l4_cap_idx_t bench_slot(void)
{
	static l4_cap_idx_t last = (l4_cap_idx_t)FIRST_SLOT << L4_CAP_SHIFT;

	last += L4_CAP_OFFSET;
	return last;
}

void partners_init(void)
{
	l4_fpage_t utcbs       = l4_fpage(OWN_UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);
	l4_sched_param_t sched = l4_sched_param(BENCH_PRIORITY, 0);

	bench_expect(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &utcbs), 0);
	bench_expect(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched), 0);
	/* Only what is there can be mapped on. Reading is enough: sigma0 gives all rights. */
	for (l4_addr_t at = l4_trunc_page((l4_addr_t)image_base); at < (l4_addr_t)image_end;
	     at += L4_PAGESIZE)
		(void)*(volatile char *)at;
}

static void share_memory(const struct partner_task *task)
{
	l4_addr_t at = l4_trunc_page((l4_addr_t)image_base);

	for (; at < (l4_addr_t)image_end; at += L4_PAGESIZE)
		bench_expect(l4_task_map(task->cap, L4_BASE_TASK_CAP,
					 l4_fpage(at, L4_PAGESHIFT, L4_FPAGE_RWX),
					 l4_map_control(at, 0, 0)),
			     0);
}

void partner_task_make(struct partner_task *task)
{
	l4_fpage_t utcbs = l4_fpage(OTHER_UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);

	task->cap       = bench_slot();
	task->next_utcb = OTHER_UTCBS_AT;
	bench_expect(l4_factory_create_task(L4_BASE_FACTORY_CAP, task->cap, &utcbs), 0);
	share_memory(task);
	partner_task_give(task, L4_BASE_LOG_CAP, L4_BASE_LOG_CAP >> L4_CAP_SHIFT);
	partner_task_give(task, L4_BASE_ICU_CAP, L4_BASE_ICU_CAP >> L4_CAP_SHIFT);
}

void partner_task_give(const struct partner_task *task, l4_cap_idx_t cap, unsigned index)
{
	bench_expect(l4_task_map(task->cap, L4_BASE_TASK_CAP,
				 l4_obj_fpage(cap, 0, L4_CAP_FPAGE_RWS),
				 l4_map_obj_control((l4_cap_idx_t)index << L4_CAP_SHIFT, 0)),
		     0);
}

l4_cap_idx_t partner_start(struct partner_task *task, void (*run)(void *), void *argument,
			   unsigned priority)
{
	struct partner_task *home = task ? task : &own_task;
	l4_sched_param_t sched    = l4_sched_param(priority, 0);
	l4_cap_idx_t thread       = bench_slot();
	l4_cap_idx_t pager        = (l4_cap_idx_t)PARTNER_PAGER_INDEX << L4_CAP_SHIFT;
	l4_addr_t *top;

	if (partners == PARTNERS_MAX)
		bench_fail("too many partners", partners);
	top    = (l4_addr_t *)(stacks[partners++] + STACK_BYTES);
	*--top = (l4_addr_t)argument;
	*--top = (l4_addr_t)run;

	bench_expect(l4_factory_create_thread(L4_BASE_FACTORY_CAP, thread), 0);
	l4_thread_control_start();
	l4_thread_control_pager(task ? pager : L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)home->next_utcb, home->cap);
	bench_expect(l4_thread_control_commit(thread), 0);
	home->next_utcb += L4_UTCB_OFFSET;
	bench_expect(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top, 0), 0);
	bench_expect(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched), 0);
	return thread;
}

_Noreturn void partner_end(void)
{
	for (;;)
		l4_ipc_sleep(L4_IPC_NEVER);
}

l4_cap_idx_t bench_gate(l4_cap_idx_t thread)
{
	l4_cap_idx_t gate = bench_slot();

	bench_expect(l4_factory_create_gate(L4_BASE_FACTORY_CAP, gate, thread, 0), 0);
	return gate;
}
