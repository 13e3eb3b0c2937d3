/*
 * Recordings of former days (tests/data/recordings) are read as they were on their day; what a tour
 * replays to is compared as data at ten instants; and streams that are cut, doubled, reordered or
 * broken are counted, shown and recovered from.
 *
 * When a state differs on purpose, look at build/host/golden-*.csv, then run
 * PHIAL_GOLDEN=write build/host/unit/host-tests --filter=recordings* and commit the file.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jdb/host/export.h"
#include "jdb/host/ingest.h"
#include "jdb/host/record.h"

#define DATA   "tests/data/recordings/"
#define TOUR   DATA "tour-amd64-v1.rec"
#define START  DATA "start-arm-v1.rec"
#define STATES DATA "tour-amd64-v1.states"

enum {
	INSTANTS   = 10,
	STREAM_MAX = 1 << 20,
	PIECES_MAX = 20000,
};

/* ---- A recording in memory, to be damaged ---------------------------------------------------- */

struct piece {
	enum record_direction direction;
	size_t at, bytes;
};

static uint8_t stream[STREAM_MAX];
static struct piece piece[PIECES_MAX];
static size_t pieces;

/* A frame, or text with the frame behind it, is complete: the recorder saw a few bytes at a time. */
static bool complete(const struct piece *p)
{
	unsigned nuls = 0;

	for (size_t i = 0; i < p->bytes; i++)
		nuls += stream[p->at + i] == 0;
	return nuls >= 2 && nuls % 2 == 0 && stream[p->at + p->bytes - 1] == 0;
}

static void read_stream(const char *path)
{
	const char *problem;
	struct recording *r = recording_open(path, &problem);
	struct record_chunk c;
	size_t used = 0;

	cr_assert_not_null(r, "%s: %s", path, problem);
	pieces = 0;
	while (recording_next(r, &c)) {
		struct piece *last = pieces ? &piece[pieces - 1] : NULL;

		cr_assert_lt(pieces, PIECES_MAX);
		cr_assert_leq(used + c.bytes, STREAM_MAX);
		memcpy(stream + used, c.data, c.bytes);
		if (last && last->direction == c.direction && !complete(last))
			last->bytes += c.bytes;
		else
			piece[pieces++] = (struct piece){c.direction, used, c.bytes};
		used += c.bytes;
	}
	recording_close(r);
}

static void feed(struct ingest *g, const struct piece *p)
{
	if (p->direction == RECORD_FROM_KERNEL)
		ingest_from_kernel(g, stream + p->at, p->bytes, 0);
	else if (p->direction == RECORD_TO_KERNEL)
		ingest_to_kernel(g, stream + p->at, p->bytes);
	else
		ingest_cut(g);
}

static struct model *play(unsigned times)
{
	const struct ingest_sink nobody = {0};
	struct model *m                 = model_create();
	struct ingest *g                = ingest_create(m, &nobody);

	for (unsigned t = 0; t < times; t++)
		for (size_t i = 0; i < pieces; i++)
			feed(g, &piece[i]);
	ingest_destroy(g);
	return m;
}

static struct model *replay(const char *path)
{
	read_stream(path);
	return play(1);
}

/* ---- States as data -------------------------------------------------------------------------- */

static char *csv_of(struct model *m, model_time t)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	export_state_csv(out, model_at(m, t));
	fclose(out);
	return text;
}

static model_time instant(const struct model *m, unsigned i)
{
	model_time first = model_first_time(m);

	return first + (model_last_time(m) - first) / INSTANTS * (i + 1);
}

static uint64_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *text; text++)
		h = (h ^ (uint8_t)*text) * 0x100000001b3u;
	return h;
}

/* "4.2 s: 30 objects, …, hash": one line says most, the hash the rest. */
static void describe(struct model *m, unsigned i, char *to, size_t size)
{
	model_time t                = instant(m, i);
	char *text                  = csv_of(m, t);
	const struct model_state *s = model_at(m, t);
	size_t slots = 0, pages = 0, nodes = 0;
	char path[64];
	FILE *file;

	for (size_t k = 0; k < s->tasks; k++) {
		slots += s->task[k].slots;
		pages += s->task[k].page_count;
	}
	for (size_t k = 0; k < s->trees; k++)
		nodes += s->tree[k].nodes;
	snprintf(to, size,
		 "%" PRIu64 " ns: %zu objects %zu threads %zu slots %zu pages %zu nodes %016" PRIx64
		 "\n",
		 t, s->objects, s->threads, slots, pages, nodes, hash(text));
	snprintf(path, sizeof(path), "build/host/golden-%u.csv", i);
	file = fopen(path, "w");
	if (file) {
		fputs(text, file);
		fclose(file);
	}
	free(text);
}

