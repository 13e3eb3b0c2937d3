/*
 * The system-call fuzzer: what its parts know of each other.
 *
 *      supervisor (supervisor.c)   makes a round, watches it, takes it apart, has everything checked
 *        '-- dens (den.c)          tasks in which victims live; they share the program's text and have
 *              |                   one piece of memory each, and no way to reach the supervisor
 *              '-- victims (victim.c)   threads that invoke at random, now and then as virtual CPUs
 *                     |                 (vcpu.c): message.c makes up messages, words.c single words
 *                     '-- threads.c, objects.c, signals.c   what each kind of object understands
 *        '-- guardian (guardian.c) pager and exception handler of the victims, as random as they are
 *
 * Everything of a round is charged to one factory, whose every byte must come back at its end.
 * All randomness comes from one seed; with a virtual clock that counts instructions (run) the whole
 * run repeats itself.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/icu.h>
#include <l4/sys/ipc.h>
#include <l4/sys/ipc_gate.h>
#include <l4/sys/irq.h>
#include <l4/sys/kip.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>
#include <l4/sys/vcon.h>
#include "tests/fuzz/random.h"

enum {
	DENS        = 3,
	VICTIMS     = 3, /* threads of a den that the supervisor makes */
	BODIES      = 6, /* victims that a den has stacks for: victims start others */
	STACK_SIZE  = 4096,
	PLAY_PAGES  = 8, /* pages of a den that victims map around */
	KU_ORDER    = 14,
	KU_AT       = 0xb1000000UL, /* KU memory of a den, below the kernel on all machines */
	HOLE_AT     = 0xa0000000UL, /* nothing is there at first */
	HOLE_ORDER  = 24,
	PORTS_AT    = 0x8000, /* I/O ports of the dens, where there are ports: no device is there */
	PORTS_ORDER = 12,
	QUOTA       = 2 << 20,     /* of a round: half of it for what victims make, so that the */
	VICTIMS_QUOTA   = 1 << 20, /* other half is left for keeping them alive */
	VICTIM_PRIORITY = 60,      /* highest of a victim: the supervisor must get the CPU */
	GUARDIAN_PRIO   = 100,
	SUPERVISOR_PRIO = 200,
};

/*
 * Slots of a den. What can end the run is not where the program's own code would look for it, so that a
 * victim that runs astray into the supervisor's functions finds nothing.
 */
enum den_slot {
	SLOT_NOTHING   = 0,
	SLOT_TASK      = 1,
	SLOT_FACTORY   = 2,
	SLOT_GUARDIAN  = 4,
	SLOT_LOG       = 0xc,
	SLOT_ICU       = 0xd,
	SLOT_SCHEDULER = 0xe,
	SLOT_SIGMA0    = 0xf,
	SLOT_DENS      = 0x10, /* the tasks of all dens */
	SLOT_VICTIMS   = 0x14, /* the threads of all dens */
	SLOT_PLAY      = 0x20, /* free for the victims */
	SLOTS          = 0x50,
};

/* What a slot is believed to hold. The belief is often wrong, which is welcome. */
enum kind {
	KIND_EMPTY,
	KIND_TASK,
	KIND_THREAD,
	KIND_FACTORY,
	KIND_GATE,
	KIND_IRQ,
	KIND_SEMAPHORE,
	KIND_ICU,
	KIND_SCHEDULER,
	KIND_LOG,
	KIND_SIGMA0,
	KINDS,
};

struct den;

struct victim {
	struct den *den;
	struct random random;
	volatile unsigned count; /* invocations */
};

/* The memory of one den; the supervisor sees all of them. */
struct den {
	char stacks[BODIES][STACK_SIZE];
	char play[PLAY_PAGES][L4_PAGESIZE];
	struct victim victims[BODIES];
	uint8_t kinds[SLOTS];
	l4_kernel_clock_t now; /* for absolute timeouts; written by the supervisor */
} __attribute__((aligned(L4_PAGESIZE)));

extern struct den dens[DENS];
extern unsigned cpus; /* that are there; victims can read this, not change it */

/*
 * May victims create tasks in this round? A task that holds a capability to itself lives on when nobody
 * else knows it, and quite rightly so; in a round with such tasks, memory that is missing at the end is
 * no sign of a leak. Victims can read this, not change it.
 */
extern volatile bool tasks_allowed;

static inline l4_cap_idx_t slot_cap(unsigned slot)
{
	return (l4_cap_idx_t)slot << L4_CAP_SHIFT;
}

/* ---- den.c ---------------------------------------------------------------------------------- */

/** Touch all memory, so that it can be mapped on. Once. */
void dens_init(void);

/** Make all dens and their victims with @p factory, and let them go. False: no memory. */
bool dens_make(l4_cap_idx_t factory, l4_cap_idx_t guardian, uint64_t seed);

/** Victims that made no progress since the last call start again from their beginning, with a CPU. */
void dens_revive(struct random *r);

/** Invocations of all victims since dens_make(), up to the last dens_revive(). */
unsigned long dens_count(void);

/** Delete all dens, with everything in them. */
void dens_destroy(void);

/** Some capability of some den's task or victim, in the supervisor's table. */
l4_cap_idx_t dens_any(struct random *r);

/* ---- victim.c ------------------------------------------------------------------------------- */

/** What a victim runs. @p self is its struct victim. Never returns. */
void victim_main(void *self);

/** Prepare stack @p body of @p den for a thread that starts with victim_main(). @return its sp */
l4_addr_t victim_stack(struct den *den, unsigned body);

/* ---- guardian.c ----------------------------------------------------------------------------- */

/** A thread that answers the faults of victims; its gate is put into @p gate. */
bool guardian_start(l4_cap_idx_t gate);

/* ---- message.c ------------------------------------------------------------------------------ */

/** What a victim does next; the rest is in its UTCB. */
struct attempt {
	l4_cap_idx_t dest;
	l4_umword_t flags;
	l4_msgtag_t tag;
	l4_timeout_t timeout;
	unsigned slot;    /* where a created object will be, or 0 */
	enum kind expect; /* what it will be */
};

/** Make up an invocation. */
void attempt_make(struct victim *v, struct attempt *a);

/* ---- words.c -------------------------------------------------------------------------------- */

/** Any word: small, a power of two, near a limit, an address, noise. */
l4_umword_t any_word(struct victim *v);

/** An address: mostly of something that is there. */
l4_addr_t any_address(struct victim *v);

/** A selector: mostly of a slot that the victims use. */
l4_cap_idx_t any_selector(struct victim *v);

/** A slot of those that the victims use. */
unsigned any_slot(struct victim *v);

l4_fpage_t any_flexpage(struct victim *v);
l4_fpage_t any_object_flexpage(struct victim *v);
l4_fpage_t any_port_flexpage(struct victim *v);
l4_timeout_t any_timeout(struct victim *v);

/** Buffer registers and their descriptor. */
void any_buffers(struct victim *v);

/** @p n typed items from message register @p at on. */
void any_items(struct victim *v, unsigned at, unsigned n);

#endif
