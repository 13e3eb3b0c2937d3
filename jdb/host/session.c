/*
 * A session: connection, handshake, questions, recording. See session.h.
 *
 *      not connected --connect--> greeting --HELLO--> attached --silence--> greeting …
 *
 * While greeting, HELLO is asked for twice a second; when it came, the trace is switched on and the
 * questions of refresh.c are put one by one. A question without an answer is put again, and after
 * some of those the kernel counts as silent (it may stand at the debugger's prompt, or be gone).
 */
#include "jdb/host/session.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "jdb/host/array.h"
#include "jdb/host/ingest.h"
#include "jdb/host/model_feed.h"
#include "jdb/host/record.h"
#include "jdb/host/refresh.h"
#include "jdb/host/transport.h"
#include "jdb/link/cbor.h"
#include "jdb/link/frame.h"
#include "kernel/abi/l4_consts.h"

enum {
	READ_BYTES     = 16384,
	READS_A_POLL   = 64, /* then the caller gets its turn */
	OUT_BYTES_MAX  = 65536,
	FAILURES_MAX   = 3, /* of one question, then it is left out */
	SILENT_AFTER   = 4, /* questions without an answer */
	CLASSES_ALL    = (1 << TRACE_CLASSES) - 1,
	RESYNC_QUIET_S = 1, /* at most one fresh snapshot a second because of loss */
};

static const uint64_t second = 1000000000;

struct session {
	struct model *m;
	struct ingest *ingest;
	struct transport transport;
	unsigned flags;
	bool connected;
	uint64_t connect_ns; /* when it was last tried */

	struct recording *recording; /* played instead of a transport */
	bool chunk_ready, ended;
	struct record_chunk chunk;
	double speed;
	uint64_t play_ns, play_at; /* host clock and recording's time at the last look */

	struct recorder *recorder;
	struct refresh refresh;
	bool greeted, asked; /* HELLO came; a question is open */
	uint32_t id;         /* of the last frame sent */
	uint32_t asked_id;
	uint64_t greet_ns, attach_ns, asked_ns, pause_ns, resync_ns;
	unsigned failures, silence;
	uint16_t sequence;
	uint32_t classes;
	struct refresh_question question;

	uint8_t *out; /* waits to be written */
	size_t out_bytes;
	char problem[160];
	void (*on_text)(void *context, const char *text, size_t n);
	void *on_text_context;
};

static uint64_t host_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * second + (uint64_t)t.tv_nsec;
}

/* ---- Sending --------------------------------------------------------------------------------- */

static void send_bytes(struct session *s, const void *data, size_t bytes)
{
	if (!s->connected || s->recording || s->out_bytes + bytes > OUT_BYTES_MAX)
		return;
	memcpy(s->out + s->out_bytes, data, bytes);
	s->out_bytes += bytes;
	ingest_to_kernel(s->ingest, data, bytes);
	if (s->recorder)
		recorder_put(s->recorder, RECORD_TO_KERNEL, data, bytes, host_clock());
}

static void send_numbers(struct session *s, uint8_t type, const uint64_t *number, size_t count)
{
	uint8_t raw[LINK_RAW_MAX], wire[LINK_WIRE_MAX];
	struct cbor_writer w;

	cbor_writer_init(&w, raw + LINK_HEADER, LINK_BODY_MAX);
	cbor_array(&w, count);
	for (size_t i = 0; i < count; i++)
		cbor_uint(&w, number[i]);
	const struct link_frame f = {
		.type     = type,
		.sequence = s->sequence++,
		.body     = raw + LINK_HEADER,
		.bytes    = w.used,
	};

	size_t bytes = link_frame_encode(wire, raw, &f);

	send_bytes(s, wire, bytes);
}

static void send_control(struct session *s, enum link_control operation, uint64_t argument)
{
	send_numbers(s, LINK_CONTROL, (uint64_t[]){++s->id, operation, argument}, 3);
}

static void send_question(struct session *s, uint64_t now)
{
	const struct refresh_question *q = &s->question;

	s->asked    = true;
	s->asked_id = ++s->id;
	s->asked_ns = now;
	send_numbers(s, LINK_REQUEST,
		     (uint64_t[]){s->asked_id, q->request, q->argument, q->cursor, 0}, 5);
}

static bool flush(struct session *s)
{
	while (s->out_bytes > 0) {
		ssize_t n = transport_write(&s->transport, s->out, s->out_bytes);

		if (n < 0)
			return false;
		if (n == 0)
			break;
		memmove(s->out, s->out + n, s->out_bytes - (size_t)n);
		s->out_bytes -= (size_t)n;
	}
	return true;
}

/* ---- What the kernel says -------------------------------------------------------------------- */

static void on_text(void *context, const char *text, size_t bytes)
{
	struct session *s = context;

	if (s->on_text)
		s->on_text(s->on_text_context, text, bytes);
}

static void attach(struct session *s)
{
	s->attach_ns = host_clock();
	send_control(s, LINK_TRACE_CLASS, s->classes);
	send_control(s, LINK_ATTACH, s->classes);
}

