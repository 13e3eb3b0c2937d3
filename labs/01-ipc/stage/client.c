/*
 * The stage plays the store, for the student's client. See client.h.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/thread.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <stdio.h>
#include <string.h>

#include "labs/01-ipc/stage/client.h"
#include "labs/01-ipc/stage/ipc.h"

enum {
	PLAYED_PRIORITY = PROGRAM_PRIORITY + 20,
	PLAYED_LABEL    = 0x700,
	SESSION_LABEL   = 0x800,
	CLIENT_LIMIT_MS = 1500,
	VALUES          = 3,
};

static char stack[8192] __attribute__((aligned(16)));
static const char *script;
static l4_cap_idx_t front, session, thread;

static l4_msgtag_t play(l4_umword_t operation, char how)
{
	l4_msgtag_t tag = l4_msgtag(how == 'e' ? -L4_EPERM : 0, 0, 0, 0);

	if (operation == STORE_OPEN && how == '+')
		l4_sndfpage_add(l4_obj_fpage(session, 0, L4_CAP_FPAGE_RW), 0, &tag);
	return tag;
}

static void store(void *unused)
{
	l4_umword_t label, operation;
	l4_msgtag_t tag;

	(void)unused;
	l4_utcb_receive_nothing();
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		char how = *script;

		if (l4_msgtag_has_error(tag)) {
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		operation = l4_utcb_mr()->mr[0];
		stage_mark(label >= SESSION_LABEL ? "session request" : "front request", operation,
			   l4_utcb_mr()->mr[1]);
		if (script[1])
			script++;
		if (how == '-')
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		else
			tag = l4_ipc_reply_and_wait(l4_utcb(), play(operation, how), &label,
						    L4_IPC_SEND_TIMEOUT_0);
	}
}

void client_play(const char *answers)
{
	l4_umword_t value = 10 + stage_random(1000);
	struct program *client;
	enum program_end end;
	char arguments[64];

	script  = answers;
	thread  = l4re_util_cap_alloc();
	front   = l4re_util_cap_alloc();
	session = l4re_util_cap_alloc();
	stage_need(l4re_thread_start(thread, store, NULL, stack, sizeof(stack), PLAYED_PRIORITY) >=
			   0,
		   "a thread");
	l4_debugger_set_object_name(thread, "store");
	stage_need(l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, front, thread,
						   PLAYED_LABEL)) >= 0,
		   "a gate");
	stage_need(l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, session, thread,
						   SESSION_LABEL)) >= 0,
		   "a gate");
	client = program_create("01-client", "client", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	stage_need(client && program_pass_cap(client, "store", front, L4_CAP_FPAGE_RW, 0),
		   "the client");
	snprintf(arguments, sizeof(arguments), "%lu %lu %lu", value, value + 1, value + 2);
	stage_mark("value", value, VALUES);
	stage_need(program_start(client, PROGRAM_PRIORITY, arguments), "the client");
	end = program_wait(client, CLIENT_LIMIT_MS);
	stage_mark("end", end, (l4_umword_t)client->exit_code);
	stage_pause("over");
}

void client_good(void)
{
	client_play("+");
}

void client_slow(void)
{
	static const char *const answers[] = {"-++-+", "--+-+", "+--+-+"};

	client_play(answers[stage_random(3)]);
}
