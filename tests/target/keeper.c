/*
 * The server behind keeper.h.
 */
#include "tests/target/keeper.h"

#define NEVER L4_IPC_NEVER

struct keeper server;

static l4_msgtag_t map_reply(l4_addr_t at, unsigned rights, unsigned words)
{
	l4_utcb_mr()->mr[words] = l4_map_control(at & L4_PAGEMASK, 0, L4_MAP_ITEM_MAP);
	l4_utcb_mr()->mr[words + 1] =
		l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, (unsigned char)rights).raw;
	return l4_msgtag(0, words, 1, 0);
}

static l4_msgtag_t serve_fault(l4_msgtag_t tag)
{
	l4_addr_t at = l4_utcb_mr()->mr[0] & ~7UL;

	server.fault_tag  = tag;
	server.fault_word = l4_utcb_mr()->mr[0];
	server.fault_ip   = l4_utcb_mr()->mr[1];
	server.faults++;
	switch (server.on_fault) {
	case MAP_READ:
		return map_reply(at, server.faults == 1 ? L4_FPAGE_RO : L4_FPAGE_RW, 0);
	case SAY_NOTHING:
		return server.faults == 1 ? l4_msgtag(0, 0, 0, 0) : map_reply(at, L4_FPAGE_RW, 0);
	case REFUSE:
		return l4_msgtag(-1, 0, 0, 0);
	default:
		return map_reply(at, L4_FPAGE_RWX, 0);
	}
}

static bool may_call(const l4_exc_regs_t *e)
{
	return !machine_is_system_call_done(e) &&
	       (server.on_exception != ALLOW_LATER || server.exceptions > 1);
}

static l4_msgtag_t serve_exception(l4_msgtag_t tag)
{
	l4_exc_regs_t *e = l4_utcb_exc();

	server.exception_tag = tag;
	server.regs          = *e;
	if (server.exceptions < KEEPER_RECORDS)
		server.first[server.exceptions] = *e;
	server.exceptions++;
	if (machine_is_system_call(e))
		return l4_msgtag(may_call(e) ? L4_PROTO_ALLOW_SYSCALL : 0, L4_EXC_WORDS, 0, 0);
	if (server.on_exception == SHORT_REPLY && server.exceptions == 1) {
		l4_utcb_exc_pc_set(e, 0);
		return map_reply(WINDOW, L4_FPAGE_RW, L4_EXC_WORDS - 1);
	}
	if (machine_is_undefined(e))
		l4_utcb_exc_pc_set(e, l4_utcb_exc_pc(e) + machine_undefined_bytes());
	else if (!machine_is_triggered(e))
		l4_utcb_exc_pc_set(e, (l4_addr_t)worker_end); /* or it would fault for ever */
	if (server.on_exception == RAISE_FLAGS)
		machine_set_privileged_flags(e);
	if (server.on_exception == SKIP_AND_MAP)
		return map_reply(WINDOW, L4_FPAGE_RW, L4_EXC_WORDS);
	return l4_msgtag(0, L4_EXC_WORDS, 0, 0);
}

/* What the test wants to happen now may use the message registers. */
static void meanwhile(void)
{
	l4_msg_regs_t answer = *l4_utcb_mr();

	server.meanwhile();
	*l4_utcb_mr() = answer;
}

static void serve(struct worker *self)
{
	l4_umword_t label;
	l4_msgtag_t tag;

	worker_step(self, 1);
	tag = l4_ipc_wait(l4_utcb(), &label, NEVER);
	for (;;) {
		server.label = label;
		if (l4_msgtag_is_page_fault(tag))
			tag = serve_fault(tag);
		else if (l4_msgtag_is_exception(tag))
			tag = serve_exception(tag);
		else
			tag = l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
		if (server.meanwhile)
			meanwhile();
		tag = l4_ipc_reply_and_wait(l4_utcb(), tag, &label, L4_IPC_SEND_TIMEOUT_0);
		if (l4_msgtag_has_error(tag)) /* the culprit is gone */
			tag = l4_ipc_wait(l4_utcb(), &label, NEVER);
	}
}

struct worker *keeper_start(enum reaction on_fault, enum reaction on_exception)
{
	struct worker *keeper;

	memset((void *)&server, 0, sizeof(server));
	server.on_fault     = on_fault;
	server.on_exception = on_exception;
	keeper              = worker_start(serve, NULL, TEST_PRIORITY + 10);
	CHECK(worker_reached(keeper, 1));
	return keeper;
}

static unsigned slot_of(l4_cap_idx_t cap)
{
	return (unsigned)(cap >> L4_CAP_SHIFT);
}

void keeper_serve(struct worker *w, enum reaction on_fault, enum reaction on_exception)
{
	struct worker *keeper = keeper_start(on_fault, on_exception);

	worker_set_pager(w, slot_of(test_gate(keeper->cap, PAGER_LABEL)));
	worker_set_handler(w, slot_of(test_gate(keeper->cap, HANDLER_LABEL)));
}

struct worker *culprit(struct sandbox *s, worker_function *run, enum reaction on_fault,
		       enum reaction on_exception)
{
	struct worker *keeper = keeper_start(on_fault, on_exception), *w;

	sandbox_make(s);
	sandbox_give(s, test_gate(keeper->cap, PAGER_LABEL), PAGER, L4_CAP_FPAGE_RWS);
	sandbox_give(s, test_gate(keeper->cap, HANDLER_LABEL), HANDLER, L4_CAP_FPAGE_RWS);
	w = worker_make(run, s);
	worker_set_pager(w, PAGER);
	worker_set_handler(w, HANDLER);
	return w;
}
