/*
 * GDB on the link: the debugger speaks GDB's remote protocol in frames of its own.
 *
 *      GDB --socket-- phial-gdb --LINK_GDB_IN-->   gdb_frame()   buffer
 *                               <--LINK_GDB_OUT--  gdb_answer()  at a safe point, from link_poll()
 *
 * GDB believes that a target is either stopped or running, and speaks to it only when it is stopped, but for ^C.
 * So the first byte from it stops the kernel; what it says is answered while the debugger is active; and to go
 * on means to leave the debugger. Prompt and GDB are there at the same time: whoever uses the prompt while
 * GDB has stopped the kernel may look at everything, and "go" is for GDB to say (if it is typed
 * nevertheless, the next word of GDB's stops the kernel again).
 *
 * Threads of the kernel are GDB's threads, under their debugger ids. Addresses below USER_TOP are those of the
 * task of the thread that GDB has selected, or of the task chosen by "monitor task NAME".
 */
#ifndef JDB_GDB_GDB_H
#define JDB_GDB_GDB_H

#include "kernel/lib/types.h"

struct link_frame;

/** Bytes from GDB. */
void gdb_frame(const struct link_frame *f);

/** Is there something to say to GDB, and may it be said now? */
bool gdb_waiting(void);
/** Say it, in a frame of the link. */
void gdb_answer(void);

/** The debugger was entered for @p reason; GDB is told if it waits for that. */
void gdb_stopped(const char *reason);
/** Was it GDB that made it stop? Then the prompt keeps quiet until a key is pressed. */
bool gdb_has_stopped_it(void);

#endif
