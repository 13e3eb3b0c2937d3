/*
 * The store of events, in chunks that never move, and the flows that join them.
 *
 * An event's number is its place in the store; order[] lists the numbers by time. Appending keeps
 * both the same; only what comes late is put between.
 *
 * Flows are found by the kernel's id through a hash table. A flow's events are a chain (event.next).
 */
#ifndef JDB_HOST_EVENTS_H
#define JDB_HOST_EVENTS_H

#include "jdb/host/model.h"

struct flow_slot {   /* of the hash table, open addressing */
	uint64_t id; /* 0: empty */
	uint32_t flow;
};

/* What a thread last began and waits for: joins a call and its answer. */
struct open_call {
	uint32_t caller, flow;
};

struct events {
	struct model_event **chunk;
	size_t chunks, count;
	uint32_t *order;

	struct model_flow *flow;
	size_t flows;
	struct flow_slot *slot;
	size_t slots, slots_used; /* slots: a power of two, or 0 */
	struct open_call *call;
	size_t calls;
	uint64_t *block_finish; /* latest finish in each block of FLOW_BLOCK flows */
	size_t blocks;
};

enum {
	FLOW_BLOCK = 256,
};

void events_clear(struct events *s);
/** The kernel started again: its flow ids, too. */
void events_boot(struct events *s);

/** Put in by time, behind others of the same time. @return its number; *@p position in order[] */
uint32_t events_add(struct events *s, const struct model_event *e, size_t *position);

struct model_event *events_at(const struct events *s, uint32_t number);
/** First position whose event is not before @p time. */
size_t events_find(const struct events *s, model_time time);

/** Join the event with the flow it names, if it does. flows.c */
void flows_take(struct events *s, struct model_event *e);

#endif
