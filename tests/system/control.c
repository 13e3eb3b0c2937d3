/*
 * Control stories: breakpoints, watchpoints and steps, on one CPU and on four.
 *
 * What shall be caught is known: the tour's programs call the kernel (`invoke`), the kernel writes down who
 * runs on a CPU (`cpus`), and a breakpoint on an instruction says where it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

static const char prompt[] = "\njdb: ";

static struct machine *boot_tour(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=loop", .cpus = 1});

	machine_expect(m, "[1/5]", 100);
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 20);
	machine_expect(m, prompt, 20);
	return m;
}

static struct machine *boot_roundabout(void)
{
	static char archive[256];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/roundabout.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive, .cpus = 4});
	machine_expect(m, "roundabout: 4 CPUs", 60);
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 30);
	machine_expect(m, prompt, 30);
	return m;
}

/* Threads in known plights: debuggee/main.c. */
static struct machine *boot_debuggee(void)
{
	static char archive[256];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/debuggee.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive, .cpus = 1});
	machine_expect(m, "debuggee: planted", 60);
	machine_run(m, 0.5);
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 30);
	machine_expect(m, prompt, 30);
	return m;
}

/* What comes behind @p line, up to the next prompt. Good until the next command. */
static const char *command(struct machine *m, const char *line)
{
	static char *output;
	size_t start = strlen(machine_all_text(m));
	char typed[128];

	snprintf(typed, sizeof(typed), "%s\r", line);
	machine_type(m, typed);
	machine_expect(m, prompt, 60);
	free(output);
	output = strdup(machine_all_text(m) + start);
	check(output != NULL, "out of memory");
	return output;
}

static void expect_in(struct machine *m, const char *line, const char *word)
{
	const char *output = command(m, line);

	check(strstr(output, word), "\"%s\" does not say \"%s\", but:\n%.1500s", line, word,
	      output);
}

/* "… at NAME+0x12 (": the offset of the line that says why we are here; fails when it is not in NAME. */
static unsigned long offset_in(const char *why, const char *name)
{
	char at[64];
	const char *found;

	snprintf(at, sizeof(at), ", at %s", name);
	found = strstr(why, at);
	check(found, "we are not in %s but:\n%.600s", name, why);
	return found[strlen(at)] == '+' ? strtoul(found + strlen(at) + 1, NULL, 16) : 0;
}

/* ---- Breakpoints ------------------------------------------------------------------------------ */

static void breakpoint_stops_where_it_is_and_lets_go_on(void)
{
	struct machine *m = boot_tour();

	expect_in(m, "break invoke", " 1 break invoke (kernel/ipc/invoke.c:");
	expect_in(m, "go", "debugger: breakpoint 1, hit 1. CPU 0, thread ");
	expect_in(m, "backtrace", "#0 ");
	expect_in(m, "registers", "place where it stopped");
	check(offset_in(command(m, "go"), "invoke") == 0, "it is not its first instruction");
	expect_in(m, "breakpoints", "2 hits");
	expect_in(m, "breakpoints !1", "(off)");
	machine_type(m, "go\r");
	machine_expect(m, "tour complete: 5 of 5 stops", 300);
}

static void breakpoint_in_the_code_does_the_same_and_is_not_seen(void)
{
	struct machine *m = boot_tour();
	char before[200];

	snprintf(before, sizeof(before), "%s", strchr(command(m, "dump invoke 16"), '\n'));
	expect_in(m, "break invoke soft", " 1 break soft invoke");
	for (unsigned i = 0; i < 3; i++)
		check(offset_in(command(m, "go"), "invoke") == 0, "it is elsewhere");
	check(strcmp(strchr(command(m, "dump invoke 16"), '\n'), before) == 0,
	      "the trap is seen in the code");
	command(m, "breakpoints -1");
	machine_type(m, "go\r");
	machine_expect(m, "[2/5] ok", 300);
}

