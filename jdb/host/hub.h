/*
 * A hub: one cable, several programs on it.
 *
 *      kernel --transport-- hub --socket-- GDB               bytes of its remote protocol alone
 *                               --socket-- visualizer        all bytes of the line
 *                               --socket-- console terminal  the same
 *
 * What comes from the kernel goes to everybody; what is in GDB's frames goes to GDB, too. What programs send
 * goes to the kernel whole frame by whole frame (keys byte by byte), so that they cannot tear each other's
 * apart. Only one of them should ask questions (visualizer, phial-link snapshot): numbers of questions are the
 * asker's, and two would take each other's answers.
 *
 * GDB may come and go. When it goes without a word, the kernel is told so, and goes on.
 */
#ifndef JDB_HOST_HUB_H
#define JDB_HOST_HUB_H

#include <stdbool.h>
#include <stddef.h>

struct hub;

struct hub_places {
	const char *kernel; /* a place of session.h; no recording */
	const char *gdb;    /* path of the socket for GDB … */
	const char *share;  /* … and of that for the others */
};

/** Sockets are there when it returns. @return NULL when that fails; it has said why */
struct hub *hub_open(const struct hub_places *p);
void hub_close(struct hub *h);

/** Move what there is to move; waits up to @p wait_ms for it. @return false: the line is gone for good */
bool hub_poll(struct hub *h, int wait_ms);

/** Console text, for whoever runs the hub. */
void hub_on_text(struct hub *h, void (*take)(void *context, const char *text, size_t n),
		 void *context);
/** Why the line is not connected; "" when it is. */
const char *hub_problem(const struct hub *h);

#endif
