/*
 * Recordings: the raw bytes of the line with the host's clock, so that a replay is exact.
 *
 * A file is a header and then chunks until its end:
 *
 *      header   "PHIALREC"  version:32  0:32  start:64       start: ns since 1970, for people
 *      chunk    direction:8  delay:LEB128  bytes:LEB128  data…
 *
 * Numbers are little-endian; delay counts nanoseconds since the chunk before. Both directions are
 * kept: the host's questions tell what the kernel's answers are about. A file that was cut off (the
 * recorder was killed) is good up to its last complete chunk.
 */
#ifndef JDB_HOST_RECORD_H
#define JDB_HOST_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	RECORD_VERSION   = 1,
	RECORD_CHUNK_MAX = 1 << 16, /* bytes of data in a chunk */
};

enum record_direction {
	RECORD_FROM_KERNEL = 0,
	RECORD_TO_KERNEL   = 1,
	RECORD_CUT         = 2, /* the line was closed and opened again; no data */
};

struct recorder;

/** Begin a file. @return NULL with errno when it cannot be written. */
struct recorder *recorder_open(const char *path);
/** Add bytes that passed at @p host_ns (any clock that does not go back). */
void recorder_put(struct recorder *r, enum record_direction direction, const void *data,
		  size_t bytes, uint64_t host_ns);
/** @return false when something could not be written, now or before. */
bool recorder_close(struct recorder *r);

struct recording;

struct record_chunk {
	enum record_direction direction;
	uint64_t time; /* ns since the recording began */
	const uint8_t *data;
	size_t bytes;
};

/** Open a file. @return NULL with *@p problem set: not there, no recording, another version. */
struct recording *recording_open(const char *path, const char **problem);
/** The same from a file that is open; it is closed with the recording, or when this fails. */
struct recording *recording_read(FILE *file, const char **problem);
/**
 * Next chunk; good until the next call.
 * @return false at the end; then recording_damaged() tells whether it ended in the middle.
 */
bool recording_next(struct recording *r, struct record_chunk *chunk);
bool recording_damaged(const struct recording *r);
/** How much of it has been read: 0 … 1. */
double recording_progress(const struct recording *r);
void recording_rewind(struct recording *r);
void recording_close(struct recording *r);

#endif
