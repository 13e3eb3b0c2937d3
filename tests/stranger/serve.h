/*
 * The root task's side of the house: its capabilities and servers.
 */
#ifndef TESTS_STRANGER_SERVE_H
#define TESTS_STRANGER_SERVE_H

#include "tests/stranger/house.h"

/* The root task's slots behind those it is born with. */
enum {
	RECEIVED = 0x100, /* where capabilities from clients arrive */
	DELETION_IRQ,
	HOTPLUG_IRQ,
	SIGMA0_GATE,
	PROGRAM_TASK,
	PROGRAM_THREAD,
	FIRST_GATE,
};
enum { DELETION_LABEL = 0x1230, HOTPLUG_LABEL = 0x4560 };

/* A server is known by its address, which is its gate's label. */
enum { REGION_MAP, MEMORY, NAME_SPACE, FAMILY, A_FILE, SOME_DATA, SERVERS };
struct server {
	unsigned slot;
};
extern struct server servers[SERVERS];

extern struct root {
	word kip;    /* address of the kernel info page */
	word frames; /* a superpage: the program's stack, then its data */
} root;

/** Serve the program until it is gone. */
void serve(void);

#endif
