/*
 * The soak: what its parts know of each other.
 *
 *      supervisor (soak.c)        a round: makes everything, watches, takes everything apart, has it checked
 *        '-- houses (soak_house.c)     tasks; all share one piece of the capability table, so that everybody
 *              |                       reaches everybody else
 *              '-- workers (soak_work.c)    do something at random, and know what must come out
 *              '-- servants (soak_serve.c)  answer: add up, read memory, take a page, ask another servant
 *
 * All threads move from CPU to CPU all the time. All randomness comes from one seed, but several CPUs run at
 * the same time, so that no run is like another.
 */
#ifndef TESTS_SMP_SOAK_H
#define TESTS_SMP_SOAK_H

#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <l4/sys/irq.h>
#include <l4/sys/kip.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include "tests/fuzz/random.h"

enum {
	HOUSES      = 3,
	WORKERS     = 3, /* of a house; each has a child now and then */
	SERVANTS    = 2,
	BODIES      = WORKERS + SERVANTS,
	THREADS     = HOUSES * BODIES,
	SEMAPHORES  = 4,
	STACK_BYTES = 4096,
	PAGES       = 2, /* of a worker */
	KU_ORDER    = 14,
	KU_AT       = 0xb1000000UL, /* KU memory of a house */
	WINDOWS_AT =
		0xa0000000UL, /* what a house gets to see: a page for each worker of all houses, */
	TAKEN_AT   = 0xa0100000UL, /* and one for each of its servants */
	ALIAS_AT   = 0xa0200000UL, /* the workers' own: for each a second sight of its pages */
	PRIORITIES = 8,            /* of workers and servants */
};

/*
 * Slots. A range of them is the same in all houses and in the supervisor's task; where one name stands for
 * several, they follow each other.
 */
enum {
	SHARED       = 0x200,
	SHARED_ORDER = 6,
	SLOT_TASKS   = SHARED,
	SLOT_FACTORY = SHARED + 4,
	SLOT_SCHED   = SHARED + 5,
	SLOT_PAGER   = SHARED + 6, /* a gate to the supervisor */
	SLOT_SEMS    = SHARED + 8,
	SLOT_IRQS    = SHARED + 0x0c, /* one a worker, which waits for it */
	SLOT_THREADS = SHARED + 0x18,
	SLOT_GATES   = SHARED + 0x30, /* to the servants */
	SLOT_CHILD   = 0x100,         /* a house's own: the worker's child, */
	SLOT_GATE    = 0x110,         /* a gate to it, */
	SLOT_THING   = 0x120,         /* and whatever it makes */
};

_Static_assert(SLOT_IRQS + HOUSES * WORKERS <= SLOT_THREADS, "IRQs fit");
_Static_assert(SLOT_THREADS + THREADS <= SLOT_GATES, "threads fit");
_Static_assert(SLOT_GATES + HOUSES * SERVANTS <= SHARED + (1 << SHARED_ORDER), "gates fit");

/* What a servant is asked for, in the label; the answer is one word, or as many as came. */
enum {
	ASK_ADD = 1, /* every word, and the label once more */
	ASK_READ,    /* the word at an address */
	ASK_TAKE,    /* the first word of a page that comes with the message */
	ASK_OTHER,   /* the number of servants up to the last, asking each other */
};

struct worker {
	struct house *house;
	unsigned number; /* of all workers */
	struct random random;
	volatile unsigned long done;
	volatile bool resting;      /* it has seen that the round is over */
	const char *volatile wrong; /* NULL, or what it has found */
	volatile unsigned long found, expected;
};

struct servant {
	struct house *house;
	unsigned number; /* of all servants */
};

/* The memory of one house. Nobody else writes it. */
struct house {
	char pages[WORKERS][PAGES][L4_PAGESIZE];
	char stacks[BODIES + WORKERS][STACK_BYTES]; /* children's come last */
	struct worker workers[WORKERS];
	struct servant servants[SERVANTS], children[WORKERS];
	unsigned number;
} __attribute__((aligned(L4_PAGESIZE)));

/* Houses see this, and cannot change it. */
struct soak_round {
	unsigned cpus;
	volatile bool over;
	bool trouble; /* threads cancel each other's messages: then many an error is right */
};

extern struct soak_round soak_round;
extern struct house houses[HOUSES];

static inline l4_cap_idx_t slot_cap(unsigned slot)
{
	return (l4_cap_idx_t)slot << L4_CAP_SHIFT;
}

/** Make all houses and their threads with the factory in SLOT_FACTORY, and let them go. */
bool houses_make(uint64_t seed);

/** Delete all houses, with everything in them. */
void houses_delete(void);

/** Give thread @p cap another CPU and priority. */
l4_msgtag_t move_somewhere(l4_cap_idx_t cap, struct random *r);

/** Prepare stack @p body of @p h for @p run(@p argument). @return its sp */
l4_addr_t make_stack(struct house *h, unsigned body, void (*run)(void *), void *argument);

/** What the threads run. Neither returns. */
void worker_main(void *self);
void servant_main(void *self);

#endif
