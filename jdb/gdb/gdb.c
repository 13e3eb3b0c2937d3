/*
 * When to listen to GDB, and when to speak. See gdb.h.
 */
#include "jdb/gdb/gdb.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "jdb/breakpoints.h"
#include "jdb/debugger.h"
#include "jdb/gdb/packet.h"
#include "jdb/gdb/requests.h"
#include "jdb/link/cbor.h"
#include "jdb/link/frame.h"
#include "jdb/link_out.h"
#include "jdb/step.h"
#include "jdb/wire.h"

enum {
	INPUT_BYTES = 2048, /* a power of two */
};

static uint8_t input[INPUT_BYTES];
static unsigned written, taken; /* counted modulo 2^32 */

static struct gdb_receiver receiver;
static struct gdb_sender sender; /* the last packet: GDB may not have got it */
static bool waits;               /* it waits to be told that the kernel has stopped */
static bool wanted_it;           /* GDB made the kernel stop: ^C, a step, its breakpoint */

/* ---- In ----------------------------------------------------------------------------------------- */

void gdb_frame(const struct link_frame *f)
{
	struct cbor_reader r;
	const uint8_t *data;
	size_t bytes;

	cbor_reader_init(&r, f->body, f->bytes);
	cbor_read_array(&r);
	data = cbor_read_string(&r, &bytes);
	if (r.bad) {
		link_bad_frames++;
		return;
	}
	for (size_t i = 0; i < bytes && written - taken < INPUT_BYTES; i++)
		input[written++ % INPUT_BYTES] = data[i];
}

/* ---- Out ---------------------------------------------------------------------------------------- */

/* Nothing but acknowledgements: of the last packet, which let the kernel go on. */
static bool only_acknowledges(void)
{
	while (written != taken && gdb_between_packets(&receiver) &&
	       input[taken % INPUT_BYTES] == '+')
		taken++;
	return written == taken;
}

/* GDB speaks to a kernel that stands, or means by ^C that it shall. */
bool gdb_waiting(void)
{
	if (debugger_active())
		return !debugger_leaving() && (waits || !only_acknowledges());
	if (!only_acknowledges()) {
		wanted_it = true;
		debugger_want_stop();
	}
	return false;
}

static void send(void)
{
	struct cbor_writer w;

	wire_begin(WIRE_URGENT, &w);
	cbor_array(&w, 1);
	cbor_bytes(&w, sender.bytes, sender.used);
	wire_send(WIRE_URGENT, LINK_GDB_OUT, cpu_current()->number, &w);
}

static void tell_stop(bool acknowledge)
{
	waits = false;
	gdb_begin(&sender, acknowledge);
	gdb_put_stop(&sender);
	gdb_end(&sender);
	send();
}

/* GDB lets the kernel go on, and hears of it when it stops again. In a panic that is at once. */
static void go_on(enum gdb_answer how)
{
	static const struct gdb_sender plus = {.bytes = {'+'}, .used = 1};

	if (how == GDB_STEP && !step_begin(STEP_INSTRUCTION, 1)) {
		gdb_begin(&sender, true);
		gdb_put(&sender, "E01");
		gdb_end(&sender);
		send();
		return;
	}
	waits = true;
	if (!debugger_leave()) {
		tell_stop(true);
		return;
	}
	sender = plus;
	send();
}

static void execute(const char *text)
{
	gdb_begin(&sender, true);
	switch (gdb_execute(&sender, text)) {
	case GDB_ANSWER:
		break;
	case GDB_STOP_REASON:
		tell_stop(true);
		return;
	case GDB_CONTINUE:
		go_on(GDB_CONTINUE);
		return;
	case GDB_STEP:
		go_on(GDB_STEP);
		return;
	case GDB_DETACH:
		wanted_it = false;
		breakpoints_clear_all(BREAK_GDB);
		debugger_leave();
		break;
	}
	if (sender.full) {
		gdb_begin(&sender, true);
		gdb_put(&sender, "E02");
	}
	gdb_end(&sender);
	send();
}

/* One thing that GDB has said, or what it waits for: a frame at most. */
void gdb_answer(void)
{
	while (written != taken) {
		switch (gdb_receive(&receiver, input[taken++ % INPUT_BYTES])) {
		case GDB_NOTHING:
			continue;
		case GDB_PACKET:
			execute(receiver.text);
			return;
		case GDB_DAMAGED:
			gdb_begin(&sender, false);
			sender.bytes[0] = '-';
			send();
			return;
		case GDB_AGAIN:
			send();
			return;
		case GDB_INTERRUPT:
			if (waits)
				tell_stop(false);
			return;
		}
	}
	if (waits)
		tell_stop(false);
}

/* ---- Stopping ----------------------------------------------------------------------------------- */

void gdb_stopped(const char *reason)
{
	const struct breakpoint *b = breakpoint_get(breakpoint_hit());

	gdb_note_stop(strncmp(reason, "panic", 5) == 0);
	if (waits && ((b && b->owner == BREAK_GDB) || step_was_the_reason()))
		wanted_it = true;
}

bool gdb_has_stopped_it(void)
{
	bool it = wanted_it;

	wanted_it = false;
	return it;
}
