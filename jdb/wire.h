/*
 * The way out: console text and frames on one serial line.
 *
 *      printk, log object ---> text ring ----.
 *                                            +--> transmitter --> arch_serial_put()
 *      replies, HELLO, STATUS -> slot 0 -----|
 *      trace events -----------> slot 1 -----'
 *
 * Bytes are handed to the transmitter whenever it has room: at once, by its interrupt, or (in the
 * debugger and in a panic) by waiting for it. Text goes first, so that the console never starves; after
 * TEXT_BURST bytes of it one waiting frame may pass, so that frames do not starve either.
 *
 * A line that is faster than the machine that feeds it (an emulated one) would take all the time there
 * is: sending trace frames may use half of the CPU's time, the rest waits (wire_trace_room()).
 *
 * Locking: text comes from every CPU, so ring and transmitter have a lock (lock.h). Frames are filled by the
 * boot CPU alone, or by the one that is in the debugger; a filled slot belongs to the transmitter.
 */
#ifndef JDB_WIRE_H
#define JDB_WIRE_H

#include "kernel/lib/types.h"
#include "jdb/link/cbor.h"
#include "jdb/link/frame.h"

enum wire_slot {
	WIRE_URGENT,
	WIRE_TRACE,
	WIRE_SLOTS,
};

extern uint64_t wire_frames, wire_text_lost;

/** Console text; a CR is put before each LF. Waits briefly when the ring is full, then drops. */
void wire_text(const char *text, size_t bytes);

/** True when a frame can be put into @p slot. */
bool wire_free(enum wire_slot slot);
/** As wire_free(WIRE_TRACE), and trace frames have not used up their share of time. */
bool wire_trace_room(void);

/**
 * Start a frame in a free slot: @p w writes its body.
 * Then wire_send() puts it in line, or the slot is simply left alone.
 */
void wire_begin(enum wire_slot slot, struct cbor_writer *w);
void wire_send(enum wire_slot slot, enum link_type type, unsigned cpu, const struct cbor_writer *w);

/** Give the transmitter what it takes now; its interrupt asks for the rest. */
void wire_pump(void);

/** Wait until everything is sent; gives up when the line does not move for a second. */
void wire_flush(void);

#endif
