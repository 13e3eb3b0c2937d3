/*
 * An actor: does what it is told through the gate "strings". See labs/stage/actor.h.
 */
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/semaphore.h>
#include <stdio.h>
#include <string.h>

#include "labs/stage/actor.h"

enum {
	RESULT_WORDS = sizeof(struct actor_result) / sizeof(l4_umword_t),
	WINDOW_ORDER = L4_PAGESHIFT,
};

static struct actor_result last;

static l4_cap_idx_t slot(l4_umword_t index)
{
	return index << L4_CAP_SHIFT;
}

static void open_buffers(const struct actor_order *o)
{
	if (o->receive)
		l4_utcb_receive_cap(slot(o->receive));
	else if (o->window)
		l4_utcb_receive_memory(o->window, WINDOW_ORDER);
	else
		l4_utcb_receive_nothing();
}

static l4_msgtag_t message(const struct actor_order *o, l4_umword_t round)
{
	l4_msgtag_t tag = l4_msgtag(o->protocol, (unsigned)o->words, 0, 0);

	memcpy(l4_utcb_mr()->mr, o->word, sizeof(o->word));
	l4_utcb_mr()->mr[1] += round;
	if (o->item)
		l4_sndfpage_add(l4_obj_fpage(slot(o->item), 0, (unsigned char)o->item_rights), 0,
				&tag);
	return tag;
}

static void call(const struct actor_order *o)
{
	l4_timeout_s limit = o->timeout_us ? l4_timeout_from_us((l4_uint32_t)o->timeout_us)
					   : L4_IPC_TIMEOUT_NEVER;
	l4_msgtag_t tag;
	l4_umword_t i;

	for (i = 0; i <= o->repeat; i++) {
		open_buffers(o);
		tag        = l4_ipc_call(slot(o->to), l4_utcb(), message(o, i),
					 l4_timeout(L4_IPC_TIMEOUT_NEVER, limit));
		last.error = l4_error(tag);
		if (l4_msgtag_has_error(tag))
			return;
		last.times++;
		last.words = l4_msgtag_words(tag);
		last.items = l4_msgtag_items(tag);
		memcpy(last.word, l4_utcb_mr()->mr, sizeof(last.word));
	}
}

static void perform(const struct actor_order *o)
{
	if (o->work == ACTOR_LAST)
		return;
	memset(&last, 0, sizeof(last));
	switch (o->work) {
	case ACTOR_CALL:
		call(o);
		break;
	case ACTOR_SEND:
		last.error =
			l4_error(l4_ipc_send(slot(o->to), l4_utcb(), message(o, 0), L4_IPC_NEVER));
		break;
	case ACTOR_DOWN:
		last.error = l4_error(l4_semaphore_down(
			slot(o->to), l4_timeout(L4_IPC_TIMEOUT_NEVER,
						l4_timeout_from_us((l4_uint32_t)o->timeout_us))));
		break;
	case ACTOR_SEMAPHORE:
		last.error = l4_error(
			l4_factory_create(l4re_env()->factory, L4_PROTO_SEMAPHORE, slot(o->to)));
		break;
	case ACTOR_READ:
		last.word[0] = *(volatile l4_umword_t *)o->to;
		break;
	default:
		last.error = -L4_ENOSYS;
	}
}

static l4_msgtag_t tell(void)
{
	memcpy(l4_utcb_mr()->mr, &last, sizeof(last));
	l4_utcb_receive_nothing();
	return l4_msgtag(0, RESULT_WORDS, 0, 0);
}

int main(void)
{
	struct actor_order order;
	l4_umword_t label;
	l4_msgtag_t tag;

	l4_rcv_ep_bind_thread(l4re_env_get_cap("strings"), L4_BASE_THREAD_CAP, 0);
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_msgtag_has_error(tag)) {
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		memcpy(&order, l4_utcb_mr()->mr, sizeof(order));
		if (order.later) {
			l4_ipc_send(L4_INVALID_CAP | L4_SYSF_REPLY, l4_utcb(), tell(),
				    L4_IPC_BOTH_TIMEOUT_0);
			perform(&order);
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		perform(&order);
		tag = l4_ipc_reply_and_wait(l4_utcb(), tell(), &label, L4_IPC_SEND_TIMEOUT_0);
	}
}
