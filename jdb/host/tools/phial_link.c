/*
 * phial-link: the link on the command line, without a window.
 *
 *      phial-link console  PLACE             terminal with the frames filtered out
 *      phial-link record   PLACE FILE        record everything, with the console on stdout
 *      phial-link dump     PLACE             events, flows and console as text
 *      phial-link snapshot PLACE [--json]    objects, threads, slots, pages, trees
 *      phial-link inject   PLACE KEYS        type keys, show what comes back
 *
 * PLACE is a socket, a serial device, a recording …: see jdb/host/session.h. Options: --seconds N
 * bounds the time (record, dump, inject, snapshot); --record FILE records as well.
 */
#include <ctype.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "jdb/host/session.h"
#include "jdb/host/tools/tables.h"

enum {
	LEAVE_KEY = 0x1d, /* Ctrl-] as in telnet: Ctrl-C belongs to the other side */
};

struct options {
	const char *place, *argument, *record;
	double seconds; /* 0: as long as it takes */
	bool json;
};

static volatile sig_atomic_t stop_asked;

static void on_signal(int number)
{
	(void)number;
	stop_asked = 1;
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void show_text(void *context, const char *text, size_t n)
{
	(void)context;
	fwrite(text, 1, n, stdout);
	fflush(stdout);
}

static struct session *open_place(const struct options *o, struct model *m, unsigned flags)
{
	struct session *s = session_open(o->place, m, flags);

	if (!s)
		return NULL;
	session_speed(s, 0);
	if (o->record && !session_record(s, o->record)) {
		fprintf(stderr, "phial-link: %s\n", session_problem(s));
		session_close(s);
		return NULL;
	}
	return s;
}

/* Poll until the end, a signal, the time limit, or until @p done says so. */
static enum session_result poll_until(struct session *s, struct model *m, const struct options *o,
				      bool (*done)(struct model *m))
{
	double begin               = seconds_now();
	enum session_result result = SESSION_OK;

	while (!stop_asked && result != SESSION_END && !(done && done(m))) {
		if (o->seconds > 0 && seconds_now() - begin > o->seconds)
			break;
		result = session_poll(s, 20);
	}
	return result;
}

/* ---- console --------------------------------------------------------------------------------- */

static struct termios saved_terminal;

static bool terminal_raw(void)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &saved_terminal) != 0)
		return false;
	raw = saved_terminal;
	cfmakeraw(&raw);
	raw.c_oflag = saved_terminal.c_oflag; /* the kernel ends its lines with a newline alone */
	return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

/* Keys from the terminal to the kernel; false when the user wants to leave. */
static bool pass_keys(struct session *s, bool *open)
{
	char key[256];
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	if (!*open || poll(&p, 1, 0) <= 0)
		return true;
	ssize_t n = read(STDIN_FILENO, key, sizeof(key));

	if (n <= 0) {
		*open = false;
		return true;
	}
	char *leave = memchr(key, LEAVE_KEY, (size_t)n);

	session_type(s, key, leave ? (size_t)(leave - key) : (size_t)n);
	return !leave;
}

static int run_console(const struct options *o)
{
	struct model *m   = model_create();
	struct session *s = open_place(o, m, SESSION_PASSIVE);
	bool waiting      = false;
	bool keys         = true;

	if (!s)
		return 2;
	session_on_text(s, show_text, NULL);
	bool raw = terminal_raw();

	fprintf(stderr, "phial-link: Esc enters the debugger, Ctrl-] leaves\r\n");
	while (!stop_asked && pass_keys(s, &keys)) {
		enum session_result result = session_poll(s, 10);

		if (result == SESSION_END)
			break;
		if (result == SESSION_WAITING && !waiting)
			fprintf(stderr, "phial-link: %s; trying again\r\n", session_problem(s));
		waiting = result == SESSION_WAITING;
	}
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &saved_terminal);
	session_close(s);
	model_destroy(m);
	return 0;
}

/* ---- record, dump ---------------------------------------------------------------------------- */

static int run_record(struct options *o)
{
	struct model *m = model_create();

	o->record         = o->argument;
	struct session *s = open_place(o, m, SESSION_ONCE);

	if (!s)
		return 2;
	session_on_text(s, show_text, NULL);
	poll_until(s, m, o, NULL);
	session_close(s);
	tables_health(stderr, m);
	model_destroy(m);
	return 0;
}

/* Console lines and events by time, then the flows. */
static void dump(struct model *m)
{
	size_t line = 0;
	char text[512], when[32];

	for (size_t i = 0; i <= model_events(m); i++) {
		const struct model_event *e = model_event_at(m, i);

		while (line < model_lines(m) && (!e || model_line(m, line).time <= e->time)) {
			struct model_line l = model_line(m, line++);

			printf("%s  text   %s\n", time_text(when, sizeof(when), l.time), l.text);
		}
		if (!e)
			break;
		const struct schema_entry *entry = schema_event(e->type);

		printf("%s  %-6s %u %-15s %s%s\n", time_text(when, sizeof(when), e->time),
		       entry ? schema_class_name(entry->trace_class) : "?", e->cpu,
		       entry ? entry->name : "?", e->after_gap ? "[gap] " : "",
		       model_event_text(m, e, text, sizeof(text)));
	}
	for (size_t i = 0; i < model_flows(m); i++) {
		const struct model_flow *f = model_flow(m, (uint32_t)i);

		printf("%s  flow   %" PRIu64 ": %s\n", time_text(when, sizeof(when), f->start),
		       f->id, model_flow_text(m, f, text, sizeof(text)));
	}
}

