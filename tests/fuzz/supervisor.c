/*
 * The root task of the fuzzer. Command line words: seed=N, count=N (invocations), round=N (begin there,
 * to see a failure again sooner).
 *
 * A round: a factory with a fixed quota, dens made with it, victims let loose until they have done their
 * share; then the kernel checks all its invariants while everything is in use, all is deleted, the next
 * factory is made with the same quota (which only works if every byte came back), and the kernel checks
 * itself once more. `run` looks for what the checks found.
 */
#include <l4/sys/debugger.h>
#include <l4/sys/platform_control.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/fuzz.h"

enum {
	CAP_RESERVE  = 0x80,
	CAP_FACTORY  = 0x81,
	CAP_GUARDIAN = 0x82,
	FACTORY_COST = 1024,  /* at most this much for the factory object itself */
	ROUND        = 10000, /* invocations */
	TICK_US      = 2000,
	IDLE_TICKS   = 10,   /* so long without an invocation: the round is over */
	PAUSES_MAX   = 2000, /* of 5 ms: how long deleted objects may take to be freed */
	TASK_ROUNDS  = 8,    /* in one round of so many, victims may create tasks */
	PROGRESS     = 16,   /* rounds from one line to the next */
};

static struct {
	unsigned long seed, count, round;
} parameters = {.seed = 1, .count = 200000, .round = 0};

volatile bool tasks_allowed;

static void read_parameters(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "seed=", 5) == 0)
			parameters.seed = strtoul(argv[i] + 5, NULL, 0);
		else if (strncmp(argv[i], "count=", 6) == 0)
			parameters.count = strtoul(argv[i] + 6, NULL, 0);
		else if (strncmp(argv[i], "round=", 6) == 0)
			parameters.round = strtoul(argv[i] + 6, NULL, 0);
	}
}

static bool make_factory(void)
{
	return l4_error(l4_factory_create_factory(slot_cap(CAP_RESERVE), slot_cap(CAP_FACTORY),
						  QUOTA)) == 0;
}

static bool make_reserve(void)
{
	return l4_error(l4_factory_create_factory(L4_BASE_FACTORY_CAP, slot_cap(CAP_RESERVE),
						  QUOTA + FACTORY_COST)) == 0;
}

/* Did every byte of the round come back? Deletion may take a moment. */
static bool quota_is_whole(void)
{
	l4_task_delete_obj(L4_BASE_TASK_CAP, slot_cap(CAP_FACTORY));
	for (unsigned i = 0; i < PAUSES_MAX; i++) {
		if (make_factory())
			return true;
		l4_ipc_sleep_us(5000);
	}
	/* A task that keeps itself alive keeps what it costs: begin again with new memory. */
	return tasks_allowed && make_reserve() && make_factory();
}

/* The debugger runs the command of a text that begins with *#, and goes on. */
static void debugger_command(const char *text)
{
	unsigned words = 2 + l4_debugger_put_text(2, text, l4_utcb());

	l4_utcb_mr()->mr[0] = L4_DEBUGGER_ENTER_OP;
	l4_utcb_mr()->mr[1] = strlen(text);
	l4_ipc_call(L4_BASE_DEBUGGER_CAP, l4_utcb(), l4_msgtag(L4_PROTO_DEBUGGER, words, 0, 0),
		    L4_IPC_NEVER);
}

/* Victims do not have the debugger: some of its operations stop the machine. Here are the others. */
static void debugger_noise(struct random *r)
{
	static const uint16_t operations[] = {
		L4_DEBUGGER_NAME_SET_OP,       L4_DEBUGGER_GLOBAL_ID_OP,
		L4_DEBUGGER_KOBJ_TO_ID_OP,     L4_DEBUGGER_QUERY_LOG_TYPEID_OP,
		L4_DEBUGGER_QUERY_NAME_OP,     L4_DEBUGGER_QUERY_LOG_NAME_OP,
		L4_DEBUGGER_ADD_IMAGE_INFO_OP, L4_DEBUGGER_NAME_GET_OP,
		L4_DEBUGGER_OBJ_INFO_OP,       L4_DEBUGGER_TBUF_LOG_OP,
		L4_DEBUGGER_TBUF_LOG_3VAL_OP,  L4_DEBUGGER_TBUF_LOG_BIN_OP,
		L4_DEBUGGER_TBUF_CLEAR_OP,     L4_DEBUGGER_SWITCH_LOG_OP,
	};
	unsigned words = 1 + random_below(r, 61);

	for (unsigned i = 1; i < words; i++)
		l4_utcb_mr()->mr[i] = (l4_umword_t)(random_bits(r) >> random_below(r, 64));
	l4_utcb_mr()->mr[0] =
		operations[random_below(r, sizeof(operations) / sizeof(operations[0]))];
	l4_debugger_call_u(dens_any(r), words, l4_utcb());
}

/* Let the victims run until they have done @p share. */
static void watch(unsigned long share, struct random *r)
{
	unsigned long count = 0, before;

	for (unsigned idle = 0; count < share && idle < IDLE_TICKS; idle++) {
		before = count;
		l4_ipc_sleep_us(TICK_US);
		dens_revive(r);
		debugger_noise(r);
		count = dens_count();
		if (count != before)
			idle = 0;
	}
}

/* One round; @return the invocations made, or 0: failed */
static unsigned long run_round(unsigned long number, unsigned long share)
{
	uint64_t seed   = parameters.seed * 0x100000001ull + number;
	struct random r = random_stream(seed, 0x5afe);
	unsigned long count;

	tasks_allowed = number % TASK_ROUNDS == TASK_ROUNDS - 1;
	if (!dens_make(slot_cap(CAP_FACTORY), slot_cap(CAP_GUARDIAN), seed)) {
		printf("fuzz: round %lu cannot be set up\n", number);
		return 0;
	}
	watch(share, &r);
	debugger_command("*#check");
	count = dens_count();
	dens_destroy();
	if (!quota_is_whole()) {
		printf("fuzz: memory is missing in the quota after round %lu\n", number);
		debugger_command("*#objects");
		return 0;
	}
	debugger_command("*#check");
	return count ? count : 1;
}

static void power_off(void)
{
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
}

static bool set_up(void)
{
	l4_sched_param_t sched = l4_sched_param(SUPERVISOR_PRIO, 0);

	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	l4_utcb_receive_nothing();
	dens_init();
	return guardian_start(slot_cap(CAP_GUARDIAN)) && make_reserve() && make_factory();
}

int main(int argc, char **argv)
{
	unsigned long done = 0, round, count = 1;

	read_parameters(argc, argv);
	if (!set_up()) {
		printf("fuzz: no memory to begin with\n");
		power_off();
	}
	for (round = parameters.round; done < parameters.count; round++) {
		if (round % PROGRESS == 0)
			printf("fuzz: seed %lu, round %lu, %lu invocations so far\n",
			       parameters.seed, round, done);
		count = run_round(round, ROUND);
		if (!count)
			break;
		done += count;
	}
	printf("fuzz: %lu invocations, seed %lu: %s\n", done, parameters.seed,
	       count ? "ok" : "failed");
	power_off();
	return count == 0;
}
