/*
 * A client of the store: yours to write. Task 4 in labs/01-ipc/README.md.
 *
 * Capability: "store", the front gate. Arguments: the values to put, in this order. It opens a
 * session, puts the values, closes the session, and ends with one of CLIENT_DONE, … (store.h).
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/ipc.h>
#include <stdio.h>
#include <stdlib.h>

#include "labs/01-ipc/store.h"

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return CLIENT_REFUSED;
}
