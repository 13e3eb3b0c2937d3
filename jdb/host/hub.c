/*
 * One cable, several programs. See hub.h.
 */
#include "jdb/host/hub.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "jdb/host/array.h"
#include "jdb/host/demux.h"
#include "jdb/host/transport.h"
#include "jdb/link/cbor.h"
#include "jdb/link/frame.h"

enum {
	CLIENTS_MAX = 8,
	OUT_MAX     = 4 << 20, /* bytes that may wait for a client; then it is cut off */
	READ_BYTES  = 4096,
	GDB_PIECE   = 512, /* bytes from GDB in a frame */
	RETRY_MS    = 200,
};

struct pending {
	uint8_t *data;
	size_t bytes;
};

struct client {
	int fd; /* -1: free */
	bool gdb;
	struct link_scanner scanner; /* of what it sends */
	struct pending out;
};

struct hub {
	struct transport line;
	bool connected;
	long connect_ms; /* when it was last tried */
	int gdb_listener, share_listener;
	char gdb_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	char share_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct client client[CLIENTS_MAX];
	struct demux demux;
	struct pending up; /* to the kernel */
	uint16_t sequence; /* of our own frames */
	void (*on_text)(void *context, const char *text, size_t n);
	void *on_text_context;
};

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- Bytes that wait -------------------------------------------------------------------------- */

static bool append(struct pending *p, const void *data, size_t bytes)
{
	if (p->bytes + bytes > OUT_MAX)
		return false;
	p->data = memory_checked(realloc(p->data, p->bytes + bytes + 1));
	memcpy(p->data + p->bytes, data, bytes);
	p->bytes += bytes;
	return true;
}

static void remove_front(struct pending *p, size_t bytes)
{
	memmove(p->data, p->data + bytes, p->bytes - bytes);
	p->bytes -= bytes;
}

/* ---- To the kernel ---------------------------------------------------------------------------- */

static void send_gdb_bytes(struct hub *h, const uint8_t *data, size_t bytes)
{
	uint8_t raw[LINK_RAW_MAX], wire[LINK_WIRE_MAX];

	for (size_t at = 0, n; at < bytes; at += n) {
		struct cbor_writer w;

		n = bytes - at < GDB_PIECE ? bytes - at : GDB_PIECE;
		cbor_writer_init(&w, raw + LINK_HEADER, LINK_BODY_MAX);
		cbor_array(&w, 1);
		cbor_bytes(&w, data + at, n);
		const struct link_frame f = {
			.type     = LINK_GDB_IN,
			.sequence = h->sequence++,
			.body     = raw + LINK_HEADER,
			.bytes    = w.used,
		};

		append(&h->up, wire, link_frame_encode(wire, raw, &f));
	}
}

/* Keys at once, frames when they are complete. */
static void send_shared_bytes(struct hub *h, struct client *c, const uint8_t *data, size_t bytes)
{
	uint8_t raw[LINK_RAW_MAX], wire[LINK_WIRE_MAX];

	for (size_t i = 0; i < bytes; i++) {
		switch (link_scan(&c->scanner, data[i])) {
		case LINK_SCAN_TEXT:
			append(&h->up, &data[i], 1);
			break;
		case LINK_SCAN_FRAME:
			append(&h->up, wire, link_frame_encode(wire, raw, &c->scanner.frame));
			break;
		default:
			break;
		}
	}
}

/* ---- From the kernel -------------------------------------------------------------------------- */

static void to_clients(struct hub *h, bool gdb, const void *data, size_t bytes)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &h->client[i];

		if (c->fd >= 0 && c->gdb == gdb && !append(&c->out, data, bytes))
			c->out.bytes = 0; /* it does not read: it loses, and sees a gap */
	}
}

static void on_text(void *context, const char *text, size_t bytes)
{
	struct hub *h = context;

	if (h->on_text)
		h->on_text(h->on_text_context, text, bytes);
}

static void on_frame(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	struct hub *h = context;
	struct cbor_reader r;
	size_t bytes;

	(void)missing;
	(void)restarted;
	if (f->type != LINK_GDB_OUT)
		return;
	cbor_reader_init(&r, f->body, f->bytes);
	cbor_read_array(&r);
	const uint8_t *data = cbor_read_string(&r, &bytes);

	if (!r.bad)
		to_clients(h, true, data, bytes);
}

/* ---- Clients ---------------------------------------------------------------------------------- */

static void hang_up(struct hub *h, struct client *c)
{
	static const char detach[] = "$D#44";

	close(c->fd);
	c->fd        = -1;
	c->out.bytes = 0;
	if (c->gdb)
		send_gdb_bytes(h, (const uint8_t *)detach, sizeof(detach) - 1);
}

static void take_client(struct hub *h, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	for (size_t i = 0; i < CLIENTS_MAX && fd >= 0; i++) {
		struct client *c = &h->client[i];

		if (c->fd >= 0)
			continue;
		c->fd  = fd;
		c->gdb = listener == h->gdb_listener;
		link_scanner_init(&c->scanner);
		return;
	}
	if (fd >= 0)
		close(fd);
}

