/*
 * Stories of several busy CPUs (roundabout/): whichever of them enters the debugger, all stop and each can
 * be looked at; while they run, the link tells what happens on all of them, in order.
 */
#include <stdio.h>
#include <string.h>

#include "tests/system/story.h"

enum {
	CPUS = 4,
};

static const char prompt[] = "\njdb: ";

static struct machine *boot_roundabout(void)
{
	static char archive[256];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/roundabout.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive, .cpus = CPUS});
	machine_expect(m, "roundabout: 4 CPUs", 60);
	return m;
}

/* What the prompt prints for @p line. */
static const char *command(struct machine *m, const char *line)
{
	char typed[64];

	snprintf(typed, sizeof(typed), "%s\r", line);
	machine_type(m, typed);
	size_t start = strlen(machine_all_text(m));

	machine_expect(m, prompt, 60);
	return machine_all_text(m) + start;
}

static void expect_in(struct machine *m, const char *line, const char *word)
{
	const char *output = command(m, line);

	check(strstr(output, word), "\"%s\" does not say \"%s\", but:\n%.1500s", line, word,
	      output);
}

/* Each line of "cpus" but that of @p here says that the CPU stands, and what it runs. */
static void check_all_stand(struct machine *m, unsigned here)
{
	const char *output = command(m, "cpus");
	char line[256];

	for (unsigned cpu = 0; cpu < CPUS; cpu++) {
		char beginning[8];
		const char *at;

		snprintf(beginning, sizeof(beginning), "\n%u ", cpu);
		at = strstr(output, beginning);
		check(at, "CPU %u is missing in:\n%.1000s", cpu, output);
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
		if (cpu == here)
			check(strstr(line, "the prompt"), "the prompt is not on CPU %u: %s", cpu,
			      line);
		else
			check(strstr(line, "interrupt") || strstr(line, "forced"),
			      "CPU %u does not stand: %s", cpu, line);
	}
}

static void every_cpu_enters_the_debugger_and_stops_the_others(void)
{
	struct machine *m = boot_roundabout();
	char text[64], other[16];

	for (unsigned cpu = 0; cpu < CPUS; cpu++) {
		snprintf(text, sizeof(text), "%u", cpu);
		machine_type(m, text);
		snprintf(text, sizeof(text), "debugger: stop %u was asked to. CPU %u, thread", cpu,
			 cpu);
		machine_expect(m, text, 60);
		machine_expect(m, prompt, 30);
		check_all_stand(m, cpu);
		expect_in(m, "backtrace", "debugger_enter");
		snprintf(other, sizeof(other), "cpu %u", (cpu + 1) % CPUS);
		snprintf(text, sizeof(text), "CPU %u runs", (cpu + 1) % CPUS);
		expect_in(m, other, text);
		expect_in(m, "registers", "User mode's");
		expect_in(m, "locks", "mappings");
		expect_in(m, "check", " 0 broken");
		machine_type(m, "go\r");
	}
	machine_run(m, 1);
}

static void esc_stops_cpus_that_are_busy(void)
{
	struct machine *m = boot_roundabout();

	for (unsigned round = 0; round < 3; round++) {
		machine_run(m, 0.5);
		machine_type(m, "\x1b");
		machine_expect(m, "Phial debugger: Esc. CPU 0", 30);
		machine_expect(m, prompt, 30);
		check_all_stand(m, 0);
		expect_in(m, "cpu 3", "CPU 3 runs");
		expect_in(m, "ready", "CPU 3 runs");
		expect_in(m, "check", " 0 broken");
		machine_type(m, "go\r");
	}
}

/* The link looks at the objects all the time, for which CPU 0 makes the others pause. */
static void a_stop_that_meets_a_pause_stops_all(void)
{
	struct machine *m = boot_roundabout();
	char text[48];

	for (unsigned round = 0; round < 12; round++) {
		unsigned cpu = 1 + round % (CPUS - 1);

		snprintf(text, sizeof(text), "%u", cpu);
		machine_type(m, text);
		snprintf(text, sizeof(text), "debugger: stop %u was asked to. CPU %u", cpu, cpu);
		machine_expect(m, text, 60);
		machine_expect(m, prompt, 30);
		check_all_stand(m, cpu);
		machine_type(m, "go\r");
	}
}

static void panic_on_another_cpu_shows_where_it_was(void)
{
	struct machine *m = boot_roundabout();

	machine_type(m, "2");
	machine_expect(m, "stop 2 was asked to", 60);
	machine_expect(m, prompt, 30);
	machine_type(m, "crash go\r");
	machine_expect(m, "Kernel panic", 60);
	machine_expect(m, "debugger: panic. CPU 2, thread", 60);
	machine_expect(m, "read_nowhere", 30);
	machine_expect(m, "The last events", 30);
	machine_expect(m, prompt, 30);
	check_all_stand(m, 2);
	expect_in(m, "cpu 1", "CPU 1 runs");
	expect_in(m, "cpu 2", "read_nowhere");
	expect_in(m, "objects", "sigma0");
}

