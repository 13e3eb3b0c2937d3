/*
 * Tables made from schema.def. See schema.h.
 */
#include "jdb/link/schema.h"
#include "jdb/link/crc32c.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* clang-format off */
/* First the fields of each event and record, an array each … */
#define FIELD(owner, type, name, help) {#name, help, FIELD_##type},
#define END(name) };
#define EVENT(number, name, class, help) static const struct schema_field event_##name[] = {
#include "jdb/link/schema.def"
#undef EVENT
#define RECORD(number, name, help) static const struct schema_field record_##name[] = {
#include "jdb/link/schema.def"
#undef RECORD
#undef FIELD
#undef END

/* … then the events and records themselves, … */
#define FIELD(owner, type, name, help)
#define END(name)
const struct schema_entry schema_events[] = {
#define EVENT(number, name, class, help) \
	{#name, help, event_##name, COUNT(event_##name), number, TRACE_CLASS_##class},
#include "jdb/link/schema.def"
#undef EVENT
};
const struct schema_entry schema_records[] = {
#define RECORD(number, name, help) {#name, help, record_##name, COUNT(record_##name), number, SCHEMA_NO_CLASS},
#include "jdb/link/schema.def"
#undef RECORD
};
#undef FIELD
#undef END
#define EVENT(number, name, class, help) \
	_Static_assert(COUNT(event_##name) <= EVENT_FIELDS_MAX, "too many fields: " #name);
#define RECORD(number, name, help) \
	_Static_assert(COUNT(record_##name) <= RECORD_FIELDS_MAX, "too many fields: " #name);
#define FIELD(owner, type, name, help)
#define END(name)
#include "jdb/link/schema.def"
#undef EVENT
#undef RECORD
#undef FIELD
#undef END

/* … and the lists of names. */
const struct schema_name schema_classes[] = {
#define CLASS(number, name, help) {#name, help, number},
#include "jdb/link/schema.def"
#undef CLASS
};
const struct schema_name schema_kinds[] = {
#define OBJECT_KIND(number, name) {#name, "", number},
#include "jdb/link/schema.def"
#undef OBJECT_KIND
};
const struct schema_name schema_states[] = {
#define THREAD_STATE(bit, name, help) {#name, help, bit},
#include "jdb/link/schema.def"
#undef THREAD_STATE
};
const struct schema_name schema_requests[] = {
#define REQUEST(number, name, record, help, argument) {#name, help, number},
#include "jdb/link/schema.def"
#undef REQUEST
};
/* clang-format on */

const size_t schema_event_count   = COUNT(schema_events);
const size_t schema_record_count  = COUNT(schema_records);
const size_t schema_class_count   = COUNT(schema_classes);
const size_t schema_kind_count    = COUNT(schema_kinds);
const size_t schema_state_count   = COUNT(schema_states);
const size_t schema_request_count = COUNT(schema_requests);

static const struct schema_entry *find(const struct schema_entry *list, size_t count,
				       unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].number == number)
			return &list[i];
	return NULL;
}

const struct schema_entry *schema_event(unsigned number)
{
	return find(schema_events, schema_event_count, number);
}

const struct schema_entry *schema_record(unsigned number)
{
	return find(schema_records, schema_record_count, number);
}

static const char *name_of(const struct schema_name *list, size_t count, unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].number == number)
			return list[i].name;
	return "?";
}

const char *schema_kind_name(unsigned kind)
{
	return name_of(schema_kinds, schema_kind_count, kind);
}

const char *schema_class_name(unsigned trace_class)
{
	return name_of(schema_classes, schema_class_count, trace_class);
}

static uint32_t hash_number(uint32_t hash, uint32_t number)
{
	uint8_t byte[4] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
			   (uint8_t)(number >> 24)};

	return crc32c(hash, byte, sizeof(byte));
}

/* The NUL is hashed too, so that "ab" "c" differs from "a" "bc". */
static uint32_t hash_text(uint32_t hash, const char *text)
{
	size_t length = 0;

	while (text[length] != 0)
		length++;
	return crc32c(hash, text, length + 1);
}

static uint32_t hash_names(uint32_t hash, const struct schema_name *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		hash = hash_text(hash_number(hash, list[i].number), list[i].name);
	return hash;
}

static uint32_t hash_entries(uint32_t hash, const struct schema_entry *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		hash = hash_text(hash_number(hash, list[i].number), list[i].name);
		hash = hash_number(hash, list[i].trace_class);
		for (unsigned f = 0; f < list[i].field_count; f++) {
			hash = hash_text(hash, list[i].fields[f].name);
			hash = hash_number(hash, list[i].fields[f].type);
		}
	}
	return hash;
}

uint32_t schema_hash(void)
{
	uint32_t hash = 0;

	hash = hash_names(hash, schema_classes, schema_class_count);
	hash = hash_entries(hash, schema_events, schema_event_count);
	hash = hash_entries(hash, schema_records, schema_record_count);
	hash = hash_names(hash, schema_kinds, schema_kind_count);
	hash = hash_names(hash, schema_states, schema_state_count);
	return hash_names(hash, schema_requests, schema_request_count);
}
