/*
 * What the scenarios of this lab have in common: a server, actors as its clients.
 */
#ifndef LABS_IPC_STAGE_IPC_H
#define LABS_IPC_STAGE_IPC_H

#include "labs/01-ipc/store.h"
#include "labs/stage/actor.h"
#include "labs/stage/stage.h"

enum {
	/* Slots of the actors. */
	SLOT_FRONT   = ACTOR_SLOT,
	SLOT_SESSION = ACTOR_SLOT + 1,
	SLOT_BELL    = ACTOR_SLOT + 2,

	SERVER_PRIORITY = PROGRAM_PRIORITY + 10,
	BELL_WAIT_US    = 5000,
};

/** The front gate; ipc_start_server() makes it. */
extern l4_cap_idx_t ipc_front;
extern struct program *ipc_server;

/** Load and start the student's server. */
void ipc_start_server(void);

/** An actor with the front gate in SLOT_FRONT, running. */
struct actor *ipc_client(const char *name);

/** Open a session; its gate is then in SLOT_SESSION. */
struct actor_result ipc_open(struct actor *a);
/** A request through the session's gate. */
struct actor_result ipc_ask(struct actor *a, l4_umword_t operation, l4_umword_t value);
/** Send the semaphore in SLOT_BELL, after making it. */
struct actor_result ipc_bell(struct actor *a);
/** How often the bell in SLOT_BELL has rung since the last time. */
l4_umword_t ipc_rings(struct actor *a);
/** The board, received at ACTOR_WINDOW. */
struct actor_result ipc_board(struct actor *a);

/** Mark @p what with error and first word of @p r. */
void ipc_tell(const char *what, struct actor_result r);

#endif
