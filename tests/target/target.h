/*
 * Tests that run on the kernel itself, as its root task.
 *
 * A test is a function whose name is a sentence, with the numbers of the checklist statements that
 * it covers (abi sheet §15). It states what it expects with CHECK and EXPECT; a broken expectation
 * is printed with place, value found and value expected, and the test goes on. The harness
 * (harness.c) runs all tests and prints TAP. Each test starts with
 *
 *   - a factory of its own (test_factory()), whose quota must be whole again when the test is over:
 *     the harness deletes what the test made through it and checks that every byte came back;
 *   - free capability slots (test_slot()), emptied after the test;
 *   - workers (worker_start()): further threads, in the test's own task or in another one.
 *
 * Waits are bounded everywhere: a test that hangs would hide all others.
 */
#ifndef TESTS_TARGET_TARGET_H
#define TESTS_TARGET_TARGET_H

#include <l4/re/env.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/icu.h>
#include <l4/sys/ipc.h>
#include <l4/sys/ipc_gate.h>
#include <l4/sys/irq.h>
#include <l4/sys/kip.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/semaphore.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <l4/sys/vcon.h>
#include <stdio.h>
#include <string.h>

/* ---- Tests ---------------------------------------------------------------------------------- */

struct test {
	const char *statements; /* checklist numbers: "A5 A6" */
	const char *name;
	void (*run)(void);
};

/* One entry of a group's table. */
#define TEST(statements, function)              \
	{                                       \
		statements, #function, function \
	}

struct test_group {
	const char *name;
	const struct test *tests;
	unsigned count;
};

/* Define a group from a table of tests; harness.c lists the groups. */
#define TEST_GROUP(id, title, table) \
	const struct test_group id = {title, table, sizeof(table) / sizeof((table)[0])}

void test_failed(const char *file, int line, const char *what, long found, long expected);

