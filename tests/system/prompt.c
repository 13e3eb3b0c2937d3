/*
 * Prompt stories: sequences, repetitions, macros, marks, expressions, help; and looking at the threads of
 * debuggee/, whose plights are known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

static const char prompt[] = "\njdb: ";

static struct machine *boot_debuggee(void)
{
	static char archive[256];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/debuggee.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive});
	machine_expect(m, "debuggee: planted", 60);
	machine_run(m, 0.5);
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 30);
	machine_expect(m, prompt, 30);
	return m;
}

/* What comes behind the echo of @p line, up to the next prompt. Good until the next command. */
static const char *command(struct machine *m, const char *line)
{
	static char *output;
	size_t start = strlen(machine_all_text(m));
	char typed[128];

	snprintf(typed, sizeof(typed), "%s\r", line);
	machine_type(m, typed);
	machine_expect(m, prompt, 60);
	free(output);
	output = strdup(strchr(machine_all_text(m) + start, '\n'));
	check(output != NULL, "out of memory");
	return output;
}

static void expect_in(struct machine *m, const char *line, const char *word)
{
	const char *output = command(m, line);

	check(strstr(output, word), "\"%s\" does not say \"%s\", but:\n%.1500s", line, word,
	      output);
}

static unsigned count(const char *text, const char *word)
{
	unsigned n = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		n++;
	}
	return n;
}

static void expressions_are_evaluated(void)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{"print 1+2*3", " 0x7  7"},
		{"print (1+2)*3", " 0x9  9"},
		{"print #10", " 0xa  10"},
		{"print 10", " 0x10  16"},
		{"print 5-8", "  -3"},
		{"print 1<<4|1", " 0x11  17"},
		{"print 3==3 && 4>5", " 0x0  0"},
		{"print !0", " 0x1  1"},
		{"print invoke+4-invoke", " 0x4"},
		{"print ~0 == -1", " 0x1  1"},
		{"print 7/0", "by zero"},
		{"print *8", "not readable"},
		{"print 1+", "a value is missing"},
		{"print (1", ") is missing"},
		{"print cap(9,fff)", "empty"},
		{"print @nothing", "no such mark"},
		{"print 1 2", "does not belong"},
		{"print $nothing", "no such register"},
	};
	struct machine *m = boot_debuggee();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_in(m, cases[i].text, cases[i].value);
	expect_in(m, "print *(writer:planted_word) == *(root:planted_word)", "no such task");
	expect_in(m, "print (phys(invoke) & fff) == (invoke & fff)", " 0x1  1");
	expect_in(m, "mark here invoke+8; print @here-invoke", " 0x8  8");
	expect_in(m, "mark", "here");
}

static void commands_come_in_sequences_and_repetitions(void)
{
	struct machine *m = boot_debuggee();

	check(count(command(m, "print 1; print 2;print 3"), "  0x") == 3, "not all three");
	check(count(command(m, "repeat 5 print cpu"), "  0x0") == 5, "not five times");
	check(count(command(m, "repeat 2 threads | grep mute"), ":mute") >= 2, "not filtered");
	check(count(command(m, "print 1; print nothing_known; print 3"), "0x3") == 0,
	      "what comes behind a failure is executed");
	expect_in(m, "break ipc_receive; go; print 4711 - 1", " 0x4710");
	check(count(command(m, "breakpoints -1; repeat 3 step"), "debugger: step") == 3,
	      "not three steps");
}

static void macros_name_sequences(void)
{
	struct machine *m = boot_debuggee();

	command(m, "macro look = threads | grep $1; print $2");
	expect_in(m, "macro", "threads | grep $1; print $2");
	expect_in(m, "look writer 5", ":writer");
	check(!strstr(command(m, "look writer 5"), "patient"), "the filter is lost");
	expect_in(m, "repeat 2 look writer 5", " 0x5  5");
	command(m, "macro look =");
	expect_in(m, "look writer", "No command");
	expect_in(m, "Y", " 0 broken");
}

