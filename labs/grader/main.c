/*
 * The grader of one lab: grade-NAME [options]
 *
 *      --test NAME        only tests whose name contains NAME, and those that they need
 *      --arch ARCH        only there
 *      --tree DIR         what is graded; "." unless told. Stage and tests are this tree's own copies.
 *      --out DIR          where recordings and logs go
 *      --seed N           vary the scenarios (1)
 *      --json FILE, --gradescope FILE
 *      --public           without the extra tests
 *      --quiet            only the total
 *
 * Exit code 0: full points; 1: not all; 2: some tests could not be judged.
 *
 * The tree is built first, for each architecture; then tests run in the order of the manifest. A test
 * whose needs have failed is not run. Start reading at grade().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "labs/grader/lab.h"
#include "labs/grader/report.h"

struct options {
	const char *test, *arch, *tree, *out, *json, *gradescope;
	unsigned long seed;
	bool public_only, quiet;
};

static struct lab lab;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_directories(const char *path)
{
	char part[300];

	for (size_t i = 1; path[i - 1]; i++) {
		if (path[i] != '/' && path[i])
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (mkdir(part, 0755) != 0 && errno != EEXIST) {
			perror(part);
			exit(2);
		}
	}
}

/* ---- Building -------------------------------------------------------------------------------- */

/* The last of what the compiler said. */
static void read_tail(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "r");
	long bytes, skip;
	size_t n;

	text[0] = 0;
	if (!f)
		return;
	fseek(f, 0, SEEK_END);
	bytes = ftell(f);
	skip  = bytes > (long)size - 1 ? bytes - (long)size + 1 : 0;
	fseek(f, skip, SEEK_SET);
	n       = fread(text, 1, size - 1, f);
	text[n] = 0;
	fclose(f);
}

/* True when it builds for architecture @p a; else all its outcomes say why not. */
static bool build(const struct options *o, unsigned a)
{
	char command[600], log[300], words[4000];

	snprintf(log, sizeof(log), "%s/build-%s.log", o->out, lab.arch[a]);
	snprintf(command, sizeof(command),
		 "unset MAKEFLAGS MFLAGS; make --no-print-directory -j2 -C '%s' lab-image LAB=%s "
		 "ARCH=%s > '%s' 2>&1",
		 o->tree, lab.name, lab.arch[a], log);
	if (system(command) == 0)
		return true;
	read_tail(log, words, sizeof(words));
	for (unsigned i = 0; i < lab.tests; i++) {
		struct outcome *out = &lab.test[i].outcome[a];

		out->verdict = VERDICT_BUILD;
		out->instant = -1;
		snprintf(out->observed, sizeof(out->observed), "it does not build");
		if (i == 0)
			snprintf(out->context, sizeof(out->context), "%s", words);
	}
	return false;
}

/* ---- Running --------------------------------------------------------------------------------- */

static bool needs(const struct graded_test *t, const char *name)
{
	const char *at = strstr(t->needs, name);
	size_t n       = strlen(name);

	return at && (at == t->needs || at[-1] == ',') && (at[n] == ',' || at[n] == 0);
}

/* Does a test that @p t needs stand in the way on architecture @p a? */
static bool is_blocked(const struct graded_test *t, unsigned a)
{
	for (unsigned i = 0; i < lab.tests; i++)
		if (needs(t, lab.test[i].name) && lab.test[i].wanted &&
		    lab.test[i].outcome[a].verdict != VERDICT_PASS)
			return true;
	return false;
}

static void run(const struct options *o, struct graded_test *t, unsigned a, unsigned number)
{
	char directory[200];

	if (*t->only && strcmp(t->only, lab.arch[a]) != 0)
		return;
	if (is_blocked(t, a)) {
		t->outcome[a].verdict = VERDICT_SKIPPED;
		return;
	}
	snprintf(directory, sizeof(directory), "%s/%s/%u", o->out, lab.arch[a], number);
	make_directories(directory);
	verdict_run(t->code, lab.arch[a], o->tree, directory, o->seed, &t->outcome[a]);
	/* Once more: machines have bad moments, and who is to blame for a silence is not sure. */
	if (t->outcome[a].verdict == VERDICT_INFRASTRUCTURE ||
	    t->outcome[a].verdict == VERDICT_TIMEOUT)
		verdict_run(t->code, lab.arch[a], o->tree, directory, o->seed, &t->outcome[a]);
}

