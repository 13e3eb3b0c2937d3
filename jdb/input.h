/*
 * The way in: bytes from the serial line are frames from a host, or keys.
 *
 * Keys belong to the console (user programs read them through the log object) or, from Esc on, to the
 * debugger; what is typed ahead behind Esc waits for its prompt. Keys that the debugger leaves over
 * belong to the console.
 */
#ifndef JDB_INPUT_H
#define JDB_INPUT_H

#include "kernel/lib/types.h"

enum {
	KEY_CTRL_C = 3,
	KEY_ESC    = 27,
};

void input_init(void);

/** Take everything that has arrived. @return true when Esc was pressed outside the debugger. */
bool input_poll(void);

/** Next key for the console or the debugger, or -1. */
int input_console_key(void);
int input_debugger_key(void);
/** Was ^C typed? It and what was typed before it are forgotten then. */
bool input_debugger_interrupted(void);
/** Did the last poll bring keys for the console? */
bool input_console_news(void);

/** From now on keys belong to the debugger (or not). */
void input_to_debugger(bool yes);

#endif
