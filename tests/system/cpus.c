/*
 * Stories of several CPUs: all that the machine has come up, and rest when there is nothing to do.
 */
#include <stdio.h>
#include <string.h>

#include "tests/system/story.h"

static unsigned wanted;

static bool all_cpus_are_reported(struct model *m)
{
	return model_at(m, MODEL_LIVE)->cpus == wanted;
}

static bool their_threads_are_reported(struct model *m)
{
	const struct model_state *s = model_at(m, MODEL_LIVE);

	for (size_t i = 0; i < s->cpus; i++)
		if (!model_thread(s, s->cpu[i].current))
			return false;
	return true;
}

/* No thread was sent anywhere: all but the boot CPU run the thread of priority 0 that is theirs. */
static void check_idle(const struct model_state *s)
{
	for (size_t i = 1; i < s->cpus; i++) {
		const struct model_thread *t = model_thread(s, s->cpu[i].current);

		check(t->cpu == s->cpu[i].number && t->priority == 0,
		      "CPU %zu runs thread %u of CPU %u, priority %u", i, s->cpu[i].current, t->cpu,
		      t->priority);
		check(s->cpu[i].ready == 0, "threads are ready on CPU %zu", i);
	}
}

static void boot_with(unsigned cpus)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off", .cpus = cpus});
	char text[40];

	wanted = cpus;
	if (cpus > 1) {
		snprintf(text, sizeof(text), "%u CPUs are running.", cpus);
		machine_expect(m, text, 60);
	}
	machine_expect(m, "Hello from the root task", 60);
	machine_until(m, all_cpus_are_reported, 30, "all CPUs are reported");
	machine_until(m, their_threads_are_reported, 30, "what they run is reported");
	check_idle(model_at(machine_model(m), MODEL_LIVE));
	check(!strstr(machine_all_text(m), "does not start"), "a CPU does not start");
	machine_end(m);
}

static void every_number_of_cpus_comes_up_and_is_idle(void)
{
	static const unsigned numbers[] = {1, 2, 4, 8};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		boot_with(numbers[i]);
}

static void forty_eight_cpus_come_up_and_are_idle(void)
{
	boot_with(48);
}

/* CPUs that look for work instead of sleeping would keep the host as busy as it can be; ours take 1 %. */
static void idle_cpus_sleep(void)
{
	const double seconds = 3;
	struct machine *m =
		machine_boot(&(struct boot){.append = "tour=off", .cpus = 4, .passive = true});
	double before, used;

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	before = machine_cpu_seconds(m);
	machine_run(m, seconds);
	used = machine_cpu_seconds(m) - before;
	check(used < seconds / 10, "an idle machine used %.2f s of CPU time in %.0f s", used,
	      seconds);
}

const struct story cpu_stories[] = {
	{"every_number_of_cpus_comes_up_and_is_idle", every_number_of_cpus_comes_up_and_is_idle,
	 NULL},
	{"forty_eight_cpus_come_up_and_are_idle", forty_eight_cpus_come_up_and_are_idle, "amd64"},
	{"idle_cpus_sleep", idle_cpus_sleep, NULL},
	{NULL, NULL, NULL},
};
