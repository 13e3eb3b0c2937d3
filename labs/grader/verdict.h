/*
 * How a test ended, and how that travels from the process in which it ran to the grader.
 */
#ifndef LABS_GRADER_VERDICT_H
#define LABS_GRADER_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_CRASH,          /* the kernel panicked, or the machine ended */
	VERDICT_TIMEOUT,        /* nothing more happened, or no end */
	VERDICT_BUILD,          /* it cannot be built */
	VERDICT_SKIPPED,        /* a test that it needs has failed */
	VERDICT_INFRASTRUCTURE, /* nothing can be said: not the student's fault */
	VERDICTS,
};

enum {
	VERDICT_TEXT = 12000,
};

struct outcome {
	enum verdict verdict;
	double instant; /* seconds of the kernel's clock; negative: unknown */
	char expected[400];
	char observed[1600];
	char context[VERDICT_TEXT]; /* last events, panic and backtrace, where threads are */
	char recording[200];
	double seconds; /* that it took */
};

/** "pass", "FAIL", "crashed", … */
const char *verdict_name(enum verdict v);

struct lab_test;

/**
 * Run @p t in a process of its own, with limits on time, memory and output, in @p directory.
 * @param arch, build  what boots; see story.h
 */
void verdict_run(const struct lab_test *t, const char *arch, const char *tree,
		 const char *directory, unsigned long seed, struct outcome *out);

/** For scenario.c, in the test's process: end it with this outcome. */
_Noreturn void verdict_end(enum verdict v, const char *expected, const char *observed,
			   const char *context, double instant);

/** What boots; set in the test's process. */
extern const char *verdict_tree, *verdict_lab;
extern unsigned long verdict_seed;

#endif
