/*
 * Actors: programs on strings. The stage tells one what to call and gets to know what came back.
 *
 * An actor is a task with one thread and a table of capabilities of its own, so that what it is
 * given (and what is taken from it) can be seen from outside, like any client's.
 *
 *      struct actor *alice = actor_new("alice");
 *      actor_pass(alice, SLOT_FRONT, front, L4_CAP_FPAGE_RW);
 *      actor_start(alice);
 *      struct actor_result r = actor_do(alice, &(struct actor_order){.to = SLOT_FRONT, ...});
 */
#ifndef LABS_STAGE_ACTOR_H
#define LABS_STAGE_ACTOR_H

#include "l4re/root/program.h"

enum {
	ACTOR_WORDS    = 4,
	ACTOR_LIMIT_MS = 1000, /* so long an order may take; then the result is "stuck" */

	/* Capability slots of an actor that the stage may use. */
	ACTOR_SLOT = 0x40,
};

/* Where an actor may receive pages. */
#define ACTOR_WINDOW 0x80000000UL

enum actor_work {
	ACTOR_CALL,      /* send, then wait for the answer */
	ACTOR_SEND,      /* send only: do not wait for an answer */
	ACTOR_DOWN,      /* at the semaphore `to`, for timeout_us */
	ACTOR_SEMAPHORE, /* make one in slot `to` */
	ACTOR_READ,      /* the word at address `to` */
	ACTOR_LAST,      /* nothing: only tell the result of the order before */
};

/* One thing to do. It travels in message registers as it is. */
struct actor_order {
	l4_umword_t work;
	l4_umword_t to; /* slot */
	l4_mword_t protocol;
	l4_umword_t words, word[ACTOR_WORDS];
	l4_umword_t item, item_rights; /* slot of a capability to send; 0: none */
	l4_umword_t receive;           /* slot to receive a capability in; 0: nowhere */
	l4_umword_t window;            /* address to receive a page at; 0: nowhere */
	l4_umword_t timeout_us;        /* for the answer; 0: never */
	l4_umword_t repeat;            /* so often again; word[1] grows by one each time */
	l4_umword_t later;             /* answer the stage at once, then do it */
};

struct actor_result {
	l4_mword_t error; /* label of the answer, or a negative IPC error; ACTOR_STUCK */
	l4_umword_t words, word[ACTOR_WORDS];
	l4_umword_t items; /* received with the answer */
	l4_umword_t times; /* calls that were answered */
};

enum {
	ACTOR_STUCK = -9999, /* it did not come back to the stage */
};

struct actor {
	struct program *program;
	l4_cap_idx_t strings; /* gate to it */
};

/** A new actor; it does nothing before actor_start(). */
struct actor *actor_new(const char *name);
/** Put @p cap into the actor's slot @p slot, with @p rights (L4_CAP_FPAGE_*). */
void actor_pass(struct actor *a, l4_umword_t slot, l4_cap_idx_t cap, unsigned char rights);
void actor_start(struct actor *a);

/** Give an order and wait until it is done (or taken, if it is for later). */
struct actor_result actor_do(struct actor *a, const struct actor_order *o);
/** The result of the last order: waits for the end of one that was given for later. */
struct actor_result actor_last(struct actor *a);

#endif
