/*
 * A client of the store: reference solution.
 *
 * The message is written anew before each try: a failed call may have left anything in the registers.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/ipc.h>
#include <stdio.h>
#include <stdlib.h>

#include "labs/01-ipc/store.h"

/* One request, sent at most CLIENT_TRIES times. @return how the client has to end, or CLIENT_DONE */
static int request(l4_cap_idx_t gate, l4_umword_t operation, l4_umword_t value)
{
	l4_timeout_s limit = l4_timeout_from_us(CLIENT_DEADLINE_US);
	l4_msgtag_t tag;
	unsigned i;

	for (i = 0; i < CLIENT_TRIES; i++) {
		l4_utcb_mr()->mr[0] = operation;
		l4_utcb_mr()->mr[1] = value;
		tag                 = l4_ipc_call(gate, l4_utcb(), l4_msgtag(STORE_PROTO, 2, 0, 0),
						  l4_timeout(limit, limit));
		if (!l4_msgtag_has_error(tag))
			return l4_msgtag_label(tag) < 0 ? CLIENT_REFUSED : CLIENT_DONE;
	}
	return CLIENT_NOBODY;
}

int main(int argc, char **argv)
{
	l4_cap_idx_t session = l4re_util_cap_alloc();
	int end, i;

	l4_utcb_receive_cap(session);
	end = request(l4re_env_get_cap("store"), STORE_OPEN, 0);
	for (i = 1; end == CLIENT_DONE && i < argc; i++)
		end = request(session, STORE_PUT, strtoul(argv[i], NULL, 10));
	if (end == CLIENT_DONE)
		end = request(session, STORE_CLOSE, 0);
	return end;
}
