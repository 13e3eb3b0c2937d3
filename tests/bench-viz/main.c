/*
 * bench-viz: how fast the visualizer is, and how much memory an event takes.
 *
 *      bench-viz --write FILE EVENTS     make the recording that is measured
 *      bench-viz --send FILE             play it to standard output as fast as somebody reads
 *      bench-viz FILE table|tsv          measure
 *
 * A figure is the median of several runs, with the least and the greatest. What is too slow is said
 * so, and makes the program fail. Start reading at main().
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "jdb/host/record.h"
#include "jdb/host/session.h"
#include "jdb/host/summary.h"
#include "tests/bench-viz/bench.h"
#include "tests/bench-viz/crowd.h"

enum {
	LOADS       = 3,
	SEEKS       = 101,
	FRAME_MS    = 16,
	LIVE_LIMIT  = 2000000, /* events after which the live stream has been watched long enough */
	RESULTS_MAX = 16,
};

static struct {
	const char *name;
	double median, least, greatest;
	const char *verdict;
} result[RESULTS_MAX];
static int results;

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_seconds(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void bench_report(const char *name, double *value, size_t count, double limit, bool more_is_better)
{
	qsort(value, count, sizeof(*value), by_value);
	double judged = more_is_better ? value[0] : value[count - 1];

	result[results].name      = name;
	result[results].median    = value[count / 2];
	result[results].least     = value[0];
	result[results].greatest  = value[count - 1];
	result[results++].verdict = (more_is_better ? judged >= limit : judged <= limit)
					    ? ""
					    : "  does not reach the goal";
}

/* ---- What is measured ------------------------------------------------------------------------ */

static size_t memory_in_use(void)
{
	struct mallinfo2 i = mallinfo2();

	return i.uordblks + i.hblkhd;
}

static struct model *load(const char *path)
{
	struct model *m   = model_create();
	struct session *s = session_open(path, m, SESSION_ONCE);

	if (!s)
		exit(2);
	session_speed(s, 0);
	while (session_poll(s, 0) != SESSION_END)
		continue;
	model_at(m, MODEL_LIVE);
	session_close(s);
	return m;
}

static struct model *measure_load(const char *path)
{
	double rate[LOADS], bytes[LOADS];
	struct model *m = NULL;

	for (int i = 0; i < LOADS; i++) {
		if (m)
			model_destroy(m);
		malloc_trim(0);
		size_t before = memory_in_use();
		double start  = bench_seconds();

		m             = load(path);
		double events = (double)model_events(m);

		rate[i]  = events / (bench_seconds() - start);
		bytes[i] = (double)(memory_in_use() - before) / events;
	}
	bench_report("load_events_per_s", rate, LOADS, 2e6, true);
	bench_report("bytes_per_event", bytes, LOADS, 64, false);
	return m;
}

/* Far and near, forward and back: no order that a cache could like. */
static void measure_seek(struct model *m)
{
	model_time first = model_first_time(m), span = model_last_time(m) - first;
	double ms[SEEKS];

	for (unsigned i = 0; i < SEEKS; i++) {
		double start = bench_seconds();

		model_at(m, first + span / 1000 * ((i * 619u + 7) % 1000));
		ms[i] = (bench_seconds() - start) * 1e3;
	}
	bench_report("seek_ms", ms, SEEKS, 50, false);
}

/* Another process sends as fast as we take it, while the state is looked at 60 times a second. */
static void measure_live(const char *self, const char *path)
{
	char where[512];
	double rate[1];
	struct model *m = model_create();

	snprintf(where, sizeof(where), "exec:exec %s --send %s", self, path);
	struct session *s = session_open(where, m, SESSION_ONCE | SESSION_PASSIVE);
	double start = seconds(CLOCK_MONOTONIC), frame = start;

	while (model_events(m) < LIVE_LIMIT && session_poll(s, FRAME_MS) != SESSION_END) {
		if (seconds(CLOCK_MONOTONIC) - frame < FRAME_MS / 1e3)
			continue;
		frame = seconds(CLOCK_MONOTONIC);
		model_at(m, MODEL_LIVE);
	}
	rate[0] = (double)model_events(m) / (seconds(CLOCK_MONOTONIC) - start);
	if (model_health(m)->missing_frames || model_health(m)->bad_frames)
		rate[0] = 0;
	bench_report("live_events_per_s", rate, 1, 2e5, true);
	session_close(s);
	model_destroy(m);
}

/* ---- The program ----------------------------------------------------------------------------- */

static int send_recording(const char *path)
{
	const char *problem;
	struct recording *r = recording_open(path, &problem);
	struct record_chunk c;

	if (!r)
		return 1;
	while (recording_next(r, &c))
		for (size_t at = 0; c.direction == RECORD_FROM_KERNEL && at < c.bytes;) {
			ssize_t n = write(STDOUT_FILENO, c.data + at, c.bytes - at);

			if (n <= 0)
				return 1;
			at += (size_t)n;
		}
	recording_close(r);
	return 0;
}

static int print_results(bool tsv)
{
	int slow = 0;

	for (int i = 0; i < results; i++) {
		if (tsv)
			printf("bench\thost\t%s\t%.3f\t%.3f\t%.3f\n", result[i].name,
			       result[i].median, result[i].least, result[i].greatest);
		else
			printf("%-20s %12.1f   (%.1f to %.1f)%s\n", result[i].name,
			       result[i].median, result[i].least, result[i].greatest,
			       result[i].verdict);
		slow += result[i].verdict[0] != 0;
	}
	return slow ? 1 : 0;
}

int main(int count, char **arg)
{
	if (count == 4 && strcmp(arg[1], "--write") == 0)
		return crowd_write(arg[2], strtoull(arg[3], NULL, 0)) ? 0 : 1;
	if (count == 3 && strcmp(arg[1], "--send") == 0)
		return send_recording(arg[2]);
	if (count != 3) {
		fputs("usage: bench-viz FILE table|tsv\n", stderr);
		return 2;
	}
	struct model *m = measure_load(arg[1]);

	measure_seek(m);
	bench_timeline(m);
	model_destroy(m);
	measure_live(arg[0], arg[1]);
	return print_results(strcmp(arg[2], "tsv") == 0);
}
