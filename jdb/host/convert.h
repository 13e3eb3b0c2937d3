/*
 * Records of a reply as items of a note.
 */
#ifndef JDB_HOST_CONVERT_H
#define JDB_HOST_CONVERT_H

#include "jdb/host/decode.h"
#include "jdb/host/model_feed.h"

/* A piece of a list, ready to become a note. */
struct piece {
	enum note_kind kind;
	bool object_tree;
	size_t count;
	uint64_t last_key; /* of the last item; 0 without one */
	bool ordered;      /* by key, as it should be */
	union piece_items {
		struct model_object object[DECODE_RECORDS_MAX];
		struct model_task task[DECODE_RECORDS_MAX];
		struct model_thread thread[DECODE_RECORDS_MAX];
		struct model_slot slot[DECODE_RECORDS_MAX];
		struct model_page page[DECODE_RECORDS_MAX];
		struct model_node node[DECODE_RECORDS_MAX];
		struct model_cpu cpu[DECODE_RECORDS_MAX];
		struct model_memory memory[DECODE_RECORDS_MAX];
	} item;
};

/**
 * Turn the records that answer @p request into items.
 * @param base  model time at which the kernel's clock was 0
 * @return false for requests that the model has no place for
 */
bool convert_reply(struct piece *p, unsigned request, const struct decoded *d, model_time base);

#endif
