/*
 * Transports. See transport.h.
 */
#include "jdb/host/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum {
	BAUD_DEFAULT = 115200,
};

static bool problem(struct transport *t, const char *what)
{
	snprintf(t->problem, sizeof(t->problem), "%s: %s", t->place ? t->place : "?", what);
	return false;
}

static bool problem_errno(struct transport *t)
{
	return problem(t, strerror(errno));
}

/* ---- Places ---------------------------------------------------------------------------------- */

static const struct {
	const char *prefix;
	enum transport_kind kind;
} prefixes[] = {
	{"unix:", TRANSPORT_UNIX},  {"tcp:", TRANSPORT_TCP},   {"tty:", TRANSPORT_TTY},
	{"pty:", TRANSPORT_DEVICE}, {"exec:", TRANSPORT_EXEC}, {"file:", TRANSPORT_FILE},
};

/* What a path without a prefix is, by looking at it. */
static enum transport_kind guess(const char *path)
{
	struct stat s;

	if (strcmp(path, "-") == 0)
		return TRANSPORT_STDIO;
	if (stat(path, &s) != 0)
		return strncmp(path, "/dev/", 5) == 0 ? TRANSPORT_TTY : TRANSPORT_UNIX;
	if (S_ISCHR(s.st_mode))
		return strncmp(path, "/dev/pts/", 9) == 0 ? TRANSPORT_DEVICE : TRANSPORT_TTY;
	return S_ISSOCK(s.st_mode) ? TRANSPORT_UNIX : TRANSPORT_FILE;
}

static bool parse_tcp(struct transport *t)
{
	char *colon = strrchr(t->place, ':');

	if (!colon || colon == t->place || !colon[1])
		return problem(t, "say tcp:HOST:PORT");
	*colon  = 0;
	t->port = strdup(colon + 1);
	return t->port != NULL;
}

static bool parse_tty(struct transport *t)
{
	char *at = strrchr(t->place, '@');
	char *end;

	if (!at)
		return true;
	t->baud = (int)strtol(at + 1, &end, 10);
	*at     = 0;
	return (t->baud > 0 && !*end) || problem(t, "the speed behind @ is no number");
}

bool transport_parse(struct transport *t, const char *where)
{
	*t      = (struct transport){.in = -1, .out = -1, .baud = BAUD_DEFAULT};
	t->kind = guess(where);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i].prefix);

		if (strncmp(where, prefixes[i].prefix, n) == 0) {
			t->kind = prefixes[i].kind;
			where += n;
			break;
		}
	}
	t->place = strdup(where);
	if (!t->place || !*where)
		return problem(t, "no place named");
	if (t->kind == TRANSPORT_TCP)
		return parse_tcp(t);
	return t->kind != TRANSPORT_TTY || parse_tty(t);
}

/* ---- Connecting ------------------------------------------------------------------------------ */

static bool use(struct transport *t, int in, int out)
{
	t->in  = in;
	t->out = out;
	fcntl(in, F_SETFL, fcntl(in, F_GETFL) | O_NONBLOCK);
	fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
	t->problem[0] = 0;
	return true;
}

static bool connect_unix(struct transport *t)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(t->place) >= sizeof(address.sun_path))
		return problem(t, "path too long for a socket");
	strcpy(address.sun_path, t->place);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return problem_errno(t);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		problem_errno(t);
		close(fd);
		return false;
	}
	return use(t, fd, fd);
}

/* One address of the host: the socket may still be on its way when this returns. */
static int begin_tcp(const struct addrinfo *a, bool *pending)
{
	int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	*pending = connect(fd, a->ai_addr, a->ai_addrlen) != 0;
	if (!*pending || errno == EINPROGRESS)
		return fd;
	int cause = errno;

	close(fd);
	errno = cause;
	return -1;
}

static bool finish_tcp(struct transport *t)
{
	struct pollfd p = {.fd = t->in, .events = POLLOUT};
	int error       = 0;
	socklen_t size  = sizeof(error);

	if (poll(&p, 1, 0) == 0)
		return problem(t, "connecting");
	t->connecting = false;
	getsockopt(t->in, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error == 0)
		return use(t, t->in, t->in);
	transport_disconnect(t);
	return problem(t, strerror(error));
}

static bool connect_tcp(struct transport *t)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list, *a;
	bool pending          = false;
	int fd                = -1;

	if (t->connecting)
		return finish_tcp(t);
	int failure = getaddrinfo(t->place, t->port, &hints, &list);

	if (failure)
		return problem(t, gai_strerror(failure));
	for (a = list; a && fd < 0; a = a->ai_next)
		fd = begin_tcp(a, &pending);
	freeaddrinfo(list);
	if (fd < 0)
		return problem_errno(t);
	t->in = t->out = fd;
	t->connecting  = pending;
	return pending ? finish_tcp(t) : use(t, fd, fd);
}

