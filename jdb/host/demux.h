/*
 * Taking the wire apart: console text here, frames there.
 *
 * link_scan() (jdb/link/frame.h) cuts the bytes; this adds what a receiver needs: text in runs
 * instead of single bytes, the check of sequence numbers, and counters of everything that went
 * wrong. Damage never stops it: a frame that is no good is counted and, if it reads like text,
 * handed on as text (a lost NUL makes one look like the other).
 *
 * Sequence numbers: a jump forward is loss. A number seen a moment ago is a repeated frame and is
 * dropped. HELLO with number 0, or a long way back, is a kernel that started again.
 */
#ifndef JDB_HOST_DEMUX_H
#define JDB_HOST_DEMUX_H

#include "jdb/link/frame.h"

struct demux_sink {
	/** Console text as it comes, not at line ends; never empty. */
	void (*text)(void *context, const char *text, size_t bytes);
	/**
	 * A good frame, in sequence. @p missing frames were lost right before it; @p restarted: its
	 * sender began to count anew.
	 */
	void (*frame)(void *context, const struct link_frame *f, uint32_t missing, bool restarted);
	void *context;
};

struct demux {
	struct link_scanner scanner;
	struct demux_sink sink;
	bool started;  /* a frame has been seen: next is known */
	uint16_t next; /* sequence number expected */
	char text[256];
	size_t text_used;
	uint64_t bytes, text_bytes, frames;
	uint64_t bad_frames, missing_frames, repeated_frames;
};

void demux_init(struct demux *d, const struct demux_sink *sink);

/** Take bytes from the wire. All text among them has been handed on when this returns. */
void demux_bytes(struct demux *d, const void *data, size_t bytes);

/** The line was closed and opened again: what was half received is gone. Counters stay. */
void demux_cut(struct demux *d);

#endif
