/*
 * A thread's segment registers; see segments.c.
 */
#ifndef ARCH_AMD64_SEGMENTS_H
#define ARCH_AMD64_SEGMENTS_H

#include "kernel/lib/types.h"

struct thread;
struct invocation;

/** Values of a thread that has not run yet. */
void segments_init(struct thread *t);
/** @p t's arch state was written to: keep own_segments right. */
void segments_changed(struct thread *t);
/** The current thread @p t: bring its arch state up to date with the registers. */
void segments_save(struct thread *t);
/** The current thread @p t: load the registers from its arch state. */
void segments_load(struct thread *t);
/** Save @p from's, load @p to's, and only what differs. */
void segments_switch(struct thread *from, struct thread *to);

/** True when @p address is one that the CPU accepts as a segment base. */
bool address_is_canonical(word_t address);

/* Thread operations (abi sheet §8.3). */
void segments_set_base(struct thread *t, struct invocation *inv);
void segments_set_gdt(struct thread *t, struct invocation *inv);
void segments_info(struct invocation *inv);

#endif
