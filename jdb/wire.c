/*
 * The way out: console text and frames on one serial line. See wire.h.
 */
#include "jdb/wire.h"
#include "kernel/arch.h"
#include "kernel/lib/string.h"
#include "jdb/lock.h"

enum {
	TEXT_RING  = 16384, /* bytes; a power of two */
	TEXT_BURST = 256,   /* bytes of text after which a waiting frame may pass */
	PUMP_BYTES = 512,   /* at most so many at a time with interrupts off */

	TRACE_SHARE       = 2,       /* trace frames take at most half of the time */
	TEXT_PATIENCE     = 20000,   /* µs without progress until text is dropped */
	FLUSH_PATIENCE    = 1000000, /* and until a flush gives up */
	PATIENCE_ATTEMPTS = 5000000, /* the same where the clock does not run yet */
};

struct slot {
	uint8_t raw[LINK_RAW_MAX];
	size_t bytes; /* of the body */
	uint8_t type, cpu;
	bool ready;
};

uint64_t wire_frames, wire_text_lost;

static struct debug_lock lock; /* for all of the following, but slots that are not ready */
static char text_ring[TEXT_RING];
static uint32_t text_written, text_sent; /* counted modulo 2^32 */
static unsigned text_burst;
static char last_text;
static bool stalled; /* text was dropped, and the line has not moved since: do not wait again */

static struct slot slots[WIRE_SLOTS];
static uint8_t frame_bytes[LINK_WIRE_MAX]; /* the frame on the line */
static size_t frame_size, frame_sent;
static enum wire_slot frame_slot;
static uint64_t trace_cycles; /* spent on the trace frame on the line */
static uint64_t trace_not_before;

bool wire_free(enum wire_slot slot)
{
	return !__atomic_load_n(&slots[slot].ready, __ATOMIC_ACQUIRE);
}

bool wire_trace_room(void)
{
	return wire_free(WIRE_TRACE) && clock_cycles() >= trace_not_before;
}

void wire_begin(enum wire_slot slot, struct cbor_writer *w)
{
	cbor_writer_init(w, slots[slot].raw + LINK_HEADER, LINK_BODY_MAX);
}

void wire_send(enum wire_slot slot, enum link_type type, unsigned cpu, const struct cbor_writer *w)
{
	struct slot *s = &slots[slot];

	s->bytes = w->used;
	s->type  = (uint8_t)type;
	s->cpu   = (uint8_t)cpu;
	__atomic_store_n(&s->ready, true, __ATOMIC_RELEASE);
}

/* Stuff the frame in @p slot for the line; its sequence number is its place on the line. */
static void start_frame(enum wire_slot slot)
{
	struct slot *s      = &slots[slot];
	struct link_frame f = {
		.type     = s->type,
		.cpu      = s->cpu,
		.sequence = (uint16_t)wire_frames,
		.time     = (uint32_t)arch_clock_us(),
		.body     = s->raw + LINK_HEADER,
		.bytes    = s->bytes,
	};

	frame_size = link_frame_encode(frame_bytes, s->raw, &f);
	frame_sent = 0;
	frame_slot = slot;
	text_burst = 0;
	__atomic_store_n(&s->ready, false, __ATOMIC_RELEASE);
	wire_frames++;
}

/* Where the next byte comes from: the frame on the line (true), the text ring (false), nowhere. */
static bool choose(bool *from_frame)
{
	bool text = text_sent != text_written;

	*from_frame = true;
	if (frame_sent < frame_size)
		return true;
	if (!text || text_burst >= TEXT_BURST) {
		for (unsigned i = 0; i < WIRE_SLOTS; i++) {
			if (!wire_free((enum wire_slot)i)) {
				start_frame((enum wire_slot)i);
				return true;
			}
		}
	}
	*from_frame = false;
	return text;
}

/* The frame on the line has moved by a byte in @p cycles; when it is done, trace frames pause. */
static void frame_byte_sent(uint64_t cycles)
{
	frame_sent++;
	if (frame_slot != WIRE_TRACE)
		return;
	trace_cycles += cycles;
	if (frame_sent == frame_size) {
		trace_not_before = clock_cycles() + (TRACE_SHARE - 1) * trace_cycles;
		trace_cycles     = 0;
	}
}

/* Send one byte; false when there is none, or the transmitter is full (then *@p full). */
static bool send_byte(bool *full)
{
	uint64_t start = clock_cycles();
	bool from_frame;

	*full = false;
	if (!choose(&from_frame))
		return false;
	uint8_t byte =
		from_frame ? frame_bytes[frame_sent] : (uint8_t)text_ring[text_sent % TEXT_RING];

	if (!arch_serial_put(byte)) {
		*full = true;
		return false;
	}
	stalled = false;
	if (from_frame) {
		frame_byte_sent(clock_cycles() - start);
	} else {
		text_sent++;
		text_burst++;
	}
	return true;
}

static void pump(void)
{
	unsigned left = PUMP_BYTES;
	bool full     = false;

	while (left > 0 && send_byte(&full))
		left--;
	arch_serial_tx_interrupt(full || left == 0);
}

void wire_pump(void)
{
	bool taken = debug_lock(&lock);

	pump();
	debug_unlock(&lock, taken);
}

/* Wait until the text ring has room, or nothing moves for TEXT_PATIENCE. */
static bool wait_for_room(void)
{
	usec_t start   = arch_clock_us();
	unsigned tries = 0;
	bool full;

	while (text_written - text_sent == TEXT_RING) {
		if (send_byte(&full)) {
			start = arch_clock_us();
			tries = 0;
		} else if (stalled || arch_clock_us() - start > TEXT_PATIENCE ||
			   ++tries > PATIENCE_ATTEMPTS) {
			stalled = true;
			return false;
		}
	}
	return true;
}

static void put_text(char c)
{
	if (!wait_for_room()) {
		wire_text_lost++;
		return;
	}
	text_ring[text_written++ % TEXT_RING] = c;
	last_text                             = c;
}

void wire_text(const char *text, size_t bytes)
{
	bool taken = debug_lock(&lock);

	for (size_t i = 0; i < bytes; i++) {
		if (text[i] == '\n' && last_text != '\r')
			put_text('\r');
		/* NUL is what frames begin with. */
		if (text[i] != 0)
			put_text(text[i]);
	}
	pump();
	debug_unlock(&lock, taken);
}

static void flush(void)
{
	usec_t start   = arch_clock_us();
	unsigned tries = 0;
	bool full;

	while (true) {
		if (send_byte(&full)) {
			start = arch_clock_us();
			tries = 0;
		} else if (!full || arch_clock_us() - start > FLUSH_PATIENCE ||
			   ++tries > PATIENCE_ATTEMPTS) {
			return;
		}
	}
}

void wire_flush(void)
{
	bool taken = debug_lock(&lock);

	flush();
	debug_unlock(&lock, taken);
}