static void on_hello(void *context, bool boot)
{
	struct session *s = context;

	s->silence = 0;
	if (s->flags & SESSION_PASSIVE)
		return;
	/* ATTACH brings another HELLO; only the first one is news. */
	if (s->greeted && !boot)
		return;
	s->greeted = true;
	s->asked   = false;
	attach(s);
	refresh_restart(&s->refresh);
}

static void on_reply(void *context, const struct ingest_reply *reply)
{
	struct session *s = context;
	unsigned speed    = transport_speed(&s->transport);

	s->silence = 0;
	if (!s->asked || reply->id != s->asked_id)
		return;
	s->asked    = false;
	s->failures = 0;
	/* Leave most of a slow line to the events: pause three times as long as the answer took. */
	if (speed)
		s->pause_ns = host_clock() + reply->bytes * 3 * second / speed;
	if (reply->result == 0)
		refresh_answered(&s->refresh, reply->next);
	else if (reply->result == -L4_EBUSY)
		refresh_busy(&s->refresh);
	else
		refresh_failed(&s->refresh);
}

static void on_loss(void *context)
{
	struct session *s = context;
	uint64_t now      = host_clock();

	if (s->recording || now - s->resync_ns < RESYNC_QUIET_S * second)
		return;
	s->resync_ns = now;
	feed_health(s->m)->resyncs++;
	refresh_restart(&s->refresh);
}

/* ---- Keeping the conversation up ------------------------------------------------------------- */

static void question_lost(struct session *s)
{
	s->asked = false;
	if (++s->failures >= FAILURES_MAX) {
		s->failures = 0;
		refresh_failed(&s->refresh);
	}
	if (++s->silence >= SILENT_AFTER) {
		s->greeted               = false;
		feed_health(s->m)->alive = false;
		model_touch(s->m, TOPIC_HEALTH);
	}
}

static void converse(struct session *s, uint64_t now)
{
	if (s->flags & SESSION_PASSIVE)
		return;
	if (!s->greeted) {
		if (now - s->greet_ns >= second / 2) {
			s->greet_ns = now;
			send_control(s, LINK_SAY_HELLO, 0);
		}
		return;
	}
	/* The frame that switched the trace on was lost, or its HELLO when the kernel restarted. */
	if (!model_health(s->m)->tracing && now - s->attach_ns >= second)
		attach(s);
	if (s->asked && now - s->asked_ns >= second)
		question_lost(s);
	if (s->asked || now < s->pause_ns)
		return;
	if (s->failures > 0 || refresh_next(&s->refresh, now, &s->question))
		send_question(s, now);
}

/* ---- A live line ----------------------------------------------------------------------------- */

static void set_problem(struct session *s, const char *what)
{
	snprintf(s->problem, sizeof(s->problem), "%s", what);
}

static enum session_result lost_line(struct session *s)
{
	struct model_health *health = feed_health(s->m);

	set_problem(s, s->transport.problem);
	transport_disconnect(&s->transport);
	s->connected = s->greeted = s->asked = false;
	s->out_bytes                         = 0;
	health->connected                    = false;
	ingest_cut(s->ingest);
	if (s->recorder)
		recorder_put(s->recorder, RECORD_CUT, NULL, 0, host_clock());
	return s->flags & SESSION_ONCE ? SESSION_END : SESSION_WAITING;
}

static bool try_connect(struct session *s, uint64_t now)
{
	if (s->connect_ns && now - s->connect_ns < second / 5)
		return false;
	s->connect_ns = now;
	if (!transport_connect(&s->transport)) {
		set_problem(s, s->transport.problem);
		return false;
	}
	s->connected                 = true;
	s->problem[0]                = 0;
	s->greet_ns                  = 0;
	s->silence                   = 0;
	feed_health(s->m)->connected = true;
	model_touch(s->m, TOPIC_HEALTH);
	return true;
}

static void wait_for_bytes(struct session *s, int wait_ms)
{
	struct pollfd p = {.fd = s->transport.in, .events = POLLIN};

	poll(&p, 1, wait_ms);
}

static enum session_result poll_line(struct session *s, int wait_ms)
{
	uint8_t data[READ_BYTES];

	if (!s->connected && !try_connect(s, host_clock())) {
		poll(NULL, 0, wait_ms);
		return SESSION_WAITING;
	}
	converse(s, host_clock());
	if (!flush(s))
		return lost_line(s);
	wait_for_bytes(s, wait_ms);
	for (unsigned i = 0; i < READS_A_POLL; i++) {
		ssize_t n = transport_read(&s->transport, data, sizeof(data));

		if (n < 0)
			return lost_line(s);
		uint64_t now = host_clock();

		if (n > 0 && s->recorder)
			recorder_put(s->recorder, RECORD_FROM_KERNEL, data, (size_t)n, now);
		ingest_from_kernel(s->ingest, data, (size_t)n, now);
		converse(s, now);
		if (n == 0)
			break;
	}
	return flush(s) ? SESSION_OK : lost_line(s);
}

/* ---- A recording ----------------------------------------------------------------------------- */

