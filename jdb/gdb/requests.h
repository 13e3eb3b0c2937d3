/*
 * What GDB asks for.
 */
#ifndef JDB_GDB_REQUESTS_H
#define JDB_GDB_REQUESTS_H

#include "jdb/gdb/packet.h"

/* What a packet leads to. */
enum gdb_answer {
	GDB_ANSWER,      /* the answer has been put */
	GDB_STOP_REASON, /* tell why the kernel stands */
	GDB_CONTINUE,
	GDB_STEP,
	GDB_DETACH, /* the answer has been put; GDB leaves */
};

/** Execute packet @p text and put the answer; nothing put: we do not know such packets. */
enum gdb_answer gdb_execute(struct gdb_sender *s, const char *text);

/** The kernel has stopped anew. */
void gdb_note_stop(bool panicked);
/** Put the reason of the last stop. */
void gdb_put_stop(struct gdb_sender *s);

#endif
