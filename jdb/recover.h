/*
 * Giving up a debugger command: after a fault in it, at the user's wish, or after a failed assertion.
 */
#ifndef JDB_RECOVER_H
#define JDB_RECOVER_H

#include "kernel/lib/types.h"

/** Call @p f(@p arg). @return false when it was given up by recover_now(). */
bool recover_run(void (*f)(void *arg), void *arg);

/** Does something run in it? */
bool recover_possible(void);

/** Back to the innermost recover_run(), if something runs in one; otherwise returns. */
void recover_now(void);

#endif
