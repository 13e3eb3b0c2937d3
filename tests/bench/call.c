/*
 * Round trips: a call through a gate to a server that answers at once with as many words as it got.
 *
 * Client and server have the same priority. The server waits already; it answers and waits again in
 * one system call, as servers do. The client's message registers are not filled in between.
 */
#include "tests/bench/bench.h"
#include <fpu_use.h>

static void echo_server(void *unused)
{
	l4_umword_t label;
	l4_msgtag_t tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);

	(void)unused;
	for (;;)
		tag = l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, l4_msgtag_words(tag), 0, 0),
					    &label, L4_IPC_SEND_TIMEOUT_0);
}

static void call(const char *name, l4_cap_idx_t gate, unsigned words)
{
	bench_figure(name);
	while (bench_round()) {
		uint32_t from = counter_read();
		l4_msgtag_t tag =
			l4_ipc_call(gate, l4_utcb(), l4_msgtag(0, words, 0, 0), L4_IPC_NEVER);

		bench_took(from, counter_read());
		bench_expect(tag, 0);
		if (l4_msgtag_words(tag) != words)
			bench_fail("words of the answer", (long)l4_msgtag_words(tag));
	}
}

/* ---- With the FPU --------------------------------------------------------------------------- */

static void calculating_server(void *unused)
{
	l4_umword_t label;

	(void)unused;
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		fpu_use();
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 0, 0), &label,
				      L4_IPC_SEND_TIMEOUT_0);
	}
}

/* Both use the FPU in each round: its registers change hands twice. */
static void call_with_fpu(struct partner_task *other)
{
	l4_cap_idx_t gate =
		bench_gate(partner_start(other, calculating_server, NULL, BENCH_PRIORITY));

	bench_figure("call_cross_fpu");
	while (bench_round()) {
		uint32_t from;
		l4_msgtag_t tag;

		fpu_use();
		from = counter_read();
		tag  = l4_ipc_call(gate, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
		fpu_use();
		bench_took(from, counter_read());
		bench_expect(tag, 0);
	}
}

/* ---- With a capability ---------------------------------------------------------------------- */

/* @p slot is where it receives a capability with each message. */
static void receiving_server(void *slot)
{
	l4_umword_t label;

	l4_utcb_receive_cap((l4_cap_idx_t)slot);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;)
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, 0, 0, 0), &label,
				      L4_IPC_SEND_TIMEOUT_0);
}

/* What is sent is a gate; the slot is empty again in each round. */
static void call_with_capability(void)
{
	l4_cap_idx_t slot = bench_slot();
	l4_cap_idx_t server =
		partner_start(NULL, receiving_server, (void *)slot, BENCH_PRIORITY + 1);
	l4_cap_idx_t gate = bench_gate(server), sent = bench_gate(server);

	bench_figure("call_same_cap");
	while (bench_round()) {
		uint32_t from   = counter_read();
		l4_msgtag_t tag = l4_msgtag(0, 0, 0, 0);

		l4_sndfpage_add(l4_obj_fpage(sent, 0, L4_CAP_FPAGE_RWS), 0, &tag);
		tag = l4_ipc_call(gate, l4_utcb(), tag, L4_IPC_NEVER);
		bench_took(from, counter_read());
		bench_expect(tag, 0);
		bench_expect(l4_task_cap_valid(L4_BASE_TASK_CAP, slot), 1);
		bench_expect(l4_task_release_cap(L4_BASE_TASK_CAP, slot), 0);
	}
}

void figures_of_calls(void)
{
	struct partner_task other;
	l4_cap_idx_t same, cross;

	partner_task_make(&other);
	same  = bench_gate(partner_start(NULL, echo_server, NULL, BENCH_PRIORITY));
	cross = bench_gate(partner_start(&other, echo_server, NULL, BENCH_PRIORITY));

	call("call_same_0w", same, 0);
	call("call_cross_0w", cross, 0);
	call("call_cross_4w", cross, 4);
	call("call_cross_63w", cross, BENCH_WORDS_MAX);
	call_with_capability();
	call_with_fpu(&other);
}