static void choose(const struct options *o)
{
	for (unsigned i = lab.tests; i-- > 0;) {
		struct graded_test *t = &lab.test[i];

		t->wanted |= !o->test || strstr(t->name, o->test);
		t->wanted &= !(t->extra && o->public_only);
		for (unsigned k = 0; t->wanted && k < i; k++)
			lab.test[k].wanted |= needs(t, lab.test[k].name);
	}
}

static void grade(const struct options *o)
{
	bool builds[LAB_ARCHS_MAX];

	for (unsigned a = 0; a < lab.archs; a++)
		builds[a] = build(o, a);
	for (unsigned i = 0; i < lab.tests; i++) {
		if (!lab.test[i].wanted)
			continue;
		for (unsigned a = 0; a < lab.archs; a++)
			if (builds[a])
				run(o, &lab.test[i], a, i + 1);
		if (!o->quiet)
			report_test(stdout, &lab, &lab.test[i]);
	}
}

/* ---- Options --------------------------------------------------------------------------------- */

static void write_report(const char *path, double seconds,
			 void (*write)(FILE *, const struct lab *, double))
{
	FILE *f = path ? fopen(path, "w") : NULL;

	if (path && !f)
		perror(path);
	if (!f)
		return;
	write(f, &lab, seconds);
	fclose(f);
}

static bool read_options(int count, char **arg, struct options *o)
{
	for (int i = 1; i < count; i++) {
		const char *value = i + 1 < count ? arg[i + 1] : NULL;

		if (strcmp(arg[i], "--public") == 0) {
			o->public_only = true;
			continue;
		}
		if (strcmp(arg[i], "--quiet") == 0) {
			o->quiet = true;
			continue;
		}
		if (!value)
			return false;
		if (strcmp(arg[i], "--test") == 0)
			o->test = value;
		else if (strcmp(arg[i], "--arch") == 0)
			o->arch = value;
		else if (strcmp(arg[i], "--tree") == 0)
			o->tree = value;
		else if (strcmp(arg[i], "--out") == 0)
			o->out = value;
		else if (strcmp(arg[i], "--json") == 0)
			o->json = value;
		else if (strcmp(arg[i], "--gradescope") == 0)
			o->gradescope = value;
		else if (strcmp(arg[i], "--seed") == 0)
			o->seed = strtoul(value, NULL, 10);
		else
			return false;
		i++;
	}
	return true;
}

/* Any test that could not be judged: 2; points missing: 1. */
static int exit_code(void)
{
	int code = 0;
	unsigned arch;

	for (unsigned i = 0; i < lab.tests; i++) {
		enum verdict v = lab_verdict(&lab, &lab.test[i], &arch);

		if (lab.test[i].wanted && v == VERDICT_INFRASTRUCTURE)
			return 2;
		if (lab.test[i].wanted && v != VERDICT_PASS)
			code = 1;
	}
	return code;
}

int main(int count, char **arg)
{
	struct options o = {.tree = ".", .seed = 1};
	const char *name = strstr(arg[0], "grade-");
	double begin     = now(), seconds;
	char out[100];

	if (!name || !read_options(count, arg, &o) || !lab_read(&lab, name + strlen("grade-"))) {
		fputs("usage: grade-LAB [--test NAME] [--arch ARCH] [--tree DIR] [--out DIR] "
		      "[--seed N] [--json FILE] [--gradescope FILE] [--public] [--quiet]\n",
		      stderr);
		return 2;
	}
	verdict_lab = lab.name;
	snprintf(out, sizeof(out), "build/labs/%s", lab.name);
	o.out = o.out ? o.out : out;
	make_directories(o.out);
	if (o.arch) {
		snprintf(lab.arch[0], sizeof(lab.arch[0]), "%s", o.arch);
		lab.archs = 1;
	}
	choose(&o);
	if (!o.quiet)
		printf("lab %s: %s\n", lab.name, lab.title);
	grade(&o);
	seconds = now() - begin;
	report_total(stdout, &lab, seconds);
	write_report(o.json, seconds, report_json);
	write_report(o.gradescope, seconds, report_gradescope);
	return exit_code();
}