/* Every command is told in two levels; the short forms of the original are known. */
static void help_has_an_example_for_each_command(void)
{
	static const char *const originals[] = {"t writer", "lp",
						"lr",       "lt",
						"s",        "o9",
						"p9",       "Q",
						"K9",       "d invoke",
						"z writer", "bt",
						"T",        "O",
						"bl",       "R",
						"kc",       "km",
						"I+",       "C",
						"h",        "senderlist deaf"};
	struct machine *m                    = boot_debuggee();
	static char all[8192];
	char line[64];

	snprintf(all, sizeof(all), "%s", command(m, "help"));
	for (char *at = strtok(all, "\n"); at && strstr(at, "\"help COMMAND") == NULL;
	     at       = strtok(NULL, "\n")) {
		if (at[0] != ' ' || at[1] != ' ')
			continue;
		snprintf(line, sizeof(line), "help %.*s", (int)strcspn(at + 2, " "), at + 2);
		expect_in(m, line, "for example:");
	}
	for (size_t i = 0; i < sizeof(originals) / sizeof(originals[0]); i++)
		check(!strstr(command(m, originals[i]), "No command"), "%s is not known",
		      originals[i]);
}

/* ---- Looking at threads in known plights ------------------------------------------------------ */

static void threads_are_chosen_by_their_fields(void)
{
	struct machine *m = boot_debuggee();
	const char *output;

	output = command(m, "threads state=sending");
	check(strstr(output, ":patient") && strstr(output, "1 threads"),
	      "not patient alone:\n%.900s", output);
	output = command(m, "threads priority=20 state=receiving");
	check(strstr(output, ":deaf") && !strstr(output, ":sigma0") && !strstr(output, ":patient"),
	      "not those that receive:\n%.900s", output);
	expect_in(m, "objects kind=task", "2 objects");
	expect_in(m, "threads colour=red", "FIELD=VALUE");
}

static void plight_of_each_thread_is_told_in_words(void)
{
	struct machine *m = boot_debuggee();

	expect_in(m, "thread patient", "It stands in line to send to 13:deaf, for ");
	expect_in(m, "thread deaf", "It waits for a message from 12:friend, for ");
	expect_in(m, "thread mute", "It waits for a message from anybody, for ");
	expect_in(m, "thread fallen", "a message from 15:mute about its page fault, for ");
	expect_in(m, "thread friend", "itself: it sleeps");
	expect_in(m, "utcb patient", "0 words, 0 items");
	expect_in(m, "utcb deaf", "buffers for memory from BR0");
}

static void memory_is_changed_and_searched(void)
{
	struct machine *m = boot_debuggee();

	command(m, "edit writer writer:planted_word 47114711");
	expect_in(m, "print *(writer:planted_word)", " 0x47114711");
	expect_in(m, "search writer writer:planted_word-20 100 47114711", "1 found");
	expect_in(m, "search writer writer:planted_word-20 100 47114712", "0 found");
	expect_in(m, "dump writer writer:planted_word 4", "11471147");
	command(m, "edit invoke *1(invoke)");
	expect_in(m, "edit 10 5", "cannot be written");
	expect_in(m, "check", " 0 broken");
}

static void reason_of_a_fault_is_told(void)
{
	struct machine *m = boot_debuggee();

	expect_in(m, "pages 9 0", "a fetch faults: nothing is mapped there; the pager is asked");
	expect_in(m, "pages 9 writer:planted_word", "a write succeeds");
	expect_in(m, "pages 9 invoke", "the address is the kernel's");
}

static void trace_is_filtered_and_timed(void)
{
	struct machine *m = boot_debuggee();
	const char *output;

	output = command(m, "trace all object=fallen");
	check(strstr(output, "page_fault") && strstr(output, "address=0 ") &&
		      !strstr(output, ":writer "),
	      "not what fallen did:\n%.900s", output);
	expect_in(m, "trace 5 SCHED", "  +");
}

const struct story prompt_stories[] = {
	{"threads_are_chosen_by_their_fields", threads_are_chosen_by_their_fields, NULL},
	{"plight_of_each_thread_is_told_in_words", plight_of_each_thread_is_told_in_words, NULL},
	{"memory_is_changed_and_searched", memory_is_changed_and_searched, NULL},
	{"reason_of_a_fault_is_told", reason_of_a_fault_is_told, NULL},
	{"trace_is_filtered_and_timed", trace_is_filtered_and_timed, NULL},
	{"expressions_are_evaluated", expressions_are_evaluated, NULL},
	{"commands_come_in_sequences_and_repetitions", commands_come_in_sequences_and_repetitions,
	 NULL},
	{"macros_name_sequences", macros_name_sequences, NULL},
	{"help_has_an_example_for_each_command", help_has_an_example_for_each_command, NULL},
	{NULL, NULL, NULL},
};
