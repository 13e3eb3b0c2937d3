/*
 * The server of the store: yours to write. What it shall do stands in labs/01-ipc/store.h, how to go
 * about it in labs/01-ipc/README.md.
 *
 * Capability: "front", a gate with the server right. It is bound to our thread at the start, with
 * the label FRONT_LABEL. For now every request is answered "not implemented".
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <stdio.h>

#include "labs/01-ipc/store.h"

enum {
	FRONT_LABEL = 0x100, /* the two lowest bits of a label are for the kernel: rights */
};

/* Answer one request: message registers in, message registers and tag out. */
static l4_msgtag_t handle(l4_msgtag_t tag, l4_umword_t label)
{
	(void)tag;
	(void)label;
	return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
}

int main(void)
{
	l4_umword_t label;
	l4_msgtag_t tag;
	long error = l4_error(
		l4_rcv_ep_bind_thread(l4re_env_get_cap("front"), L4_BASE_THREAD_CAP, FRONT_LABEL));

	if (error < 0) {
		printf("server: cannot bind its gate: %s\n", l4sys_errtostr(error));
		return 1;
	}
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;)
		tag = l4_ipc_reply_and_wait(l4_utcb(), handle(tag, label), &label, L4_IPC_NEVER);
}
