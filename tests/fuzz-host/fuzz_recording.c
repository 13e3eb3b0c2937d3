/*
 * Fuzzing everything behind a recording: loader, decoders, model, the states of several instants,
 * histories, and all the words that are made of them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "jdb/host/ingest.h"
#include "jdb/host/record.h"
#include "jdb/host/summary.h"

enum {
	COLUMNS    = 64,
	EVENTS_MAX = 4000, /* told in words */
};

static void load(FILE *file, struct model *m)
{
	const struct ingest_sink nobody = {0};
	struct ingest *g                = ingest_create(m, &nobody);
	const char *problem;
	struct recording *r = recording_read(file, &problem);
	struct record_chunk c;

	while (r && recording_next(r, &c)) {
		if (c.direction == RECORD_FROM_KERNEL)
			ingest_from_kernel(g, c.data, c.bytes, c.time);
		else if (c.direction == RECORD_TO_KERNEL)
			ingest_to_kernel(g, c.data, c.bytes);
		else
			ingest_cut(g);
	}
	if (r)
		recording_close(r);
	ingest_destroy(g);
}

static void look_at(struct model *m, model_time t)
{
	const struct model_state *s = model_at(m, t);
	char text[256];

	for (size_t i = 0; i < s->objects; i++)
		model_name(s, s->object[i].id, text, sizeof(text));
	for (size_t i = 0; i < s->threads; i++)
		model_thread_story(m, s, &s->thread[i], text, sizeof(text));
	for (size_t i = 0; i < s->trees; i++)
		for (size_t n = 0; n < s->tree[i].nodes; n++)
			if (model_tree_parent(&s->tree[i], n) >= (long)n ||
			    model_tree_end(&s->tree[i], n) > s->tree[i].nodes)
				abort();
}

static void look_at_events(struct model *m)
{
	char text[256];
	model_time before = 0;

	for (size_t i = 0; i < model_events(m) && i < EVENTS_MAX; i++) {
		const struct model_event *e = model_event_at(m, i);

		if (e->time < before)
			abort();
		before = e->time;
		model_event_text(m, e, text, sizeof(text));
	}
	for (uint32_t i = 0; i < model_flows(m) && i < EVENTS_MAX; i++)
		model_flow_text(m, model_flow(m, i), text, sizeof(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "rb") : NULL;
	static struct model_column column[COLUMNS];
	size_t threads;

	if (!file)
		return 0;
	struct model *m = model_create();

	load(file, m);
	model_time first = model_first_time(m), last = model_last_time(m);

	look_at(m, MODEL_LIVE);
	for (unsigned i = 0; i < 4; i++)
		look_at(m, first + (last - first) / 4 * (i * 3 % 4));
	look_at_events(m);
	const uint32_t *id = model_threads_ever(m, &threads);

	for (size_t i = 0; i < threads && i < 16; i++)
		model_thread_columns(m, id[i], first, last, column, COLUMNS);
	model_cpu_columns(m, 0, first, last, column, COLUMNS);
	model_destroy(m);
	return 0;
}
