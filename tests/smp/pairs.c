/*
 * Pairs: does a message within one CPU cost the same when all other CPUs send messages, too?
 *
 *      CPU 0: client 0 <--call--> server 0        first alone, all other CPUs idle;
 *      CPU 1: client 1 <--call--> server 1        then all at once
 *      …
 *
 * The clock of the machine counts instructions (pairs-run), those of all CPUs, which take turns. A call that
 * no turn of another CPU fell into shows its own instructions alone, so the median of many calls is what
 * a call costs. It must not depend on how many CPUs are busy.
 *
 * A call to a server on another CPU is measured as well, in instructions of both together.
 *
 * Command line word: cpus=N (expected). Start reading at main().
 */
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/platform_control.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <counter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CPUS_MAX     = 64,
	STACK_BYTES  = 2048,
	ROUNDS       = 101,
	UTCBS_ORDER  = 17,
	UTCBS_AT     = 0xb0000000UL, /* KU memory of the own task */
	SLOT_GATES   = 0x100,
	SLOT_SERVERS = 0x180,
	SLOT_CLIENTS = 0x200,
	PRIORITY     = 20,
	MAIN_PRIO    = 30,
	PERCENT      = 2, /* so much may a call cost more when all are busy */
	PAUSE_US     = 20,
};

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

static char stacks[2 * CPUS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static unsigned took[CPUS_MAX][ROUNDS];
static volatile unsigned finished; /* clients that have made all their calls */
static unsigned cpus, expected, passed, failed;

static l4_cap_idx_t slot_cap(unsigned slot)
{
	return (l4_cap_idx_t)slot << L4_CAP_SHIFT;
}

static void result(bool ok, const char *sentence)
{
	printf("%s %s\n", ok ? "ok" : "not ok", sentence);
	*(ok ? &passed : &failed) += 1;
}

/* ---- Threads -------------------------------------------------------------------------------- */

static void server(void *unused)
{
	l4_umword_t label;

	(void)unused;
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;)
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 0, 0), &label, L4_IPC_NEVER);
}

static unsigned call(unsigned to)
{
	uint32_t before = counter_read();

	l4_ipc_call(slot_cap(SLOT_GATES + to), l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
	return (unsigned)(counter_read() - before);
}

/* Sleeps after each call, so that the calls of all CPUs mix. */
static void client(void *number)
{
	unsigned self = (unsigned)(l4_addr_t)number;

	for (unsigned i = 0; i < ROUNDS; i++) {
		took[self][i] = call(self);
		l4_ipc_sleep_us(PAUSE_US);
	}
	__atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
	l4_ipc_sleep(L4_IPC_NEVER);
}

static bool start(unsigned thread, unsigned body, void (*run)(void *), unsigned cpu)
{
	l4_addr_t *top         = (l4_addr_t *)(stacks[body] + STACK_BYTES);
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);

	*--top         = cpu;
	*--top         = (l4_addr_t)run;
	sched.affinity = l4_sched_cpu_set(cpu, 0, 1);
	return l4_error(l4_thread_ex_regs(slot_cap(thread), (l4_addr_t)l4re_thread_entry,
					  (l4_addr_t)top, L4_THREAD_EX_REGS_CANCEL)) == 0 &&
	       l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, slot_cap(thread), &sched)) ==
		       0;
}

static bool make_thread(unsigned slot, unsigned body)
{
	if (l4_error(l4_factory_create_thread(L4_BASE_FACTORY_CAP, slot_cap(slot))))
		return false;
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)(l4_addr_t)(UTCBS_AT + body * L4_UTCB_OFFSET),
			       L4_BASE_TASK_CAP);
	return l4_error(l4_thread_control_commit(slot_cap(slot))) == 0;
}

static bool make_pair(unsigned cpu)
{
	return make_thread(SLOT_SERVERS + cpu, 2 * cpu) &&
	       make_thread(SLOT_CLIENTS + cpu, 2 * cpu + 1) &&
	       l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, slot_cap(SLOT_GATES + cpu),
					       slot_cap(SLOT_SERVERS + cpu), 0)) == 0 &&
	       start(SLOT_SERVERS + cpu, 2 * cpu, server, cpu);
}

/* ---- Measuring ------------------------------------------------------------------------------ */

/* Sorts @p of. */
static unsigned median(unsigned *of)
{
	for (unsigned i = 1; i < ROUNDS; i++)
		for (unsigned j = i; j && of[j] < of[j - 1]; j--) {
			unsigned larger = of[j - 1];

			of[j - 1] = of[j];
			of[j]     = larger;
		}
	return of[ROUNDS / 2];
}

/* Let the clients of CPUs @p from up to @p end make their calls. */
static bool run_clients(unsigned from, unsigned end)
{
	bool started = true;

	finished = 0;
	for (unsigned i = from; i < end; i++)
		started = started && start(SLOT_CLIENTS + i, 2 * i + 1, client, i);
	while (started && finished < end - from)
		l4_ipc_sleep_ms(5);
	return started;
}

static void local_calls(void)
{
	unsigned alone, worst = 0;
	bool ran = run_clients(0, 1);

	alone = median(took[0]);
	result(ran && alone, "one pair of threads talks while all other CPUs are idle");
	ran = run_clients(0, cpus);
	for (unsigned i = 0; i < cpus; i++)
		if (median(took[i]) > worst)
			worst = median(took[i]);
	printf("# call on one CPU, %u instructions alone, at most %u with %u CPUs busy\n", alone,
	       worst, cpus);
	result(ran && worst <= alone + alone * PERCENT / 100,
	       "a call within a CPU costs the same when all CPUs make calls");
}

static void remote_calls(void)
{
	static unsigned took_remote[ROUNDS];

	for (unsigned i = 0; i < ROUNDS; i++)
		took_remote[i] = call(1);
	printf("# call to another CPU and back, %u instructions of both\n", median(took_remote));
}

/* ---- Frame ---------------------------------------------------------------------------------- */

static unsigned count_cpus(void)
{
	unsigned n = 0;

	while (n < CPUS_MAX && l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, n))
		n++;
	return n;
}

static bool set_up(void)
{
	l4_sched_param_t sched = l4_sched_param(MAIN_PRIO, 0);
	l4_fpage_t utcbs       = l4_fpage(UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);
	bool made;

	memset(took, 0, sizeof(took));
	sched.affinity = l4_sched_cpu_set(0, 0, 1);
	made           = l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP,
							  &sched)) == 0 &&
	       l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &utcbs)) == 0;
	for (unsigned i = 0; made && i < cpus; i++)
		made = make_pair(i);
	return made;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "cpus=", 5) == 0)
			expected = (unsigned)strtoul(argv[i] + 5, NULL, 0);
	cpus = count_cpus();
	result(cpus == expected && set_up(), "there is a pair of threads on each CPU");
	if (!failed) {
		local_calls();
		remote_calls();
	}
	printf("pairs: %u passed, %u failed\n", passed, failed);
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
	return 0;
}
