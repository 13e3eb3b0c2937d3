/*
 * From bytes to the model: demux, decode, put every fact in its place. The same for a live line and
 * for a recording; it never sends anything.
 *
 *      bytes from kernel -> demux -> decode -+-> events, with times made from cycles
 *      bytes to kernel   -> demux -> decode  +-> notes: pieces of lists, known by the question's id
 *                                            +-> health: losses, gaps, sequence
 *
 * Clocks: events carry cycles. HELLO and STATUS name a cycle count and the kernel clock at the same
 * moment, which joins the two. A kernel that starts again begins at 0; its times continue behind
 * everything known, so that the model's time never goes back.
 */
#ifndef JDB_HOST_INGEST_H
#define JDB_HOST_INGEST_H

#include "jdb/host/model.h"

struct ingest;

struct ingest_reply {
	uint32_t id;
	int64_t result;
	uint64_t next; /* where to go on asking; UINT64_MAX: complete */
	size_t bytes;  /* of the frame, for pacing */
};

/* What whoever keeps up the conversation wants to know. Any function may be NULL. */
struct ingest_sink {
	void (*text)(void *context, const char *text, size_t bytes);
	void (*hello)(void *context, bool boot);
	void (*reply)(void *context, const struct ingest_reply *reply);
	/** Something was lost: the model may be wrong until a fresh snapshot. */
	void (*loss)(void *context);
	void *context;
};

struct ingest *ingest_create(struct model *m, const struct ingest_sink *sink);
void ingest_destroy(struct ingest *g);

/** Bytes that came, and bytes that were sent; @p host_ns: any steady clock of this machine. */
void ingest_from_kernel(struct ingest *g, const void *data, size_t bytes, uint64_t host_ns);
void ingest_to_kernel(struct ingest *g, const void *data, size_t bytes);
/** The line was closed and opened again. */
void ingest_cut(struct ingest *g);

#endif
