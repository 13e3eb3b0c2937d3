/*
 * Recordings: writing and reading. See record.h.
 */
#include "jdb/host/record.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "jdb/host/array.h"

static const char magic[8] = {'P', 'H', 'I', 'A', 'L', 'R', 'E', 'C'};

enum {
	HEADER_BYTES = 24,
};

static void put_number(uint8_t *to, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

/* ---- Writing --------------------------------------------------------------------------------- */

struct recorder {
	FILE *file;
	uint64_t last; /* host time of the chunk before */
	bool any;
};

struct recorder *recorder_open(const char *path)
{
	FILE *file = fopen(path, "wb");
	struct timespec now;
	uint8_t header[HEADER_BYTES] = {0};

	if (!file)
		return NULL;
	struct recorder *r = memory_checked(calloc(1, sizeof(*r)));

	r->file = file;
	clock_gettime(CLOCK_REALTIME, &now);
	memcpy(header, magic, sizeof(magic));
	put_number(header + 8, RECORD_VERSION, 4);
	put_number(header + 16, (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec, 8);
	fwrite(header, sizeof(header), 1, file);
	return r;
}

/* Seven bits a byte, the lowest first; the top bit says that more follow. */
static size_t put_leb(uint8_t *to, uint64_t value)
{
	size_t n = 0;

	do {
		to[n] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		value >>= 7;
		n++;
	} while (value);
	return n;
}

void recorder_put(struct recorder *r, enum record_direction direction, const void *data,
		  size_t bytes, uint64_t host_ns)
{
	const uint8_t *from = data;

	do {
		size_t part    = bytes < RECORD_CHUNK_MAX ? bytes : RECORD_CHUNK_MAX;
		uint64_t delay = r->any && host_ns > r->last ? host_ns - r->last : 0;
		uint8_t head[24];
		size_t n = 1;

		head[0] = (uint8_t)direction;
		n += put_leb(head + n, delay);
		n += put_leb(head + n, part);
		fwrite(head, n, 1, r->file);
		if (part)
			fwrite(from, part, 1, r->file);
		from += part;
		bytes -= part;
		r->last = host_ns;
		r->any  = true;
	} while (bytes > 0);
	/* Whoever kills the recorder keeps what came until then. */
	fflush(r->file);
}

bool recorder_close(struct recorder *r)
{
	bool good = !ferror(r->file);

	good &= fclose(r->file) == 0;
	free(r);
	return good;
}

/* ---- Reading --------------------------------------------------------------------------------- */

struct recording {
	FILE *file;
	long size; /* bytes; 0: not known, a pipe perhaps */
	uint64_t time;
	bool damaged;
	uint8_t data[RECORD_CHUNK_MAX];
};

struct recording *recording_open(const char *path, const char **problem)
{
	FILE *file = fopen(path, "rb");

	if (!file) {
		*problem = strerror(errno);
		return NULL;
	}
	return recording_read(file, problem);
}

struct recording *recording_read(FILE *file, const char **problem)
{
	uint8_t header[HEADER_BYTES];

	if (fread(header, sizeof(header), 1, file) != 1 ||
	    memcmp(header, magic, sizeof(magic)) != 0)
		*problem = "this file is no recording of Phial";
	else if (header[8] != RECORD_VERSION || header[9] || header[10] || header[11])
		*problem = "this recording was made by a newer Phial";
	else
		*problem = NULL;
	if (*problem) {
		fclose(file);
		return NULL;
	}
	struct recording *r = memory_checked(calloc(1, sizeof(*r)));

	r->file = file;
	if (fseek(file, 0, SEEK_END) == 0) {
		r->size = ftell(file);
		fseek(file, HEADER_BYTES, SEEK_SET);
	}
	return r;
}

static bool take_leb(FILE *file, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		int byte = getc(file);

		if (byte == EOF)
			return false;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

bool recording_next(struct recording *r, struct record_chunk *chunk)
{
	int direction = getc(r->file);
	uint64_t delay, bytes;

	if (direction == EOF)
		return false;
	r->damaged = true;
	if (direction > RECORD_CUT || !take_leb(r->file, &delay) || !take_leb(r->file, &bytes) ||
	    bytes > RECORD_CHUNK_MAX || (bytes && fread(r->data, bytes, 1, r->file) != 1))
		return false;
	r->damaged = false;
	r->time += delay;
	*chunk = (struct record_chunk){(enum record_direction)direction, r->time, r->data, bytes};
	return true;
}

double recording_progress(const struct recording *r)
{
	return r->size > 0 ? (double)ftell(r->file) / (double)r->size : 1;
}

bool recording_damaged(const struct recording *r)
{
	return r->damaged;
}

void recording_rewind(struct recording *r)
{
	fseek(r->file, HEADER_BYTES, SEEK_SET);
	r->time    = 0;
	r->damaged = false;
}

void recording_close(struct recording *r)
{
	fclose(r->file);
	free(r);
}
