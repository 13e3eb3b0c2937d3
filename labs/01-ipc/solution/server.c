/*
 * The server of the store: reference solution.
 *
 * One thread serves the front gate and a gate for each session. The label says through which gate a
 * message came, and nobody but us chooses labels: it is the only thing that tells clients apart.
 *
 * A capability that comes with a message is received in the slot `incoming`; who keeps it puts a
 * fresh slot there, otherwise it is dropped before the next message.
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
	FRONT_LABEL   = 0x100,
	SESSION_LABEL = 0x200, /* plus SESSION_STEP for each session */
	SESSION_STEP  = 0x10,
	LABEL_RIGHTS  = 3, /* bits of a received label that the kernel fills in */
};

struct session {
	bool open;
	l4_cap_idx_t gate;
	l4_cap_idx_t bell; /* L4_INVALID_CAP: none */
};

static struct session sessions[STORE_SESSIONS];
static l4_cap_idx_t incoming;

/* The board's page is nothing but the board: what else lay in it, clients would see. */
static union {
	struct store_board board;
	char page[L4_PAGESIZE];
} shown __attribute__((aligned(L4_PAGESIZE)));

static l4_msgtag_t answer(long label, unsigned words)
{
	return l4_msgtag(label, words, 0, 0);
}

static l4_msgtag_t open_session(void)
{
	l4_msgtag_t tag = answer(0, 0);
	unsigned i      = 0;
	long error;

	while (i < STORE_SESSIONS && sessions[i].open)
		i++;
	if (i == STORE_SESSIONS)
		return answer(-L4_ENOMEM, 0);
	sessions[i].gate = l4re_util_cap_alloc();
	error            = l4_error(l4_factory_create_gate(l4re_env()->factory, sessions[i].gate,
							   L4_BASE_THREAD_CAP,
							   SESSION_LABEL + i * SESSION_STEP));
	if (error < 0) {
		l4re_util_cap_free(sessions[i].gate);
		return answer(error, 0);
	}
	sessions[i].open     = true;
	sessions[i].bell     = L4_INVALID_CAP;
	shown.board.value[i] = 0;
	l4_sndfpage_add(l4_obj_fpage(sessions[i].gate, 0, L4_CAP_FPAGE_RW), 0, &tag);
	return tag;
}

static void ring_for_others(unsigned self)
{
	unsigned i;

	for (i = 0; i < STORE_SESSIONS; i++)
		if (i != self && sessions[i].open && l4_is_valid_cap(sessions[i].bell))
			l4_semaphore_up(sessions[i].bell);
}

static l4_msgtag_t put(unsigned i, l4_umword_t value)
{
	l4_umword_t before = shown.board.value[i];

	shown.board.value[i] = value;
	ring_for_others(i);
	l4_utcb_mr()->mr[0] = before;
	return answer(0, 1);
}

static void drop_bell(struct session *s)
{
	if (l4_is_valid_cap(s->bell))
		l4re_util_cap_release(s->bell);
	s->bell = L4_INVALID_CAP;
}

static l4_msgtag_t set_bell(struct session *s, l4_msgtag_t tag)
{
	if (l4_msgtag_items(tag) == 0)
		return answer(-L4_EINVAL, 0);
	drop_bell(s);
	s->bell  = incoming;
	incoming = l4re_util_cap_alloc();
	return answer(0, 0);
}

static l4_msgtag_t show_board(void)
{
	l4_msgtag_t tag = answer(0, 0);

	l4_sndfpage_add(l4_fpage((l4_addr_t)&shown, L4_PAGESHIFT, L4_FPAGE_RO), 0, &tag);
	return tag;
}

/* Deleting the gate takes it from everybody who holds it, also from those it was handed on to. */
static l4_msgtag_t close_session(unsigned i)
{
	drop_bell(&sessions[i]);
	l4re_util_cap_delete(sessions[i].gate);
	sessions[i].open     = false;
	shown.board.value[i] = 0;
	return answer(0, 0);
}

static l4_msgtag_t session_request(unsigned i, l4_msgtag_t tag)
{
	switch (l4_utcb_mr()->mr[0]) {
	case STORE_PUT:
		if (l4_msgtag_words(tag) < 2)
			return answer(-L4_EMSGTOOSHORT, 0);
		return put(i, l4_utcb_mr()->mr[1]);
	case STORE_GET:
		l4_utcb_mr()->mr[0] = shown.board.value[i];
		return answer(0, 1);
	case STORE_BELL:
		return set_bell(&sessions[i], tag);
	case STORE_BOARD:
		return show_board();
	case STORE_CLOSE:
		return close_session(i);
	default:
		return answer(-L4_ENOSYS, 0);
	}
}

static l4_msgtag_t handle(l4_msgtag_t tag, l4_umword_t label)
{
	label &= ~(l4_umword_t)LABEL_RIGHTS;
	if (l4_msgtag_label(tag) != STORE_PROTO)
		return answer(-L4_EBADPROTO, 0);
	if (l4_msgtag_words(tag) < 1)
		return answer(-L4_EMSGTOOSHORT, 0);
	if (label == FRONT_LABEL)
		return l4_utcb_mr()->mr[0] == STORE_OPEN ? open_session() : answer(-L4_ENOSYS, 0);
	return session_request((unsigned)((label - SESSION_LABEL) / SESSION_STEP), tag);
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
	incoming = l4re_util_cap_alloc();
	l4_utcb_receive_cap(incoming);
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		/* An error here: the client did not wait for its answer, or its message was broken. */
		if (l4_msgtag_has_error(tag)) {
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		tag = handle(tag, label);
		l4_utcb_receive_cap(incoming);
		tag = l4_ipc_reply_and_wait(l4_utcb(), tag, &label, L4_IPC_SEND_TIMEOUT_0);
	}
}
