/*
 * Bodies of frames as structures. See decode.h.
 *
 * Two steps: libcbor's callbacks turn the bytes into a flat list of tokens (integer, string, array
 * of n, end mark); then the list is read from front to back by functions that each expect one
 * thing. The first surprise sets `bad`, after which every read gives 0 and nothing moves on.
 */
#include "jdb/host/decode.h"

#include <cbor.h>
#include <string.h>

enum token_type {
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_ARRAY,
	TOKEN_OPEN_ARRAY,
	TOKEN_END,
	TOKEN_OTHER, /* legal CBOR that no body of ours contains */
};

struct token {
	enum token_type type;
	uint64_t value; /* number, or items of an array, or bytes of a string */
	const uint8_t *string;
};

struct reader {
	struct token token[LINK_BODY_MAX + 1]; /* an item takes at least a byte */
	size_t count, next;
	bool bad;
};

/* ---- Bytes to tokens ------------------------------------------------------------------------- */

static void put_token(void *context, enum token_type type, uint64_t value, const uint8_t *string)
{
	struct reader *r = context;

	if (r->count == sizeof(r->token) / sizeof(r->token[0]))
		r->bad = true;
	else
		r->token[r->count++] = (struct token){type, value, string};
}

static void on_uint8(void *r, uint8_t value)
{
	put_token(r, TOKEN_NUMBER, value, NULL);
}
static void on_uint16(void *r, uint16_t value)
{
	put_token(r, TOKEN_NUMBER, value, NULL);
}
static void on_uint32(void *r, uint32_t value)
{
	put_token(r, TOKEN_NUMBER, value, NULL);
}
static void on_uint64(void *r, uint64_t value)
{
	put_token(r, TOKEN_NUMBER, value, NULL);
}
/* CBOR's negative numbers come as -1 - n; two's complement is the complement of n. */
static void on_negint8(void *r, uint8_t value)
{
	put_token(r, TOKEN_NUMBER, ~(uint64_t)value, NULL);
}
static void on_negint16(void *r, uint16_t value)
{
	put_token(r, TOKEN_NUMBER, ~(uint64_t)value, NULL);
}
static void on_negint32(void *r, uint32_t value)
{
	put_token(r, TOKEN_NUMBER, ~(uint64_t)value, NULL);
}
static void on_negint64(void *r, uint64_t value)
{
	put_token(r, TOKEN_NUMBER, ~value, NULL);
}
static void on_string(void *r, cbor_data data, size_t bytes)
{
	put_token(r, TOKEN_STRING, bytes, data);
}
static void on_array(void *r, size_t items)
{
	put_token(r, TOKEN_ARRAY, items, NULL);
}
static void on_open_array(void *r)
{
	put_token(r, TOKEN_OPEN_ARRAY, 0, NULL);
}
static void on_end(void *r)
{
	put_token(r, TOKEN_END, 0, NULL);
}
static void on_boolean(void *r, bool value)
{
	put_token(r, TOKEN_NUMBER, value, NULL);
}

/* Callbacks not named here stay libcbor's empty ones; their items are found missing below. */
static void make_callbacks(struct cbor_callbacks *c)
{
	*c                   = cbor_empty_callbacks;
	c->uint8             = on_uint8;
	c->uint16            = on_uint16;
	c->uint32            = on_uint32;
	c->uint64            = on_uint64;
	c->negint8           = on_negint8;
	c->negint16          = on_negint16;
	c->negint32          = on_negint32;
	c->negint64          = on_negint64;
	c->string            = on_string;
	c->byte_string       = on_string;
	c->array_start       = on_array;
	c->indef_array_start = on_open_array;
	c->indef_break       = on_end;
	c->boolean           = on_boolean;
}

static void read_tokens(struct reader *r, const uint8_t *data, size_t bytes)
{
	struct cbor_callbacks callbacks;

	make_callbacks(&callbacks);
	r->count = r->next = 0;
	r->bad             = false;
	while (bytes > 0 && !r->bad) {
		size_t before                  = r->count;
		struct cbor_decoder_result got = cbor_stream_decode(data, bytes, &callbacks, r);

		if (got.status != CBOR_DECODER_FINISHED || got.read == 0 || got.read > bytes) {
			r->bad = true;
			return;
		}
		if (r->count == before)
			put_token(r, TOKEN_OTHER, 0, NULL);
		data += got.read;
		bytes -= got.read;
	}
}

/* ---- Tokens to values ------------------------------------------------------------------------ */

static const struct token *take(struct reader *r, enum token_type type)
{
	if (!r->bad && r->next < r->count && r->token[r->next].type == type)
		return &r->token[r->next++];
	r->bad = true;
	return NULL;
}

