/*
 * The way in: frames and keys. See input.h.
 */
#include "jdb/input.h"
#include "kernel/arch.h"
#include "jdb/link/frame.h"
#include "jdb/link_out.h"
#include "jdb/lock.h"
#include "jdb/requests.h"

enum {
	KEYS = 256,
	FRAME_PAUSE_US =
		500000, /* so long a pause inside a frame: it was a stray NUL from a keyboard */
	NOISY_US       = 1000000, /* after the start, see is_noise() */
	NOISE_PAUSE_US = 20000,
};

struct keys {
	uint8_t key[KEYS];
	unsigned written, read;
};

static struct link_scanner scanner;
static usec_t last_byte_at;
static struct keys console, debugger;
static struct debug_lock lock; /* for both: programs on every CPU take keys of the console */
static bool to_debugger;
static usec_t noisy_until;
static bool noise;            /* the rest of a frame whose beginning came before us */
static unsigned console_keys; /* that came in this poll */

void input_init(void)
{
	link_scanner_init(&scanner);
	noisy_until = arch_clock_us() + NOISY_US;
}

/*
 * A host may have sent a frame before the serial line was set up, and we get only the end of it. That must
 * not be taken for keys, least of all for Esc. So what nobody types as the first thing in his life is taken
 * for such an end, up to the next pause; and so is what comes when a frame was @p cut by a long pause (an
 * emulator that did not get the time to run, or a stray NUL: then a key is lost).
 */
static bool is_noise(uint8_t byte, usec_t now, bool cut)
{
	bool typed = (byte >= ' ' && byte < 0x7f) || byte == KEY_ESC || byte == KEY_CTRL_C ||
		     byte == '\r' || byte == '\n' || byte == '\t' || byte == '\b';

	if (now > last_byte_at + NOISE_PAUSE_US)
		noise = false;
	if (cut || (now < noisy_until && !typed))
		noise = true;
	return noise;
}

static void put(struct keys *k, uint8_t key)
{
	bool taken = debug_lock(&lock);

	if (k->written - k->read < KEYS)
		k->key[k->written++ % KEYS] = key;
	debug_unlock(&lock, taken);
}

static int take(struct keys *k)
{
	bool taken = debug_lock(&lock);
	int key    = k->read == k->written ? -1 : k->key[k->read++ % KEYS];

	debug_unlock(&lock, taken);
	return key;
}

int input_console_key(void)
{
	return take(&console);
}

bool input_console_news(void)
{
	return console_keys > 0;
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
	enum link_scan scanned;
	bool cut = scanner.inside && scanner.used > 0 && now > last_byte_at + FRAME_PAUSE_US;
	bool rest;

	if (now > last_byte_at + FRAME_PAUSE_US)
		link_scanner_init(&scanner);
	scanned      = link_scan(&scanner, byte);
	rest         = scanned == LINK_SCAN_TEXT && is_noise(byte, now, cut);
	last_byte_at = now;
	switch (scanned) {
	case LINK_SCAN_TEXT:
		if (rest)
			return false;
		break;
	case LINK_SCAN_FRAME:
		noise = false;
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
	console_keys += !to_debugger;
	put(to_debugger ? &debugger : &console, byte);
	return false;
}

bool input_poll(void)
{
	bool escape = false;

	console_keys = 0;
	for (int byte; (byte = arch_serial_get()) >= 0;) {
		if (byte != SERIAL_BREAK)
			escape |= take_byte((uint8_t)byte);
		else if (!to_debugger)
			escape = to_debugger = true;
	}
	return escape;
}
