/*
 * Values of the schema as text.
 */
#ifndef JDB_FORMAT_H
#define JDB_FORMAT_H

#include "kernel/lib/types.h"
#include "jdb/link/schema.h"

struct trace_event_record;

enum {
	VALUE_SIZE = 48, /* room for any value */
};

/**
 * One field as text: objects with their names, times in seconds, flexpages in words.
 * @param values  all fields of its event or record: how rights read depends on what they are for
 */
void format_field(char *buffer, size_t size, const struct schema_entry *entry, unsigned field,
		  const uint64_t *values);

/** "ipc_send ~12 ping#31 -> …": an event with its fields, name=value. */
void format_event(char *buffer, size_t size, const struct trace_event_record *event);

/** Rights as letters, a dash for each that is missing. */
const char *format_memory_rights(unsigned rights);
const char *format_cap_rights(unsigned rights);

/** "12:ping", or "12" where there is no name, or "-". */
void format_object(char *buffer, size_t size, uint64_t id);

#endif
