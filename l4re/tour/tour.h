/*
 * What the root task and the programs of the tour have agreed on: protocols, addresses, labels.
 */
#ifndef L4RE_TOUR_TOUR_H
#define L4RE_TOUR_TOUR_H

#include <l4/sys/types.h>

/* ---- Stop 1: ping and pong --------------------------------------------------------------------- */

enum {
	PONG_LABEL    = 0x1230,
	PONG_PROTO    = 1,
	PONG_OP_BALL  = 1, /* MR1 = number; answer: MR0 = number + 1 */
	PONG_OP_COUNT = 2, /* answer: MR0 = balls so far */
};

/* ---- Stop 2: a pager and its clients ------------------------------------------------------------ */

/* The clients' memory that only the pager provides. */
#define PAGED_AREA 0x80000000UL

enum {
	PAGED_PAGES    = 4,
	PAGER_CLIENTS  = 2,
	PAGER_PROTO    = 2, /* answer: MR0 = faults that showed an original, MR1 = copies made */
	PAGED_TEXT_MAX = 32,
};

/* ---- Stop 3: a chain of three ------------------------------------------------------------------- */

/* Where every link of the chain sees the page that is handed down. */
#define CHAIN_PAGE 0x80000000UL
#define CHAIN_TEXT "handed down from the root"

enum {
	CHAIN_LABEL   = 0x3000,
	CHAIN_PROTO   = 3,
	CHAIN_OP_CAP  = 1, /* one item: a semaphore; kept and handed on with fewer rights */
	CHAIN_OP_PAGE = 2, /* one item: a page; kept and handed on */
	CHAIN_OP_REPORT =
		3, /* answer: MR0 = what each link has, four bits a link, own in bits 3..0 */

	/* A report's bits. */
	CHAIN_HAS_CAP   = 1,
	CHAIN_MAY_DOWN  = 2, /* … and the capability carries the S right */
	CHAIN_SEES_PAGE = 4,
	CHAIN_BITS      = 4,
};

/* ---- Stop 4: a timer, a producer, a consumer ----------------------------------------------------- */

#define RING_ADDRESS 0x80000000UL

enum {
	RING_SLOTS  = 64,
	TICK_LABEL  = 0x4000, /* the producer's tick */
	BELL_LABEL  = 0x4100, /* the consumer's bell */
	RING_FACTOR = 7,      /* value number n is n * RING_FACTOR: both sides know */
};

/* A page shared by both: the producer writes values and `produced`, the consumer the rest. */
struct ring {
	volatile unsigned produced, consumed;
	volatile unsigned values[RING_SLOTS];
};

/* ---- Stop 5: a visitor with a quota -------------------------------------------------------------- */

enum {
	VISITOR_LEAVES = 3, /* rooms that it leaves behind for the kernel to clean up */
};

#endif
