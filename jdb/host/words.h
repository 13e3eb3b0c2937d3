/*
 * Words before codes: numbers of the schema as text that people read.
 *
 * What events, records and fields are called stands in jdb/link/schema.def alone; here is how their
 * values read. Each function writes into @p to, always ends it with a NUL, cuts what does not fit,
 * and returns @p to.
 */
#ifndef JDB_HOST_WORDS_H
#define JDB_HOST_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "jdb/link/schema.h"

/** Name of an IPC error code (1..31) or negative error number: "receive timeout", "EINVAL". */
char *error_text(char *to, size_t size, uint64_t code);
/** Rights byte of a capability: "RWSD", '-' for each that is missing, then attributes. */
char *object_rights_text(char *to, size_t size, unsigned rights);
/** Rights of a memory mapping: "RWX", '-' for each that is missing. */
char *memory_rights_text(char *to, size_t size, unsigned rights);
/** Bits of a thread's state: "receiving, fault". */
char *state_text(char *to, size_t size, uint32_t state);
/** Message tag: "page fault, 2 words, 1 item"; protocols by name. */
char *tag_text(char *to, size_t size, uint64_t tag);
/** "memory 0x400000, 4 KiB, RW-" or "slots 0x104..0x107, RWS-". */
char *flexpage_text(char *to, size_t size, uint64_t flexpage);
/** Size in bytes: "4 KiB", "1.5 MiB". */
char *bytes_text(char *to, size_t size, uint64_t bytes);
/** Time span in nanoseconds: "84 µs", "3.2 ms", "12.4 s". */
char *span_text(char *to, size_t size, uint64_t ns);
/** Point in time: "12.384 512 s" (digits down to microseconds). */
char *time_text(char *to, size_t size, uint64_t ns);
/** The eight characters that an event packs into one TEXT value. */
char *packed_text(char *to, size_t size, uint64_t value);
/** Any value by its type; objects as "#12" (model_value_text() gives their names). */
char *field_text(char *to, size_t size, enum schema_type type, uint64_t value);

/** Index of the field called @p name in @p entry, or -1. */
int schema_field_index(const struct schema_entry *entry, const char *name);

#endif
