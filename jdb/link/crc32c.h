/*
 * CRC-32C (Castagnoli): the checksum of a frame. Catches every burst of up to 32 bits and every
 * error of up to five single bits in frames of our length.
 */
#ifndef JDB_LINK_CRC32C_H
#define JDB_LINK_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/**
 * Checksum of @p bytes bytes, as iSCSI and ext4 compute it ("123456789" gives 0xe3069283).
 * @param crc  0 to start, or the result for the bytes before these
 */
uint32_t crc32c(uint32_t crc, const void *data, size_t bytes);

#endif
