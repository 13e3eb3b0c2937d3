/*
 * The host port's serial line: takes as many bytes as a test allows, and keeps them.
 */
#ifndef TESTS_UNIT_HOST_SERIAL_H
#define TESTS_UNIT_HOST_SERIAL_H

#include "kernel/lib/types.h"

enum {
	HOST_LINE_BYTES = 4 << 20,
};

extern uint8_t host_line[HOST_LINE_BYTES];
extern size_t host_line_used;    /* bytes that were sent */
extern size_t host_line_room;    /* how many more the transmitter takes; HOST_LINE_BYTES at first */
extern unsigned host_line_tries; /* how often the kernel tried to send; each takes 1 µs */
extern bool host_line_interrupt; /* does the kernel want to know when there is room? */

#endif
