/*
 * The soak: many threads on several CPUs talk, move, map, unmap, make and delete at random for a given time.
 *
 * A round takes a moment: a factory of a fixed quota, houses made with it (soak_house.c), workers let loose
 * (soak_work.c). In the middle of it the kernel checks its invariants. At the end the workers are asked to
 * rest, which each must do (or something was lost: a message, a wake-up); or, every other time, are deleted in
 * the midst of what they do. Then the next factory of the same quota must fit into the reserve that paid for
 * this one (so every byte came back), and the kernel checks itself once more. `soak-run` looks for what the
 * checks found.
 *
 * Command line words: minutes=N or rounds=N (how long), seed=N.
 */
#include <l4/sys/debugger.h>
#include <l4/sys/platform_control.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/smp/soak.h"

enum {
	SLOT_RESERVE = 0x80,
	QUOTA        = 2 << 20,
	FACTORY_COST = 1024, /* at most this much for the factory object itself */
	PRIORITY     = 100,
	ROUND_MS     = 150,
	TICK_US      = 5000,
	PAUSES_MAX   = 4000, /* of 5 ms: how long something may take that will be */
	PROGRESS_MS  = 15000,
};

extern char image_base[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));

struct soak_round soak_round;
static char nowhere[L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE)));
static unsigned long seed = 1, minutes, rounds, actions;

/* ---- Faults --------------------------------------------------------------------------------- */

/*
 * Who reads for somebody whose message was cancelled may find the page gone: it gets an empty one, and its
 * answer goes nowhere. When nothing is cancelled, nobody faults.
 * @return false: somebody has faulted who must not
 */
static bool wait_and_serve_faults(void)
{
	l4_timeout_t tick = l4_timeout(L4_IPC_TIMEOUT_0, l4_timeout_from_us(TICK_US));
	l4_umword_t label;
	l4_msgtag_t tag = l4_ipc_wait(l4_utcb(), &label, tick);

	while (!l4_msgtag_has_error(tag)) {
		l4_umword_t at = l4_trunc_page(l4_utcb_mr()->mr[0]);

		if (!soak_round.trouble || l4_msgtag_label(tag) != L4_PROTO_PAGE_FAULT) {
			printf("soak: broken: message %ld to the pager, %lx, ip %lx\n",
			       l4_msgtag_label(tag), l4_utcb_mr()->mr[0], l4_utcb_mr()->mr[1]);
			return false;
		}
		l4_utcb_mr()->mr[0] = at | L4_ITEM_MAP;
		l4_utcb_mr()->mr[1] = l4_fpage((l4_addr_t)nowhere, L4_PAGESHIFT, L4_FPAGE_RW).raw;
		tag = l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 1, 0), &label, tick);
	}
	return true;
}

/* ---- Judging -------------------------------------------------------------------------------- */

/* The debugger runs the command of a text that begins with *#, and goes on. */
static void debugger_command(const char *text)
{
	unsigned words = 2 + l4_debugger_put_text(2, text, l4_utcb());

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_ENTER_OP;
	l4_utcb_mr()->mr[1] = strlen(text);
	l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(), l4_msgtag(L4_PROTO_DEBUGGER, words, 0, 0),
		    L4_IPC_NEVER);
}

static struct worker *worker(unsigned number)
{
	return &houses[number / WORKERS].workers[number % WORKERS];
}

static bool nobody_complains(void)
{
	bool fine = true;

	for (unsigned i = 0; i < HOUSES * WORKERS; i++) {
		if (!worker(i)->wrong)
			continue;
		printf("soak: broken: worker %u: %s: %lx, expected %lx\n", i, worker(i)->wrong,
		       worker(i)->found, worker(i)->expected);
		fine = false;
	}
	return fine;
}

static bool all_come_to_rest(void)
{
	unsigned resting = 0;

	soak_round.over = true;
	for (unsigned pause = 0; resting < HOUSES * WORKERS && pause < PAUSES_MAX; pause++) {
		if (!wait_and_serve_faults())
			return false;
		resting = 0;
		for (unsigned i = 0; i < HOUSES * WORKERS; i++)
			resting += worker(i)->resting;
	}
	for (unsigned i = 0; i < HOUSES * WORKERS; i++)
		if (!worker(i)->resting)
			printf("soak: broken: worker %u hangs after %lu actions\n", i,
			       worker(i)->done);
	if (resting < HOUSES * WORKERS)
		debugger_command("*#threads");
	return resting == HOUSES * WORKERS;
}

