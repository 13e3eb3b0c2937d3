/*
 * The critical path of a call: where the time between the call and its answer went, followed through
 * all servers that worked for it.
 */
#ifndef VISUALIZER_VIEWS_PATH_H
#define VISUALIZER_VIEWS_PATH_H

#include "visualizer/views/view.h"

enum { PATH_STEPS = 96 };

struct path_step {
	uint32_t thread; /* whose doing took the time */
	enum model_mood
		mood;   /* what it did: run, wait for a CPU, wait for the next in the chain … */
	unsigned depth; /* 0: the caller, 1: whom it called … */
	model_time start, end;
};

struct path {
	struct path_step step[PATH_STEPS];
	int steps;
	model_time start, end;
	bool cut; /* there were more steps */
};

/**
 * Follow flow @p f. At each instant the time belongs to the last in the chain of those who wait for
 * each other: the caller waits for its server, the server for the next, and that one runs, is ready,
 * faults or sleeps. @return false: it is no call that was answered, and no fault
 */
bool path_of(struct viz *v, const struct model_flow *f, struct path *path);

#endif
