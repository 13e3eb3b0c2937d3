/*
 * The store of events and of the flows that join them.
 *
 * Ten million events shall take no more memory than they must: an event is packed into some 15
 * bytes (only its own fields, as differences where that is shorter) and unpacked when somebody asks
 * for it. See pack.c for the form.
 *
 *      number   0 … 63 | 64 … 127 | …          order of arrival, never changes
 *               block 0   block 1              a block is unpacked as a whole, into a cache
 *               '------- chunk 0 -------'      4096 events: packed bytes, and the next[] of flows
 *
 *      order[]  numbers in order of time. What comes out of order waits in pending[] until somebody
 *               asks for the order, and is then sorted in, all at once.
 *
 * Flows are found by the kernel's id through a hash table. A flow's events are a chain (next).
 *
 * Invariants: order[] holds each number below count - pendings once, by time and, at the same time,
 * by number. An unpacked event stays where it is until CACHE_BLOCKS other blocks were asked for.
 */
#ifndef JDB_HOST_EVENTS_H
#define JDB_HOST_EVENTS_H

#include "jdb/host/id_index.h"
#include "jdb/host/model.h"

enum {
	BLOCK_EVENTS     = 64,
	CHUNK_BLOCKS     = 64,
	CHUNK_EVENTS     = BLOCK_EVENTS * CHUNK_BLOCKS,
	CACHE_BLOCKS     = 512,
	MARK_STEP        = 256, /* positions from one known time to the next */
	FLOW_BLOCK       = 256,
	FLOW_CHUNK       = 4096,
	PACKED_BYTES_MAX = 84, /* of one event: heads, and ten bytes for each number */
};

struct event_chunk {
	uint8_t *data;
	uint32_t used, room;
	uint32_t offset[CHUNK_BLOCKS]; /* where each block begins in data */
	uint16_t cached[CHUNK_BLOCKS]; /* cache slot + 1; 0: not unpacked */
	uint32_t next[CHUNK_EVENTS];   /* model_event.next */
};

/* What the differences of a block are taken from: zero at its beginning. */
struct pack_state {
	model_time time;
	uint32_t flow;
	uint8_t cpu;
};

/* A block unpacked. Slots are a list from the last one asked for to the one to be given up next. */
struct cache_slot {
	uint32_t block; /* MODEL_NONE: empty */
	uint32_t filled;
	uint16_t newer, older;
	struct model_event event[BLOCK_EVENTS];
};

struct pending {
	model_time time;
	uint32_t number;
};

/* What a thread last began and waits for: joins a call and its answer. */
struct open_call {
	uint32_t caller, flow;
};

struct events {
	struct event_chunk **chunk;
	size_t chunks, count;
	struct pack_state packing; /* at the end of the last block */

	struct cache_slot *cache; /* CACHE_BLOCKS of them, or NULL */
	uint16_t newest, oldest;

	uint32_t *order;
	size_t ordered;
	model_time last_time; /* of the last one in order */
	model_time *mark;     /* time of position k * MARK_STEP */
	size_t marks;
	struct pending *pending;
	size_t pendings;

	struct model_flow **flow; /* chunks that never move */
	size_t flow_chunks, flows;
	uint32_t *slot;           /* flow number + 1; 0: empty */
	size_t slots, slots_used; /* slots: a power of two, or 0 */
	struct open_call *call;
	size_t calls;
	struct id_index call_index;
	uint64_t *block_finish; /* latest finish in each block of FLOW_BLOCK flows */
	size_t blocks;
};

void events_clear(struct events *s);
/** The kernel started again: its flow ids, too. */
void events_boot(struct events *s);

/** Put in; @p e->flow is known. @return its number */
uint32_t events_add(struct events *s, const struct model_event *e);
const struct model_event *events_at(struct events *s, uint32_t number);
void events_set_next(struct events *s, uint32_t number, uint32_t next);
uint32_t events_next(const struct events *s, uint32_t number);

/** Everything that came is in order[]. */
void events_sort(struct events *s);
/** Event at a position; the position must be sorted in. */
const struct model_event *events_in_order(struct events *s, size_t position);
/** First position whose event is not before @p time. */
size_t events_find(struct events *s, model_time time);
/** About the same position, without looking at events. */
size_t events_find_about(struct events *s, model_time time);

/* ---- pack.c: the form of an event in memory -------------------------------------------------- */

/** @return bytes written, at most PACKED_BYTES_MAX */
size_t pack_event(uint8_t *to, struct pack_state *p, const struct model_event *e);
/** @return bytes read; the flow's id is not unpacked, @p e->value[0] is 0 then */
size_t unpack_event(const uint8_t *from, struct pack_state *p, struct model_event *e);
/** Number of fields of an event of that type, and whether the first one is its flow. */
unsigned event_fields(unsigned type, bool *has_flow);

/* ---- flows.c --------------------------------------------------------------------------------- */

struct model_flow *flow_at(const struct events *s, uint32_t number);
/** The flow that the event names, made when it is new; NULL when it names none. */
struct model_flow *flows_need(struct events *s, const struct model_event *e);
/** Join the event, which is in the store now, with that flow. */
void flows_join(struct events *s, struct model_flow *f, const struct model_event *e);

#endif
