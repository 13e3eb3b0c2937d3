/*
 * Values of the schema as text. See format.h.
 */
#include "jdb/format.h"
#include "kernel/abi/l4_types.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/names.h"
#include "jdb/trace/ring.h"

/* Letters of the set bits, in the order of the mask's list. */
static const char *letters(char *text, unsigned rights, const char *names, const uint8_t *bits)
{
	unsigned i = 0;

	for (; names[i]; i++)
		text[i] = rights & bits[i] ? names[i] : '-';
	text[i] = 0;
	return text;
}

const char *format_memory_rights(unsigned rights)
{
	static const uint8_t bits[] = {L4_FPAGE_RO, L4_FPAGE_W, L4_FPAGE_X};
	static char text[4];

	return letters(text, rights, "RWX", bits);
}

const char *format_cap_rights(unsigned rights)
{
	static const uint8_t bits[] = {L4_CAP_FPAGE_R, L4_CAP_FPAGE_W, L4_CAP_FPAGE_S,
				       L4_CAP_FPAGE_D};
	static char text[5];

	return letters(text, rights, "RWSD", bits);
}

void format_object(char *buffer, size_t size, uint64_t id)
{
	const char *name = name_of_id((uint32_t)id);

	if (id == 0)
		strcopy(buffer, "-", size);
	else
		kernel_snprintf(buffer, size, *name ? "%llu:%s" : "%llu", (unsigned long long)id,
				name);
}

static void format_time(char *buffer, size_t size, uint64_t us)
{
	if (us == USEC_NEVER)
		strcopy(buffer, "never", size);
	else
		kernel_snprintf(buffer, size, "%llu.%06u", (unsigned long long)(us / 1000000),
				(unsigned)(us % 1000000));
}

static void format_fpage(char *buffer, size_t size, l4_fpage_t f)
{
	static const char *const types[] = {"special", "mem", "io", "obj"};
	unsigned type                    = l4_fpage_type(f);
	unsigned long at   = type == L4_FPAGE_MEMORY ? l4_fpage_page(f) << L4_FPAGE_ADDR_SHIFT
						     : l4_fpage_page(f);
	const char *rights = type == L4_FPAGE_OBJ ? format_cap_rights(l4_fpage_rights(f))
						  : format_memory_rights(l4_fpage_rights(f));

	if (l4_fpage_size(f) == L4_WHOLE_ADDRESS_SPACE)
		kernel_snprintf(buffer, size, "%s:all:%s", types[type], rights);
	else
		kernel_snprintf(buffer, size, "%s:%#lx/%u:%s", types[type], at, l4_fpage_size(f),
				rights);
}

static void format_state(char *buffer, size_t size, uint64_t state)
{
	size_t used = 0;

	buffer[0] = 0;
	for (size_t i = 0; i < schema_state_count && used < size; i++)
		if (state & schema_states[i].number)
			used += (size_t)kernel_snprintf(buffer + used, size - used, "%s%s",
							used ? "|" : "", schema_states[i].name);
	if (used == 0)
		strcopy(buffer, "none", size);
}

/* Rights of memory or of a capability? A mapping of order 0 is a capability's. */
static bool memory_rights(const struct schema_entry *entry, const uint64_t *values)
{
	if (entry == schema_record(RECORD_page))
		return true;
	if (entry == schema_record(RECORD_mapping))
		return values[2] != 0;
	if (entry == schema_event(TRACE_map))
		return l4_fpage_type((l4_fpage_t){(l4_umword_t)values[2]}) == L4_FPAGE_MEMORY;
	return false;
}

static void format_text(char *buffer, size_t size, bool event, uint64_t value)
{
	char packed[9] = {0};

	if (!event) {
		strcopy(buffer, (const char *)(uintptr_t)value, size);
		return;
	}
	for (unsigned i = 0; i < 8; i++)
		packed[i] = (char)(value >> (8 * i));
	strcopy(buffer, packed, size);
}

/* Plain numbers, which printf can do. @return false when it is of another type */
static bool format_number(char *buffer, size_t size, enum schema_type type, uint64_t value)
{
	static const char *const formats[FIELD_TEXT + 1] = {
		[FIELD_ADDR] = "%llx",  [FIELD_WORD] = "%llx", [FIELD_NUM] = "%llu",
		[FIELD_FLOW] = "~%llu", [FIELD_ERR] = "%lld",  [FIELD_INT] = "%lld",
	};

	if (!formats[type])
		return false;
	kernel_snprintf(buffer, size, formats[type], (unsigned long long)value);
	return true;
}

static void format_tag(char *buffer, size_t size, l4_msgtag_t tag)
{
	kernel_snprintf(buffer, size, "%ld:%uw%ui%s", l4_msgtag_label(tag), l4_msgtag_words(tag),
			l4_msgtag_items(tag), l4_msgtag_has_error(tag) ? "!" : "");
}

void format_field(char *buffer, size_t size, const struct schema_entry *entry, unsigned field,
		  const uint64_t *values)
{
	enum schema_type type = (enum schema_type)entry->fields[field].type;
	uint64_t v            = values[field];

	if (format_number(buffer, size, type, v))
		return;
	switch (type) {
	case FIELD_OBJ:
		format_object(buffer, size, v);
		break;
	case FIELD_TAG:
		format_tag(buffer, size, (l4_msgtag_t){(l4_mword_t)v});
		break;
	case FIELD_US:
		format_time(buffer, size, v);
		break;
	case FIELD_FPAGE:
		format_fpage(buffer, size, (l4_fpage_t){(l4_umword_t)v});
		break;
	case FIELD_RIGHTS:
		strcopy(buffer,
			memory_rights(entry, values) ? format_memory_rights((unsigned)v)
						     : format_cap_rights((unsigned)v),
			size);
		break;
	case FIELD_KIND:
		strcopy(buffer, schema_kind_name((unsigned)v), size);
		break;
	case FIELD_STATE:
		format_state(buffer, size, v);
		break;
	case FIELD_BOOL:
		strcopy(buffer, v ? "yes" : "no", size);
		break;
	default:
		format_text(buffer, size, entry->trace_class != SCHEMA_NO_CLASS, v);
	}
}

void format_event(char *buffer, size_t size, const struct trace_event_record *event)
{
	const struct schema_entry *entry = schema_event(event->event);
	char value[VALUE_SIZE];
	size_t used;

	if (!entry) {
		kernel_snprintf(buffer, size, "event %u", event->event);
		return;
	}
	used = (size_t)kernel_snprintf(buffer, size, "%-14s", entry->name);
	for (unsigned i = 0; i < entry->field_count && used < size; i++) {
		format_field(value, sizeof(value), entry, i, event->values);
		used += (size_t)kernel_snprintf(buffer + used, size - used, " %s=%s",
						entry->fields[i].name, value);
	}
}
