/*
 * Transports: how bytes get from and to the kernel. One interface over sockets, serial devices,
 * pseudo terminals, programs and our own standard input and output; all non-blocking.
 *
 * The places they understand stand in session.h. (Recordings have times of their own and are the
 * session's business: record.h.)
 */
#ifndef JDB_HOST_TRANSPORT_H
#define JDB_HOST_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct sp_port;

enum transport_kind {
	TRANSPORT_UNIX,
	TRANSPORT_TCP,
	TRANSPORT_TTY,
	TRANSPORT_DEVICE, /* pty or any other character device */
	TRANSPORT_EXEC,
	TRANSPORT_STDIO,
	TRANSPORT_FILE, /* a recording: not opened here */
};

struct transport {
	enum transport_kind kind;
	char *place; /* path, host, device or command */
	char *port;  /* of TCP */
	int baud;    /* of a tty */
	int in, out; /* file descriptors; -1: not connected */
	bool connecting;
	struct sp_port *serial;
	pid_t child;
	char problem[160];
};

/** Understand @p where. @return false (and t->problem) when it makes no sense. */
bool transport_parse(struct transport *t, const char *where);

/** Connect. @return true when it is usable; false: try again later, t->problem says why. */
bool transport_connect(struct transport *t);
void transport_disconnect(struct transport *t);
void transport_free(struct transport *t);

/** Bytes read; 0 when there is nothing at the moment; -1 when the other side is gone. */
ssize_t transport_read(struct transport *t, void *data, size_t bytes);
/** Bytes taken, maybe fewer than given; -1 when the other side is gone. */
ssize_t transport_write(struct transport *t, const void *data, size_t bytes);

/** Bytes a second that the line carries, as far as known; 0: fast. */
unsigned transport_speed(const struct transport *t);

#endif
