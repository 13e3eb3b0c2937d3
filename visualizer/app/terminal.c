/*
 * The kernel's console in the terminal from which the window was started: its text goes to standard
 * output, keys go to the kernel; Esc stops it at the debugger's prompt. Ctrl+C ends the program.
 */
#include "visualizer/app/app.h"

#include "jdb/host/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static bool changed;

static void show(void *context, const char *text, size_t bytes)
{
	(void)context;
	fwrite(text, 1, bytes, stdout);
	fflush(stdout);
}

static void restore(void)
{
	if (changed)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	changed = false;
}

void terminal_open(struct viz *v)
{
	struct termios raw;

	session_on_text(v->session, show, NULL);
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
		return;
	raw = before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO); /* each key at once; the kernel echoes */
	changed = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
	atexit(restore);
}

/* Only a real terminal is read: from a pipe or /dev/null nobody types. */
void terminal_poll(struct viz *v)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	char keys[64];

	while (changed && poll(&p, 1, 0) == 1 && p.revents & POLLIN) {
		ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

		if (n <= 0)
			return;
		for (ssize_t i = 0; i < n; i++)
			keys[i] = keys[i] == '\n' ? '\r' : keys[i];
		session_type(v->session, keys, (size_t)n);
	}
}

void terminal_close(void)
{
	restore();
}
