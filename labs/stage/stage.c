/*
 * The stage's own life: boot words, marks, pauses. See stage.h.
 */
#include "labs/stage/stage.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/ktrace.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/vcon.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "l4re/root/frames.h"
#include "l4re/root/keeper.h"

enum {
	PRIORITY      = 200, /* above the programs, below the keeper */
	PAUSE_POLL_MS = 5,
};

l4_umword_t stage_seed;
static l4_umword_t nonce, random_state;

l4_umword_t stage_random(l4_umword_t below)
{
	random_state = random_state * 1103515245U + 12345U;
	return (random_state >> 16 & 0x7fff) % below;
}

void stage_mark(const char *what, l4_umword_t value, l4_umword_t more)
{
	fiasco_tbuf_log_3val(what, nonce, value, more);
}

void stage_pause(const char *what)
{
	char key;

	stage_mark(what, 0, 0);
	while (l4_vcon_read(L4_BASE_LOG_CAP, &key, 1) < 1)
		l4_sleep(PAUSE_POLL_MS);
}

l4_cap_idx_t stage_object(long protocol, const char *name)
{
	l4_cap_idx_t cap = l4re_util_cap_alloc();
	long error       = l4_error(l4_factory_create(L4_BASE_FACTORY_CAP, protocol, cap));

	if (error < 0)
		stage_broken(name, error);
	l4_debugger_set_object_name(cap, name);
	return cap;
}

_Noreturn void stage_broken(const char *what, long error)
{
	printf("stage: %s: %s\n", what, l4sys_errtostr(error));
	stage_mark("broken", (l4_umword_t)error, 0);
	l4_sleep_forever();
}

void stage_need(bool good, const char *what)
{
	if (!good)
		stage_broken(what, -L4_EINVAL);
}

static const struct stage_scenario *chosen(int argc, char **argv)
{
	const struct stage_scenario *s;
	const char *name = "";
	int i;

	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "run=", 4) == 0)
			name = argv[i] + 4;
		else if (strncmp(argv[i], "nonce=", 6) == 0)
			nonce = strtoul(argv[i] + 6, NULL, 16);
		else if (strncmp(argv[i], "seed=", 5) == 0)
			stage_seed = strtoul(argv[i] + 5, NULL, 10);
	}
	random_state = stage_seed;
	for (s = stage_scenarios; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	printf("stage: there is no scenario '%s'. The scenarios of this lab:\n", name);
	for (s = stage_scenarios; s->name; s++)
		printf("  run=%s\n", s->name);
	return NULL;
}

int main(int argc, char **argv)
{
	const struct stage_scenario *s = chosen(argc, argv);
	l4_sched_param_t sched         = l4_sched_param(PRIORITY, 0);

	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	l4_debugger_set_object_name(L4_BASE_TASK_CAP, "stage");
	l4_debugger_set_object_name(L4_BASE_THREAD_CAP, "stage");
	l4_debugger_set_object_name(L4_BASE_PAGER_CAP, "sigma0");
	stage_need(frames_init(), "memory from sigma0");
	stage_need(keeper_start() >= 0, "the keeper");
	if (!s)
		l4_sleep_forever();
	printf("stage: scenario '%s', seed %lu\n", s->name, stage_seed);
	stage_pause("ready");
	s->run();
	stage_mark("done", 0, 0);
	l4_sleep_forever();
}
