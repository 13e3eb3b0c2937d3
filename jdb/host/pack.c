/*
 * Events in little memory. See events.h.
 *
 *      head     type, with the top bit set when a byte of flags follows; 127: the type follows
 *      flags    gap, another CPU than before (which follows)
 *      time     difference to the event before, zigzag (small when near, in either direction)
 *      fields   the event's own, as the schema counts them; in place of the kernel's flow id comes
 *               the flow's number: 0 for none, or 1 + zigzag of the difference to the one before
 *
 * Numbers are LEB128: seven bits a byte, the lowest first, the top bit says that more follow.
 */
#include "jdb/host/events.h"

enum {
	HEAD_FLAGS = 0x80,
	HEAD_LONG  = 0x7f,
	FLAG_GAP   = 1,
	FLAG_CPU   = 2,
};

static size_t put(uint8_t *to, uint64_t value)
{
	size_t n = 0;

	for (; value > 0x7f; value >>= 7)
		to[n++] = (uint8_t)(value | 0x80);
	to[n++] = (uint8_t)value;
	return n;
}

static const uint8_t *take(const uint8_t *from, uint64_t *value)
{
	uint64_t sum   = *from & 0x7f;
	unsigned shift = 7;

	while (*from++ & 0x80) {
		sum |= (uint64_t)(*from & 0x7f) << shift;
		shift += 7;
	}
	*value = sum;
	return from;
}

static uint64_t zigzag(uint64_t difference)
{
	return difference << 1 ^ (0 - (difference >> 63));
}

static uint64_t unzigzag(uint64_t value)
{
	return value >> 1 ^ (0 - (value & 1));
}

unsigned event_fields(unsigned type, bool *has_flow)
{
	static uint8_t fields[256], flow[256];
	static bool ready;

	if (!ready) {
		for (unsigned i = 0; i < 256; i++) {
			const struct schema_entry *entry = schema_event(i);

			fields[i] = entry ? entry->field_count : EVENT_FIELDS_MAX;
			flow[i] =
				entry && entry->field_count && entry->fields[0].type == FIELD_FLOW;
		}
		ready = true;
	}
	*has_flow = flow[type & 0xff];
	return fields[type & 0xff];
}

size_t pack_event(uint8_t *to, struct pack_state *p, const struct model_event *e)
{
	bool has_flow, other_cpu = e->cpu != p->cpu;
	unsigned fields = event_fields(e->type, &has_flow);
	uint8_t flags   = (uint8_t)((e->after_gap ? FLAG_GAP : 0) | (other_cpu ? FLAG_CPU : 0));
	size_t n        = 0;

	to[n++] = (uint8_t)((e->type < HEAD_LONG ? e->type : HEAD_LONG) | (flags ? HEAD_FLAGS : 0));
	if (e->type >= HEAD_LONG)
		n += put(to + n, e->type);
	if (flags)
		to[n++] = flags;
	if (other_cpu)
		to[n++] = e->cpu;
	n += put(to + n, zigzag(e->time - p->time));
	if (has_flow && e->flow != MODEL_NONE) {
		n += put(to + n, 1 + zigzag((uint64_t)e->flow - p->flow));
		p->flow = e->flow;
	} else if (has_flow) {
		to[n++] = 0;
	}
	for (unsigned i = has_flow; i < fields; i++)
		n += put(to + n, e->value[i]);
	p->time = e->time;
	p->cpu  = e->cpu;
	return n;
}

static const uint8_t *take_flow(const uint8_t *at, struct pack_state *p, struct model_event *e)
{
	uint64_t value;

	at = take(at, &value);
	if (value)
		e->flow = p->flow += (uint32_t)unzigzag(value - 1);
	return at;
}

size_t unpack_event(const uint8_t *from, struct pack_state *p, struct model_event *e)
{
	const uint8_t *at = from + 1;
	uint64_t value    = *from & ~HEAD_FLAGS;
	uint8_t flags     = 0;
	bool has_flow;

	if (value == HEAD_LONG)
		at = take(at, &value);
	if (*from & HEAD_FLAGS)
		flags = *at++;
	if (flags & FLAG_CPU)
		p->cpu = *at++;
	*e = (struct model_event){
		.type      = (uint16_t)value,
		.flow      = MODEL_NONE,
		.cpu       = p->cpu,
		.after_gap = flags & FLAG_GAP,
	};
	at      = take(at, &value);
	e->time = p->time += unzigzag(value);

	unsigned fields = event_fields(e->type, &has_flow);

	if (has_flow)
		at = take_flow(at, p, e);
	for (unsigned i = has_flow; i < fields; i++)
		at = take(at, &e->value[i]);
	return (size_t)(at - from);
}
