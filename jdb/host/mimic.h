/*
 * A kernel's side of the wire, made up: the bytes that a Phial would send, through the same codec.
 *
 * For tests, which need streams whose every byte is known, and for made-up recordings
 * (tools/synthesize.c). Bytes go to a function, with a made-up time.
 *
 *      mimic_hello(&k);
 *      mimic_event(&k, TRACE_wakeup, 3, (uint64_t[]){7, 5, 20});
 *      mimic_list(&k, REQUEST_objects, 0);       the question, as a host would ask it, …
 *      mimic_record(&k, RECORD_object, values, texts);
 *      mimic_list_end(&k, UINT64_MAX);           … and its answer
 */
#ifndef JDB_HOST_MIMIC_H
#define JDB_HOST_MIMIC_H

#include "jdb/link/cbor.h"
#include "jdb/link/frame.h"
#include "jdb/link/schema.h"

enum {
	MIMIC_KHZ  = 1000000, /* its trace clock counts nanoseconds */
	MIMIC_CPUS = 64,
};

/* The trace frame of a CPU being filled; its base is the first event's time. */
struct mimic_trace {
	uint8_t body[LINK_BODY_MAX];
	struct cbor_writer w;
	uint64_t last;
};

struct mimic {
	/** Where the bytes go; @p to_kernel: those that a host would have sent. */
	void (*put)(void *context, const void *bytes, size_t n, bool to_kernel);
	void *context;
	uint64_t now; /* kernel clock, ns; whoever tells the story moves it on */
	uint16_t sequence, host_sequence;
	uint32_t id; /* of the last question */
	uint64_t lost;
	bool stopped;

	unsigned cpus; /* 0: one */
	unsigned cpu;  /* that events happen on now */
	struct mimic_trace trace[MIMIC_CPUS];
	/* The reply being filled. */
	uint8_t reply_body[LINK_BODY_MAX];
	struct cbor_writer reply;
	uint32_t request;
	uint64_t argument;
};

void mimic_init(struct mimic *k,
		void (*put)(void *context, const void *bytes, size_t n, bool to_kernel),
		void *context);
/** The kernel starts (again): sequence numbers and clock at their beginning. */
void mimic_boot(struct mimic *k);
void mimic_hello(struct mimic *k, const char *arch);
void mimic_status(struct mimic *k);
void mimic_text(struct mimic *k, const char *text);

/** An event now on k->cpu; kept until its frame is full or mimic_flush(). */
void mimic_event(struct mimic *k, unsigned type, size_t fields, const uint64_t *value);
/** Send the begun frame of every CPU, the last CPU's first: what a host must put in order. */
void mimic_flush(struct mimic *k);

/** Ask for a list and begin the answer; the cursor is taken from the piece before. */
void mimic_list(struct mimic *k, uint32_t request, uint64_t argument);
/** One record, by the schema: TEXT fields come from @p text in their order. */
void mimic_record(struct mimic *k, unsigned number, const uint64_t *value, const char *const *text);
void mimic_list_end(struct mimic *k);

/** Any frame. */
void mimic_frame(struct mimic *k, uint8_t type, const void *body, size_t bytes);

#endif
