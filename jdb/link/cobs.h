/*
 * Consistent overhead byte stuffing: bytes without zeros.
 *
 * The block is cut at its zero bytes; each piece is sent as its length + 1 followed by its bytes, so
 * that zero never appears and can mark the ends of a frame. A piece of 254 bytes without a zero
 * behind it is sent as 255:
 *
 *      11 22 00 33        ->   03 11 22 02 33
 *      (nothing)          ->   01
 *
 * Costs one byte, and one more for each 254.
 */
#ifndef JDB_LINK_COBS_H
#define JDB_LINK_COBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Most bytes that @p bytes bytes can become. */
#define COBS_SIZE(bytes) ((bytes) + (bytes) / 254 + 1)

/**
 * Stuff @p bytes bytes.
 * @param to  room for COBS_SIZE(bytes); must not overlap @p from
 * @return number of bytes written, none of them zero
 */
size_t cobs_encode(uint8_t *to, const uint8_t *from, size_t bytes);

/**
 * Undo cobs_encode(). May work in place (@p to == @p from).
 * @param to    room for @p bytes
 * @param size  receives the number of bytes written
 * @return false when the input is not the output of an encoder: a zero in it, or a piece cut off
 */
bool cobs_decode(uint8_t *to, size_t *size, const uint8_t *from, size_t bytes);

#endif