Test(recordings, the_tour_replays_to_the_same_states_as_on_its_day)
{
	struct model *m = replay(TOUR);
	bool writing    = getenv("PHIAL_GOLDEN") != NULL;
	FILE *golden    = fopen(STATES, writing ? "w" : "r");
	char wanted[200], got[200];

	cr_assert_not_null(golden);
	for (unsigned i = 0; i < INSTANTS; i++) {
		describe(m, i, got, sizeof(got));
		if (writing)
			fputs(got, golden);
		else
			cr_assert_not_null(fgets(wanted, sizeof(wanted), golden));
		cr_assert(writing || strcmp(got, wanted) == 0,
			  "see build/host/golden-%u.csv\nwas  %snow  %s", i, wanted, got);
	}
	fclose(golden);
	model_destroy(m);
}

Test(recordings, a_state_is_the_same_from_wherever_one_comes)
{
	struct model *m = replay(TOUR);
	uint64_t forward[INSTANTS];

	for (unsigned i = 0; i < INSTANTS; i++) {
		char *text = csv_of(m, instant(m, i));

		forward[i] = hash(text);
		free(text);
	}
	for (unsigned k = 0; k < 40; k++) {
		unsigned i = k * 7 % INSTANTS;
		char *text = csv_of(m, instant(m, i));

		cr_assert_eq(hash(text), forward[i]);
		free(text);
	}
	model_destroy(m);
}

Test(recordings, of_former_days_are_read_completely)
{
	struct model *m = replay(TOUR);

	cr_assert_eq(model_events(m), 6222);
	cr_assert_eq(model_flows(m), 1153);
	cr_assert_eq(model_gaps(m), 764);
	cr_assert_eq(model_health(m)->lost_total, 10818);
	cr_assert_eq(model_health(m)->bad_frames + model_health(m)->bad_bodies, 0);
	cr_assert_str_eq(model_machine(m)->arch, "amd64");
	model_destroy(m);
	m = replay(START);
	cr_assert_eq(model_events(m), 521);
	cr_assert_eq(model_gaps(m), 0);
	cr_assert_str_eq(model_machine(m)->arch, "arm");
	model_destroy(m);
}

/* ---- Damage ---------------------------------------------------------------------------------- */

/* Pieces of the second quarter of the recording: what comes behind has time to mend it. */
static bool in_damaged_part(size_t i)
{
	return piece[i].direction == RECORD_FROM_KERNEL && i > pieces / 4 && i < pieces / 2;
}

/* Every object that a whole replay knows at the end is known, and none that it does not know. */
static void check_recovered(struct model *damaged)
{
	struct model *whole         = replay(TOUR);
	const struct model_state *a = model_at(whole, MODEL_LIVE);
	const struct model_state *b = model_at(damaged, MODEL_LIVE);

	for (size_t i = 0; i < a->objects; i++)
		cr_assert_not_null(model_object(b, a->object[i].id), "object %u is missing",
				   a->object[i].id);
	cr_assert_eq(a->objects, b->objects);
	cr_assert_gt(model_gaps(damaged), 0);
	for (size_t i = 1; i < model_events(damaged); i++)
		cr_assert_leq(model_event_at(damaged, i - 1)->time,
			      model_event_at(damaged, i)->time);
	model_destroy(whole);
	model_destroy(damaged);
}

Test(recordings, cut_streams_are_counted_and_recovered_from)
{
	read_stream(TOUR);
	for (size_t i = 0; i < pieces; i++)
		if (in_damaged_part(i) && i % 3 == 0)
			piece[i].bytes /= 2;
	struct model *m = play(1);

	cr_assert_gt(model_health(m)->missing_frames, 0);
	cr_assert_gt(model_health(m)->bad_frames, 0);
	check_recovered(m);
}