static void breakpoints_beyond_the_registers_go_into_the_code(void)
{
	static const char *const where[] = {
		"break ipc",         "break schedule",    "break yield",      "break switch_to",
		"break object_kill", "break map_execute", "break gate_invoke"};
	struct machine *m = boot_tour();

	for (unsigned i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		expect_in(m, where[i], ": 0 hits");
	expect_in(m, "breakpoints", "break soft");
	expect_in(m, "go", "debugger: breakpoint ");
}

static void breakpoint_obeys_its_conditions(void)
{
	struct machine *m = boot_tour();
	const char *why;

	command(m, "break invoke thread=sigma0");
	for (unsigned i = 0; i < 3; i++)
		expect_in(m, "go", ":sigma0, at invoke");
	command(m, "breakpoints -1");
	command(m, "break invoke hit=5");
	expect_in(m, "go", "breakpoint 1, hit 5");
	command(m, "breakpoints -1");
	command(m, "break invoke if task!=7 && cpu==0");
	why = command(m, "go");
	check(strstr(why, "breakpoint 1") && !strstr(why, "sigma0"), "wrong task:\n%.600s", why);
	expect_in(m, "break debugger_trap", "not there");
	expect_in(m, "break no_such_place", "neither");
}

static void breakpoint_that_logs_only_tells_the_trace(void)
{
	struct machine *m = boot_tour();

	command(m, "break invoke log");
	machine_type(m, "go\r");
	machine_expect(m, "[2/5]", 300);
	machine_type(m, "\x1b");
	machine_expect(m, "debugger: Esc", 30);
	machine_expect(m, prompt, 30);
	expect_in(m, "trace 3 USER", "breakpoint     number=1 thread=");
}

/* ---- Data ------------------------------------------------------------------------------------- */

/* A CPU's third word or so is the number of its switches; whoever runs comes by cpu_account(). */
static void watchpoint_catches_the_writer(void)
{
	struct machine *m = boot_tour();
	const char *why;

	expect_in(m, "watch object_generation 4", " 1 watch object_generation, 4 bytes");
	why = command(m, "go");
	check(strstr(why, "write watchpoint 1, hit 1, value "), "no watchpoint but:\n%.600s", why);
	check(strstr(why, "object_init") || strstr(why, "object_put") || strstr(why, "object_free"),
	      "it was not the writer:\n%.600s", why);
	command(m, "breakpoints -1");
	machine_type(m, "go\r");
	machine_expect(m, "[2/5] ok", 300);
}

static void watchpoint_catches_the_planted_writer_in_its_program(void)
{
	struct machine *m = boot_debuggee();

	command(m, "watch writer:planted_word");
	for (unsigned i = 0; i < 2; i++)
		expect_in(m, "go", "debuggee: planted_writer+");
	expect_in(m, "breakpoints", "2 hits");
	expect_in(m, "breakpoints -1; break writer:planted_writer thread=writer", " 1 break ");
	expect_in(m, "go", ":writer, user ip ");
	expect_in(m, "why", "debuggee: planted_writer (");
	expect_in(m, "breakpoints -1; break writer:planted_writer soft task=9", " 1 break soft ");
	for (unsigned i = 0; i < 2; i++)
		expect_in(m, "go", "debuggee: planted_writer (");
	expect_in(m, "step", "debuggee: planted_writer+");
	expect_in(m, "backtrace", "debuggee: planted_writer+");
}

/* ---- Orders ----------------------------------------------------------------------------------- */

/* Let the kernel run for so long, and come back. */
static void run_and_enter(struct machine *m, double seconds)
{
	machine_type(m, "go\r");
	machine_run(m, seconds);
	machine_type(m, "\x1b");
	machine_expect(m, "debugger: Esc", 30);
	machine_expect(m, prompt, 30);
}

static unsigned long planted_word(struct machine *m)
{
	const char *value = strstr(command(m, "print *(writer:planted_word)"), "  0x");

	check(value, "the planted word cannot be read");
	return strtoul(value, NULL, 16);
}

static void orders_are_carried_out_when_the_kernel_goes_on(void)
{
	struct machine *m = boot_debuggee();
	unsigned long halted;

	expect_in(m, "halt writer", ":writer: once the kernel goes on");
	command(m, "priority deaf 77");
	command(m, "kill mute");
	run_and_enter(m, 0.5);
	halted = planted_word(m);
	expect_in(m, "threads | grep :deaf", "  77  ");
	expect_in(m, "threads | grep :mute", "  dead  "); /* who waits for its answer keeps it */
	run_and_enter(m, 1);
	check(planted_word(m) == halted, "it writes without a CPU");
	expect_in(m, "resume writer", "once the kernel goes on");
	run_and_enter(m, 1);
	check(planted_word(m) > halted, "it does not write any more");
	expect_in(m, "break ipc_receive thread=friend", " 1 break ");
	command(m, "cancel friend");
	expect_in(m, "go", "thread 12:friend");
	command(m, "breakpoints -1");
	expect_in(m, "kill 1", "kernel needs it");
	expect_in(m, "halt nobody", "there is no object");
	expect_in(m, "check", " 0 broken");
}

static void task_that_is_killed_is_gone(void)
{
	struct machine *m = boot_debuggee();

	expect_in(m, "kill 9", "once the kernel goes on");
	run_and_enter(m, 1);
	check(!strstr(command(m, "threads"), ":writer"), "its threads are still there");
	expect_in(m, "check", " 0 broken");
}

/* ---- Ports ------------------------------------------------------------------------------------ */

static void port_watchpoint_catches_who_uses_the_port(void)
{
	struct machine *m = boot_tour();

	command(m, "port 3f9"); /* not that of received bytes: the one that stops would be lost */
	expect_in(m, "go", "port watchpoint 1, hit 1");
	expect_in(m, "backtrace", "arch_serial_");
}

/* ---- Steps ------------------------------------------------------------------------------------ */

static void steps_go_through_a_function_and_out_of_it(void)
{
	struct machine *m = boot_tour();
	unsigned long first, second;

	command(m, "break invoke");
	command(m, "go");
	command(m, "breakpoints -1");
	expect_in(m, "step", "debugger: step. CPU 0");
	first  = offset_in(command(m, "step"), "invoke");
	second = offset_in(command(m, "step"), "invoke");
	check(first > 0 && second > first, "steps at %#lx and %#lx", first, second);
	expect_in(m, "branch", "debugger: step");
	expect_in(m, "finish", "debugger: step"); /* the branch may have been a call */
	for (unsigned i = 0; i < 10; i++)
		expect_in(m, "over", "debugger: step");
	expect_in(m, "check", " 0 broken");
	machine_type(m, "go\r");
	machine_expect(m, "[2/5] ok", 300);
}

static void call_that_is_stepped_over_is_not_entered(void)
{
	struct machine *m = boot_tour();

	command(m, "break execute");
	command(m, "go");
	command(m, "breakpoints -1");
	for (unsigned i = 0; i < 12; i++) {
		const char *why = command(m, "over");

		if (!strstr(why, ", at execute"))
			return; /* it has come to its end */
	}
}

static void user_mode_is_stepped_too(void)
{
	struct machine *m = boot_tour();

	command(m, "break gate_invoke");
	command(m, "go");
	command(m, "breakpoints -1");
	for (unsigned i = 0; i < 40; i++)
		if (strstr(command(m, "finish"), "user ip"))
			break;
	expect_in(m, "step", "user ip");
	expect_in(m, "step 5", "user ip");
	machine_type(m, "go\r");
	machine_expect(m, "[2/5] ok", 300);
}

/* ---- Several CPUs ----------------------------------------------------------------------------- */

static void breakpoint_holds_on_every_cpu(void)
{
	struct machine *m = boot_roundabout();
	char line[64], why[64];

	for (unsigned cpu = 0; cpu < 4; cpu++) {
		snprintf(line, sizeof(line), "break invoke cpu=%u", cpu);
		command(m, line);
		snprintf(why, sizeof(why), "breakpoint 1, hit 1. CPU %u, thread", cpu);
		expect_in(m, "go", why);
		expect_in(m, "step", "debugger: step");
		command(m, "breakpoints -1");
		expect_in(m, "check", " 0 broken");
	}
	machine_type(m, "go\r");
	machine_run(m, 1);
}

static void breakpoint_that_all_cpus_hit_loses_none(void)
{
	struct machine *m = boot_roundabout();

	command(m, "break invoke");
	for (unsigned i = 0; i < 20; i++)
		expect_in(m, "go", "debugger: breakpoint 1");
	command(m, "breakpoints -1");
	expect_in(m, "check", " 0 broken");
	machine_type(m, "go\r");
	machine_run(m, 1);
	machine_type(m, "\x1b");
	machine_expect(m, "debugger: Esc", 30);
}

const struct story control_stories[] = {
	{"breakpoint_stops_where_it_is_and_lets_go_on", breakpoint_stops_where_it_is_and_lets_go_on,
	 NULL},
	{"breakpoint_in_the_code_does_the_same_and_is_not_seen",
	 breakpoint_in_the_code_does_the_same_and_is_not_seen, NULL},
	{"breakpoints_beyond_the_registers_go_into_the_code",
	 breakpoints_beyond_the_registers_go_into_the_code, NULL},
	{"breakpoint_obeys_its_conditions", breakpoint_obeys_its_conditions, NULL},
	{"breakpoint_that_logs_only_tells_the_trace", breakpoint_that_logs_only_tells_the_trace,
	 NULL},
	{"watchpoint_catches_the_writer", watchpoint_catches_the_writer, NULL},
	{"watchpoint_catches_the_planted_writer_in_its_program",
	 watchpoint_catches_the_planted_writer_in_its_program, NULL},
	{"orders_are_carried_out_when_the_kernel_goes_on",
	 orders_are_carried_out_when_the_kernel_goes_on, NULL},
	{"task_that_is_killed_is_gone", task_that_is_killed_is_gone, NULL},
	{"port_watchpoint_catches_who_uses_the_port", port_watchpoint_catches_who_uses_the_port,
	 "amd64"},
	{"steps_go_through_a_function_and_out_of_it", steps_go_through_a_function_and_out_of_it,
	 NULL},
	{"call_that_is_stepped_over_is_not_entered", call_that_is_stepped_over_is_not_entered,
	 NULL},
	{"user_mode_is_stepped_too", user_mode_is_stepped_too, NULL},
	{"breakpoint_holds_on_every_cpu", breakpoint_holds_on_every_cpu, NULL},
	{"breakpoint_that_all_cpus_hit_loses_none", breakpoint_that_all_cpus_hit_loses_none, NULL},
	{NULL, NULL, NULL},
};
