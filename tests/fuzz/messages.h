/*
 * What the makers of messages share: one function for each kind of object, and the parts that several
 * of them use.
 */
#ifndef TESTS_FUZZ_MESSAGES_H
#define TESTS_FUZZ_MESSAGES_H

#include "tests/fuzz/fuzz.h"

/*
 * Each writes a message as the object's protocol wants it, or nearly so, into the victim's UTCB and
 * returns its tag. It may change how @p a is sent: dest, flags, timeouts; and say with a->slot and
 * a->expect what will be where.
 */
l4_msgtag_t task_message(struct victim *v, struct attempt *a); /* objects.c */
l4_msgtag_t factory_message(struct victim *v, struct attempt *a);
l4_msgtag_t scheduler_message(struct victim *v, struct attempt *a);
l4_msgtag_t log_message(struct victim *v, struct attempt *a);
l4_msgtag_t sigma0_message(struct victim *v, struct attempt *a);
l4_msgtag_t ipc_message(struct victim *v, struct attempt *a); /* signals.c */
l4_msgtag_t gate_message(struct victim *v, struct attempt *a);
l4_msgtag_t irq_message(struct victim *v, struct attempt *a);
l4_msgtag_t semaphore_message(struct victim *v, struct attempt *a);
l4_msgtag_t icu_message(struct victim *v, struct attempt *a);
l4_msgtag_t thread_message(struct victim *v, struct attempt *a); /* threads.c */

static inline l4_umword_t *mr(void)
{
	return l4_utcb_mr()->mr;
}

/* ---- Items that objects take as arguments, at message register @p at; see message.c --------- */

/** Any capability. */
void capability_item(struct victim *v, unsigned at);

/** Mostly the task of a den, a victim's thread, an interrupt object; sometimes any capability. */
void den_item(struct victim *v, unsigned at);
void thread_item(struct victim *v, unsigned at);
void irq_item(struct victim *v, unsigned at);

/* ---- vcpu.c: memory that victim and kernel share -------------------------------------------- */

l4_addr_t vcpu_state_address(const struct victim *v);
l4_addr_t trampoline_address(const struct victim *v);

/** Write the area of @p v: plausible for the next resume (or fault), with hostile words among it. */
void vcpu_fill(struct victim *v);
void trampoline_fill(struct victim *v);

#endif
