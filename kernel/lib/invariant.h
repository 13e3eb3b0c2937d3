/*
 * Broken invariants: which rule, on which object.
 *
 * An invariant is one predicate (mapdb_ok(), quota_ok() …), used by assertions, by the debugger's
 * `check` and by the unit tests. A predicate that says "false" alone helps nobody, so it leaves
 * behind what it found:
 *
 *      if (q->used > q->limit)
 *              return invariant_failed("quota: used is at most limit", q);
 */
#ifndef KERNEL_LIB_INVARIANT_H
#define KERNEL_LIB_INVARIANT_H

#include "kernel/lib/types.h"

struct invariant_report {
	const char *rule;   /* the sentence that is not true; NULL: nothing was ever broken */
	const void *object; /* on which it is not true */
};

/* The rule broken last. Whoever called the predicate prints it, and may clear it. */
extern struct invariant_report invariant_broken;

/** Record that @p rule does not hold for @p object. @return false, for the predicate to return. */
bool invariant_failed(const char *rule, const void *object);

#endif
