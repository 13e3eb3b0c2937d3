/*
 * Words for numbers. See words.h.
 *
 * Layouts of tags, rights and flexpages are those of kernel/abi/; they are taken apart here by hand,
 * because a 64-bit host also reads what a 32-bit kernel sends.
 */
#include "jdb/host/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/abi/l4_types.h"
#include "kernel/abi/l4_consts.h"

/* A number and its word; the tables below end with a NULL word. */
struct word {
	long number;
	const char *word;
};

static const char *word_of(const struct word *list, long number)
{
	for (; list->word; list++)
		if (list->number == number)
			return list->word;
	return NULL;
}

static const struct word protocols[] = {
	{L4_PROTO_IRQ, "irq"},
	{L4_PROTO_PAGE_FAULT, "page fault"},
	{L4_PROTO_EXCEPTION, "exception"},
	{L4_PROTO_SIGMA0, "sigma0"},
	{L4_PROTO_IO_PAGE_FAULT, "i/o fault"},
	{L4_PROTO_KOBJECT, "kobject"},
	{L4_PROTO_TASK, "task"},
	{L4_PROTO_THREAD, "thread"},
	{L4_PROTO_LOG, "log"},
	{L4_PROTO_SCHEDULER, "scheduler"},
	{L4_PROTO_FACTORY, "factory"},
	{L4_PROTO_IRQ_SENDER, "irq sender"},
	{L4_PROTO_SEMAPHORE, "semaphore"},
	{L4_PROTO_META, "meta"},
	{L4_PROTO_DEBUGGER, "debugger"},
	{0, NULL},
};

static const struct word ipc_errors[] = {
	{L4_IPC_SETIMEOUT, "send timeout"},
	{L4_IPC_RETIMEOUT, "receive timeout"},
	{L4_IPC_ENOT_EXISTENT, "no such partner"},
	{L4_IPC_SECANCELED, "send cancelled"},
	{L4_IPC_RECANCELED, "receive cancelled"},
	{L4_IPC_SEMSGCUT, "send: message cut"},
	{L4_IPC_REMSGCUT, "receive: message cut"},
	{L4_IPC_SEABORTED, "send aborted"},
	{L4_IPC_REABORTED, "receive aborted"},
	{L4_IPC_SEMAPFAILED, "send: mapping failed"},
	{L4_IPC_REMAPFAILED, "receive: mapping failed"},
	{L4_IPC_NO_REPLY_CAP, "no reply capability"},
	{0, NULL},
};

static const struct word errors[] = {
	{L4_EPERM, "EPERM"},
	{L4_ENOENT, "ENOENT"},
	{L4_ENOMEM, "ENOMEM"},
	{L4_EFAULT, "EFAULT"},
	{L4_EBUSY, "EBUSY"},
	{L4_EEXIST, "EEXIST"},
	{L4_ENODEV, "ENODEV"},
	{L4_EINVAL, "EINVAL"},
	{L4_ERANGE, "ERANGE"},
	{L4_ENOSYS, "ENOSYS"},
	{L4_EBADPROTO, "EBADPROTO"},
	{L4_EMSGTOOSHORT, "EMSGTOOSHORT"},
	{L4_EMSGTOOLONG, "EMSGTOOLONG"},
	{L4_EMSGMISSARG, "EMSGMISSARG"},
	{0, NULL},
};

char *error_text(char *to, size_t size, uint64_t code)
{
	int64_t number   = (int64_t)code;
	const char *word = number < 0 && number > -10000 ? word_of(errors, (long)-number)
							 : word_of(ipc_errors, (long)number);

	if (word)
		snprintf(to, size, "%s", word);
	else
		snprintf(to, size, number ? "error %" PRId64 : "no error", number);
	return to;
}

char *object_rights_text(char *to, size_t size, unsigned rights)
{
	unsigned attributes = rights & 0xf0;
	int used = snprintf(to, size, "%c%c%c%c", rights & 4 ? 'R' : '-', rights & 1 ? 'W' : '-',
			    rights & 2 ? 'S' : '-', rights & 8 ? 'D' : '-');

	if (attributes && (size_t)used < size)
		snprintf(to + used, size - (size_t)used, "+%02x", attributes);
	return to;
}

char *memory_rights_text(char *to, size_t size, unsigned rights)
{
	snprintf(to, size, "%c%c%c", rights & 4 ? 'R' : '-', rights & 2 ? 'W' : '-',
		 rights & 1 ? 'X' : '-');
	return to;
}

char *state_text(char *to, size_t size, uint32_t state)
{
	size_t used = 0;

	to[0] = 0;
	for (size_t i = 0; i < schema_state_count && used < size; i++)
		if (state & schema_states[i].number)
			used += (size_t)snprintf(to + used, size - used, "%s%s", used ? ", " : "",
						 schema_states[i].name);
	if (used == 0)
		snprintf(to, size, "none");
	return to;
}

