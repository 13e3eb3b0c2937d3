/*
 * What the parts of bench-viz share.
 */
#ifndef TESTS_BENCH_VIZ_BENCH_H
#define TESTS_BENCH_VIZ_BENCH_H

#include "jdb/host/model.h"

/** Time that this program has had a CPU: what others do on the machine does not count. */
double bench_seconds(void);
/**
 * Keep a figure for the table; @p value is put in order.
 * @param limit  the goal, which the worst one must reach
 */
void bench_report(const char *name, double *value, size_t count, double limit, bool more_is_better);

/** Frames a second while a timeline of the whole model is scrolled and zoomed. timeline.c */
void bench_timeline(struct model *m);

#endif