static bool make_factory(void)
{
	return l4_error(l4_factory_create_factory(slot_cap(SLOT_RESERVE), slot_cap(SLOT_FACTORY),
						  QUOTA)) == 0;
}

/* Deletion may take a moment. */
static bool quota_is_whole(void)
{
	for (unsigned pause = 0; pause < PAUSES_MAX; pause++) {
		if (make_factory())
			return true;
		l4_ipc_sleep_us(TICK_US);
	}
	printf("soak: broken: memory is missing in the quota\n");
	debugger_command("*#objects");
	return false;
}

/* ---- Rounds --------------------------------------------------------------------------------- */

static l4_uint64_t now_us(void)
{
	return l4_kip_clock(l4_kip());
}

static bool let_work(void)
{
	l4_uint64_t begin = now_us();
	bool fine = true, checked = false;

	while (fine && now_us() - begin < ROUND_MS * 1000ULL) {
		fine = wait_and_serve_faults();
		if (!checked && now_us() - begin > ROUND_MS * 500ULL) {
			debugger_command("*#check");
			checked = true;
		}
	}
	return fine;
}

static bool run_round(unsigned long number)
{
	bool gentle = number % 2 == 0, fine;

	soak_round.trouble = number / 2 % 2;
	soak_round.over    = false;
	if (l4_error(l4_factory_create_gate(slot_cap(SLOT_FACTORY), slot_cap(SLOT_PAGER),
					    L4_BASE_THREAD_CAP, 0)) ||
	    !houses_make(seed * 0x100000001ull + number)) {
		printf("soak: broken: a round cannot be set up\n");
		return false;
	}
	fine = let_work() && (!gentle || all_come_to_rest());
	fine = nobody_complains() && fine;
	for (unsigned i = 0; i < HOUSES * WORKERS; i++)
		actions += worker(i)->done;
	if (!fine) /* leave all as it is, for who wants to look */
		return false;
	houses_delete();
	fine = quota_is_whole();
	debugger_command("*#check");
	return fine;
}

static bool run_rounds(void)
{
	const l4_uint64_t end = now_us() + minutes * 60000000ULL;
	l4_uint64_t progress  = 0;
	unsigned long round   = 0;
	bool fine             = true;

	for (; fine && (rounds ? round < rounds : now_us() < end); round++) {
		if (now_us() >= progress) {
			progress = now_us() + PROGRESS_MS * 1000ULL;
			printf("soak: seed %lu, round %lu, %lu actions so far\n", seed, round,
			       actions);
		}
		fine = run_round(round);
	}
	printf("soak: seed %lu, %u CPUs, %lu rounds, %lu actions: %s\n", seed, soak_round.cpus,
	       round, actions, fine ? "ok" : "failed");
	return fine;
}

/* ---- Frame ---------------------------------------------------------------------------------- */

static unsigned count_cpus(void)
{
	unsigned n = 0;

	while (l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, n))
		n++;
	return n;
}

/* Memory is there before it is mapped on, and the scheduler stands where the houses look for it. */
static bool set_up(void)
{
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);

	for (volatile char *p = image_base; p < image_end; p += L4_PAGESIZE)
		(void)*p;
	memset(houses, 0, sizeof(houses));
	memset(nowhere, 0, sizeof(nowhere));
	soak_round.cpus = count_cpus();
	l4_utcb_receive_nothing();
	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	return l4_error(l4_task_map(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP,
				    l4_obj_fpage(L4_BASE_SCHEDULER_CAP, 0, L4_CAP_FPAGE_RWS),
				    l4_map_obj_control(slot_cap(SLOT_SCHED), 0))) == 0 &&
	       l4_error(l4_factory_create_factory(L4_BASE_FACTORY_CAP, slot_cap(SLOT_RESERVE),
						  QUOTA + FACTORY_COST)) == 0 &&
	       make_factory();
}

static void read_parameters(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "seed=", 5) == 0)
			seed = strtoul(argv[i] + 5, NULL, 0);
		else if (strncmp(argv[i], "minutes=", 8) == 0)
			minutes = strtoul(argv[i] + 8, NULL, 0);
		else if (strncmp(argv[i], "rounds=", 7) == 0)
			rounds = strtoul(argv[i] + 7, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	bool fine;

	read_parameters(argc, argv);
	fine                = set_up() && run_rounds();
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
	return !fine;
}