/* 8 data bits, no parity, one stop bit, no flow control: what the kernel's drivers set up. */
static bool connect_tty(struct transport *t)
{
	int fd = -1;

	if (sp_get_port_by_name(t->place, &t->serial) != SP_OK)
		return problem(t, "no such serial device");
	if (sp_open(t->serial, SP_MODE_READ_WRITE) != SP_OK ||
	    sp_set_baudrate(t->serial, t->baud) != SP_OK || sp_set_bits(t->serial, 8) != SP_OK ||
	    sp_set_parity(t->serial, SP_PARITY_NONE) != SP_OK ||
	    sp_set_stopbits(t->serial, 1) != SP_OK ||
	    sp_set_flowcontrol(t->serial, SP_FLOWCONTROL_NONE) != SP_OK ||
	    sp_get_port_handle(t->serial, &fd) != SP_OK) {
		problem_errno(t);
		transport_disconnect(t);
		return false;
	}
	return use(t, fd, fd);
}

static bool connect_device(struct transport *t)
{
	struct termios raw;
	int fd = open(t->place, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return problem_errno(t);
	if (isatty(fd) && tcgetattr(fd, &raw) == 0) {
		cfmakeraw(&raw);
		tcsetattr(fd, TCSANOW, &raw);
	}
	return use(t, fd, fd);
}

static bool connect_exec(struct transport *t)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return problem_errno(t);
	t->child = fork();
	if (t->child == 0) {
		setpgid(0, 0); /* the shell and what it starts end together */
		dup2(pair[1], STDIN_FILENO);
		dup2(pair[1], STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", t->place, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	if (t->child < 0) {
		close(pair[0]);
		t->child = 0;
		return problem_errno(t);
	}
	return use(t, pair[0], pair[0]);
}

bool transport_connect(struct transport *t)
{
	signal(SIGPIPE, SIG_IGN);
	switch (t->kind) {
	case TRANSPORT_UNIX:
		return connect_unix(t);
	case TRANSPORT_TCP:
		return connect_tcp(t);
	case TRANSPORT_TTY:
		return connect_tty(t);
	case TRANSPORT_DEVICE:
		return connect_device(t);
	case TRANSPORT_EXEC:
		return connect_exec(t);
	case TRANSPORT_STDIO:
		return use(t, STDIN_FILENO, STDOUT_FILENO);
	case TRANSPORT_FILE:
		break;
	}
	return problem(t, "is a recording");
}

/* End the program: asked first, then made to. */
static void end_child(struct transport *t)
{
	kill(-t->child, SIGTERM);
	for (int tries = 0; tries < 100; tries++) {
		if (waitpid(t->child, NULL, WNOHANG) != 0) {
			t->child = 0;
			return;
		}
		usleep(20000);
	}
	kill(-t->child, SIGKILL);
	waitpid(t->child, NULL, 0);
	t->child = 0;
}

void transport_disconnect(struct transport *t)
{
	if (t->serial) {
		sp_close(t->serial);
		sp_free_port(t->serial);
		t->serial = NULL;
	} else if (t->in >= 0 && t->kind != TRANSPORT_STDIO) {
		close(t->in);
	}
	if (t->child > 0)
		end_child(t);
	t->in = t->out = -1;
	t->connecting  = false;
}

void transport_free(struct transport *t)
{
	transport_disconnect(t);
	free(t->place);
	free(t->port);
	t->place = t->port = NULL;
}

/* ---- Bytes ----------------------------------------------------------------------------------- */

static bool try_again(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

ssize_t transport_read(struct transport *t, void *data, size_t bytes)
{
	ssize_t n = read(t->in, data, bytes);

	if (n > 0)
		return n;
	if (n < 0 && try_again())
		return 0;
	/* A terminal in raw mode answers 0 when nothing is there; everything else means it. */
	if (n == 0 && t->kind == TRANSPORT_TTY)
		return 0;
	problem(t, n == 0 ? "closed by the other side" : strerror(errno));
	return -1;
}

ssize_t transport_write(struct transport *t, const void *data, size_t bytes)
{
	ssize_t n = write(t->out, data, bytes);

	if (n >= 0)
		return n;
	if (try_again())
		return 0;
	problem_errno(t);
	return -1;
}

unsigned transport_speed(const struct transport *t)
{
	return t->kind == TRANSPORT_TTY ? (unsigned)t->baud / 10 : 0;
}
