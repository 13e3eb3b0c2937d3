/*
 * Reports on a graded lab: for people, as JSON, in Gradescope's format.
 */
#ifndef LABS_GRADER_REPORT_H
#define LABS_GRADER_REPORT_H

#include <stdio.h>

#include "labs/grader/lab.h"

/** One line for a test, and for one that failed what was expected and what observed. */
void report_test(FILE *to, const struct lab *lab, const struct graded_test *t);
/** Points and time. */
void report_total(FILE *to, const struct lab *lab, double seconds);

void report_json(FILE *to, const struct lab *lab, double seconds);
void report_gradescope(FILE *to, const struct lab *lab, double seconds);

#endif
