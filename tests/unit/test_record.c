/*
 * Recordings: what was written comes back, byte by byte and with its times; damaged files end
 * early and say so; a replay gives the same model as the live stream.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jdb/host/ingest.h"
#include "jdb/host/mimic.h"
#include "jdb/host/record.h"
#include "jdb/host/session.h"

static char path[64];

static void setup(void)
{
	snprintf(path, sizeof(path), "/tmp/phial-record-%d", (int)getpid());
}

static void teardown(void)
{
	unlink(path);
}

TestSuite(record, .init = setup, .fini = teardown);

Test(record, chunks_come_back_with_their_times)
{
	static uint8_t large[RECORD_CHUNK_MAX + 10];
	struct recorder *r = recorder_open(path);
	const char *problem;
	struct record_chunk c;

	memset(large, 'x', sizeof(large));
	recorder_put(r, RECORD_FROM_KERNEL, "abc", 3, 5000);
	recorder_put(r, RECORD_TO_KERNEL, "d", 1, 5000 + 300);
	recorder_put(r, RECORD_CUT, NULL, 0, 1000000005000);
	recorder_put(r, RECORD_FROM_KERNEL, large, sizeof(large), 1000000005001);
	cr_assert(recorder_close(r));

	struct recording *in = recording_open(path, &problem);

	cr_assert_not_null(in);
	cr_assert_lt(recording_progress(in), 0.01);
	for (int round = 0; round < 2; round++) {
		cr_assert(recording_next(in, &c));
		cr_assert(c.direction == RECORD_FROM_KERNEL && c.time == 0 && c.bytes == 3);
		cr_assert(memcmp(c.data, "abc", 3) == 0);
		cr_assert(recording_next(in, &c));
		cr_assert(c.direction == RECORD_TO_KERNEL && c.time == 300 && c.data[0] == 'd');
		cr_assert(recording_next(in, &c));
		cr_assert(c.direction == RECORD_CUT && c.bytes == 0 && c.time == 1000000000000);
		cr_assert(recording_next(in, &c) && c.bytes == RECORD_CHUNK_MAX);
		cr_assert(recording_next(in, &c) && c.bytes == 10 && c.time == 1000000000001);
		cr_assert_not(recording_next(in, &c));
		cr_assert_float_eq(recording_progress(in), 1, 1e-9);
		cr_assert_not(recording_damaged(in));
		recording_rewind(in);
	}
	recording_close(in);
}

Test(record, every_cut_file_is_good_up_to_the_cut)
{
	struct recorder *r = recorder_open(path);
	const char *problem;
	struct record_chunk c;

	for (unsigned i = 0; i < 5; i++)
		recorder_put(r, RECORD_FROM_KERNEL, "0123456789", 10, i * 1000);
	recorder_close(r);
	FILE *f = fopen(path, "rb");

	fseek(f, 0, SEEK_END);
	long size = ftell(f);

	fclose(f);
	while (--size >= 0) {
		cr_assert_eq(truncate(path, size), 0);
		struct recording *in = recording_open(path, &problem);
		unsigned chunks      = 0;

		cr_assert_eq(in != NULL, size >= 24, "%ld bytes", size);
		if (!in)
			continue;
		while (recording_next(in, &c)) {
			cr_assert_eq(c.bytes, 10);
			chunks++;
		}
		cr_assert_lt(chunks, 5);
		recording_close(in);
	}
}

Test(record, foreign_files_and_lengths_that_lie_are_refused)
{
	const char *problem = NULL;
	struct record_chunk c;
	FILE *f = fopen(path, "wb");

	fputs("this is a text and no recording at all", f);
	fclose(f);
	cr_assert_null(recording_open(path, &problem));
	cr_assert_not_null(problem);
	cr_assert_null(recording_open("/nowhere/at/all", &problem));

	struct recorder *r = recorder_open(path);

	recorder_close(r);
	f = fopen(path, "ab");
	fwrite("\x00\x00\xff\xff\xff\xff\x7f", 1, 7, f); /* a chunk of 32 GiB */
	fclose(f);
	struct recording *in = recording_open(path, &problem);

	cr_assert_not_null(in);
	cr_assert_not(recording_next(in, &c));
	cr_assert(recording_damaged(in));
	recording_close(in);
}

/* ---- Replay ---------------------------------------------------------------------------------- */

struct both {
	struct recorder *recorder;
	struct ingest *ingest;
	struct mimic k;
};

static void put(void *context, const void *bytes, size_t n, bool to_kernel)
{
	struct both *b = context;

	recorder_put(b->recorder, to_kernel ? RECORD_TO_KERNEL : RECORD_FROM_KERNEL, bytes, n,
		     b->k.now);
	if (to_kernel)
		ingest_to_kernel(b->ingest, bytes, n);
	else
		ingest_from_kernel(b->ingest, bytes, n, b->k.now);
}

Test(record, replay_gives_the_same_model_as_the_live_stream)
{
	struct model *live = model_create(), *again = model_create();
	struct both b = {.recorder = recorder_open(path)};

	b.ingest = ingest_create(live, &(struct ingest_sink){NULL, NULL, NULL, NULL, NULL});
	mimic_init(&b.k, put, &b);
	mimic_hello(&b.k, "arm");
	for (unsigned i = 0; i < 500; i++) {
		b.k.now += 70000;
		mimic_event(&b.k, TRACE_ipc_send, 6, (uint64_t[]){i + 1, 5, 6, 0, 1, 3});
		mimic_event(&b.k, TRACE_ipc_receive, 6, (uint64_t[]){i + 1, 6, 5, 1, 0, 0});
		if (i % 50 == 0) {
			mimic_text(&b.k, "text\n");
			mimic_list(&b.k, REQUEST_objects, 0);
			for (unsigned id = 5; id < 70; id++)
				mimic_record(&b.k, RECORD_object,
					     (uint64_t[]){id, 1, 0, 1, 1, 0, 0, 0, 0},
					     (const char *[]){"thing"});
			mimic_list_end(&b.k);
		}
	}
	mimic_flush(&b.k);
	recorder_close(b.recorder);

	struct session *s = session_open(path, again, 0);

	cr_assert_not_null(s);
	session_speed(s, 0);
	while (session_poll(s, 0) != SESSION_END)
		continue;
	cr_assert_str_eq(session_problem(s), "");
	cr_assert_eq(model_events(again), 1000);
	cr_assert_eq(model_events(live), 1000);
	for (size_t i = 0; i < 1000; i++)
		cr_assert(memcmp(model_event_at(live, i), model_event_at(again, i),
				 sizeof(struct model_event)) == 0);
	const struct model_state *x = model_at(live, MODEL_LIVE);
	const struct model_state *y = model_at(again, MODEL_LIVE);

	cr_assert_eq(x->objects, 65);
	cr_assert_eq(y->objects, 65);
	cr_assert(memcmp(x->object, y->object, x->objects * sizeof(*x->object)) == 0);
	cr_assert_eq(model_lines(live), model_lines(again));
	cr_assert_eq(model_flows(again), 500);
	session_close(s);
	ingest_destroy(b.ingest);
	model_destroy(live);
	model_destroy(again);
}
