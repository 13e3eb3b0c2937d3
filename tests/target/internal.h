/*
 * What the parts of the test harness tell each other; tests use target.h only.
 */
#ifndef TESTS_TARGET_INTERNAL_H
#define TESTS_TARGET_INTERNAL_H

#include "tests/target/target.h"

/** KU memory for workers in the test's own task; once. */
void workers_init(void);
/** Delete all workers of the test. */
void workers_clean_up(void);

/** Touch every page of the program and of the test pages, so that they can be mapped on. */
void memory_init(void);
/** Test pages back to zero, nothing of them mapped elsewhere. */
void memory_clean_up(void);

/** First and last address (exclusive) of the test program. */
l4_addr_t memory_image_start(void);
l4_addr_t memory_image_end(void);

#endif