char *tag_text(char *to, size_t size, uint64_t tag)
{
	/* The label of a 32-bit kernel has 16 bits, signed; its tags come as 32-bit numbers. */
	long label       = tag > UINT32_MAX ? (long)((int64_t)tag >> 16) : (int16_t)(tag >> 16);
	unsigned words   = tag & 0x3f;
	unsigned items   = (tag >> 6) & 0x3f;
	const char *word = word_of(protocols, label);
	char number[32];
	char item_text[24] = "";

	snprintf(number, sizeof(number), "label %ld", label);
	if (items)
		snprintf(item_text, sizeof(item_text), ", %u item%s", items, items == 1 ? "" : "s");
	snprintf(to, size, "%s, %u word%s%s%s", word ? word : number, words, words == 1 ? "" : "s",
		 item_text, tag & 0x8000 ? ", error" : "");
	return to;
}

char *bytes_text(char *to, size_t size, uint64_t bytes)
{
	static const char *const unit[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	unsigned u                      = 0;
	uint64_t rest                   = 0;

	while (bytes >= 1024 && u + 1 < sizeof(unit) / sizeof(unit[0])) {
		rest = bytes % 1024;
		bytes /= 1024;
		u++;
	}
	if (rest * 10 >= 1024)
		snprintf(to, size, "%" PRIu64 ".%u %s", bytes, (unsigned)(rest * 10 / 1024),
			 unit[u]);
	else
		snprintf(to, size, "%" PRIu64 " %s", bytes, unit[u]);
	return to;
}

char *span_text(char *to, size_t size, uint64_t ns)
{
	if (ns < 1000)
		snprintf(to, size, "%u ns", (unsigned)ns);
	else if (ns < 10000)
		snprintf(to, size, "%.1f µs", (double)ns / 1e3);
	else if (ns < 1000000)
		snprintf(to, size, "%.0f µs", (double)ns / 1e3);
	else if (ns < 1000000000)
		snprintf(to, size, "%.1f ms", (double)ns / 1e6);
	else
		snprintf(to, size, "%.1f s", (double)ns / 1e9);
	return to;
}

char *time_text(char *to, size_t size, uint64_t ns)
{
	uint64_t us = ns / 1000;

	snprintf(to, size, "%" PRIu64 ".%03u %03u s", us / 1000000, (unsigned)(us / 1000 % 1000),
		 (unsigned)(us % 1000));
	return to;
}

char *flexpage_text(char *to, size_t size, uint64_t flexpage)
{
	unsigned type  = (flexpage >> 4) & 3;
	unsigned order = (flexpage >> 6) & 0x3f;
	uint64_t page  = flexpage >> 12;
	char rights[16], bytes[48];

	if (type == 0) {
		snprintf(to, size, flexpage ? "special %#" PRIx64 : "nothing", flexpage);
	} else if (order == 63) {
		snprintf(to, size, "everything");
	} else if (type == 1) {
		bytes_text(bytes, sizeof(bytes), 1ULL << order);
		memory_rights_text(rights, sizeof(rights), flexpage & 7);
		snprintf(to, size, "memory %#" PRIx64 ", %s, %s", page << 12, bytes, rights);
	} else {
		object_rights_text(rights, sizeof(rights), flexpage & 0xf);
		if (order == 0)
			snprintf(bytes, sizeof(bytes), "%#" PRIx64, page);
		else
			snprintf(bytes, sizeof(bytes), "%#" PRIx64 "..%#" PRIx64, page,
				 page + ((uint64_t)1 << order) - 1);
		snprintf(to, size, "%s %s, %s", type == 3 ? "slot" : "port", bytes, rights);
	}
	return to;
}

char *packed_text(char *to, size_t size, uint64_t value)
{
	size_t used = 0;

	for (unsigned i = 0; i < 8 && used + 1 < size; i++) {
		char c = (char)(value >> (8 * i));

		if (c == 0)
			break;
		to[used++] = c >= ' ' && c < 127 ? c : '.';
	}
	to[used] = 0;
	return to;
}

char *field_text(char *to, size_t size, enum schema_type type, uint64_t value)
{
	switch (type) {
	case FIELD_OBJ:
		snprintf(to, size, value ? "#%" PRIu64 : "none", value);
		return to;
	case FIELD_TAG:
		return tag_text(to, size, value);
	case FIELD_US:
		if (value == UINT64_MAX)
			snprintf(to, size, "never");
		else
			time_text(to, size, value * 1000);
		return to;
	case FIELD_FPAGE:
		return flexpage_text(to, size, value);
	case FIELD_RIGHTS:
		return object_rights_text(to, size, (unsigned)value);
	case FIELD_KIND:
		snprintf(to, size, "%s", schema_kind_name((unsigned)value));
		return to;
	case FIELD_STATE:
		return state_text(to, size, (uint32_t)value);
	case FIELD_ERR:
		return error_text(to, size, value);
	case FIELD_INT:
		snprintf(to, size, "%lld", (long long)(int64_t)value);
		return to;
	case FIELD_BOOL:
		snprintf(to, size, value ? "yes" : "no");
		return to;
	case FIELD_TEXT:
		return packed_text(to, size, value);
	case FIELD_NUM:
	case FIELD_FLOW:
		snprintf(to, size, "%" PRIu64, value);
		return to;
	case FIELD_ADDR:
	case FIELD_WORD:
		break;
	}
	snprintf(to, size, "%#" PRIx64, value);
	return to;
}

int schema_field_index(const struct schema_entry *entry, const char *name)
{
	for (unsigned i = 0; entry && i < entry->field_count; i++)
		if (strcmp(entry->fields[i].name, name) == 0)
			return (int)i;
	return -1;
}
