/*
 * The schema as numbers and tables: what schema.def says, in a form that programs can use.
 *
 * Numbers are enumerators (TRACE_ipc_send, RECORD_task, TRACE_CLASS_IPC, REQUEST_objects); the
 * tables drive the formatter in the debugger and the decoder on the host.
 */
#ifndef JDB_LINK_SCHEMA_H
#define JDB_LINK_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

enum schema_type {
	FIELD_OBJ,
	FIELD_ADDR,
	FIELD_TAG,
	FIELD_WORD,
	FIELD_NUM,
	FIELD_US,
	FIELD_FPAGE,
	FIELD_RIGHTS,
	FIELD_FLOW,
	FIELD_KIND,
	FIELD_STATE,
	FIELD_ERR,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_TEXT,
};

enum {
	EVENT_FIELDS_MAX  = 6,
	RECORD_FIELDS_MAX = 16,
	SCHEMA_TEXT_MAX   = 16,  /* characters of a TEXT field */
	SCHEMA_NO_CLASS   = 255, /* class of what is a record, not an event */
};

/* clang-format off */
enum trace_class {
#define CLASS(number, name, help) TRACE_CLASS_##name = number,
#include "jdb/link/schema.def"
#undef CLASS
	TRACE_CLASSES,
};

enum trace_event {
#define EVENT(number, name, class, help) TRACE_##name = number,
#define FIELD(owner, type, name, help)
#define END(name)
#include "jdb/link/schema.def"
#undef EVENT
};

/* Class of each event: TRACE_CLASS_OF_ipc_send … */
enum {
#define EVENT(number, name, class, help) TRACE_CLASS_OF_##name = TRACE_CLASS_##class,
#include "jdb/link/schema.def"
#undef EVENT
};

enum schema_record_number {
#define RECORD(number, name, help) RECORD_##name = number,
#include "jdb/link/schema.def"
#undef RECORD
#undef FIELD
#undef END
};

/* How many fields each has: TRACE_FIELDS_OF_ipc_send, RECORD_FIELDS_OF_task … */
#define FIELD(owner, type, name, help) + 1
#define END(name) };
#define EVENT(number, name, class, help) enum { TRACE_FIELDS_OF_##name = 0
#include "jdb/link/schema.def"
#undef EVENT
#define RECORD(number, name, help) enum { RECORD_FIELDS_OF_##name = 0
#include "jdb/link/schema.def"
#undef RECORD
#undef FIELD
#undef END

enum link_request {
#define REQUEST(number, name, record, help, argument) REQUEST_##name = number,
#include "jdb/link/schema.def"
#undef REQUEST
};
/* clang-format on */

struct schema_field {
	const char *name;
	const char *help;
	uint8_t type; /* enum schema_type */
};

/* An event or a record. */
struct schema_entry {
	const char *name;
	const char *help;
	const struct schema_field *fields;
	uint8_t field_count;
	uint8_t number;
	uint8_t trace_class; /* of an event */
};

/* A number with a name and a meaning: classes, kinds, states, requests. */
struct schema_name {
	const char *name;
	const char *help;
	uint32_t number;
};

extern const struct schema_entry schema_events[], schema_records[];
extern const size_t schema_event_count, schema_record_count;
extern const struct schema_name schema_classes[], schema_kinds[], schema_states[];
extern const struct schema_name schema_requests[];
extern const size_t schema_class_count, schema_kind_count, schema_state_count;
extern const size_t schema_request_count;

/** Event or record with that number, or NULL. */
const struct schema_entry *schema_event(unsigned number);
const struct schema_entry *schema_record(unsigned number);

/** Name of an object kind or class; "?" for one that this schema does not know. */
const char *schema_kind_name(unsigned kind);
const char *schema_class_name(unsigned trace_class);

/**
 * One number for the meaning of everything on the wire: CRC-32C over all numbers, names and types,
 * explanations left out. Host and kernel with the same hash understand each other fully; with
 * different ones they agree on the events and fields that both know.
 */
uint32_t schema_hash(void);

#endif