/* ---- While they run --------------------------------------------------------------------------- */

static bool enough_of_each_cpu(struct model *m)
{
	unsigned of[CPUS] = {0}, migrations = 0;

	for (size_t i = 0; i < model_events(m); i++) {
		const struct model_event *e = model_event_at(m, i);

		if (e->cpu < CPUS)
			of[e->cpu]++;
		migrations += e->type == TRACE_migrate;
	}
	for (unsigned cpu = 0; cpu < CPUS; cpu++)
		if (of[cpu] < 100)
			return false;
	return migrations > 10 && model_health(m)->snapshot > 0;
}

enum {
	IDS_MAX = 256,
};

/* Until when all is known: each CPU's events come in frames of their own, some of them later. */
static model_time all_known_until(struct model *m)
{
	model_time last[CPUS] = {0}, until;

	for (size_t i = 0; i < model_events(m); i++) {
		const struct model_event *e = model_event_at(m, i);

		if (e->cpu < CPUS)
			last[e->cpu] = e->time;
	}
	until = last[0];
	for (unsigned cpu = 1; cpu < CPUS; cpu++)
		until = last[cpu] < until ? last[cpu] : until;
	return until;
}

/* Each thread leaves the CPU on which it last arrived. */
static void check_migrations(struct model *m)
{
	static uint64_t at[IDS_MAX]; /* by thread; the CPU's number + 1, 0: not known */
	model_time until = all_known_until(m);

	memset(at, 0, sizeof(at));
	for (size_t i = 0; i < model_events(m); i++) {
		const struct model_event *e = model_event_at(m, i);

		if (e->time > until)
			break;
		if (e->after_gap)
			memset(at, 0, sizeof(at));
		if (e->type != TRACE_migrate)
			continue;
		uint64_t *last = &at[model_event_value(e, "thread") % IDS_MAX];
		uint64_t from  = model_event_value(e, "from");

		check(*last == 0 || *last == from + 1, "a thread left CPU %d, but it was on CPU %d",
		      (int)from, (int)*last - 1);
		*last = model_event_value(e, "to") + 1;
	}
}

/* Messages are sent before they arrive. */
static void check_messages(struct model *m)
{
	unsigned messages   = 0;
	const uint64_t slop = 1000000; /* ns: the error of the clocks under an emulator */

	for (uint32_t i = 0; i < model_flows(m); i++) {
		const struct model_flow *f = model_flow(m, i);
		model_time sent = 0, received = 0;

		for (uint32_t n = f->first; n != MODEL_NONE; n = model_event(m, n)->next) {
			const struct model_event *e = model_event(m, n);

			if (e->type == TRACE_ipc_send)
				sent = e->time;
			if (e->type == TRACE_ipc_receive)
				received = e->time;
		}
		messages += sent && received;
		check(!sent || !received || received + slop >= sent,
		      "message %u arrived %d ns before it was sent", i, (int)(sent - received));
	}
	check(messages > 50, "only %u messages were seen from both ends", messages);
}

static void link_tells_what_happens_on_four_running_cpus_in_order(void)
{
	struct machine *m   = boot_roundabout();
	struct model *model = machine_model(m);

	machine_until(m, enough_of_each_cpu, 120, "events of all CPUs, migrations and a snapshot");
	const struct model_state *s = model_at(model, MODEL_LIVE);

	check(s->cpus == CPUS, "%zu CPUs are known", s->cpus);
	check(s->threads >= 2 * CPUS + 1, "only %zu threads are known", s->threads);
	check(model_health(model)->bad_frames == 0 && model_health(model)->bad_bodies == 0,
	      "the line is damaged");
	check_migrations(model);
	check_messages(model);
}

const struct story stopping_stories[] = {
	{"every_cpu_enters_the_debugger_and_stops_the_others",
	 every_cpu_enters_the_debugger_and_stops_the_others, NULL},
	{"esc_stops_cpus_that_are_busy", esc_stops_cpus_that_are_busy, NULL},
	{"a_stop_that_meets_a_pause_stops_all", a_stop_that_meets_a_pause_stops_all, NULL},
	{"panic_on_another_cpu_shows_where_it_was", panic_on_another_cpu_shows_where_it_was, NULL},
	{"link_tells_what_happens_on_four_running_cpus_in_order",
	 link_tells_what_happens_on_four_running_cpus_in_order, NULL},
	{NULL, NULL, NULL},
};
