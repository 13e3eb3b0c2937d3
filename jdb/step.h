/*
 * Single steps of the thread that the debugger was entered from.
 *
 * step_begin() says what is wanted; it happens when the debugger is left, and ends with entering it again
 * ("step"). Other CPUs, and other threads, run meanwhile. A call that is stepped over, and everything
 * until a function returns, runs at full speed to a breakpoint behind the call.
 */
#ifndef JDB_STEP_H
#define JDB_STEP_H

#include "kernel/arch_debug.h"

enum step_how {
	STEP_INSTRUCTION, /* so many instructions */
	STEP_OVER,        /* one, a call with all that is called */
	STEP_BRANCH,      /* until a branch, call or return was executed */
	STEP_RETURN,      /* until the function has returned */
};

/** @return false when nothing is known that could be stepped (debugger_frame()) */
bool step_begin(enum step_how how, unsigned count);

/** Did a step bring us here? */
bool step_was_the_reason(void);

/* ---- For breakpoints.c ------------------------------------------------------------------------ */

/** The debugger was entered: whatever it was, the step is over. */
void step_stopped(void);
/** It is left. */
void step_goes_on(void);
/** Is the next instruction of the current thread, at @p frame, to be stepped? It will be. */
bool step_wanted(const struct trap_frame *frame, const uint8_t *code);
/** The instruction was executed. @return true: this was all */
bool step_done(struct trap_frame *frame);
/** The breakpoint behind a call was hit. @return true: this was all */
bool step_returned(const struct trap_frame *frame);

#endif
