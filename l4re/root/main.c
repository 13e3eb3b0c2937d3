/*
 * The root task: starts the keeper, then leads the tour, round after round.
 *
 * Options, words of the boot command line:
 *      tour=loop    the default
 *      tour=once    one round, then power off
 *      tour=bad     the misbehaving programs, then power off
 *      tour=off     start nothing
 *      pace=fast    no pauses
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/kip.h>
#include <l4/sys/platform_control.h>
#include <l4/sys/scheduler.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <string.h>
#include "l4re/root/frames.h"
#include "l4re/root/keeper.h"
#include "l4re/root/tour.h"

enum {
	PRIORITY       = 200, /* above the programs: the tour goes on whatever they do */
	STOP_PAUSE_MS  = 1000,
	ROUND_PAUSE_MS = 3000,
};

struct tour_options options;

static const struct stop stops[] = {
	{"ping and pong: two tasks, one gate",
	 "the arrows between ping and pong: a call and its reply are one system call each",
	 stop_ping_pong},
	{"a pager: memory on demand, copy on write",
	 "page faults (client to pager) and their replies; client0's pages in the mapping tree",
	 stop_pager},
	{"a chain: hand something down, take it back",
	 "the capability edges root - alice - bob - carol, and how one deletion cuts them all",
	 stop_chain},
	{"interrupts: a timer, a producer, a consumer",
	 "two IRQ objects: signals without a sender that waits", stop_irq},
	{"a visitor with a quota", "the factory \"guest house\": its gauge fills and empties",
	 stop_quota},
};

enum {
	STOPS = sizeof(stops) / sizeof(stops[0]),
};

void pause_for_people(unsigned ms)
{
	if (!options.fast)
		l4_sleep(ms);
}

unsigned pace_us(unsigned ms)
{
	return options.fast ? 0 : ms * 1000;
}

bool expect(const char *what, long expected, long seen)
{
	if (expected == seen)
		return true;
	printf("      FAILED: %s: expected %ld (0x%lx), saw %ld (0x%lx)\n", what, expected,
	       expected, seen, seen);
	return false;
}

bool expect_success(struct program *p, unsigned limit_ms)
{
	static const char *const ends[] = {"still runs", "exited", "was stopped", "vanished"};
	enum program_end end            = program_wait(p, limit_ms);

	if (end == PROGRAM_EXITED && p->exit_code == 0)
		return true;
	printf("      FAILED: '%s': expected that it exits with code 0, but it %s", p->name,
	       ends[end]);
	if (end == PROGRAM_EXITED)
		printf(" with code %d", p->exit_code);
	printf("\n");
	return false;
}

l4_cap_idx_t tour_object(long protocol, const char *name)
{
	l4_cap_idx_t cap = l4re_util_cap_alloc();
	long error       = l4_error(l4_factory_create(L4_BASE_FACTORY_CAP, protocol, cap));

	if (error < 0)
		printf("root: cannot create '%s': %s\n", name, l4sys_errtostr(error));
	l4_debugger_set_object_name(cap, name);
	return cap;
}

static void read_options(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		options.once |= strcmp(argv[i], "tour=once") == 0;
		options.bad |= strcmp(argv[i], "tour=bad") == 0;
		options.quiet |= strcmp(argv[i], "tour=off") == 0;
		options.fast |= strcmp(argv[i], "pace=fast") == 0;
	}
}

static bool prepare(void)
{
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);
	int error;

	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	l4_debugger_set_object_name(L4_BASE_TASK_CAP, "root");
	l4_debugger_set_object_name(L4_BASE_THREAD_CAP, "root");
	l4_debugger_set_object_name(L4_BASE_PAGER_CAP, "sigma0");
	l4_debugger_set_object_name(L4_BASE_FACTORY_CAP, "root");
	if (!frames_init()) {
		printf("root: sigma0 has no memory for us\n");
		return false;
	}
	error = keeper_start();
	if (error < 0)
		printf("root: cannot start the keeper: %s\n", l4sys_errtostr(error));
	return error >= 0;
}

static bool run_round(void)
{
	unsigned good = 0, i;

	for (i = 0; i < STOPS; i++) {
		bool ok;

		printf("\n[%u/%d] %s\n      look at: %s\n", i + 1, STOPS, stops[i].name,
		       stops[i].look);
		ok = stops[i].run();
		good += ok;
		printf("[%u/%d] %s\n", i + 1, STOPS, ok ? "ok" : "FAILED");
		pause_for_people(STOP_PAUSE_MS);
	}
	printf("\ntour complete: %u of %d stops\n", good, STOPS);
	return good == STOPS;
}

/* Say how it went and switch off; where that is impossible, stop. */
_Noreturn static void finish(bool ok)
{
	printf("exit state: %s\n", ok ? "success" : "FAILURE");
	l4_sleep(50);
	l4_platform_ctl_system_shutdown(L4_BASE_PLATFORM_CTL_CAP, 0);
	printf("root: this machine cannot be switched off; stopping here\n");
	l4_sleep_forever();
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	printf("Hello from the root task. %s\n", l4_kip_version_string(l4_kip()));
	if (!prepare())
		return 1;
	if (options.quiet)
		l4_sleep_forever();
	if (options.bad)
		finish(bad_programs());
	for (;;) {
		bool ok = run_round();

		if (options.once)
			finish(ok);
		pause_for_people(ROUND_PAUSE_MS);
		l4_sleep(10); /* even at full pace, leave the system a moment */
	}
}
