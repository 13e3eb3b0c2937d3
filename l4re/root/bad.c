/*
 * Programs that misbehave, one after the other. For each the outcome is known beforehand; whoever is
 * stopped or refused is named in a message by the keeper or the loader. In the end a stop of the
 * tour runs, to show that the system goes on.
 */
#include <stdio.h>
#include "l4re/root/tour.h"

enum {
	RUN_LIMIT_MS  = 20000,
	HANG_LIMIT_MS = 300,
	ANY_LIMIT_MS  = 2000,
	EXIT_CODE     = 42, /* of badguy's mode "exit" */
};

enum outcome {
	IS_REFUSED, /* by the loader */
	IS_STOPPED,
	EXITS_0,
	EXITS_42,
	VANISHES,
	HANGS,
	ENDS_SOMEHOW, /* random requests: it may well hit itself */
};

struct bad_program {
	const char *file, *mode;
	enum outcome outcome;
	const char *deed;
};

static const struct bad_program list[] = {
	{"nofile", "", IS_REFUSED, "a program that does not exist"},
	{"noelf", "", IS_REFUSED, "a text file"},
	{"cutelf", "", IS_REFUSED, "an ELF file that ends too early"},
	{"kernelelf", "", IS_REFUSED, "an ELF file that wants to be where the kernel is"},
	{"badguy", "jump", IS_STOPPED, "jumps to an address of the kernel"},
	{"badguy", "read", IS_STOPPED, "reads from an address of the kernel"},
	{"badguy", "null", IS_STOPPED, "writes through a null pointer"},
	{"badguy", "code", IS_STOPPED, "overwrites its own code"},
	{"badguy", "stack", IS_STOPPED, "recurses until its stack is used up"},
	{"badguy", "undefined", IS_STOPPED, "runs an undefined instruction"},
	{"badguy", "selectors", EXITS_0, "invokes capability selectors that mean nothing"},
	{"badguy", "utcb", ENDS_SOMEHOW, "sends what happens to be in its UTCB to whatever it has"},
	{"badguy", "flood", EXITS_0, "floods its parent with garbage"},
	{"badguy", "quota", EXITS_0, "creates objects until its quota is used up"},
	{"badguy", "exit", EXITS_42, "exits with code 42"},
	{"badguy", "die", VANISHES, "deletes its own thread"},
	{"badguy", "hang", HANGS, "never ends"},
};

static bool as_expected(const struct bad_program *b, struct program *p)
{
	unsigned limit       = b->outcome == HANGS          ? HANG_LIMIT_MS
			       : b->outcome == ENDS_SOMEHOW ? ANY_LIMIT_MS
							    : RUN_LIMIT_MS;
	enum program_end end = program_wait(p, limit);

	switch (b->outcome) {
	case IS_STOPPED:
		return end == PROGRAM_STOPPED;
	case EXITS_0:
		return end == PROGRAM_EXITED && p->exit_code == 0;
	case EXITS_42:
		return end == PROGRAM_EXITED && p->exit_code == EXIT_CODE;
	case VANISHES:
		return end == PROGRAM_VANISHED;
	case HANGS:
		return end == PROGRAM_RUNS;
	case ENDS_SOMEHOW:
		return true;
	default:
		return false;
	}
}

static bool run(const struct bad_program *b)
{
	char name[PROGRAM_NAME_SIZE];
	struct program *p;
	bool ok;

	snprintf(name, sizeof(name), "bad:%s", b->mode[0] ? b->mode : b->file);
	p = program_create(b->file, name, L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	if (!p)
		return b->outcome == IS_REFUSED;
	ok = program_start(p, PROGRAM_PRIORITY, b->mode) && as_expected(b, p);
	if (!ok)
		printf("      FAILED: '%s' ended in state %d with code %d\n", p->name, p->end,
		       p->exit_code);
	else if (p->end == PROGRAM_EXITED)
		printf("root: '%s' has exited with code %d.\n", p->name, p->exit_code);
	else if (p->end == PROGRAM_VANISHED)
		printf("root: '%s' has vanished: its thread is gone.\n", p->name);
	else if (p->end == PROGRAM_RUNS)
		printf("root: '%s' has not ended, and is destroyed.\n", p->name);
	program_destroy(p);
	return ok;
}

bool bad_programs(void)
{
	const unsigned n = sizeof(list) / sizeof(list[0]);
	unsigned good    = 0, i;
	bool goes_on;

	for (i = 0; i < n; i++) {
		bool ok;

		printf("\n[%u/%u] %s %s: %s\n", i + 1, n, list[i].file, list[i].mode, list[i].deed);
		ok = run(&list[i]);
		good += ok;
		printf("[%u/%u] %s\n", i + 1, n, ok ? "ok" : "FAILED");
	}
	printf("\nDoes the system go on?\n");
	goes_on = stop_ping_pong();
	printf("robustness: %u of %u misbehaving programs ended as expected, the system %s\n", good,
	       n, goes_on ? "goes on" : "does NOT go on");
	return good == n && goes_on;
}
