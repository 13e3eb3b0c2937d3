/*
 * A ring through all CPUs: a root task that sees whether everything a kernel does on one CPU works on all.
 *
 *      station 0 ---> station 1 ---> … ---> station n-1          one thread pinned on each CPU;
 *          ^                                     |               each calls the next one's gate and
 *          '--------- main starts a lap ---------'               answers when the call comes back
 *
 * Two ways round, a thousand laps each: as a relay (each station sends to the next and waits), and as a
 * chain of calls as deep as there are CPUs, in which every station owes an answer to the one before. Then
 * everything is deleted, and a factory of the same quota must fit again into the reserve that paid for the
 * first: only so if every byte came back.
 *
 * Command line words: laps=N, cpus=N (expected). Start reading at main().
 */
#include <l4/re/env.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/platform_control.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CPUS_MAX     = 64,
	STACK_BYTES  = 4096,
	UTCBS_ORDER  = 16,
	UTCBS_AT     = 0xb0000000UL, /* KU memory of the own task */
	SLOT_RESERVE = 0x80,
	SLOT_FACTORY = 0x81,
	SLOT_END     = 0x82, /* the gate to main, where a lap of the relay ends */
	SLOT_GATES   = 0x100,
	SLOT_THREADS = 0x180,
	QUOTA        = 4 << 20,
	FACTORY_COST = 1024, /* at most this much for the factory object itself */
	PAUSES_MAX   = 2000, /* of 5 ms: how long deleted objects may take to be freed */
	PRIORITY     = 20,
	PATIENCE_MS  = 60000, /* for one lap: far more than the slowest emulator needs */
	RELAY        = 1,     /* labels of messages */
	CHAIN        = 2,
};

/* In l4re/arch: pops function and argument from the stack. */
extern const char l4re_thread_entry[];

static char stacks[CPUS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static unsigned cpus, passed, failed;
static unsigned long laps = 1000, expected;

static l4_cap_idx_t slot_cap(unsigned slot)
{
	return (l4_cap_idx_t)slot << L4_CAP_SHIFT;
}

static l4_timeout_t patience(void)
{
	return l4_timeout(l4_timeout_from_us(PATIENCE_MS * 1000ULL),
			  l4_timeout_from_us(PATIENCE_MS * 1000ULL));
}

static void result(bool ok, const char *sentence)
{
	printf("%s %s\n", ok ? "ok" : "not ok", sentence);
	*(ok ? &passed : &failed) += 1;
}

/* ---- Stations ------------------------------------------------------------------------------- */

/* The count in the message goes up by one at each station. */
static void relay(unsigned next, l4_umword_t count)
{
	l4_utcb_mr()->mr[0] = count + 1;
	l4_ipc_send(next < cpus ? slot_cap(SLOT_GATES + next) : slot_cap(SLOT_END), l4_utcb(),
		    l4_msgtag(RELAY, 1, 0, 0), patience());
}

/* @return the answer to whoever called: what came back from further on */
static l4_msgtag_t chain(unsigned next, l4_umword_t count)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = count + 1;
	if (next == cpus)
		return l4_msgtag(0, 1, 0, 0);
	tag = l4_ipc_call(slot_cap(SLOT_GATES + next), l4_utcb(), l4_msgtag(CHAIN, 1, 0, 0),
			  patience());
	return l4_msgtag(l4_msgtag_has_error(tag) ? -1 : l4_msgtag_label(tag), 1, 0, 0);
}

static void station(void *number)
{
	const unsigned next = (unsigned)(l4_addr_t)number + 1;
	l4_umword_t label;
	l4_msgtag_t tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);

	for (;;) {
		if (!l4_msgtag_has_error(tag) && l4_msgtag_label(tag) == CHAIN) {
			/* The own reply slot is needed by nobody in between: further on only calls. */
			tag = l4_ipc_reply_and_wait(l4_utcb(), chain(next, l4_utcb_mr()->mr[0]),
						    &label, L4_IPC_SEND_TIMEOUT_0);
			continue;
		}
		if (!l4_msgtag_has_error(tag))
			relay(next, l4_utcb_mr()->mr[0]);
		tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	}
}

