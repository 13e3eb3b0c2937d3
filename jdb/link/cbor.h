/*
 * A small part of CBOR (RFC 8949): unsigned and negative integers, byte and text strings, arrays.
 *
 * The writer fills a buffer and remembers when it would have overflowed; a caller that packs records
 * marks where one begins and goes back there when the record did not fit:
 *
 *      size_t mark = w.used;
 *      cbor_array(&w, 2); cbor_uint(&w, 7); cbor_text(&w, "sigma0", 6);
 *      if (w.full) cbor_rewind(&w, mark);
 *
 * The reader takes items in order from bytes that anybody may have sent: every length is checked, and
 * the first thing that is not as expected makes it fail from then on.
 */
#ifndef JDB_LINK_CBOR_H
#define JDB_LINK_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cbor_writer {
	uint8_t *buffer;
	size_t size; /* bytes of the buffer */
	size_t used; /* bytes written */
	bool full;   /* something did not fit; nothing is written from then on */
};

void cbor_writer_init(struct cbor_writer *w, uint8_t *buffer, size_t size);
void cbor_uint(struct cbor_writer *w, uint64_t value);
void cbor_int(struct cbor_writer *w, int64_t value);
void cbor_bytes(struct cbor_writer *w, const void *data, size_t bytes);
void cbor_text(struct cbor_writer *w, const char *text, size_t bytes);
/** An array of @p count items, which follow. */
void cbor_array(struct cbor_writer *w, size_t count);
/** An array of as many items as follow until cbor_end(). */
void cbor_array_open(struct cbor_writer *w);
void cbor_end(struct cbor_writer *w);
/** Forget what was written behind @p mark, an earlier value of w->used. */
void cbor_rewind(struct cbor_writer *w, size_t mark);

struct cbor_reader {
	const uint8_t *at, *end;
	bool bad; /* an item was malformed, cut off or of another type */
};

enum {
	CBOR_OPEN = -1, /* count of an array that is closed by an end mark */
};

void cbor_reader_init(struct cbor_reader *r, const uint8_t *data, size_t bytes);
/** Each of these returns 0 (or NULL) and sets r->bad when the next item is something else. */
uint64_t cbor_read_uint(struct cbor_reader *r);
int64_t cbor_read_int(struct cbor_reader *r);
/** Number of items of the array that begins here, or CBOR_OPEN. */
long cbor_read_array(struct cbor_reader *r);
/** A byte or text string: points into the input; its length goes to *@p bytes. */
const uint8_t *cbor_read_string(struct cbor_reader *r, size_t *bytes);
/** True, and the mark is taken, when the end mark of an open array comes next. */
bool cbor_read_end(struct cbor_reader *r);

#endif
