/*
 * Who was in which state, when: a list of intervals for each thread and each CPU.
 *
 * Written while the live state is carried forward; when something older turns up and the state is
 * made anew from a checkpoint, the lists are cut there and written again.
 */
#ifndef JDB_HOST_HISTORY_H
#define JDB_HOST_HISTORY_H

#include "jdb/host/id_index.h"
#include "jdb/host/model.h"

/* Time spent in each mood from the beginning of a track on: summary.c. */
struct tally {
	model_time mood[MOODS];
};

enum {
	TALLY_STEP     = 64, /* intervals of a thread from one tally to the next */
	TALLY_STEP_CPU = 16, /* there are few CPUs, and they change all the time */
};

struct track {
	uint32_t id; /* thread or CPU */
	struct model_interval *interval;
	size_t count;
	struct tally *tally; /* [k]: up to the start of interval k * step */
	size_t tallies;
};

struct history {
	struct track *thread, *cpu; /* in order of appearance */
	size_t threads, cpus;
	uint32_t *thread_id; /* the ids of thread[], for readers */
	struct id_index thread_index, cpu_index;
	uint32_t idle_changes; /* the model's, when CPUs were tallied */
};

void history_clear(struct history *h);
void history_thread(struct history *h, uint32_t id, const struct model_interval *begin);
void history_cpu(struct history *h, uint32_t cpu, const struct model_interval *begin);
/** Forget what began after @p time. */
void history_cut(struct history *h, model_time time);

/** What is known of a thread or CPU; NULL: nothing. */
struct track *history_of_thread(const struct history *h, uint32_t id);
struct track *history_of_cpu(const struct history *h, uint32_t cpu);

#endif
