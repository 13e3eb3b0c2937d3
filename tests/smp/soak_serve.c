/*
 * A servant: a thread that answers workers, and other servants, until it is deleted.
 */
#include "tests/smp/soak.h"

/* Where pages come that are sent along. Children get none. */
static l4_addr_t taken_at(const struct servant *self)
{
	return TAKEN_AT + (self->number % SERVANTS) * L4_PAGESIZE;
}

static l4_msgtag_t answer_words(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		l4_utcb_mr()->mr[i] += ASK_ADD;
	return l4_msgtag(0, n, 0, 0);
}

static l4_msgtag_t answer_word(l4_addr_t at)
{
	l4_utcb_mr()->mr[0] = *(volatile l4_umword_t *)at;
	return l4_msgtag(0, 1, 0, 0);
}

/* How many there are from this one on. */
static l4_msgtag_t ask_next(const struct servant *self)
{
	l4_msgtag_t tag = l4_msgtag(0, 1, 0, 0);

	l4_utcb_mr()->mr[0] = 0;
	if (self->number + 1 < HOUSES * SERVANTS)
		tag = l4_ipc_call(slot_cap(SLOT_GATES + self->number + 1), l4_utcb(),
				  l4_msgtag(ASK_OTHER, 0, 0, 0), L4_IPC_NEVER);
	l4_utcb_mr()->mr[0]++;
	return l4_msgtag(l4_error(tag) ? -1 : 0, 1, 0, 0);
}

static l4_msgtag_t answer(const struct servant *self, l4_msgtag_t question)
{
	switch (l4_msgtag_label(question)) {
	case ASK_ADD:
		return answer_words(l4_msgtag_words(question));
	case ASK_READ:
		return answer_word(l4_utcb_mr()->mr[0]);
	case ASK_TAKE:
		return answer_word(taken_at(self));
	case ASK_OTHER:
		return ask_next(self);
	default:
		return l4_msgtag(-1, 0, 0, 0);
	}
}

void servant_main(void *argument)
{
	const struct servant *self = argument;
	l4_umword_t label;
	l4_msgtag_t tag;

	l4_utcb_receive_memory(taken_at(self), L4_PAGESHIFT);
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_msgtag_has_error(tag))
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		else
			tag = l4_ipc_reply_and_wait(l4_utcb(), answer(self, tag), &label,
						    L4_IPC_SEND_TIMEOUT_0);
	}
}
