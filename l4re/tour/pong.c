/*
 * Pong: a server behind a gate. Each ball comes back with its number plus one.
 *
 * Capability: "gate", with the server right. Pong binds its own thread to the gate, so the label
 * that arrives is pong's own choice, and proves through which gate (and with which rights) the
 * message came: ping's capability has W but not S.
 */
#include <l4/re/env.h>
#include <l4/sys/rcv_endpoint.h>
#include <stdio.h>
#include "l4re/tour/tour.h"

static l4_msgtag_t handle(l4_msgtag_t tag, l4_umword_t label)
{
	static l4_umword_t balls;
	l4_msg_regs_t *m = l4_utcb_mr();

	if (label != (PONG_LABEL | L4_CAP_FPAGE_W))
		return l4_msgtag(-L4_EPERM, 0, 0, 0);
	if (l4_msgtag_label(tag) != PONG_PROTO)
		return l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
	if (l4_msgtag_words(tag) < 2)
		return l4_msgtag(-L4_EMSGTOOSHORT, 0, 0, 0);
	switch (m->mr[0]) {
	case PONG_OP_BALL:
		balls++;
		m->mr[0] = m->mr[1] + 1;
		return l4_msgtag(0, 1, 0, 0);
	case PONG_OP_COUNT:
		m->mr[0] = balls;
		return l4_msgtag(0, 1, 0, 0);
	default:
		return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
	}
}

int main(void)
{
	l4_umword_t label;
	l4_msgtag_t tag;
	long error = l4_error(
		l4_rcv_ep_bind_thread(l4re_env_get_cap("gate"), L4_BASE_THREAD_CAP, PONG_LABEL));

	if (error < 0) {
		printf("pong: cannot bind its gate: %s\n", l4sys_errtostr(error));
		return 1;
	}
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_msgtag_has_error(tag))
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		else
			tag = l4_ipc_reply_and_wait(l4_utcb(), handle(tag, label), &label,
						    L4_IPC_SEND_TIMEOUT_0);
	}
}