Test(recordings, doubled_frames_are_counted_and_change_nothing)
{
	struct model *whole = replay(START);
	struct model *m     = model_create();

	const struct ingest_sink nobody = {0};
	struct ingest *g                = ingest_create(m, &nobody);

	for (size_t i = 0; i < pieces; i++) {
		/* Only whole frames: from NUL to NUL. */
		bool frame = piece[i].bytes > 2 && piece[i].direction == RECORD_FROM_KERNEL &&
			     stream[piece[i].at] == 0 &&
			     stream[piece[i].at + piece[i].bytes - 1] == 0;

		feed(g, &piece[i]);
		if (frame)
			feed(g, &piece[i]);
	}
	ingest_destroy(g);
	cr_assert_eq(model_events(m), model_events(whole));
	cr_assert_gt(model_health(m)->repeated_frames, 0);
	char *a = csv_of(whole, MODEL_LIVE), *b = csv_of(m, MODEL_LIVE);

	cr_assert_str_eq(a, b);
	free(a);
	free(b);
	model_destroy(whole);
	model_destroy(m);
}

Test(recordings, reordered_streams_are_counted_and_recovered_from)
{
	read_stream(TOUR);
	for (size_t i = 0; i + 1 < pieces; i += 5)
		if (in_damaged_part(i) && in_damaged_part(i + 1)) {
			struct piece swap = piece[i];

			piece[i]     = piece[i + 1];
			piece[i + 1] = swap;
		}
	struct model *m = play(1);

	cr_assert_gt(model_health(m)->missing_frames + model_health(m)->repeated_frames, 0);
	check_recovered(m);
}

Test(recordings, noise_on_the_line_is_counted_and_recovered_from)
{
	read_stream(TOUR);
	srand(5);
	for (size_t i = 0; i < pieces; i++)
		for (size_t k = 0; in_damaged_part(i) && k < piece[i].bytes; k++)
			if (rand() % 200 == 0)
				stream[piece[i].at + k] = (uint8_t)rand();
	struct model *m = play(1);

	cr_assert_gt(model_health(m)->bad_frames, 0);
	check_recovered(m);
}

Test(recordings, a_reset_begins_a_new_epoch_behind_the_old_one)
{
	struct model *once = replay(TOUR);
	struct model *m    = play(2);
	model_time end     = model_last_time(once);

	cr_assert_eq(model_machine(m)->boots, 2);
	cr_assert_eq(model_events(m), 2 * model_events(once));
	cr_assert_gt(model_event_at(m, model_events(once))->time, end);
	char *before = csv_of(once, end / 2), *after = csv_of(m, end / 2);

	cr_assert_str_eq(before, after, "the first epoch is as it was");
	free(before);
	free(after);
	cr_assert_eq(model_at(m, MODEL_LIVE)->objects, model_at(once, MODEL_LIVE)->objects);
	model_destroy(once);
	model_destroy(m);
}

/* ---- Exports --------------------------------------------------------------------------------- */

/* Behind the JSON value at @p p, or NULL: as strict as needed to see that nothing is torn. */
static const char *json_value(const char *p);

static const char *json_string(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++)
		if ((unsigned char)*p < ' ' || (*p == '\\' && !strchr("\"\\u", *++p)))
			return NULL;
	return p + 1;
}

static const char *json_list(const char *p, char end, bool keys)
{
	for (p++; p && *p != end;) {
		p = p + strspn(p, " \n");
		if (keys) {
			p = json_string(p);
			if (!p || *p++ != ':')
				return NULL;
		}
		p = json_value(p);
		if (!p)
			return NULL;
		p += strspn(p, " \n");
		if (*p == ',' && p[1] != end)
			p++;
		else if (*p != end)
			return NULL;
	}
	return p ? p + 1 : NULL;
}

static const char *json_value(const char *p)
{
	size_t number = strspn(p, "0123456789.-");

	if (*p == '{')
		return json_list(p, '}', true);
	if (*p == '[')
		return json_list(p, ']', false);
	return *p == '"' ? json_string(p) : number ? p + number : NULL;
}

Test(recordings, are_exported_for_perfetto_as_json_that_is_whole)
{
	struct model *m = replay(TOUR);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert(export_chrome(out, m));
	fclose(out);
	const char *end = json_value(text);

	cr_assert_not_null(end);
	cr_assert_str_eq(end, "\n");
	cr_assert_not_null(strstr(text, "\"name\":\"CPU 0\""));
	cr_assert_not_null(strstr(text, "\"ph\":\"s\""));
	free(text);
	model_destroy(m);
}

Test(recordings, are_exported_with_every_event_on_a_line)
{
	struct model *m = replay(TOUR);
	char *text;
	size_t size, lines = 0;
	FILE *out = open_memstream(&text, &size);

	cr_assert(export_events_csv(out, m));
	fclose(out);
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	cr_assert_eq(lines, model_events(m) + 1);
	free(text);
	model_destroy(m);
}
