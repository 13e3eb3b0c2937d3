/*
 * Server and clients for the scenarios of lab 01. See ipc.h.
 */
#include "labs/01-ipc/stage/ipc.h"

l4_cap_idx_t ipc_front;
struct program *ipc_server;

void ipc_start_server(void)
{
	ipc_front  = stage_object(L4_PROTO_KOBJECT, "front");
	ipc_server = program_create("01-server", "server", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	stage_need(ipc_server && program_pass_cap(ipc_server, "front", ipc_front, L4_CAP_FPAGE_RWS,
						  L4_FPAGE_C_IPCGATE_SVR),
		   "the server");
	stage_need(program_start(ipc_server, SERVER_PRIORITY, ""), "the server");
}

struct actor *ipc_client(const char *name)
{
	struct actor *a = actor_new(name);

	actor_pass(a, SLOT_FRONT, ipc_front, L4_CAP_FPAGE_RW);
	actor_start(a);
	return a;
}

struct actor_result ipc_open(struct actor *a)
{
	return actor_do(a, &(struct actor_order){.work     = ACTOR_CALL,
						 .to       = SLOT_FRONT,
						 .protocol = STORE_PROTO,
						 .words    = 1,
						 .word     = {STORE_OPEN},
						 .receive  = SLOT_SESSION});
}

struct actor_result ipc_ask(struct actor *a, l4_umword_t operation, l4_umword_t value)
{
	return actor_do(a, &(struct actor_order){.work     = ACTOR_CALL,
						 .to       = SLOT_SESSION,
						 .protocol = STORE_PROTO,
						 .words    = 2,
						 .word     = {operation, value}});
}

struct actor_result ipc_bell(struct actor *a)
{
	actor_do(a, &(struct actor_order){.work = ACTOR_SEMAPHORE, .to = SLOT_BELL});
	return actor_do(a, &(struct actor_order){.work        = ACTOR_CALL,
						 .to          = SLOT_SESSION,
						 .protocol    = STORE_PROTO,
						 .words       = 1,
						 .word        = {STORE_BELL},
						 .item        = SLOT_BELL,
						 .item_rights = L4_CAP_FPAGE_RW});
}

l4_umword_t ipc_rings(struct actor *a)
{
	l4_umword_t n = 0;

	while (n < 100 && actor_do(a, &(struct actor_order){.work       = ACTOR_DOWN,
							    .to         = SLOT_BELL,
							    .timeout_us = BELL_WAIT_US})
					  .error == 0)
		n++;
	return n;
}

struct actor_result ipc_board(struct actor *a)
{
	return actor_do(a, &(struct actor_order){.work     = ACTOR_CALL,
						 .to       = SLOT_SESSION,
						 .protocol = STORE_PROTO,
						 .words    = 1,
						 .word     = {STORE_BOARD},
						 .window   = ACTOR_WINDOW});
}

void ipc_tell(const char *what, struct actor_result r)
{
	stage_mark(what, (l4_umword_t)r.error, r.word[0]);
}
