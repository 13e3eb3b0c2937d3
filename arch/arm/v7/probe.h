/*
 * Touching memory that may not be there.
 */
#ifndef ARCH_PROBE_H
#define ARCH_PROBE_H

#include "kernel/arch.h"

/**
 * One access of 1 << @p order bytes (0..2), naturally aligned, with the user's rights (@p user) or
 * the kernel's. False when it aborts.
 */
bool probe_load(word_t *value, vaddr_t from, unsigned order, bool user);
bool probe_store(vaddr_t to, word_t value, unsigned order, bool user);

/** If the data abort in @p frame is a probe's, make it go on as a failed one. */
bool probe_fixup(struct trap_frame *frame);

#endif
