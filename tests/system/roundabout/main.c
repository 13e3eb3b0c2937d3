/*
 * The root task of the stories about several CPUs: something happens on each of them, for ever.
 *
 *      CPU 0      driver --call--> stop 0, stop 1, … one after the other, once in a round
 *      each CPU   stop n (answers the driver), spin n (takes what time is left)
 *      anywhere   bus: moves to the next CPU in each round
 *
 * In each round a page is taken away from the task that runs on all CPUs, and touched again. A digit on
 * the console makes the stop of that CPU enter the debugger.
 */
#include <l4/re/env.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/kdebug.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <l4/sys/vcon.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	UTCBS_AT    = 0xb0000000UL, /* KU memory */
	UTCBS_ORDER = 16,
	FIRST_SLOT  = 0x100,
	STACK_BYTES = 4096,
	CPUS_MAX    = 48,
	THREADS_MAX = 2 * CPUS_MAX + 1,
	ROUND_US    = 20000,

	SPIN_PRIORITY   = 2,
	BUS_PRIORITY    = 10,
	STOP_PRIORITY   = 20,
	DRIVER_PRIORITY = 30,
};

/* In l4re/arch: pops function and argument from the stack. */
extern const char l4re_thread_entry[];

static char stacks[THREADS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static char page[L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE)));
static unsigned threads;
static l4_cap_idx_t stops[CPUS_MAX], bus;

static void expect(long error, const char *what)
{
	if (!error)
		return;
	printf("roundabout: %s failed: %ld\n", what, error);
	abort();
}

static void put_on(l4_cap_idx_t thread, unsigned cpu, unsigned priority)
{
	l4_sched_param_t sched = l4_sched_param(priority, 0);

	sched.affinity = l4_sched_cpu_set(cpu, 0, 1);
	expect(l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched)),
	       "run_thread");
}

static l4_cap_idx_t start(const char *name, void (*run)(unsigned cpu), unsigned cpu,
			  unsigned priority)
{
	l4_cap_idx_t thread = (l4_cap_idx_t)(FIRST_SLOT + threads) << L4_CAP_SHIFT;
	l4_addr_t *top      = (l4_addr_t *)(stacks[threads] + STACK_BYTES);
	char text[16];

	*--top = cpu;
	*--top = (l4_addr_t)run;
	expect(l4_error(l4_factory_create_thread(L4_BASE_FACTORY_CAP, thread)), "create_thread");
	snprintf(text, sizeof(text), "%s%u", name, cpu);
	l4_debugger_set_object_name(thread, text);
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)(UTCBS_AT + (l4_addr_t)threads * L4_UTCB_OFFSET),
			       L4_BASE_TASK_CAP);
	expect(l4_error(l4_thread_control_commit(thread)), "thread_control");
	expect(l4_error(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top, 0)),
	       "ex_regs");
	put_on(thread, cpu, priority);
	threads++;
	return thread;
}

static void stop(unsigned cpu)
{
	l4_umword_t label;
	char text[24];

	snprintf(text, sizeof(text), "stop %u was asked to", cpu);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_utcb_mr()->mr[0])
			l4_kd_enter(text);
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 0, 0), &label, L4_IPC_NEVER);
	}
}

static void spin(unsigned cpu)
{
	(void)cpu;
	for (;;)
		*(volatile char *)page;
}

static void ride(unsigned cpu)
{
	(void)cpu;
	for (;;)
		l4_ipc_sleep_us(1000);
}

static unsigned count_cpus(void)
{
	l4_sched_cpu_set_t set = l4_sched_cpu_set(0, 0, 0);
	l4_umword_t most;
	unsigned n = 0;

	expect(l4_error(l4_scheduler_info(L4_BASE_SCHEDULER_CAP, &most, &set)), "info");
	for (l4_umword_t map = set.map; map; map &= map - 1)
		n++;
	return n < CPUS_MAX ? n : CPUS_MAX;
}

static void round_about(unsigned cpus, unsigned round)
{
	char key = 0;

	if (l4_vcon_read(L4_BASE_LOG_CAP, &key, 1) < 1)
		key = 0;
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		l4_utcb_mr()->mr[0] = key == (char)('0' + cpu);
		l4_ipc_call(stops[cpu], l4_utcb(), l4_msgtag(0, 1, 0, 0), L4_IPC_NEVER);
	}
	put_on(bus, round % cpus, BUS_PRIORITY);
	l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage((l4_addr_t)page, L4_PAGESHIFT, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
}

int main(void)
{
	l4_fpage_t utcbs = l4_fpage(UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);
	unsigned cpus    = count_cpus();

	expect(l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &utcbs)), "add_ku_mem");
	put_on(L4_BASE_THREAD_CAP, 0, DRIVER_PRIORITY);
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		stops[cpu] = start("stop", stop, cpu, STOP_PRIORITY);
		start("spin", spin, cpu, SPIN_PRIORITY);
	}
	bus = start("bus", ride, 0, BUS_PRIORITY);
	printf("roundabout: %u CPUs\n", cpus);
	for (unsigned round = 0;; round++) {
		round_about(cpus, round);
		l4_ipc_sleep_us(ROUND_US);
	}
}
