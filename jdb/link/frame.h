/*
 * Frames: how structured data shares one serial line with console text.
 *
 *      text text 0x00 <COBS bytes> 0x00 text text 0x00 <COBS bytes> 0x00 …
 *
 * Text has no NUL and stuffed bytes have none either. Unstuffed, a frame is
 *
 *      offset  0     1     2..3        4..7                  8 …          last 4
 *              type  cpu   sequence    time, low 32 bits     CBOR body    CRC-32C
 *                          number      of kernel clock (µs)               of all before it
 *
 * with all numbers in little-endian order. Each direction counts its frames by itself; a gap in the
 * sequence numbers is loss on the wire. README.md describes the bodies.
 *
 * The scanner below cuts a byte stream into text and frames. After a lost or false NUL it would take
 * text for frames and frames for text; so a closing NUL behind anything that is no good frame counts
 * as an opening one as well, and what is too long to be a frame is text.
 */
#ifndef JDB_LINK_FRAME_H
#define JDB_LINK_FRAME_H

#include "jdb/link/cobs.h"

enum {
	LINK_PROTOCOL = 1, /* version; changes when an old host could not understand us */

	LINK_HEADER   = 8,
	LINK_CRC      = 4,
	LINK_BODY_MAX = 1000, /* bytes of a body: under 100 ms at 115200 baud */
	LINK_RAW_MAX  = LINK_HEADER + LINK_BODY_MAX + LINK_CRC,
	LINK_WIRE_MAX = COBS_SIZE(LINK_RAW_MAX) + 2,

	LINK_ENTRIES_MAX = 64, /* records in a reply */
};

enum link_type {
	/* kernel to host */
	LINK_HELLO   = 1, /* who I am: at start, and when asked */
	LINK_TRACE   = 2, /* trace events of one CPU */
	LINK_REPLY   = 3, /* answer to a request or control frame */
	LINK_STATUS  = 4, /* counters of loss; every second while a host is attached */
	LINK_GDB_OUT = 5, /* bytes for GDB */
	/* host to kernel */
	LINK_REQUEST = 16, /* show me a piece of a list */
	LINK_CONTROL = 17, /* do something: enum link_control */
	LINK_GDB_IN  = 18, /* bytes from GDB */
};

/* Operations of a CONTROL frame. */
enum link_control {
	LINK_DETACH      = 0, /* no more trace or status frames */
	LINK_ATTACH      = 1, /* argument: classes to send; records held in the rings come first */
	LINK_TRACE_CLASS = 2, /* argument: classes to record at all */
	LINK_STOP        = 3, /* enter the debugger's prompt */
	LINK_GO          = 4, /* leave it */
	LINK_SAY_HELLO   = 5,
};

struct link_frame {
	uint8_t type; /* enum link_type */
	uint8_t cpu;
	uint16_t sequence;
	uint32_t time;
	const uint8_t *body;
	size_t bytes; /* of the body */
};

/**
 * Turn @p f into bytes for the wire, both NULs included.
 * @param wire  room for LINK_WIRE_MAX bytes
 * @param raw   scratch of LINK_RAW_MAX bytes; the body may stand in it at LINK_HEADER already
 * @return bytes in @p wire, or 0 when the body is longer than LINK_BODY_MAX
 */
size_t link_frame_encode(uint8_t *wire, uint8_t *raw, const struct link_frame *f);

/**
 * Decode the stuffed bytes between two NULs.
 * @param f    receives the frame; its body points into @p raw
 * @param raw  room for @p bytes bytes; may be @p data itself
 * @return false when it is no frame, or a damaged one
 */
bool link_frame_decode(struct link_frame *f, uint8_t *raw, const uint8_t *data, size_t bytes);

/* ---- Cutting a stream ------------------------------------------------------------------------ */

struct link_scanner {
	uint8_t data[LINK_WIRE_MAX]; /* what came since the last NUL */
	size_t used;
	bool inside; /* behind an opening NUL */
	uint8_t raw[LINK_WIRE_MAX];
	struct link_frame frame; /* the last good one; its body is in raw */
	size_t rubbish;          /* bytes of data[] that were no frame */
	uint32_t bad_frames;
};

enum link_scan {
	LINK_SCAN_NOTHING, /* the byte was taken; more is needed */
	LINK_SCAN_TEXT,    /* the byte itself is text */
	LINK_SCAN_FRAME,   /* scanner->frame is complete; good until the next call */
	LINK_SCAN_BAD,     /* scanner->data[0 .. rubbish) was no frame; text, maybe. Counted. */
};

void link_scanner_init(struct link_scanner *s);
enum link_scan link_scan(struct link_scanner *s, uint8_t byte);

#endif