static void read_client(struct hub *h, struct client *c)
{
	uint8_t data[READ_BYTES];
	ssize_t n = read(c->fd, data, sizeof(data));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		hang_up(h, c);
	else if (c->gdb)
		send_gdb_bytes(h, data, (size_t)n);
	else
		send_shared_bytes(h, c, data, (size_t)n);
}

static void write_client(struct hub *h, struct client *c)
{
	ssize_t n = send(c->fd, c->out.data, c->out.bytes, MSG_NOSIGNAL);

	if (n > 0)
		remove_front(&c->out, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		hang_up(h, c);
}

/* ---- The line --------------------------------------------------------------------------------- */

static void lost_line(struct hub *h)
{
	transport_disconnect(&h->line);
	h->connected = false;
	h->up.bytes  = 0;
	demux_cut(&h->demux);
}

static void connect_line(struct hub *h)
{
	if (h->connect_ms && now_ms() - h->connect_ms < RETRY_MS)
		return;
	h->connect_ms = now_ms();
	h->connected  = transport_connect(&h->line);
}

static void read_line(struct hub *h)
{
	uint8_t data[READ_BYTES];
	ssize_t n;

	while ((n = transport_read(&h->line, data, sizeof(data))) > 0) {
		to_clients(h, false, data, (size_t)n);
		demux_bytes(&h->demux, data, (size_t)n);
	}
	if (n < 0)
		lost_line(h);
}

static void write_line(struct hub *h)
{
	ssize_t n = transport_write(&h->line, h->up.data, h->up.bytes);

	if (n < 0)
		lost_line(h);
	else
		remove_front(&h->up, (size_t)n);
}

/* ---- The outside ------------------------------------------------------------------------------ */

static int listen_at(const char *path, char *kept, size_t size)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd                     = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	snprintf(kept, size, "%s", path);
	if (strlen(path) >= sizeof(address.sun_path)) {
		fprintf(stderr, "phial: %s is too long for a socket\n", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path));
	unlink(path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, CLIENTS_MAX) != 0) {
		fprintf(stderr, "phial: %s: %s\n", path, strerror(errno));
		return -1;
	}
	return fd;
}

struct hub *hub_open(const struct hub_places *p)
{
	struct hub *h = memory_checked(calloc(1, sizeof(*h)));

	for (size_t i = 0; i < CLIENTS_MAX; i++)
		h->client[i].fd = -1;
	demux_init(&h->demux, &(struct demux_sink){on_text, on_frame, h});
	h->gdb_listener   = listen_at(p->gdb, h->gdb_path, sizeof(h->gdb_path));
	h->share_listener = listen_at(p->share, h->share_path, sizeof(h->share_path));
	if (h->gdb_listener >= 0 && h->share_listener >= 0 &&
	    transport_parse(&h->line, p->kernel) && h->line.kind != TRANSPORT_FILE)
		return h;
	if (h->line.problem[0])
		fprintf(stderr, "phial: %s\n", h->line.problem);
	hub_close(h);
	return NULL;
}

void hub_close(struct hub *h)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (h->client[i].fd >= 0)
			close(h->client[i].fd);
		free(h->client[i].out.data);
	}
	if (h->gdb_listener >= 0)
		close(h->gdb_listener);
	if (h->share_listener >= 0)
		close(h->share_listener);
	unlink(h->gdb_path);
	unlink(h->share_path);
	transport_free(&h->line);
	free(h->up.data);
	free(h);
}

bool hub_poll(struct hub *h, int wait_ms)
{
	struct pollfd p[CLIENTS_MAX + 3];

	if (!h->connected)
		connect_line(h);
	p[0] = (struct pollfd){.fd = h->gdb_listener, .events = POLLIN};
	p[1] = (struct pollfd){.fd = h->share_listener, .events = POLLIN};
	p[2] = (struct pollfd){.fd = h->connected ? h->line.in : -1, .events = POLLIN};
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		p[3 + i] = (struct pollfd){
			.fd     = h->client[i].fd,
			.events = (short)(POLLIN | (h->client[i].out.bytes ? POLLOUT : 0)),
		};
	poll(p, CLIENTS_MAX + 3, h->up.bytes ? 1 : wait_ms);
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (h->client[i].fd >= 0 && p[3 + i].revents & (POLLIN | POLLHUP | POLLERR))
			read_client(h, &h->client[i]);
	if (p[0].revents)
		take_client(h, h->gdb_listener);
	if (p[1].revents)
		take_client(h, h->share_listener);
	if (h->connected)
		read_line(h);
	if (h->connected && h->up.bytes)
		write_line(h);
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (h->client[i].fd >= 0 && h->client[i].out.bytes)
			write_client(h, &h->client[i]);
	return h->connected || h->line.kind != TRANSPORT_EXEC || h->connect_ms == 0;
}

void hub_on_text(struct hub *h, void (*take)(void *context, const char *text, size_t n),
		 void *context)
{
	h->on_text         = take;
	h->on_text_context = context;
}

const char *hub_problem(const struct hub *h)
{
	return h->connected ? "" : h->line.problem;
}
