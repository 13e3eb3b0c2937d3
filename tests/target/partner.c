/*
 * Workers that send, call and receive; see partner.h.
 */
#include "tests/target/partner.h"

l4_timeout_t send_within(unsigned us)
{
	return l4_timeout(l4_timeout_from_us(us), L4_IPC_TIMEOUT_NEVER);
}

l4_timeout_t receive_within(unsigned us)
{
	return l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us));
}

/* ---- Workers -------------------------------------------------------------------------------- */

void wait_once(struct worker *self)
{
	l4_umword_t label = 0;
	l4_msgtag_t tag;

	worker_step(self, 1);
	tag = l4_ipc_wait(l4_utcb(), &label, NEVER);
	worker_keep(self, tag, label);
	self->value[0] = l4_utcb_mr()->mr[0];
	worker_step(self, 2);
}

void send_once(struct worker *self)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = self->value[1];
	worker_step(self, 1);
	tag = l4_ipc(self->value[0], l4_utcb(), L4_SYSF_SEND, self->value[1], l4_msgtag(0, 1, 0, 0),
		     NULL, (l4_timeout_t){(l4_uint32_t)self->value[2]});
	worker_keep(self, tag, 0);
	worker_step(self, 2);
}

void call_once(struct worker *self)
{
	l4_umword_t label = 0;
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = self->value[1];
	l4_utcb_br()->br[0] = self->value[4];
	l4_utcb_br()->bdr   = 0;
	worker_step(self, 1);
	tag = l4_ipc(self->value[0], l4_utcb(), L4_SYSF_CALL, 0, l4_msgtag(7, 1, 0, 0), &label,
		     (l4_timeout_t){(l4_uint32_t)self->value[2]});
	worker_keep(self, tag, label);
	self->value[3] = l4_utcb_mr()->mr[0];
	worker_step(self, 2);
}

struct worker *start_with(worker_function *run, unsigned priority, l4_cap_idx_t to,
			  l4_umword_t word, l4_timeout_t timeout)
{
	struct worker *w = worker_make(run, NULL);

	w->value[0] = to;
	w->value[1] = word;
	w->value[2] = timeout.raw;
	worker_go(w, priority);
	return w;
}

void cancel(const struct worker *w)
{
	EXPECT_LABEL(l4_thread_ex_regs(w->cap, ~0UL, ~0UL, L4_THREAD_EX_REGS_CANCEL), 0);
}

/* ---- The test's own side -------------------------------------------------------------------- */

l4_msgtag_t receive_any(l4_umword_t *label, unsigned us)
{
	return l4_ipc_wait(l4_utcb(), label, receive_within(us));
}

l4_msgtag_t reply(l4_umword_t word)
{
	l4_utcb_mr()->mr[0] = word;
	return test_invoke(L4_INVALID_CAP, L4_SYSF_SEND | L4_SYSF_REPLY, l4_msgtag(0, 1, 0, 0),
			   L4_IPC_SEND_TIMEOUT_0);
}

l4_cap_idx_t reply_selector(unsigned index)
{
	return (l4_cap_idx_t)index << L4_CAP_SHIFT | L4_REPLY_CAP_BIT;
}

l4_msgtag_t wait_for_caller(unsigned index)
{
	return test_invoke(reply_selector(index), L4_SYSF_WAIT, l4_msgtag(0, 0, 0, 0),
			   receive_within(100000));
}

l4_msgtag_t reply_through(unsigned index, l4_umword_t word)
{
	l4_utcb_mr()->mr[0] = word;
	return test_invoke(reply_selector(index), L4_SYSF_SEND | L4_SYSF_REPLY,
			   l4_msgtag(0, 1, 0, 0), L4_IPC_SEND_TIMEOUT_0);
}
