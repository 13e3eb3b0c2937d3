/*
 * The part of a made-up recording that tells of several CPUs: threads that move, messages, requests and
 * shootdowns between CPUs, a lock whose holder is helped.
 */
#ifndef JDB_HOST_TOOLS_SYNTHESIZE_CPUS_H
#define JDB_HOST_TOOLS_SYNTHESIZE_CPUS_H

#include "jdb/host/mimic.h"

/** What happens in one tick; @p flow is the last id used. CPU 0 is left to the rest of the story. */
void cpus_tick(struct mimic *k, unsigned tick, uint64_t *flow);

/** Their threads, the task of those, and themselves as records, into lists that are open. */
void cpus_tell_objects(struct mimic *k);
void cpus_tell_tasks(struct mimic *k);
void cpus_tell_threads(struct mimic *k);
void cpus_tell_cpus(struct mimic *k);

#endif
