/*
 * phial-export: a recording as a file that other programs read.
 *
 *      phial-export RECORDING events.csv      one line an event
 *      phial-export RECORDING state.csv 4.2   all objects at 4.2 s; at the end without a time
 *      phial-export RECORDING trace.json      for Perfetto and chrome://tracing
 *      phial-export RECORDING trace.ctf       a directory in the Common Trace Format: babeltrace2
 *
 * The file's ending says what is written; of the CSV files, its name.
 */
#include <stdlib.h>
#include <string.h>

#include "jdb/host/export.h"
#include "jdb/host/session.h"
#include "jdb/host/tools/ctf.h"

static struct model *load(const char *place)
{
	struct model *m   = model_create();
	struct session *s = session_open(place, m, SESSION_ONCE | SESSION_PASSIVE);

	if (!s) {
		model_destroy(m);
		return NULL;
	}
	session_speed(s, 0);
	while (session_poll(s, 20) == SESSION_OK)
		continue;
	if (session_problem(s)[0])
		fprintf(stderr, "phial-export: %s: %s\n", place, session_problem(s));
	session_close(s);
	return m;
}

static bool ends_with(const char *path, const char *ending)
{
	size_t n = strlen(path), k = strlen(ending);

	return n >= k && strcmp(path + n - k, ending) == 0;
}

static bool write_file(struct model *m, FILE *out, const char *path, const char *at)
{
	if (ends_with(path, ".json"))
		return export_chrome(out, m);
	if (ends_with(path, "state.csv"))
		return export_state_csv(
			out, model_at(m, at ? (model_time)(atof(at) * 1e9) : MODEL_LIVE));
	return export_events_csv(out, m);
}

static bool write_out(struct model *m, const char *path, const char *at)
{
	FILE *out;

	if (ends_with(path, ".ctf"))
		return ctf_write(m, path);
	if (!ends_with(path, ".json") && !ends_with(path, ".csv")) {
		fprintf(stderr, "phial-export: %s: want .csv, .json or .ctf\n", path);
		return false;
	}
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		return false;
	}
	bool good = write_file(m, out, path, at);

	if (fclose(out) != 0 || !good) {
		fprintf(stderr, "phial-export: %s could not be written\n", path);
		return false;
	}
	return true;
}

int main(int count, char **arg)
{
	if (count < 3 || count > 4) {
		fputs("usage: phial-export RECORDING events.csv|state.csv|FILE.json|DIRECTORY.ctf "
		      "[seconds]\n",
		      stderr);
		return 2;
	}
	struct model *m = load(arg[1]);

	if (!m)
		return 2;
	bool good = write_out(m, arg[2], count > 3 ? arg[3] : NULL);

	model_destroy(m);
	return good ? 0 : 1;
}
