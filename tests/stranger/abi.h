/*
 * What a program must know to run on the kernel, and how to say it: in numbers, for a stranger who
 * has none of our headers. Each number is the abi sheet's.
 */
#ifndef TESTS_STRANGER_ABI_H
#define TESTS_STRANGER_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include CPU_HEADER /* amd64.h or arm.h: the build says which */

typedef unsigned long word;

/* ---- Selectors, tags, timeouts (§2, §3, §5) -------------------------------------------------- */

enum { SEND = 1, RECEIVE = 2, OPEN = 4, REPLY = 8 };
enum { CALL = 3, WAIT = 6, REPLY_AND_WAIT = 15 };

#define SLOT(index) ((word)(index) << 12)
#define SELF        (~(word)0 << 11)

enum {
	OWN_TASK    = 1,
	FACTORY     = 2,
	OWN_THREAD  = 3,
	PAGER       = 4,
	CONSOLE     = 5,
	INTERRUPTS  = 6,
	SCHEDULER   = 7,
	DEBUGGER    = 10,
	LAST_OF_OLD = 11,
};

enum protocol {
	ALLOW        = 0,
	IRQ          = -1,
	PAGE_FAULT   = -2,
	EXCEPTION    = -5,
	SIGMA0       = -6,
	KOBJECT      = -10,
	TASK         = -11,
	THREAD       = -12,
	LOG          = -13,
	SCHEDULE     = -14,
	CREATE       = -15,
	IRQ_SENDER   = -18,
	SEMAPHORE    = -20,
	META         = -21,
	DEBUG        = -23,
	PLATFORM     = 0,
	GATE         = 0,
	OUR_PROTOCOL = 0x4000, /* of our own servers */
};

enum { TAG_SCHEDULE = 0x2000, TAG_ERROR = 0x8000 };

enum { ENTRY_MISSING = 2, OUT_OF_MEMORY = 12, INVALID = 22, NO_SUCH_DEVICE = 19, NO_SUCH_OP = 38 };
enum { BAD_PROTOCOL = 39, IPC_ERROR = 2000, RECEIVE_TIMEOUT = 3 };

static inline word make_tag(long protocol, unsigned words, unsigned items)
{
	return (word)protocol << 16 | items << 6 | words;
}

static inline long tag_label(word tag)
{
	return (long)tag >> 16;
}

enum { NEVER = 0, SEND_NOW = 0x04000000, RECEIVE_NOW = 0x400, BOTH_NOW = 0x04000400 };
enum { TEN_MS = 4 << 10 | 625 }; /* 625 << 4 microseconds */

/* ---- The UTCB (§4) --------------------------------------------------------------------------- */

struct utcb {
	word mr[63], self, bdr, br[58], error, free_marker, user[3];
};

static inline struct utcb *utcb(void)
{
	return utcb_register();
}

/* ---- Flexpages and items (§6) ---------------------------------------------------------------- */

enum { SPECIAL_PAGE, MEMORY_PAGE, PORT_PAGE, OBJECT_PAGE };
enum { X = 1, W = 2, R = 4, RX = 5, RW = 6, RWX = 7 };
enum { CAP_RWS = 7, CAP_RWSD = 15, CAP_RW = 5 };
enum { ITEM = 8, SMALL = 2, LOCAL_ID = 4 };
enum { CACHED = 0x30, UNCACHED = 0x10 };

#define EVERYWHERE ((word)63 << 6)

static inline word memory(word address, unsigned order, unsigned rights)
{
	return (address & ~(word)0xfff) | order << 6 | MEMORY_PAGE << 4 | rights;
}

static inline word object(unsigned index, unsigned rights)
{
	return SLOT(index) | OBJECT_PAGE << 4 | rights;
}

/* ---- What both programs use: say.c ------------------------------------------------------------ */

/** Registers at the first instruction; see amd64.S, arm.S. */
extern word entry_registers[ENTRY_REGISTERS];

/** One invocation; no phase has a timeout but those in @p timeouts. */
word invoke(word selector, word tag, word *label, word timeouts);
/** Call and give the answer's label, or -2000 - error. */
long call(unsigned index, word tag);
long call_selector(word selector, word tag);

/** Print @p text and a number of @p digits hexadecimal digits (0: none), by raw log writes. */
void say(const char *text);
void say_number(const char *text, word number);

/** One thing that was to be so: prints a TAP line; @p seen tells more when it is not. */
void step(const char *what, bool good, word seen);
/** Prints the sum and turns the machine off. */
_Noreturn void finish(void);

/** The program, with the argument register of its first instruction. */
_Noreturn void stranger_main(word argument);

#endif
