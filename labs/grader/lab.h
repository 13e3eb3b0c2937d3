/*
 * A lab as its manifest describes it, and the outcomes of its tests.
 *
 * Manifest: one statement a line, '#' begins a comment.
 *
 *      title    words                                        of the lab
 *      archs    amd64 arm                                    a test passes if it passes on each
 *      hand-in  path …                                       what is taken from a submission
 *      starter  points                                       what the untouched starter gets; else 0
 *      test     NAME POINTS ANCHOR [needs=NAME,…] [extra] [only=ARCH]
 */
#ifndef LABS_GRADER_LAB_H
#define LABS_GRADER_LAB_H

#include "labs/grader/scenario.h"
#include "labs/grader/verdict.h"

enum {
	LAB_TESTS_MAX = 64,
	LAB_ARCHS_MAX = 2,
	LAB_WORD      = 80,
};

struct graded_test {
	char name[LAB_WORD], anchor[LAB_WORD], needs[4 * LAB_WORD], only[LAB_WORD];
	unsigned points;
	bool extra;
	bool wanted; /* by --test, or needed by one that is */
	const struct lab_test *code;
	struct outcome outcome[LAB_ARCHS_MAX];
};

struct lab {
	char name[LAB_WORD], title[LAB_WORD];
	char arch[LAB_ARCHS_MAX][16];
	unsigned archs;
	struct graded_test test[LAB_TESTS_MAX];
	unsigned tests;
};

/** Read labs/@p name/manifest. @return false after a message on standard error */
bool lab_read(struct lab *lab, const char *name);

/** The test called @p name, or NULL. */
struct graded_test *lab_find(struct lab *lab, const char *name);

/** Its verdict over all architectures: the worst. Index of that architecture in *@p arch. */
enum verdict lab_verdict(const struct lab *lab, const struct graded_test *t, unsigned *arch);

/** Points of a test as it ended. */
unsigned lab_points(const struct lab *lab, const struct graded_test *t);

#endif
