/*
 * GDB stories: GDB itself, on the debugger's stub, over the cable that we listen to at the same time.
 *
 * GDB runs a script that makes it print what it sees; then its words are judged.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/system/story.h"

enum {
	GDB_SECONDS = 180,
};

static pid_t gdb;
static char *words; /* what it has printed so far */

static void read_words(const char *path)
{
	FILE *f = fopen(path, "r");
	long bytes;

	free(words);
	words = NULL;
	if (f && fseek(f, 0, SEEK_END) == 0 && (bytes = ftell(f)) >= 0) {
		words = calloc((size_t)bytes + 1, 1);
		rewind(f);
		if (words && fread(words, 1, (size_t)bytes, f) != (size_t)bytes)
			words[0] = 0;
	}
	if (f)
		fclose(f);
	if (!words) /* it has not even begun */
		words = strdup("");
}

/* GDB executes @p script on @p m. */
static void start_gdb(struct machine *m, const char *script)
{
	const char *file = story_path("gdb.script"), *log = story_path("gdb.log");
	FILE *f = fopen(file, "w");

	if (!f)
		infrastructure("cannot write %s", file);
	fprintf(f,
		"set pagination off\nset confirm off\nset remotetimeout 30\nset architecture %s\n"
		"file %s/kernel.elf\nsource jdb/gdb/phial.py\ntarget remote %s\n%s\n",
		strcmp(story_arch, "arm") == 0 ? "arm" : "i386:x86-64", story_build,
		machine_gdb_socket(m), script);
	fclose(f);
	gdb = fork();
	if (gdb == 0) {
		int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		dup2(out, STDOUT_FILENO);
		dup2(out, STDERR_FILENO);
		execlp("gdb-multiarch", "gdb-multiarch", "-nx", "-batch", "-x", file, (char *)NULL);
		_exit(127);
	}
	if (gdb < 0)
		infrastructure("cannot start a process: %s", strerror(errno));
}

/* Let machine and GDB run until GDB has said @p text; NULL: until it ends. */
static void gdb_says(struct machine *m, const char *text)
{
	double left = story_seconds(GDB_SECONDS);
	int status;

	for (; left > 0; left -= 0.1) {
		machine_run(m, 0.1);
		read_words(story_path("gdb.log"));
		if (text && strstr(words, text))
			return;
		if (waitpid(gdb, &status, WNOHANG) != gdb)
			continue;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
			infrastructure("gdb-multiarch is not there");
		check(!text, "GDB ended without saying \"%s\":\n%.3000s", text, words);
		return;
	}
	kill(gdb, SIGKILL);
	waitpid(gdb, &status, 0);
	story_fail(__FILE__, __LINE__, "GDB took longer than %.0f s; it said:\n%.3000s",
		   story_seconds(GDB_SECONDS), words);
}

static void expect_words(const char *const *expected)
{
	const char *at = words;

	for (; *expected; expected++) {
		const char *found = strstr(at, *expected);

		check(found, "GDB did not say \"%s\", or not in its place:\n%.3500s", *expected,
		      words);
		at = found + strlen(*expected);
	}
}

static struct machine *boot_debuggee(unsigned cpus)
{
	char archive[128];
	struct machine *m;

	snprintf(archive, sizeof(archive), "%s/debuggee.cpio", story_build);
	m = machine_boot(&(struct boot){.archive = archive, .cpus = cpus, .hub = true});
	machine_expect(m, "debuggee: planted", 60);
	machine_run(m, 1);
	return m;
}

/* The machine runs, and somebody else is heard: the writer goes on, and the prompt comes. */
static void check_goes_on(struct machine *m)
{
	size_t events = model_events(machine_model(m));

	machine_run(m, story_seconds(2));
	check(model_events(machine_model(m)) > events, "nothing happens any more");
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger: Esc", 20);
	machine_expect(m, "jdb: ", 20);
	machine_type(m, "threads | grep writer\r");
	machine_expect(m, ":writer", 20);
}

