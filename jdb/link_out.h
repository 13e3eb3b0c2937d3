/*
 * What the kernel tells the host: HELLO, trace frames, health of the link.
 *
 * link_poll() runs whenever the CPU is at a safe point (idle, timer, serial interrupt, debugger prompt)
 * and fills the wire's free slots: a HELLO that is due, else an answer that waits, else a STATUS that is
 * due; and trace events into the other slot. Everything is paced by these slots becoming free, so a slow
 * line makes nobody wait.
 *
 * When events come faster than they leave, the ring's backlog grows. From half a ring on, events of the
 * classes SCHED and TIMER are dropped, from three quarters on all others but FAULT, OBJECT and MAP; each is
 * counted. What the ring overwrites before it was sent is counted, too.
 */
#ifndef JDB_LINK_OUT_H
#define JDB_LINK_OUT_H

#include "kernel/lib/types.h"
#include "jdb/link/cbor.h"

extern bool link_attached;    /* a host listens */
extern uint32_t link_classes; /* classes that are sent */
extern uint32_t link_bad_frames, link_requests_lost;

/** Nobody listens yet; the first poll says HELLO. */
void link_init(void);

/** Send events of @p classes, those in the rings first; with @p attach false: send none any more. */
void link_attach(bool attach, uint32_t classes);
void link_want_hello(void);
/** Tell a host that listens soon how things stand (after a change). */
void link_want_status(void);

/** Fill the wire's free slots and let it send. Only where kernel data is consistent. */
void link_poll(void);
/** When link_poll() wants to run next, at the latest (kernel clock). */
usec_t link_next_poll(void);

/* ---- Writing bodies --------------------------------------------------------------------------- */

/** Write a record; on overflow @p w is full, see cbor_rewind(). */
void put_record(struct cbor_writer *w, unsigned record, const uint64_t *values);
/** The status record, and one loss record for each CPU and class that lost something. */
void put_status(struct cbor_writer *w);
void put_losses(struct cbor_writer *w);

#endif
