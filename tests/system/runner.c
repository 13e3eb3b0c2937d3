/*
 * Runs the stories one after the other: system-tests ARCH BUILD_DIRECTORY [part of a name]
 *
 * Prints TAP, and at the end the counts. Exit code 0: all passed; 1: some failed; 2: some could not
 * be judged, because the infrastructure failed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/system/story.h"

enum verdict {
	PASSED,
	FAILED,
	NOT_JUDGED,
};

static const struct story *const lists[] = {boot_stories,     archive_stories, link_stories,
					    debugger_stories, cpu_stories,     sigma0_stories,
					    stopping_stories, control_stories, prompt_stories,
					    gdb_stories,      manual_stories};

const char *story_arch, *story_build;
static char directory[64];
static jmp_buf end_of_story;
static char reason[4096];

/* ---- What stories use ------------------------------------------------------------------------ */

const char *story_directory(void)
{
	return directory;
}

const char *story_path(const char *file)
{
	static char path[4][160];
	static unsigned next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", directory, file);
	return p;
}

void story_fail(const char *file, int line, const char *format, ...)
{
	va_list list;
	int used = snprintf(reason, sizeof(reason), "%s:%d: ", file, line);

	va_start(list, format);
	vsnprintf(reason + used, sizeof(reason) - (size_t)used, format, list);
	va_end(list);
	longjmp(end_of_story, 1 + FAILED);
}

void infrastructure(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(reason, sizeof(reason), format, list);
	va_end(list);
	longjmp(end_of_story, 1 + NOT_JUDGED);
}

void story_shell(const char *format, ...)
{
	char command[1024], whole[1200];
	va_list list;

	va_start(list, format);
	vsnprintf(command, sizeof(command), format, list);
	va_end(list);
	snprintf(whole, sizeof(whole), "( %s ) > %s/shell.log 2>&1", command, directory);
	if (system(whole) != 0)
		infrastructure("a command failed (see %s/shell.log): %s", directory, command);
}

/* ---- How fast is this machine? --------------------------------------------------------------- */

static double clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A fixed piece of work takes a tenth of a second on a machine like ours without other load. */
static double slowness(void)
{
	double begin        = clock_now();
	volatile uint64_t x = 1;

	for (unsigned i = 0; i < 50000000; i++)
		x = x * 6364136223846793005u + 1;
	double factor = (clock_now() - begin) / 0.1;

	return factor < 1 ? 1 : factor > 10 ? 10 : factor;
}

double story_seconds(double seconds)
{
	static double factor;

	if (factor == 0) {
		const char *wish = getenv("PHIAL_TIME_SCALE");

		factor = wish ? atof(wish) : slowness();
		if (factor <= 0)
			factor = 1;
	}
	return seconds * factor;
}

/* ---- Running --------------------------------------------------------------------------------- */

static void make_directory(const char *path)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST) {
		perror(path);
		exit(2);
	}
}

static enum verdict run(const struct story *s, unsigned number)
{
	/* Short, because the path of a socket must be: build/test/amd64/12. */
	snprintf(directory, sizeof(directory), "build/test/%s/%u", story_arch, number);
	make_directory(directory);
	int ended = setjmp(end_of_story);

	if (ended == 0)
		s->run();
	machines_cleanup();
	return ended == 0 ? PASSED : (enum verdict)(ended - 1);
}

/* Every line of the reason as a TAP comment. */
static void print_reason(void)
{
	char *save = NULL;

	for (char *line = strtok_r(reason, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		printf("# %s\n", line);
}

static bool applies(const struct story *s, const char *only)
{
	return (!s->arch || strcmp(s->arch, story_arch) == 0) && (!only || strstr(s->name, only));
}

int main(int count, char **arg)
{
	unsigned number = 0, verdicts[3] = {0};
	const char *only = count > 3 && *arg[3] ? arg[3] : NULL;
	char path[64];

	if (count < 3) {
		fputs("usage: system-tests ARCH BUILD_DIRECTORY [part of a name]\n", stderr);
		return 2;
	}
	story_arch  = arg[1];
	story_build = arg[2];
	snprintf(path, sizeof(path), "build/test/%s", story_arch);
	make_directory("build");
	make_directory("build/test");
	make_directory(path);
	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++) {
		for (const struct story *s = lists[l]; s->name; s++) {
			if (!applies(s, only))
				continue;
			double begin         = clock_now();
			enum verdict verdict = run(s, ++number);

			verdicts[verdict]++;
			printf("%s %u - %s%s (%.1f s, %s)\n", verdict == PASSED ? "ok" : "not ok",
			       number, s->name, verdict == NOT_JUDGED ? " # infrastructure" : "",
			       clock_now() - begin, directory);
			if (verdict != PASSED)
				print_reason();
			fflush(stdout);
		}
	}
	printf("1..%u\n", number);
	if (verdicts[NOT_JUDGED])
		printf("# %u could not be judged: the infrastructure failed\n",
		       verdicts[NOT_JUDGED]);
	printf("system: %u passed, %u failed\n", verdicts[PASSED], verdicts[FAILED]);
	return verdicts[FAILED] ? 1 : verdicts[NOT_JUDGED] ? 2 : 0;
}
