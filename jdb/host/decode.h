/*
 * Bodies of frames as structures: libcbor reads the items, the schema says what they mean.
 *
 * Whoever sends may be broken or hostile. The body is read item by item with libcbor's streaming
 * decoder, which allocates nothing; every count is checked against what is really there; nesting
 * is walked with a bound; what a newer sender adds (fields at the end, unknown numbers) is skipped
 * and counted. The layout of each body stands in jdb/link/README.md.
 */
#ifndef JDB_HOST_DECODE_H
#define JDB_HOST_DECODE_H

#include "jdb/link/frame.h"
#include "jdb/link/schema.h"

enum {
	DECODE_EVENTS_MAX  = LINK_BODY_MAX / 3, /* an event takes at least three bytes */
	DECODE_RECORDS_MAX = 160,
};

struct decoded_event {
	uint16_t type; /* number of the event in the schema */
	uint64_t cycles;
	uint64_t value[EVENT_FIELDS_MAX];
};

struct decoded_record {
	uint8_t number;
	uint64_t value[RECORD_FIELDS_MAX];
	char text[RECORD_FIELDS_MAX][SCHEMA_TEXT_MAX + 1]; /* of TEXT fields */
};

/* One frame's body; which members count depends on the frame's type. */
struct decoded {
	uint8_t type;   /* enum link_type */
	uint32_t id;    /* REPLY, REQUEST, CONTROL */
	int64_t result; /* REPLY */
	uint64_t lost;  /* TRACE */
	uint32_t ask;   /* REQUEST: its number; CONTROL: the operation */
	uint64_t argument, cursor;
	uint32_t unknown; /* events and records left out because we do not know them */
	size_t events, records;
	struct decoded_event event[DECODE_EVENTS_MAX];
	struct decoded_record record[DECODE_RECORDS_MAX];
};

/** @return false when the body is not what the frame's type demands; @p d is then unspecified. */
bool decode_frame(struct decoded *d, const struct link_frame *f);

/** The same without the short way for plain trace frames: tests hold one against the other. */
bool decode_frame_long(struct decoded *d, const struct link_frame *f);

/** First record with that number, or NULL. */
const struct decoded_record *decoded_record(const struct decoded *d, unsigned number);

#endif
