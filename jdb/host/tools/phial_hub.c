/*
 * phial-hub: one cable for GDB, the visualizer and a console at the same time.
 *
 *      phial-hub PLACE --gdb SOCKET --share SOCKET [--quiet]
 *
 * PLACE: where the kernel is (jdb/host/session.h). GDB attaches to the first socket ("target remote"), others
 * to the second: `phial-link console unix:SOCKET`, `phial-viz unix:SOCKET`. The console's text is shown, unless
 * --quiet. It ends by a signal, or with the program that it has started ("exec:…").
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "jdb/host/hub.h"

static volatile sig_atomic_t stop_asked;

static void on_signal(int number)
{
	(void)number;
	stop_asked = 1;
}

static void show_text(void *context, const char *text, size_t n)
{
	(void)context;
	fwrite(text, 1, n, stdout);
	fflush(stdout);
}

int main(int count, char **arg)
{
	struct hub_places p = {0};
	bool quiet          = false;

	for (int i = 1; i < count; i++) {
		if (strcmp(arg[i], "--quiet") == 0)
			quiet = true;
		else if (strcmp(arg[i], "--gdb") == 0 && i + 1 < count)
			p.gdb = arg[++i];
		else if (strcmp(arg[i], "--share") == 0 && i + 1 < count)
			p.share = arg[++i];
		else
			p.kernel = arg[i];
	}
	if (!p.kernel || !p.gdb || !p.share) {
		fputs("usage: phial-hub PLACE --gdb SOCKET --share SOCKET [--quiet]\n", stderr);
		return 2;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	signal(SIGHUP, on_signal);
	struct hub *h = hub_open(&p);

	if (!h)
		return 2;
	if (!quiet)
		hub_on_text(h, show_text, NULL);
	while (!stop_asked && hub_poll(h, 50))
		continue;
	if (!stop_asked)
		fprintf(stderr, "phial-hub: %s\n", hub_problem(h));
	hub_close(h);
	return 0;
}
