/*
 * What apply.c and apply_note.c share.
 */
#ifndef JDB_HOST_APPLY_PARTS_H
#define JDB_HOST_APPLY_PARTS_H

#include "jdb/host/apply.h"

/** Write @p t's present state into the history, if there is one. */
void apply_thread_changed(const struct apply *a, const struct model_thread *t, model_time time);
/** @p thread runs on @p cpu from now on. */
void apply_cpu_runs(const struct apply *a, struct model_cpu *cpu, uint32_t thread, model_time time);

#endif
