/*
 * Who was in which state, when: a list of intervals for each thread and each CPU.
 *
 * Written while the live state is carried forward; when something older turns up and the state is
 * made anew from a checkpoint, the lists are cut there and written again.
 */
#ifndef JDB_HOST_HISTORY_H
#define JDB_HOST_HISTORY_H

#include "jdb/host/model.h"

struct track {
	uint32_t id; /* thread or CPU */
	struct model_interval *interval;
	size_t count;
};

struct history {
	struct track *thread, *cpu; /* in order of appearance */
	size_t threads, cpus;
	uint32_t *thread_id; /* the ids of thread[], for readers */
};

void history_clear(struct history *h);
void history_thread(struct history *h, uint32_t id, const struct model_interval *begin);
void history_cpu(struct history *h, uint32_t cpu, const struct model_interval *begin);
/** Forget what began after @p time. */
void history_cut(struct history *h, model_time time);

const struct track *history_find(const struct track *list, size_t count, uint32_t id);

#endif
