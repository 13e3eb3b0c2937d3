/*
 * The schema as the host sees it: tables made from jdb/link/schema.def, and values made readable.
 *
 * Nothing about events or records is written down a second time on this side of the wire: an event
 * that is added to schema.def has its name, its fields and its text here after the next build.
 */
#ifndef JDB_HOST_SCHEMA_H
#define JDB_HOST_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of the events, records and classes: EVENT_ipc_send, RECORD_thread, CLASS_IPC … */
enum schema_event {
#define EVENT(number, name, class, what) EVENT_##name = (number),
#define FIELD(owner, type, name, what)
#define END(name)
#include "jdb/link/schema.def"
#undef EVENT
#undef FIELD
#undef END
	EVENT_NUMBERS = 256,
};

enum schema_record {
#define RECORD(number, name, what) RECORD_##name = (number),
#define FIELD(owner, type, name, what)
#define END(name)
#include "jdb/link/schema.def"
#undef RECORD
#undef FIELD
#undef END
	RECORD_NUMBERS = 32,
};

enum schema_class {
#define CLASS(number, name, what) CLASS_##name = (number),
#include "jdb/link/schema.def"
#undef CLASS
	CLASS_NUMBERS = 16,
};

/* How a value is to be read; the list stands at the top of schema.def. */
enum field_type {
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
	FIELD_BOOL,
	FIELD_TEXT,
};

enum {
	EVENT_FIELDS_MAX  = 6,
	RECORD_FIELDS_MAX = 16,
	RECORD_TEXT_MAX   = 16, /* bytes of a TEXT field */
};

struct schema_field {
	const char *name;
	const char *meaning;
	enum field_type type;
};

struct schema_entry {
	const char *name; /* "ipc_send", "thread" */
	const char *meaning;
	unsigned class; /* of an event; 0 for a record */
	unsigned fields;
	const struct schema_field *field;
};

/** Description of event or record @p number, or NULL when this program does not know it. */
const struct schema_entry *schema_event(unsigned number);
const struct schema_entry *schema_record(unsigned number);

/** Name ("IPC") and meaning of a class; NULL beyond the known ones. */
const char *schema_class_name(unsigned class);
const char *schema_class_meaning(unsigned class);

/** Index of the field called @p name, or -1. */
int schema_field_index(const struct schema_entry *entry, const char *name);

/* ---- Words for numbers ----------------------------------------------------------------------- */

/** "task", "thread", "gate" … for an enum object_kind of the kernel; "?" beyond. */
const char *kind_name(unsigned kind);
/** "timeout while sending", "L4_ENOMEM" …: an IPC error code or a negative error number. */
const char *error_name(uint64_t code);

/** "RWSD" with '-' for each right that is missing; attributes follow after '+'. @p size ≥ 12. */
char *object_rights_text(char *to, size_t size, unsigned rights);
/** "RWX" with '-' for each right that is missing. @p size ≥ 4. */
char *memory_rights_text(char *to, size_t size, unsigned rights);
/** "receiving, page fault": the bits of a thread's state. */
char *state_text(char *to, size_t size, uint32_t state);
/** "label -2, 2 words, 1 item": a message tag; known protocols by name. */
char *tag_text(char *to, size_t size, uint64_t tag);
/** "memory 0x400000 4 KiB RW-", "objects 0x104 (1) RWS-". */
char *flexpage_text(char *to, size_t size, uint64_t flexpage);
/** The eight characters that an event packs into one TEXT value. */
char *packed_text(char *to, size_t size, uint64_t value);

/** Any value by its type; object ids as "#12". Use model_value_text() to have names instead. */
char *field_text(char *to, size_t size, enum field_type type, uint64_t value);

#endif