/** @p condition holds. */
#define CHECK(condition)                                                   \
	do {                                                               \
		if (!(condition))                                          \
			test_failed(__FILE__, __LINE__, #condition, 0, 1); \
	} while (0)

/** Expression @p found has the value @p expected (both as long). Evaluated once, in this order. */
#define EXPECT(found, expected)                                                     \
	do {                                                                        \
		long found_ = (long)(found), expected_ = (long)(expected);          \
		if (found_ != expected_)                                            \
			test_failed(__FILE__, __LINE__, #found, found_, expected_); \
	} while (0)

/** The IPC that returned @p tag failed with IPC error @p code (in the caller's UTCB). */
#define EXPECT_IPC_ERROR(tag, code) EXPECT(l4_ipc_error(tag, l4_utcb()), code)

/** An object answered @p tag with label @p label and without IPC error. */
#define EXPECT_LABEL(tag, label)    EXPECT(l4_error(tag), label)

/* ---- What a test may use -------------------------------------------------------------------- */

enum {
	TEST_QUOTA         = 512 * 1024, /* bytes of each test's factory */
	TEST_PRIORITY      = 100,        /* of the thread that runs the tests */
	WORKER_STACK       = 8192,
	WORKERS_MAX        = 8,
	WORKER_VALUES      = 16,
	TEST_PAGES         = 16,   /* pages of test_page(), 4 KiB each */
	SANDBOX_UTCB_ORDER = 14,   /* log2 of the KU memory of a sandbox, at its next_utcb */
	SANDBOX_PAGER      = 0x20, /* slot where a sandbox finds the gate given to it first */
};

/** The test's own factory. */
l4_cap_idx_t test_factory(void);

/** A free capability slot; the harness empties it after the test. */
l4_cap_idx_t test_slot(void);

/** An empty slot that is never filled. */
l4_cap_idx_t test_empty_slot(void);

/** Page @p i of memory for mapping tests: present, writable, filled with zero before each test. */
char *test_page(unsigned i);

/** A superpage of own memory, present and writable, aligned to its size; the same in every test. */
l4_addr_t test_superpage(void);

/** An address range of 2^@p order bytes in which nothing is mapped (order at most 24). */
l4_addr_t test_hole(unsigned order);

/** A gate bound to @p thread with @p label, made with the test's factory. */
l4_cap_idx_t test_gate(l4_cap_idx_t thread, l4_umword_t label);

/** Copy the capability @p cap into slot @p to of the own task with @p rights and @p attributes. */
void test_copy(l4_cap_idx_t to, l4_cap_idx_t cap, unsigned rights, unsigned attributes);

/** Is there something in slot @p cap of the own task? */
bool test_valid(l4_cap_idx_t cap);

/** Let others run for @p ms milliseconds. */
void test_pause(unsigned ms);

l4_kernel_clock_t test_now(void);

/** Invoke with everything given; the UTCB is filled by the caller. */
l4_msgtag_t test_invoke(l4_cap_idx_t cap, unsigned flags, l4_msgtag_t tag, l4_timeout_t timeout);

/* ---- Sandboxes: other tasks ----------------------------------------------------------------- */

/*
 * A task that sees the test program's memory at the same addresses (so that functions and variables
 * are shared) and has few capabilities: 1 its own task, 5 the log, and what the test gives it.
 */
struct sandbox {
	l4_cap_idx_t task;
	l4_addr_t next_utcb;
};

/** A new sandbox, charged to the test's factory. */
void sandbox_make(struct sandbox *s);
/** A new sandbox without any memory of the test program: everything it touches faults. */
void sandbox_make_empty(struct sandbox *s);

/** Map capability @p cap into slot @p index of @p s with @p rights (L4_CAP_FPAGE_*). */
void sandbox_give(const struct sandbox *s, l4_cap_idx_t cap, unsigned index, unsigned rights);

/**
 * Can a thread of @p s read (write) the word at @p address? It dies if it cannot, which the kernel
 * reports on the console. A word that was read is in *@p word.
 */
bool sandbox_reads(const struct sandbox *s, l4_addr_t address, l4_umword_t *word);
bool sandbox_writes(const struct sandbox *s, l4_addr_t address, l4_umword_t word);

/* ---- Workers: other threads ----------------------------------------------------------------- */

struct worker;
typedef void worker_function(struct worker *self);

struct worker {
	l4_cap_idx_t cap;           /* the thread, in the test's task */
	l4_utcb_t *utcb;            /* in its own task */
	const struct sandbox *home; /* NULL: the test's task */
	worker_function *run;
	volatile unsigned step;                    /* set by worker_step(): how far it got */
	volatile l4_umword_t value[WORKER_VALUES]; /* for test and worker to talk */
	volatile l4_msgtag_t tag;                  /* last result kept by worker_keep() */
	volatile l4_umword_t label, error;
	char *stack; /* lowest address, WORKER_STACK bytes */
};

/**
 * A new thread that will run @p run in @p home (NULL: own task), bound, not started.
 * Pager and handler are those of the test's own thread, or slots @p pager / @p handler of @p home.
 */
struct worker *worker_make(worker_function *run, const struct sandbox *home);
void worker_set_pager(struct worker *w, unsigned index);
void worker_set_handler(struct worker *w, unsigned index);

/** Start it with @p priority; one above TEST_PRIORITY runs at once. */
void worker_go(struct worker *w, unsigned priority);

/** worker_make() and worker_go(). */
struct worker *worker_start(worker_function *run, const struct sandbox *home, unsigned priority);

/** Delete the thread and wait until the kernel has let go of its UTCB. */
void worker_kill(struct worker *w);

/** Wait, at most two seconds, until the worker reached @p step. */
bool worker_reached(const struct worker *w, unsigned step);

/* In the worker: */
void worker_step(struct worker *self, unsigned step);
/** Keep tag, label and IPC error for the test to look at. */
void worker_keep(struct worker *self, l4_msgtag_t tag, l4_umword_t label);
_Noreturn void worker_end(void);

#endif
