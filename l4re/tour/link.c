/*
 * A link of the chain: takes what it is handed, keeps it, and hands it on with fewer rights.
 *
 * Capabilities: "gate" (own, with server right); "next", the gate of the next link, if there is
 * one. Argument: rights to hand the capability on with (a sum of L4_CAP_FPAGE_*).
 *
 * Each operation is passed on before it is answered, so one call of the root task reaches all.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l4re/tour/tour.h"

static l4_cap_idx_t token, next;
static unsigned char token_rights;

/* Two buffers: a capability goes to slot `token`, a page to CHAIN_PAGE. */
static void open_buffers(void)
{
	l4_buf_regs_t *b = l4_utcb_br();

	b->bdr   = 0 << L4_BDR_MEM_SHIFT | 2 << L4_BDR_OBJ_SHIFT;
	b->br[0] = L4_ITEM_MAP;
	b->br[1] = l4_fpage(CHAIN_PAGE, L4_PAGESHIFT, L4_FPAGE_RW).raw;
	b->br[2] = token | L4_RCV_ITEM_SINGLE_CAP;
	b->br[3] = 0;
}

/* What is here right now: bits CHAIN_*. */
static l4_umword_t look(void)
{
	l4_umword_t seen = 0;
	char text[sizeof(CHAIN_TEXT)];

	if (l4_error(l4_task_cap_valid(L4_BASE_TASK_CAP, token)) == 1) {
		long error = l4_error(l4_semaphore_down(token, L4_IPC_BOTH_TIMEOUT_0));

		seen |= CHAIN_HAS_CAP;
		if (error == 0 || error == l4_ipc_to_errno(L4_IPC_RETIMEOUT))
			seen |= CHAIN_MAY_DOWN;
	}
	strlcpy(text, (const char *)CHAIN_PAGE, sizeof(text));
	if (strcmp(text, CHAIN_TEXT) == 0)
		seen |= CHAIN_SEES_PAGE;
	return seen;
}

/* Pass the operation on; @p item is what goes with it, if anything. Returns the next one's word. */
static long pass_on(l4_umword_t op, l4_fpage_t item, l4_umword_t control, l4_umword_t *word)
{
	l4_msgtag_t tag = l4_msgtag(CHAIN_PROTO, 1, 0, 0);
	long error;

	*word = 0;
	if (l4_is_invalid_cap(next))
		return 0;
	l4_utcb_mr()->mr[0] = op;
	if (item.raw)
		l4_sndfpage_add(item, control, &tag);
	error = l4_error(l4_ipc_call(next, l4_utcb(), tag, L4_IPC_NEVER));
	if (error >= 0)
		*word = l4_utcb_mr()->mr[0];
	return error;
}

static l4_msgtag_t handle(l4_msgtag_t tag)
{
	l4_umword_t op = l4_utcb_mr()->mr[0], own, theirs;
	long error;

	if (l4_msgtag_label(tag) != CHAIN_PROTO)
		return l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
	switch (op) {
	case CHAIN_OP_CAP:
		error = pass_on(op, l4_obj_fpage(token, 0, token_rights), 0, &theirs);
		return l4_msgtag(error, 0, 0, 0);
	case CHAIN_OP_PAGE:
		error = pass_on(op, l4_fpage(CHAIN_PAGE, L4_PAGESHIFT, L4_FPAGE_RO), 0, &theirs);
		return l4_msgtag(error, 0, 0, 0);
	case CHAIN_OP_REPORT:
		own                 = look();
		error               = pass_on(op, l4_fpage_invalid(), 0, &theirs);
		l4_utcb_mr()->mr[0] = own | theirs << CHAIN_BITS;
		return l4_msgtag(error, 1, 0, 0);
	default:
		return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
	}
}

int main(int argc, char **argv)
{
	l4_umword_t label;
	l4_msgtag_t tag;
	long error;

	token        = l4re_util_cap_alloc();
	next         = l4re_env_get_cap("next");
	token_rights = argc > 1 ? (unsigned char)strtoul(argv[1], NULL, 10) : 0;
	error        = l4_error(
		       l4_rcv_ep_bind_thread(l4re_env_get_cap("gate"), L4_BASE_THREAD_CAP, CHAIN_LABEL));
	if (error < 0) {
		printf("%s: cannot bind its gate: %s\n", argv[0], l4sys_errtostr(error));
		return 1;
	}
	open_buffers();
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_msgtag_has_error(tag)) {
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		tag = handle(tag);
		tag = l4_ipc_reply_and_wait(l4_utcb(), tag, &label, L4_IPC_SEND_TIMEOUT_0);
	}
}