static void play_chunk(struct session *s)
{
	const struct record_chunk *c = &s->chunk;

	switch (c->direction) {
	case RECORD_FROM_KERNEL:
		ingest_from_kernel(s->ingest, c->data, c->bytes, c->time);
		break;
	case RECORD_TO_KERNEL:
		ingest_to_kernel(s->ingest, c->data, c->bytes);
		break;
	case RECORD_CUT:
		ingest_cut(s->ingest);
		break;
	}
}

static enum session_result poll_recording(struct session *s, int wait_ms)
{
	uint64_t now = host_clock();

	if (s->ended)
		return SESSION_END;
	if (s->play_ns && s->speed > 0)
		s->play_at += (uint64_t)((double)(now - s->play_ns) * s->speed);
	s->play_ns = now;
	for (unsigned i = 0; i < READS_A_POLL; i++) {
		if (!s->chunk_ready && !recording_next(s->recording, &s->chunk)) {
			s->ended = true;
			if (recording_damaged(s->recording))
				set_problem(s, "the recording ends in the middle of a chunk");
			return SESSION_END;
		}
		s->chunk_ready = true;
		if (s->speed < 0 || (s->speed > 0 && s->chunk.time > s->play_at)) {
			poll(NULL, 0, wait_ms);
			break;
		}
		play_chunk(s);
		s->chunk_ready = false;
	}
	return SESSION_OK;
}

/* ---- The outside ----------------------------------------------------------------------------- */

static bool open_recording(struct session *s)
{
	const char *problem;

	s->recording = recording_open(s->transport.place, &problem);
	if (!s->recording)
		fprintf(stderr, "phial: %s: %s\n", s->transport.place, problem);
	s->connected                 = true;
	s->speed                     = 1;
	feed_health(s->m)->connected = true;
	return s->recording != NULL;
}

struct session *session_open(const char *where, struct model *m, unsigned flags)
{
	struct session *s             = memory_checked(calloc(1, sizeof(*s)));
	const struct ingest_sink sink = {on_text, on_hello, on_reply, on_loss, s};

	s->m       = m;
	s->flags   = flags;
	s->classes = CLASSES_ALL;
	s->out     = memory_checked(malloc(OUT_BYTES_MAX));
	s->ingest  = ingest_create(m, &sink);
	refresh_init(&s->refresh, m);
	if (!transport_parse(&s->transport, where)) {
		fprintf(stderr, "phial: %s\n", s->transport.problem);
		session_close(s);
		return NULL;
	}
	if (s->transport.kind == TRANSPORT_FILE && !open_recording(s)) {
		session_close(s);
		return NULL;
	}
	return s;
}

void session_close(struct session *s)
{
	if (s->connected && !s->recording && !(s->flags & SESSION_PASSIVE)) {
		send_control(s, LINK_DETACH, 0);
		flush(s);
	}
	session_record_stop(s);
	if (s->recording)
		recording_close(s->recording);
	transport_free(&s->transport);
	ingest_destroy(s->ingest);
	free(s->out);
	free(s);
}

enum session_result session_poll(struct session *s, int wait_ms)
{
	return s->recording ? poll_recording(s, wait_ms) : poll_line(s, wait_ms);
}

double session_progress(const struct session *s)
{
	return s->recording ? recording_progress(s->recording) : 1;
}

int session_fd(const struct session *s)
{
	return s->connected && !s->recording ? s->transport.in : -1;
}

const char *session_problem(const struct session *s)
{
	return s->problem;
}

void session_type(struct session *s, const char *keys, size_t bytes)
{
	send_bytes(s, keys, bytes);
	if (s->connected && !s->recording)
		flush(s);
}

void session_trace(struct session *s, uint32_t classes)
{
	s->classes = classes & CLASSES_ALL;
	if (s->greeted)
		attach(s);
}

uint32_t session_traced(const struct session *s)
{
	return s->classes;
}

void session_stop(struct session *s)
{
	send_control(s, LINK_STOP, 0);
}

void session_go(struct session *s)
{
	send_control(s, LINK_GO, 0);
}

void session_watch(struct session *s, enum session_topic topic, uint64_t key)
{
	if (s->refresh.watch == topic && s->refresh.watch_key == key)
		return;
	s->refresh.watch     = topic;
	s->refresh.watch_key = key;
	s->refresh.watch_ns  = 0;
}

void session_refresh(struct session *s)
{
	refresh_restart(&s->refresh);
}

bool session_record(struct session *s, const char *path)
{
	session_record_stop(s);
	s->recorder = recorder_open(path);
	if (!s->recorder)
		snprintf(s->problem, sizeof(s->problem), "%s cannot be written", path);
	return s->recorder != NULL;
}

void session_record_stop(struct session *s)
{
	if (s->recorder && !recorder_close(s->recorder))
		set_problem(s, "the recording could not be written completely");
	s->recorder = NULL;
}

void session_speed(struct session *s, double speed)
{
	s->speed = speed;
}

void session_on_text(struct session *s, void (*take)(void *context, const char *text, size_t n),
		     void *context)
{
	s->on_text         = take;
	s->on_text_context = context;
}