static int run_dump(const struct options *o)
{
	struct model *m   = model_create();
	struct session *s = open_place(o, m, SESSION_ONCE);

	if (!s)
		return 2;
	poll_until(s, m, o, NULL);
	dump(m);
	tables_health(stdout, m);
	if (session_problem(s)[0])
		printf("%s\n", session_problem(s));
	session_close(s);
	model_destroy(m);
	return 0;
}

/* ---- snapshot, inject ------------------------------------------------------------------------ */

static bool snapshot_complete(struct model *m)
{
	return model_health(m)->snapshot > 0;
}

static int run_snapshot(struct options *o)
{
	struct model *m   = model_create();
	struct session *s = open_place(o, m, 0);

	if (!s)
		return 2;
	if (o->seconds <= 0)
		o->seconds = 30;
	poll_until(s, m, o, snapshot_complete);
	const struct model_state *state = model_at(m, MODEL_LIVE);
	bool any                        = state->objects > 0;

	if (!any)
		fprintf(stderr, "phial-link: no snapshot came. %s\n", session_problem(s));
	else if (o->json)
		tables_json(stdout, m, state);
	else
		tables_print(stdout, m, state);
	session_close(s);
	model_destroy(m);
	return any ? 0 : 1;
}

/* "\e", "\n", "\xNN" as people write them. */
static size_t unescape(char *to, const char *from)
{
	size_t n = 0;

	while (*from) {
		if (from[0] != '\\' || !from[1]) {
			to[n++] = *from++;
			continue;
		}
		from++;
		if (from[0] == 'x' && isxdigit((unsigned char)from[1]) &&
		    isxdigit((unsigned char)from[2])) {
			const char digits[3] = {from[1], from[2], 0};

			to[n++] = (char)strtol(digits, NULL, 16);
			from += 3;
			continue;
		}
		to[n++] = *from == 'e' ? '\x1b' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
		from++;
	}
	return n;
}

static int run_inject(struct options *o)
{
	struct model *m   = model_create();
	struct session *s = open_place(o, m, SESSION_PASSIVE | SESSION_ONCE);
	char *keys        = malloc(strlen(o->argument) + 1);

	if (!s || !keys)
		return 2;
	session_on_text(s, show_text, NULL);
	for (int tries = 0; tries < 50 && session_poll(s, 20) == SESSION_WAITING; tries++)
		continue;
	session_type(s, keys, unescape(keys, o->argument));
	if (o->seconds <= 0)
		o->seconds = 1;
	poll_until(s, m, o, NULL);
	session_close(s);
	model_destroy(m);
	free(keys);
	return 0;
}

/* ---- Arguments ------------------------------------------------------------------------------- */

static int usage(void)
{
	fputs("usage: phial-link console PLACE\n"
	      "       phial-link record PLACE FILE [--seconds N]\n"
	      "       phial-link dump PLACE [--seconds N]\n"
	      "       phial-link snapshot PLACE [--json] [--seconds N]\n"
	      "       phial-link inject PLACE KEYS [--seconds N]\n"
	      "PLACE: unix:PATH tcp:HOST:PORT tty:DEVICE[@BAUD] pty:DEVICE exec:COMMAND file:PATH "
	      "-\n",
	      stderr);
	return 2;
}

static bool parse(struct options *o, int count, char **arg)
{
	for (int i = 2; i < count; i++) {
		if (strcmp(arg[i], "--json") == 0)
			o->json = true;
		else if (strcmp(arg[i], "--seconds") == 0 && i + 1 < count)
			o->seconds = atof(arg[++i]);
		else if (strcmp(arg[i], "--record") == 0 && i + 1 < count)
			o->record = arg[++i];
		else if (!o->place)
			o->place = arg[i];
		else if (!o->argument)
			o->argument = arg[i];
		else
			return false;
	}
	return o->place != NULL;
}

int main(int count, char **arg)
{
	struct options o = {0};

	if (count < 3 || !parse(&o, count, arg))
		return usage();
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (strcmp(arg[1], "console") == 0)
		return run_console(&o);
	if (strcmp(arg[1], "record") == 0 && o.argument)
		return run_record(&o);
	if (strcmp(arg[1], "dump") == 0)
		return run_dump(&o);
	if (strcmp(arg[1], "snapshot") == 0)
		return run_snapshot(&o);
	if (strcmp(arg[1], "inject") == 0 && o.argument)
		return run_inject(&o);
	return usage();
}
