/*
 * A pager and exception handler for tests: a server thread in the test's task, which notes what it
 * got and reacts as the test told it. The culprits are in a sandbox and find it in two slots.
 */
#ifndef TESTS_TARGET_KEEPER_H
#define TESTS_TARGET_KEEPER_H

#include "tests/target/machine.h"
#include "tests/target/target.h"

enum {
	WINDOW  = 0x20000000, /* nothing is there in a sandbox */
	PAGER   = SANDBOX_PAGER,
	HANDLER = SANDBOX_PAGER + 1,

	PAGER_LABEL   = 0x100,
	HANDLER_LABEL = 0x200,

	KEEPER_RECORDS = 6,
};

enum reaction {
	MAP_PAGE,     /* fault: map test page 0 there */
	MAP_READ,     /* fault: the same without the write right, the first time */
	SAY_NOTHING,  /* fault: answer without a mapping, map the second time */
	REFUSE,       /* fault: negative label */
	SKIP,         /* exception: go on behind the undefined instruction */
	SHORT_REPLY,  /* exception: too few words and a page at WINDOW, the second time as SKIP */
	SKIP_AND_MAP, /* exception: go on and map test page 0 at WINDOW */
	RAISE_FLAGS,  /* exception: go on, with privileged flags */
	ALLOW_LATER,  /* report of a system call: allow it only the second time */
};

struct keeper {
	volatile enum reaction on_fault, on_exception;
	volatile unsigned faults, exceptions;
	volatile l4_umword_t fault_word, fault_ip, label;
	volatile l4_msgtag_t fault_tag, exception_tag;
	void (*volatile meanwhile)(void);    /* called before each answer */
	l4_exc_regs_t regs;                  /* of the last exception */
	l4_exc_regs_t first[KEEPER_RECORDS]; /* of the first exceptions */
};

extern struct keeper server;

/** Start the server afresh. */
struct worker *keeper_start(enum reaction on_fault, enum reaction on_exception);

/** The same as pager and handler of @p w, a thread of the test's own task. */
void keeper_serve(struct worker *w, enum reaction on_fault, enum reaction on_exception);

/** A sandbox whose threads have the server as pager and handler; and a thread in it, not started. */
struct worker *culprit(struct sandbox *s, worker_function *run, enum reaction on_fault,
		       enum reaction on_exception);

#endif