static uint64_t take_number(struct reader *r)
{
	const struct token *t = take(r, TOKEN_NUMBER);

	return t ? t->value : 0;
}

/* An array being read; `more` counts down, or looks for the end mark of an open one. */
struct list {
	uint64_t left;
	bool open;
};

static struct list take_list(struct reader *r)
{
	if (!r->bad && r->next < r->count && r->token[r->next].type == TOKEN_OPEN_ARRAY) {
		r->next++;
		return (struct list){0, true};
	}
	const struct token *t = take(r, TOKEN_ARRAY);

	return (struct list){t ? t->value : 0, false};
}

static bool more(struct reader *r, struct list *l)
{
	if (r->bad)
		return false;
	if (!l->open)
		return l->left > 0 && l->left--;
	if (r->next < r->count && r->token[r->next].type == TOKEN_END) {
		r->next++;
		return false;
	}
	return true;
}

/* Leave out one item with everything in it. */
static void skip(struct reader *r)
{
	uint64_t left = 1; /* items still to be skipped at all levels with a count */
	unsigned open = 0; /* arrays that wait for their end mark */

	while ((left > 0 || open > 0) && !r->bad) {
		if (r->next == r->count) {
			r->bad = true;
			return;
		}
		const struct token *t = &r->token[r->next++];

		/* An end mark ends the innermost open array; its counted neighbours were checked. */
		if (t->type == TOKEN_END) {
			if (open-- == 0)
				r->bad = true;
			continue;
		}
		if (left > 0 && open == 0)
			left--;
		if (t->type == TOKEN_OPEN_ARRAY)
			open++;
		else if (t->type == TOKEN_ARRAY && open == 0)
			left = t->value > LINK_BODY_MAX ? LINK_BODY_MAX + 1 : left + t->value;
	}
}

static void skip_rest(struct reader *r, struct list *l)
{
	while (more(r, l))
		skip(r);
}

static void take_text(struct reader *r, char *to)
{
	const struct token *t = take(r, TOKEN_STRING);
	size_t bytes          = 0;

	if (t)
		bytes = t->value < SCHEMA_TEXT_MAX ? t->value : SCHEMA_TEXT_MAX;
	for (size_t i = 0; i < bytes; i++)
		to[i] = t->string[i] >= ' ' && t->string[i] < 0x7f ? (char)t->string[i] : '.';
	to[bytes] = 0;
}

static void take_record(struct reader *r, struct decoded *d)
{
	struct list l   = take_list(r);
	uint64_t number = more(r, &l) ? take_number(r) : UINT64_MAX;

	const struct schema_entry *entry = number < 256 ? schema_record((unsigned)number) : NULL;

	if (number == UINT64_MAX || (entry && d->records == DECODE_RECORDS_MAX)) {
		r->bad = true;
		return;
	}
	if (!entry) {
		d->unknown++;
		skip_rest(r, &l);
		return;
	}
	struct decoded_record *record = &d->record[d->records++];

	memset(record, 0, sizeof(*record));
	record->number = (uint8_t)number;
	for (unsigned i = 0; i < entry->field_count && more(r, &l); i++) {
		if (entry->fields[i].type == FIELD_TEXT)
			take_text(r, record->text[i]);
		else
			record->value[i] = take_number(r);
		if (i + 1 == entry->field_count)
			skip_rest(r, &l);
	}
}

static void take_event(struct reader *r, struct decoded *d, uint64_t *cycles)
{
	struct list l   = take_list(r);
	uint64_t number = more(r, &l) ? take_number(r) : UINT64_MAX;
	uint64_t delta  = more(r, &l) ? take_number(r) : 0;

	const struct schema_entry *entry = number < 256 ? schema_event((unsigned)number) : NULL;

	if (number == UINT64_MAX || d->events == DECODE_EVENTS_MAX) {
		r->bad = true;
		return;
	}
	*cycles += delta;
	if (!entry) {
		d->unknown++;
		skip_rest(r, &l);
		return;
	}
	struct decoded_event *event = &d->event[d->events++];

	memset(event, 0, sizeof(*event));
	event->type   = (uint16_t)number;
	event->cycles = *cycles;
	for (unsigned i = 0; i < entry->field_count && more(r, &l); i++) {
		event->value[i] = take_number(r);
		if (i + 1 == entry->field_count)
			skip_rest(r, &l);
	}
}

/* ---- The short way --------------------------------------------------------------------------- */

/*
 * Ten million events come as plain integers in arrays of known length, exactly as the schema says.
 * These are read without making tokens. At anything else (a newer kernel's field, another way to
 * write a number, damage) the short way gives up, and the long way above judges the whole body.
 */

