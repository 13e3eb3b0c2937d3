/*
 * The way in: frames and keys. See input.h.
 */
#include "jdb/input.h"
#include "kernel/arch.h"
#include "jdb/link/frame.h"
#include "jdb/link_out.h"
#include "jdb/requests.h"

enum {
	KEYS = 256,
	FRAME_PAUSE_US =
		500000, /* so long a pause inside a frame: it was a stray NUL from a keyboard */
};

struct keys {
	uint8_t key[KEYS];
	unsigned written, read;
};

static struct link_scanner scanner;
static usec_t last_byte_at;
static struct keys console, debugger;
static bool to_debugger;

void input_init(void)
{
	link_scanner_init(&scanner);
}

static void put(struct keys *k, uint8_t key)
{
	if (k->written - k->read < KEYS)
		k->key[k->written++ % KEYS] = key;
}

static int take(struct keys *k)
{
	return k->read == k->written ? -1 : k->key[k->read++ % KEYS];
}

int input_console_key(void)
{
	return take(&console);
}

bool input_console_waiting(void)
{
	return console.read != console.written;
}

int input_debugger_key(void)
{
	return take(&debugger);
}

bool input_debugger_interrupted(void)
{
	for (unsigned i = debugger.read; i != debugger.written; i++) {
		if (debugger.key[i % KEYS] != KEY_CTRL_C)
			continue;
		debugger.read = i + 1;
		return true;
	}
	return false;
}

void input_to_debugger(bool yes)
{
	to_debugger = yes;
	for (int key; !yes && (key = take(&debugger)) >= 0;)
		put(&console, (uint8_t)key);
}

/* One byte; true when it is Esc and nobody is in the debugger yet. */
static bool take_byte(uint8_t byte)
{
	usec_t now = arch_clock_us();

	if (now > last_byte_at + FRAME_PAUSE_US)
		link_scanner_init(&scanner);
	last_byte_at = now;
	switch (link_scan(&scanner, byte)) {
	case LINK_SCAN_TEXT:
		break;
	case LINK_SCAN_FRAME:
		requests_frame(&scanner.frame);
		return false;
	case LINK_SCAN_BAD:
		link_bad_frames++;
		return false;
	default:
		return false;
	}
	if (byte == KEY_ESC && !to_debugger) {
		to_debugger = true;
		return true;
	}
	put(to_debugger ? &debugger : &console, byte);
	return false;
}

bool input_poll(void)
{
	bool escape = false;

	for (int byte; (byte = arch_serial_get()) >= 0;)
		escape |= take_byte((uint8_t)byte);
	return escape;
}