static bool station_make(unsigned i)
{
	l4_addr_t *top         = (l4_addr_t *)(stacks[i] + STACK_BYTES);
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);
	l4_cap_idx_t thread    = slot_cap(SLOT_THREADS + i);

	*--top         = i;
	*--top         = (l4_addr_t)station;
	sched.affinity = l4_sched_cpu_set(i, 0, 1);
	if (l4_error(l4_factory_create_thread(slot_cap(SLOT_FACTORY), thread)))
		return false;
	l4_thread_control_start();
	l4_thread_control_pager(L4_BASE_PAGER_CAP);
	l4_thread_control_bind((l4_utcb_t *)(l4_addr_t)(UTCBS_AT + i * L4_UTCB_OFFSET),
			       L4_BASE_TASK_CAP);
	return l4_error(l4_thread_control_commit(thread)) == 0 &&
	       l4_error(l4_factory_create_gate(slot_cap(SLOT_FACTORY), slot_cap(SLOT_GATES + i),
					       thread, 0)) == 0 &&
	       l4_error(l4_thread_ex_regs(thread, (l4_addr_t)l4re_thread_entry, (l4_addr_t)top,
					  0)) == 0 &&
	       l4_error(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched)) == 0;
}

/* ---- Laps ----------------------------------------------------------------------------------- */

static bool relay_lap(void)
{
	l4_umword_t label;
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = 0;
	tag = l4_ipc_send(slot_cap(SLOT_GATES), l4_utcb(), l4_msgtag(RELAY, 1, 0, 0), patience());
	if (l4_msgtag_has_error(tag))
		return false;
	tag = l4_ipc_wait(l4_utcb(), &label, patience());
	return !l4_msgtag_has_error(tag) && l4_utcb_mr()->mr[0] == cpus;
}

static bool chain_lap(void)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = 0;
	tag = l4_ipc_call(slot_cap(SLOT_GATES), l4_utcb(), l4_msgtag(CHAIN, 1, 0, 0), patience());
	return !l4_msgtag_has_error(tag) && l4_msgtag_label(tag) == 0 &&
	       l4_utcb_mr()->mr[0] == cpus;
}

static void run_laps(bool (*lap)(void), const char *sentence)
{
	unsigned long done = 0;

	while (done < laps && lap())
		done++;
	if (done < laps)
		printf("# lap %lu did not end well\n", done);
	result(done == laps, sentence);
}

/* ---- Frame ---------------------------------------------------------------------------------- */

/* CPUs that are there, from the first on: as many as a map has bits are asked for at a time. */
static unsigned count_cpus(void)
{
	unsigned n = 0;

	while (n < CPUS_MAX && l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, n))
		n++;
	return n;
}

static bool make_factory(void)
{
	return l4_error(l4_factory_create_factory(slot_cap(SLOT_RESERVE), slot_cap(SLOT_FACTORY),
						  QUOTA)) == 0;
}

static bool set_up(void)
{
	l4_fpage_t utcbs = l4_fpage(UTCBS_AT, UTCBS_ORDER, L4_FPAGE_RW);

	return l4_error(l4_task_add_ku_mem(L4_BASE_TASK_CAP, &utcbs)) == 0 &&
	       l4_error(l4_factory_create_factory(L4_BASE_FACTORY_CAP, slot_cap(SLOT_RESERVE),
						  QUOTA + FACTORY_COST)) == 0 &&
	       make_factory() &&
	       l4_error(l4_factory_create_gate(slot_cap(SLOT_FACTORY), slot_cap(SLOT_END),
					       L4_BASE_THREAD_CAP, 0)) == 0;
}

static bool destroyed_whole(void)
{
	for (unsigned i = 0; i < cpus; i++) {
		l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(SLOT_THREADS + i));
		l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(SLOT_GATES + i));
	}
	l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(SLOT_END));
	l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(SLOT_FACTORY));
	for (unsigned i = 0; i < PAUSES_MAX; i++) {
		if (make_factory())
			return true;
		l4_ipc_sleep_us(5000);
	}
	return false;
}

static void power_off(void)
{
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
}

static void run_all(void)
{
	bool made = set_up();

	cpus = count_cpus();
	printf("# %u CPUs\n", cpus);
	result(cpus == expected, "all CPUs of the machine come up");
	for (unsigned i = 0; made && i < cpus; i++)
		made = station_make(i);
	result(made, "a thread is pinned on each CPU");
	if (!made)
		return;
	run_laps(relay_lap, "a message goes round the ring of all CPUs");
	run_laps(chain_lap, "calls as deep as there are CPUs are answered all the way back");
	result(destroyed_whole(), "everything is destroyed and the factory's quota is whole again");
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "laps=", 5) == 0)
			laps = strtoul(argv[i] + 5, NULL, 0);
		else if (strncmp(argv[i], "cpus=", 5) == 0)
			expected = strtoul(argv[i] + 5, NULL, 0);
	}
	run_all();
	printf("smp: %u passed, %u failed\n", passed, failed);
	power_off();
	return 0;
}
