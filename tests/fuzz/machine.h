/*
 * What the fuzzer knows of a machine; one implementation for each in arch/.
 */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

#include "tests/fuzz/fuzz.h"

/** Something that is no invocation, but ends up in the kernel or should not: a port, another system call. */
void machine_noise(struct victim *v);

/** Registers in @p e that begin @p function(@p argument) on the stack that ends at @p sp. */
void machine_begin(l4_exc_regs_t *e, void (*function)(void *), void *argument, l4_addr_t sp);

/** The UTCB that a thread with registers @p e finds is the one at @p utcb. */
void machine_set_utcb(l4_exc_regs_t *e, l4_addr_t utcb);

/** @p n words that load segments of the machine, or nearly, from message register @p at on. */
void machine_segments(struct victim *v, unsigned at, unsigned n);

#endif
