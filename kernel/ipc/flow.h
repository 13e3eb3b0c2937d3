/*
 * Flow ids: what joins the trace events of one message (its send and its receive), or of one fault
 * (the fault, the message to the pager, the end). Without a debugger they cost nothing.
 */
#ifndef KERNEL_IPC_FLOW_H
#define KERNEL_IPC_FLOW_H

#include "kernel/object/irq.h"
#include "kernel/object/thread.h"

#ifdef CONFIG_JDB
extern uint32_t last_flow;

/** A new id; never 0, which means "none". */
static inline uint32_t flow_new(void)
{
	return ++last_flow ? last_flow : ++last_flow;
}

/** A message of @p t starts. That of a fault belongs to the fault. */
static inline void flow_begin(struct thread *t)
{
	if (!(t->state & (THREAD_FAULT | THREAD_EXCEPTION)))
		t->flow = flow_new();
}
#else
static inline uint32_t flow_new(void)
{
	return 0;
}
static inline void flow_begin(struct thread *t)
{
	(void)t;
}
#endif

/** Debugger id of a thread or IRQ as a sender; 0 for NULL. */
static inline uint32_t sender_id(const struct sender *s)
{
	if (!s)
		return 0;
	return s->is_irq ? container_of(s, const struct irq, sender)->line.object.id
			 : container_of(s, const struct thread, sender)->object.id;
}

#endif
