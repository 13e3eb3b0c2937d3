/*
 * A session: one connection to a Phial, live or recorded, that keeps a model up to date.
 *
 *      struct model *m = model_create();
 *      struct session *s = session_open("unix:build/link.sock", m, 0);
 *      for (;;) {
 *              session_poll(s, 16);          read what came, ask for what is stale
 *              ... draw model_at(m, MODEL_LIVE) ...
 *      }
 *
 * What it does by itself: waits for the other side and connects again when the line breaks; asks
 * for HELLO; switches the trace on; asks for the lists that make up a snapshot, one request at a
 * time so that the line keeps room for events; after a loss asks for everything again; counts all
 * that in model_health(). Whoever shows something particular says so with session_watch(), and it
 * is refreshed first.
 *
 * Places ("where"):
 *      unix:PATH              socket of a QEMU chardev (QEMU listens)
 *      tcp:HOST:PORT
 *      tty:DEVICE[@BAUD]      serial device through libserialport; 115200 unless told
 *      pty:DEVICE             pseudo terminal of QEMU (-serial pty), or any other character device
 *      exec:COMMAND           standard input and output of a program that is started, e.g. QEMU
 *      file:PATH              a recording (record.h)
 *      -                      standard input and output of this program
 * Anything else is taken for a socket, a character device or a recording by what it is.
 */
#ifndef JDB_HOST_SESSION_H
#define JDB_HOST_SESSION_H

#include "jdb/host/model.h"

struct session;

enum session_flags {
	SESSION_PASSIVE = 1, /* never send anything by itself: only listen */
	SESSION_ONCE    = 2, /* do not connect again when the line is closed */
};

/** Never fails for a place that is not there yet. @return NULL when @p where makes no sense. */
struct session *session_open(const char *where, struct model *m, unsigned flags);
void session_close(struct session *s);

enum session_result {
	SESSION_OK,      /* go on */
	SESSION_WAITING, /* not connected; tries again by itself */
	SESSION_END,     /* recording is at its end, or the line was closed with SESSION_ONCE */
};

/**
 * Take what has arrived, answer, ask. Waits up to @p wait_ms for something to arrive.
 * A recording is played by the clock times session_speed(), from the first call on.
 */
enum session_result session_poll(struct session *s, int wait_ms);

/** How much of a recording has been read: 0 … 1, for who waits for a long one; 1 of a live line. */
double session_progress(const struct session *s);
/** File descriptor to wait on, or -1 at the moment. */
int session_fd(const struct session *s);
/** Why it is not connected, or what went wrong last: for people; "" when nothing did. */
const char *session_problem(const struct session *s);

/* ---- Things to tell it ----------------------------------------------------------------------- */

/** Keys for the console or the debugger's prompt. */
void session_type(struct session *s, const char *keys, size_t bytes);

/** Classes to trace, as bits (1 << TRACE_CLASS_IPC …). All of them to begin with. */
void session_trace(struct session *s, uint32_t classes);
uint32_t session_traced(const struct session *s);

/** Stop the kernel at the debugger's prompt, or let it go on. */
void session_stop(struct session *s);
void session_go(struct session *s);

/* What somebody is looking at: refreshed several times a second, while the rest takes its turn. */
enum session_topic {
	WATCH_NOTHING,
	WATCH_SLOTS,       /* key: task id */
	WATCH_PAGES,       /* key: task id */
	WATCH_PAGE_TREE,   /* key: physical address */
	WATCH_OBJECT_TREE, /* key: object id */
};
void session_watch(struct session *s, enum session_topic topic, uint64_t key);

/** Ask for everything anew. Returns at once; health.snapshot tells when it is complete. */
void session_refresh(struct session *s);

/** Record every byte from now on into @p path. @return false and session_problem() on failure. */
bool session_record(struct session *s, const char *path);
void session_record_stop(struct session *s);

/** Speed of a recording: 1 as it was, 0 as fast as possible (the beginning), less than 0 pauses. */
void session_speed(struct session *s, double speed);

/**
 * Console text as it arrives, for terminals; also goes to the model. @p context is handed on.
 */
void session_on_text(struct session *s, void (*take)(void *context, const char *text, size_t n),
		     void *context);

#endif
