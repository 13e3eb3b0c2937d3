/*
 * Packets of GDB's remote protocol: "$text#checksum", each acknowledged by "+" or asked for again by "-".
 *
 * They come and go as bytes in frames of the link (LINK_GDB_IN, LINK_GDB_OUT), one packet at a time. Nothing
 * is known of the machine here; so unit tests drive it as it stands.
 *
 * Source: the GDB manual, appendix E "GDB Remote Serial Protocol", "Overview" and "Packet Acknowledgment".
 */
#ifndef JDB_GDB_PACKET_H
#define JDB_GDB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GDB_TEXT_MAX  = 900,              /* characters of a packet, either way */
	GDB_BYTES_MAX = GDB_TEXT_MAX + 8, /* with what stands around them */
};

/* ---- What comes in ---------------------------------------------------------------------------- */

enum gdb_input {
	GDB_NOTHING,   /* more bytes are needed */
	GDB_PACKET,    /* receiver->text is a packet */
	GDB_DAMAGED,   /* it was one, but its checksum is wrong: ask for it again */
	GDB_AGAIN,     /* GDB did not get our last packet */
	GDB_INTERRUPT, /* ^C */
};

struct gdb_receiver {
	char text[GDB_TEXT_MAX + 1]; /* ends with a NUL */
	size_t used;
	unsigned state;
	uint8_t sum, told;
	bool too_long;
};

/** Take one byte. A packet is good until the next call. */
enum gdb_input gdb_receive(struct gdb_receiver *r, uint8_t byte);

/** Is what comes next no part of a packet that has begun? */
bool gdb_between_packets(const struct gdb_receiver *r);

/* ---- What goes out ---------------------------------------------------------------------------- */

struct gdb_sender {
	char bytes[GDB_BYTES_MAX];
	size_t used;
	bool full; /* something did not fit, and was left out */
};

/** Begin a packet; with @p acknowledge a "+" comes before it. */
void gdb_begin(struct gdb_sender *s, bool acknowledge);
void gdb_put(struct gdb_sender *s, const char *text);
void gdb_put_hex(struct gdb_sender *s, const void *data, size_t bytes);
void gdb_put_number(struct gdb_sender *s, uint64_t number);
/** So many characters of text still fit. */
size_t gdb_room(const struct gdb_sender *s);
/** The packet is complete. */
void gdb_end(struct gdb_sender *s);

/* ---- Reading text ----------------------------------------------------------------------------- */

/** A hexadecimal number at *@p at, which moves behind it. @return false: there is none */
bool gdb_number(const char **at, uint64_t *value);
/** Move *@p at behind @p text, if that is there. */
bool gdb_take(const char **at, const char *text);
/** 2 * @p bytes hexadecimal digits at *@p at as bytes. */
bool gdb_bytes(const char **at, void *data, size_t bytes);

#endif