static bool short_number(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
	if (*at == end)
		return false;
	uint8_t head   = *(*at)++;
	uint8_t length = head & 0x1f; /* the value itself, or 24 … 27: it follows in 1, 2, 4, 8 */

	if (head >= 0x40 || length > 27)
		return false;
	*value = length;
	if (length >= 24) {
		unsigned bytes = 1u << (length - 24);

		if ((size_t)(end - *at) < bytes)
			return false;
		*value = 0;
		for (unsigned i = 0; i < bytes; i++)
			*value = *value << 8 | *(*at)++;
	}
	if (head & 0x20) /* negative: -1 - value */
		*value = ~*value;
	return true;
}

static bool short_event(struct decoded *d, const uint8_t **at, const uint8_t *end, uint64_t *cycles)
{
	uint8_t items = *(*at)++ ^ 0x80; /* head of an array of up to 23 */
	uint64_t number, delta;

	if (items < 2 || items > 2 + EVENT_FIELDS_MAX || d->events == DECODE_EVENTS_MAX ||
	    !short_number(at, end, &number) || !short_number(at, end, &delta) || number > 255)
		return false;
	const struct schema_entry *entry = schema_event((unsigned)number);
	struct decoded_event *event      = &d->event[d->events];

	if (!entry || entry->field_count != items - 2)
		return false;
	*event = (struct decoded_event){.type = (uint16_t)number, .cycles = *cycles += delta};
	for (unsigned i = 0; i < entry->field_count; i++)
		if (!short_number(at, end, &event->value[i]))
			return false;
	d->events++;
	return true;
}

static bool short_trace(struct decoded *d, const uint8_t *body, size_t bytes)
{
	const uint8_t *at = body, *end = body + bytes;
	uint64_t cycles;

	if (bytes == 0 || *at++ != 0x9f || !short_number(&at, end, &d->lost) ||
	    !short_number(&at, end, &cycles))
		return false;
	while (at < end && *at != 0xff)
		if (!short_event(d, &at, end, &cycles))
			return false;
	return at + 1 == end;
}

/* ---- Bodies ---------------------------------------------------------------------------------- */

static void take_trace(struct reader *r, struct list *l, struct decoded *d)
{
	d->lost         = more(r, l) ? take_number(r) : 0;
	uint64_t cycles = more(r, l) ? take_number(r) : 0;

	while (more(r, l))
		take_event(r, d, &cycles);
}

static void take_records(struct reader *r, struct list *l, struct decoded *d)
{
	while (more(r, l))
		take_record(r, d);
}

static void take_question(struct reader *r, struct list *l, struct decoded *d)
{
	d->id       = more(r, l) ? (uint32_t)take_number(r) : 0;
	d->ask      = more(r, l) ? (uint32_t)take_number(r) : 0;
	d->argument = more(r, l) ? take_number(r) : 0;
	d->cursor   = more(r, l) ? take_number(r) : 0;
	skip_rest(r, l);
}

static void begin(struct decoded *d, const struct link_frame *f)
{
	d->type = f->type;
	d->id = d->ask = d->unknown = 0;
	d->result                   = 0;
	d->lost = d->argument = d->cursor = 0;
	d->events = d->records = 0;
}

bool decode_frame(struct decoded *d, const struct link_frame *f)
{
	begin(d, f);
	if (f->type == LINK_TRACE && f->bytes <= LINK_BODY_MAX && short_trace(d, f->body, f->bytes))
		return true;
	return decode_frame_long(d, f);
}

bool decode_frame_long(struct decoded *d, const struct link_frame *f)
{
	struct reader r;
	struct list l;

	begin(d, f);
	if (f->bytes > LINK_BODY_MAX)
		return false;
	read_tokens(&r, f->body, f->bytes);
	l = take_list(&r);
	switch (f->type) {
	case LINK_TRACE:
		take_trace(&r, &l, d);
		break;
	case LINK_REPLY:
		d->id     = more(&r, &l) ? (uint32_t)take_number(&r) : 0;
		d->result = more(&r, &l) ? (int64_t)take_number(&r) : 0;
		take_records(&r, &l, d);
		break;
	case LINK_HELLO:
	case LINK_STATUS:
		take_records(&r, &l, d);
		break;
	case LINK_REQUEST:
	case LINK_CONTROL:
		take_question(&r, &l, d);
		break;
	case LINK_GDB_OUT:
	case LINK_GDB_IN: /* not for the model: hub.h */
		skip_rest(&r, &l);
		break;
	default: /* a newer protocol's: well-formed is all we can say */
		d->unknown++;
		skip_rest(&r, &l);
	}
	return !r.bad && r.next == r.count;
}

const struct decoded_record *decoded_record(const struct decoded *d, unsigned number)
{
	for (size_t i = 0; i < d->records; i++)
		if (d->record[i].number == number)
			return &d->record[i];
	return NULL;
}
