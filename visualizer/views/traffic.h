/*
 * Who sent what to whom in the chosen window of time, and how long answers took; kept until the window
 * or the data change.
 */
#ifndef VISUALIZER_VIEWS_TRAFFIC_H
#define VISUALIZER_VIEWS_TRAFFIC_H

#include "visualizer/views/view.h"

enum { PAIRS_MAX = 512, LATENCY_BINS = 40 };

struct pair {
	uint32_t from, to;
	unsigned messages, calls, faults, failed;
	unsigned answered;
	model_time waited, longest;     /* for answers: all together, and the longest */
	uint32_t slowest;               /* flow that waited longest, or MODEL_NONE */
	unsigned latency[LATENCY_BINS]; /* answers by time: see latency_bin() */
};

struct traffic {
	struct pair pair[PAIRS_MAX]; /* most messages first */
	int pairs;
	model_time from, to;
	bool cut; /* more flows than are looked at: the newest of them are missing */

	uint64_t generation; /* of the events when it was collected */
};

/** What went on from v->from to v->to, replies counted with their calls. */
const struct traffic *traffic_now(struct viz *v);

/** Two bins double the time: bin 0 is below 1 µs. */
int latency_bin(model_time ns);
model_time latency_of_bin(int bin);

/* One CPU's time in the window by what it did. */
struct cpu_use {
	model_time idle, unknown;
	model_time task[64]; /* by index of the task in the state */
};
void cpu_use(struct viz *v, uint32_t cpu, model_time from, model_time to, struct cpu_use *use);

/** The second form of the numbers view. matrix.c */
void numbers_messages(struct viz *v, struct box b);

#endif