/* Execute @p script ("%s": the build directory), interrupt GDB's last "continue", and judge. */
static void session(unsigned cpus, const char *script, const char *const *expected)
{
	struct machine *m = boot_debuggee(cpus);
	char text[2048];

	snprintf(text, sizeof(text), script, story_build);
	strncat(text,
		"delete\necho interrupt me\\n\ncontinue\necho it was interrupted\\n\ndetach\n",
		sizeof(text) - strlen(text) - 1);
	start_gdb(m, text);
	gdb_says(m, "interrupt me");
	machine_run(m, story_seconds(1));
	kill(gdb, SIGINT);
	gdb_says(m, NULL);
	expect_words(expected);
	check_goes_on(m);
}

static void gdb_breaks_in_invoke_steps_reads_a_task_and_continues(void)
{
	static const char script[]          = "break invoke\n"
					      "continue\n"
					      "print $pc == &invoke\n"
					      "stepi\n"
					      "print $pc == &invoke\n"
					      "finish\n"
					      "info threads\n"
					      "phial program %s/user/debuggee.elf root\n"
					      "x/s planted_text\n"
					      "set var planted_text[0] = 'T'\n"
					      "x/s planted_text\n";
	static const char *const expected[] = {
		"hit Breakpoint 1, invoke (inv=",
		"= 1",
		"= 0",
		"execute (frame=",
		"deaf: waits for a message (partner",
		"fallen: waits for its pager",
		"\"this text stands in the debuggee\"",
		"\"This text stands in the debuggee\"",
		"it was interrupted",
		"detached",
		NULL,
	};

	session(1, script, expected);
}

static void gdb_does_the_same_on_four_cpus(void)
{
	static const char script[]          = "break invoke\n"
					      "continue\n"
					      "stepi\n"
					      "print $pc == &invoke\n"
					      "phial program %s/user/debuggee.elf root\n"
					      "x/s planted_text\n";
	static const char *const expected[] = {
		"hit Breakpoint 1, invoke (inv=",
		"= 0",
		"\"this text stands in the debuggee\"",
		"it was interrupted",
		"detached",
		NULL,
	};

	session(4, script, expected);
}

static void gdb_watches_what_a_program_writes_and_stops_in_its_code(void)
{
	static const char script[]          = "phial program %s/user/debuggee.elf root\n"
					      "phial threads\n"
					      "thread 2\n"
					      "monitor task 4711\n"
					      "monitor task 9\n"
					      "watch planted_word\n"
					      "continue\n"
					      "backtrace\n"
					      "delete\n"
					      "hbreak planted_writer\n"
					      "continue\n"
					      "print value == planted_word + 1\n";
	static const char *const expected[] = {
		":fallen  ",
		"receiving|fault",
		"There is no such task",
		"Hardware watchpoint 1: planted_word",
		"Old value = ",
		"New value = ",
		" planted_writer (value",
		" writer (",
		"planted_writer (value=",
		"= 1",
		"it was interrupted",
		"detached",
		NULL,
	};

	session(1, script, expected);
}

static void gdb_that_dies_leaves_a_kernel_that_goes_on(void)
{
	struct machine *m = boot_debuggee(1);

	start_gdb(m, "break invoke\ncontinue\necho stands\\n\nshell sleep 1000");
	gdb_says(m, "stands");
	kill(gdb, SIGKILL);
	waitpid(gdb, NULL, 0);
	check_goes_on(m);
}

const struct story gdb_stories[] = {
	{"gdb_breaks_in_invoke_steps_reads_a_task_and_continues",
	 gdb_breaks_in_invoke_steps_reads_a_task_and_continues, NULL},
	{"gdb_does_the_same_on_four_cpus", gdb_does_the_same_on_four_cpus, NULL},
	{"gdb_watches_what_a_program_writes_and_stops_in_its_code",
	 gdb_watches_what_a_program_writes_and_stops_in_its_code, NULL},
	{"gdb_that_dies_leaves_a_kernel_that_goes_on", gdb_that_dies_leaves_a_kernel_that_goes_on,
	 NULL},
	{NULL, NULL, NULL},
};
