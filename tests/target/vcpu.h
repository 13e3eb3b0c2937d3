/*
 * A virtual CPU for tests: a worker in the test's task, whose user task is a sandbox. The sandbox
 * sees the same memory, but not the vCPU's UTCB: user code makes its system calls by hand. The entry
 * point notes each event in `guest` and then does what the test has planned there.
 */
#ifndef TESTS_TARGET_VCPU_H
#define TESTS_TARGET_VCPU_H

#include <l4/sys/vcpu.h>
#include "tests/target/keeper.h"

enum {
	GUEST_EVENTS = 4,
	IRQ_LABEL    = 0x7788,
	F_TRAPS      = L4_VCPU_F_IRQ | L4_VCPU_F_PAGE_FAULTS | L4_VCPU_F_EXCEPTIONS,
};

struct guest_event {
	l4_exc_regs_t r;
	l4_vcpu_ipc_regs_t i;
	l4_uint16_t state, saved, sticky;
	l4_addr_t sp;       /* on entry */
	l4_umword_t others; /* all registers on entry but sp and argument, or-ed together */
	l4_umword_t word, error, fpu;
};

struct guest {
	struct worker *w;
	l4_vcpu_state_t *v;
	/* What is planned: */
	l4_cap_idx_t task;
	void (*user)(void);   /* what user mode starts with */
	unsigned start_flags; /* saved_state of the first resume */
	unsigned resumes;     /* how many events are resumed from; the worker ends after the next */
	bool reply;           /* answer messages */
	bool map;             /* resume with test page 0 for WINDOW */
	void (*on_event)(unsigned); /* called with the event's number before resuming */
	/* What happened: */
	volatile unsigned events;
	struct guest_event event[GUEST_EVENTS];
};

extern struct guest guest;
extern volatile l4_umword_t shared[4]; /* user code and test talk here */

/**
 * A vCPU that will run @p run, not started; see vcpu_begin(). @p user is to run in the sandbox @p s
 * with saved_state @p flags; user mode is added.
 */
struct worker *vcpu_make(struct sandbox *s, worker_function *run, void (*user)(void),
			 unsigned flags);

/** The n-th place for a state area of @p w, in the KU memory of the test's task. */
l4_vcpu_state_t *vcpu_area(const struct worker *w, unsigned n);

/** An IRQ object bound to @p w; its messages have label IRQ_LABEL + @p n. */
l4_cap_idx_t vcpu_irq(const struct worker *w, unsigned n);

/** What machine_vcpu_entry() calls. */
void vcpu_event(l4_vcpu_state_t *v, l4_addr_t sp, l4_umword_t others);

/* For the vCPU itself: */
void vcpu_begin(struct worker *self); /* vCPU mode, all fields set, still in kernel mode */
l4_msgtag_t vcpu_resume(void);        /* returns on error only */
void vcpu_enter_user_mode(struct worker *self); /* both; step 1 before, 2 after an error */

/** Top of the stack for events in user mode, and of that of user mode. */
l4_addr_t vcpu_entry_sp(void);
l4_addr_t vcpu_user_sp(void);

/** Event @p n is the IRQ message with label IRQ_LABEL + @p label. */
void vcpu_expect_irq(unsigned n, unsigned label);

/* User code: a system call and then counting for ever; only counting. */
void user_call(void);
void user_spin(void);

#endif
