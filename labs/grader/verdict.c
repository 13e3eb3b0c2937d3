/*
 * Tests run in processes of their own: a test that dies, hangs, or fills memory or disk takes nobody
 * with it, and its machine ends with it. See verdict.h.
 *
 * The process is the leader of a process group, to which its QEMU belongs; when the limit is over the
 * group is ended. The outcome comes back through a pipe; no outcome is an infrastructure error.
 *
 * The functions of story.h that tests/system/machine.c calls are here: the machine is the same.
 */
#include "labs/grader/verdict.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "labs/grader/scenario.h"
#include "tests/system/story.h"

enum {
	WALL_SECONDS = 100,                 /* for one test, scaled to the machine */
	CPU_SECONDS  = 120,                 /* of the test's process and of its QEMU, each */
	FILE_BYTES   = 64 * 1024 * 1024,    /* of a recording */
	MEMORY_BYTES = 2000L * 1024 * 1024, /* of the test and of its QEMU, each */
};

const char *story_arch, *story_build;
const char *verdict_tree, *verdict_lab;
unsigned long verdict_seed;
static const char *directory;
static int result_pipe = -1;

const char *verdict_name(enum verdict v)
{
	static const char *const name[VERDICTS] = {"pass",          "FAIL",           "CRASHED",
						   "TIMED OUT",     "DOES NOT BUILD", "not run",
						   "INFRASTRUCTURE"};

	return name[v];
}

/* ---- In the test's process ------------------------------------------------------------------- */

_Noreturn void verdict_end(enum verdict v, const char *expected, const char *observed,
			   const char *context, double instant)
{
	static struct outcome out;
	const char *at = (const char *)&out;
	size_t left    = sizeof(out);

	machines_cleanup();
	out.verdict = v;
	out.instant = instant;
	snprintf(out.expected, sizeof(out.expected), "%s", expected);
	snprintf(out.observed, sizeof(out.observed), "%s", observed);
	snprintf(out.context, sizeof(out.context), "%s", context);
	snprintf(out.recording, sizeof(out.recording), "%s/line1.rec", directory);
	while (left > 0) {
		ssize_t n = write(result_pipe, at, left);

		if (n <= 0)
			_exit(2);
		at += n;
		left -= (size_t)n;
	}
	_exit(0);
}

const char *story_directory(void)
{
	return directory;
}

void infrastructure(const char *format, ...)
{
	char text[1000];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	verdict_end(VERDICT_INFRASTRUCTURE, "", text, "", -1);
}

void story_fail(const char *file, int line, const char *format, ...)
{
	char text[1000];
	va_list list;

	(void)file;
	(void)line;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	verdict_end(VERDICT_TIMEOUT, "", text, "", -1);
}

static double clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Generous on a machine that is slow now; see tests/system/runner.c, which measures alike. */
double story_seconds(double seconds)
{
	static double factor;

	if (factor == 0) {
		double begin        = clock_now();
		volatile uint64_t x = 1;

		for (unsigned i = 0; i < 20000000; i++)
			x = x * 6364136223846793005u + 1;
		factor = (clock_now() - begin) / 0.04;
		factor = factor < 1 ? 1 : factor > 10 ? 10 : factor;
	}
	return seconds * factor;
}

static void limit(int what, rlim_t most)
{
	struct rlimit r = {most, most};

	setrlimit(what, &r);
}

_Noreturn static void run_here(const struct lab_test *t)
{
	setpgid(0, 0);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	limit(RLIMIT_FSIZE, FILE_BYTES);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_DATA, MEMORY_BYTES);
	limit(RLIMIT_CORE, 0);
	t->run();
	verdict_end(VERDICT_PASS, "", "", "", -1);
}

/* ---- In the grader --------------------------------------------------------------------------- */

/* The outcome, all of it, before @p end. */
static bool take_outcome(int from, double end, struct outcome *out)
{
	size_t got = 0;

	while (got < sizeof(*out)) {
		struct pollfd p = {.fd = from, .events = POLLIN};
		double left     = end - clock_now();

		if (left <= 0 || poll(&p, 1, (int)(left * 1000) + 1) <= 0)
			return false;
		ssize_t n = read(from, (char *)out + got, sizeof(*out) - got);

		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

void verdict_run(const struct lab_test *t, const char *arch, const char *tree, const char *where,
		 unsigned long seed, struct outcome *out)
{
	static char build[200];
	double begin = clock_now(), end = begin + story_seconds(WALL_SECONDS);
	int ends[2];
	pid_t child;

	snprintf(build, sizeof(build), "%s/build/%s-%s-debug", tree, arch,
		 strcmp(arch, "arm") == 0 ? "virt" : "pc");
	story_arch   = arch;
	story_build  = build;
	verdict_tree = tree;
	verdict_seed = seed;
	directory    = where;
	memset(out, 0, sizeof(*out));
	fflush(stdout);
	if (pipe(ends) != 0 || (child = fork()) < 0) {
		out->verdict = VERDICT_INFRASTRUCTURE;
		snprintf(out->observed, sizeof(out->observed), "cannot start: %s", strerror(errno));
		return;
	}
	if (child == 0) {
		close(ends[0]);
		result_pipe = ends[1];
		run_here(t);
	}
	setpgid(child, child);
	close(ends[1]);
	if (!take_outcome(ends[0], end, out)) {
		memset(out, 0, sizeof(*out));
		out->verdict = VERDICT_INFRASTRUCTURE;
		snprintf(out->observed, sizeof(out->observed),
			 clock_now() >= end ? "the test itself did not end in time"
					    : "the test's process died");
	}
	kill(-child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	out->seconds = clock_now() - begin;
}
