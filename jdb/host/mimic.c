/*
 * A kernel's side of the wire, made up. See mimic.h.
 */
#include "jdb/host/mimic.h"

#include <string.h>

enum {
	RECORD_ROOM = 200, /* a piece is closed when less is left: no record of ours is larger */
};

static const uint64_t boundary_complete[] = {1, UINT64_MAX};

void mimic_init(struct mimic *k,
		void (*put)(void *context, const void *bytes, size_t n, bool to_kernel),
		void *context)
{
	memset(k, 0, sizeof(*k));
	k->put     = put;
	k->context = context;
}

void mimic_boot(struct mimic *k)
{
	k->sequence = 0;
	k->now      = 0;
	k->lost     = 0;
	for (unsigned i = 0; i < MIMIC_CPUS; i++)
		k->trace[i].w.used = 0;
}

static void put_frame(struct mimic *k, uint8_t type, unsigned cpu, uint16_t sequence,
		      const void *body, size_t bytes, bool to_kernel)
{
	uint8_t raw[LINK_RAW_MAX], wire[LINK_WIRE_MAX];
	const struct link_frame f = {
		.type     = type,
		.cpu      = (uint8_t)cpu,
		.sequence = sequence,
		.time     = (uint32_t)(k->now / 1000),
		.body     = body,
		.bytes    = bytes,
	};

	k->put(k->context, wire, link_frame_encode(wire, raw, &f), to_kernel);
}

void mimic_frame(struct mimic *k, uint8_t type, const void *body, size_t bytes)
{
	put_frame(k, type, 0, k->sequence++, body, bytes, false);
}

void mimic_text(struct mimic *k, const char *text)
{
	k->put(k->context, text, strlen(text), false);
}

static void write_record(struct cbor_writer *w, unsigned number, const uint64_t *value,
			 const char *const *text)
{
	const struct schema_entry *entry = schema_record(number);

	cbor_array(w, entry->field_count + 1u);
	cbor_uint(w, number);
	for (unsigned i = 0; i < entry->field_count; i++) {
		if (entry->fields[i].type == FIELD_TEXT) {
			cbor_text(w, *text, strlen(*text));
			text++;
		} else {
			cbor_uint(w, value[i]);
		}
	}
}

void mimic_hello(struct mimic *k, const char *arch)
{
	const uint64_t value[] = {
		LINK_PROTOCOL, schema_hash(), 0,         0, MIMIC_KHZ, k->cpus ? k->cpus : 1u, 64,
		k->now,        k->now / 1000, k->stopped};
	const char *text[] = {arch, "made up"};
	uint8_t body[LINK_BODY_MAX];
	struct cbor_writer w;

	cbor_writer_init(&w, body, sizeof(body));
	cbor_array(&w, 1);
	write_record(&w, RECORD_hello, value, text);
	mimic_frame(k, LINK_HELLO, body, w.used);
}

void mimic_status(struct mimic *k)
{
	const uint64_t value[RECORD_FIELDS_MAX] = {1, k->stopped, 0x3ff, 0x3ff,         k->sequence,
						   0, 0,          0,     k->now / 1000, k->now};
	const uint64_t loss[]                   = {0, TRACE_CLASS_SCHED, k->lost};
	uint8_t body[LINK_BODY_MAX];
	struct cbor_writer w;

	cbor_writer_init(&w, body, sizeof(body));
	cbor_array(&w, 2);
	write_record(&w, RECORD_status, value, NULL);
	write_record(&w, RECORD_loss, loss, NULL);
	mimic_frame(k, LINK_STATUS, body, w.used);
}

/* ---- Events ---------------------------------------------------------------------------------- */

static void write_event(struct mimic *k, struct mimic_trace *t, unsigned type, size_t fields,
			const uint64_t *value)
{
	cbor_array(&t->w, fields + 2);
	cbor_uint(&t->w, type);
	cbor_uint(&t->w, k->now - t->last);
	for (size_t i = 0; i < fields; i++)
		cbor_uint(&t->w, value[i]);
}

static void flush_cpu(struct mimic *k, unsigned cpu)
{
	struct mimic_trace *t = &k->trace[cpu];

	if (t->w.used == 0)
		return;
	t->w.size = sizeof(t->body);
	cbor_end(&t->w);
	put_frame(k, LINK_TRACE, cpu, k->sequence++, t->body, t->w.used, false);
	t->w.used = 0;
}

void mimic_event(struct mimic *k, unsigned type, size_t fields, const uint64_t *value)
{
	struct mimic_trace *t = &k->trace[k->cpu];

	if (t->w.used == 0) {
		/* One byte is left over for the end mark. */
		cbor_writer_init(&t->w, t->body, sizeof(t->body) - 1);
		cbor_array_open(&t->w);
		cbor_uint(&t->w, k->lost);
		cbor_uint(&t->w, k->now);
		t->last = k->now;
	}
	size_t mark = t->w.used;

	write_event(k, t, type, fields, value);
	if (t->w.full) {
		cbor_rewind(&t->w, mark);
		flush_cpu(k, k->cpu);
		mimic_event(k, type, fields, value);
		return;
	}
	t->last = k->now;
}

void mimic_flush(struct mimic *k)
{
	for (unsigned cpu = MIMIC_CPUS; cpu-- > 0;)
		flush_cpu(k, cpu);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static void begin_piece(struct mimic *k, uint64_t cursor)
{
	const uint64_t question[] = {++k->id, k->request, k->argument, cursor, 0};
	uint8_t body[64];
	struct cbor_writer w;

	cbor_writer_init(&w, body, sizeof(body));
	cbor_array(&w, 5);
	for (size_t i = 0; i < 5; i++)
		cbor_uint(&w, question[i]);
	put_frame(k, LINK_REQUEST, 0, k->host_sequence++, body, w.used, true);
	cbor_writer_init(&k->reply, k->reply_body, sizeof(k->reply_body));
	cbor_array_open(&k->reply);
	cbor_uint(&k->reply, k->id);
	cbor_uint(&k->reply, 0);
}

static void end_piece(struct mimic *k, const uint64_t *boundary)
{
	write_record(&k->reply, RECORD_boundary, boundary, NULL);
	cbor_end(&k->reply);
	mimic_frame(k, LINK_REPLY, k->reply_body, k->reply.used);
}

void mimic_list(struct mimic *k, uint32_t request, uint64_t argument)
{
	mimic_flush(k);
	k->request  = request;
	k->argument = argument;
	begin_piece(k, 0);
}

void mimic_record(struct mimic *k, unsigned number, const uint64_t *value, const char *const *text)
{
	write_record(&k->reply, number, value, text);
	if (k->reply.size - k->reply.used >= RECORD_ROOM)
		return;
	/* Its first field is the key of nearly every record: good enough as a cursor here. */
	const uint64_t boundary[] = {1, value[0] + 1};

	end_piece(k, boundary);
	begin_piece(k, value[0] + 1);
}

void mimic_list_end(struct mimic *k)
{
	end_piece(k, boundary_complete);
}
